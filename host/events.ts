// What happens in the host daemon, as typed events from which a timeline can be drawn. No secrets, no argument values.
import type { ErrorReport } from '../protocol/errors/error.js';

/** Steps of a session as in the design, section 7. */
export type Step = 'S1' | 'S2' | 'S3' | 'S4' | 'S5' | 'S6' | 'S7' | 'S8' | 'S9' | 'S10';
export type Hop = 'uplink' | 'link';
/** `down`: towards the card. */
export type Direction = 'down' | 'up';

interface Of<T extends string> {
  readonly type: T;
}
interface AtSession {
  /** Card id, 32 hex digits. */
  readonly card: string;
  readonly session: number;
  readonly process: string;
}

export type HostEventBody =
  | (Of<'card-up'> & { readonly card: string; readonly address: string; readonly board: string; readonly boot: number })
  | (Of<'card-down'> & { readonly card?: string; readonly address: string; readonly why: string })
  | (Of<'card-silent'> & { readonly address: string; readonly why: string; readonly message: string })
  /** A step of the recovery ladder (host/link/ladder.ts) is taken for a card that is not heard. */
  | (Of<'card-recovery'> & { readonly card?: string; readonly address: string; readonly rung: string })
  /** The link to a card that was out of reach goes on where it was. */
  | (Of<'card-resumed'> & { readonly card?: string; readonly address: string })
  | (Of<'uplink-up'> & { readonly server: string; readonly url: string; readonly resumed: boolean })
  | (Of<'uplink-down'> & { readonly server: string; readonly url: string; readonly why: string })
  | (Of<'enrolling'> & {
      readonly card: string;
      readonly server: string;
      readonly name: string;
      /** Six digits that the server shows too; `confirm`: its operator has to say so. */
      readonly code: string;
      readonly confirm: boolean;
    })
  | (Of<'renewed'> & { readonly server: string; readonly key: boolean })
  | (Of<'enrolled'> & { readonly card: string; readonly server: string; readonly name: string })
  | (Of<'forgotten'> & { readonly card: string; readonly server: string })
  | (Of<'opening'> & AtSession & { readonly step: 'S1'; readonly server: string })
  /** S2: the first sealed record towards the card; S5: the whole of channel code and applet has arrived. */
  | (Of<'transfer'> & AtSession & { readonly step: 'S2' | 'S5'; readonly bytes: number; readonly chunks: number })
  | (Of<'applet'> &
      AtSession & {
        readonly step: 'S3';
        readonly epoch: number;
        readonly measurement: string;
        readonly version: string;
      })
  | (Of<'machine-id'> & AtSession & { readonly step: 'S6' })
  | (Of<'accepted'> & AtSession & { readonly step: 'S7' })
  | (Of<'host-reply'> & AtSession & { readonly step: 'S8' | 'S9' })
  | (Of<'session-key'> & AtSession & { readonly step: 'S10' })
  | (Of<'ready'> & AtSession & { readonly ms: number })
  | (Of<'call'> &
      AtSession & {
        readonly step: 'S4';
        readonly call: number;
        readonly method: string;
        readonly app: string;
        readonly bytes: number;
      })
  | (Of<'result'> &
      AtSession & {
        readonly step: 'S4';
        readonly call: number;
        readonly method: string;
        readonly app: string;
        readonly code: string;
        readonly bytes: number;
        readonly ms: number;
      })
  /** `message`: what the applet wants the holder to confirm; sealed between card and host. */
  | (Of<'presence'> & {
      readonly card: string;
      readonly session?: number;
      readonly process?: string;
      readonly method?: string;
      readonly app?: string;
      readonly call?: number;
      readonly message?: string;
      readonly seconds: number;
    })
  | (Of<'presence-end'> & {
      readonly card: string;
      readonly session?: number;
      readonly app?: string;
      readonly call?: number;
      readonly pressed: boolean;
    })
  | (Of<'epoch'> & AtSession & { readonly epoch: number })
  /** A sealed record passes; `head`: its first 16 bytes as the host sees them, hex. */
  | (Of<'wire'> &
      AtSession & { readonly hop: Hop; readonly direction: Direction; readonly size: number; readonly head: string })
  | (Of<'closed'> &
      AtSession & { readonly by: 'host' | 'card' | 'server'; readonly code: string; readonly detail: string })
  | (Of<'push'> & { readonly server: string; readonly card: string; readonly process: string; readonly code: string })
  | (Of<'retry'> & {
      readonly card: string;
      readonly process: string;
      readonly method: string;
      readonly app: string;
      readonly attempt: number;
      readonly error: ErrorReport;
    });

/** `at`: milliseconds since 1970. `seq` counts the events of this daemon from 1. */
export type HostEvent = HostEventBody & { readonly at: number; readonly seq: number };
export type EmitEvent = (event: HostEventBody) => void;
