// What a server tells of its work while it happens, for timelines, consoles and metrics. No secret is in an event.
import type { SuiteName } from '../protocol/crypto/suites.js';
import type { ErrorCode } from '../protocol/errors/catalogue.js';

export interface InSession {
  /** Server-wide session id, 16 hex digits. */
  readonly session: string;
  /** Card id, 32 hex digits. */
  readonly card: string;
  readonly process: string;
}

/** Why the server changes an epoch: so many calls, its age, its counters, the operator, an alarm, a new version. */
export type EpochReason = 'calls' | 'age' | 'records' | 'operator' | 'alarm' | 'edit';

type Plain =
  | ({ readonly type: 'open'; readonly step: 'S1' } & InSession & { readonly board: string; readonly runtime: string })
  | ({ readonly type: 'projected'; readonly step: 'S2 S5' } & InSession & {
        readonly epoch: number;
        /** Bytes of channel code and applet that travel. */
        readonly bytes: number;
        readonly chunks: number;
        readonly applet: string;
        readonly channel: string;
        /** Cipher suite of the epoch. */
        readonly suite: SuiteName;
      })
  | ({ readonly type: 'attested'; readonly step: 'S3' } & InSession & { readonly epoch: number })
  | ({ readonly type: 'host'; readonly step: 'S7' } & InSession & { readonly host: string; readonly hostName: string })
  | ({ readonly type: 'hostReply'; readonly step: 'S8' } & InSession)
  | ({ readonly type: 'finished' } & InSession)
  | ({ readonly type: 'call'; readonly direction: 'up' | 'down' } & InSession & {
        readonly call: number;
        readonly method: string;
        readonly bytes: number;
      })
  | ({ readonly type: 'result'; readonly direction: 'up' | 'down' } & InSession & {
        readonly call: number;
        readonly method: string;
        /** `ok`, or an error code. */
        readonly status: string;
        readonly bytes: number;
        /** The answer had been recorded before; the handler did not run. */
        readonly repeated: boolean;
      })
  | ({ readonly type: 'segment' } & InSession & {
        /** Number of the segment of the applet that went to the card; −1: none did. */
        readonly segment: number;
        readonly bytes: number;
        /** Why none did: this session has none of that name, or the card asks for too many. */
        readonly refused: 'unknown' | 'rate' | undefined;
      })
  | ({ readonly type: 'epoch' } & InSession & {
        readonly epoch: number;
        readonly reason: EpochReason;
        readonly applet: string;
        readonly channel: string;
      })
  | ({ readonly type: 'applet-error' } & InSession & {
        /** Measurement of the applet, hex; its first 8 digits if it is the one of the epoch before. */
        readonly applet: string;
        readonly message: string;
        /** The interpreter's trace: lines and columns of the compiled text. */
        readonly trace: string;
      })
  | ({ readonly type: 'applet-log' } & InSession & {
        readonly applet: string;
        readonly message: string;
        /** Number of the call of `console` in the applet. */
        readonly log: number;
      })
  /** Noticed in a stream, without ending it; `direction`: of the cells. */
  | ({ readonly type: 'alarm' } & InSession & { readonly code: ErrorCode; readonly direction: 'up' | 'down' })
  | ({ readonly type: 'closed' } & InSession & { readonly code: ErrorCode; readonly detail: string })
  | { readonly type: 'refused'; readonly card: string; readonly process: string; readonly code: ErrorCode }
  | {
      readonly type: 'enrolled';
      readonly card: string;
      readonly host: string;
      readonly generation: number;
      /** It counts when the operator has confirmed its code. */
      readonly confirm: boolean;
    }
  /** What the host shows at that enrolment too. */
  | {
      readonly type: 'code';
      readonly card: string;
      readonly host: string;
      readonly code: string;
      readonly confirm: boolean;
    }
  | { readonly type: 'renewed'; readonly host: string }
  | { readonly type: 'slot'; readonly card: string; readonly generation: number; readonly publisher: string | null }
  | { readonly type: 'uplink'; readonly state: 'up' | 'down' | 'resumed' | 'ended'; readonly address: string }
  | { readonly type: 'loaded'; readonly process: string; readonly applet: string }
  /** Something the server did not expect, of which its callers learn nothing: for the operator's log. */
  | { readonly type: 'fault'; readonly what: string }
  | { readonly type: 'pushed'; readonly card: string; readonly process: string; readonly code: ErrorCode | 'ok' };

/** `at`: milliseconds since 1970, UTC. */
export type ServerEvent = Plain & { readonly at: number };
export type Emit = (event: Plain) => void;
