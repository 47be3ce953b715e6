// What the sessions of one server share.
import type { Depository } from '../depository/depository.js';
import type { Emit } from '../events.js';
import type { Processes } from '../processes.js';
import type { Projector } from '../projector/projector.js';
import type { Settings } from '../settings.js';
import type { History } from '../store/history.js';
import type { Store } from '../store/store.js';
import type { Runner } from './exactly-once.js';
import type { Policy } from './policy.js';

export interface Core {
  readonly settings: Settings;
  readonly store: Store;
  readonly history: History;
  readonly depository: Depository;
  readonly policy: Policy;
  readonly processes: Processes;
  readonly projector: Projector;
  readonly runner: Runner;
  readonly emit: Emit;
  /** Puts a refusal or attack in the audit log, unless strangers have filled their share of it. */
  note(kind: string, detail: Readonly<Record<string, unknown>>): void;
}

/** The uplink as one session sees it. */
export interface SessionLink {
  /** Sends a sealed record to the card. */
  send(body: Uint8Array): void;
  /** Tells the host that the session is over. */
  close(code: number, detail: string): void;
  /** Resolves when the uplink takes more. */
  drained(): Promise<void>;
}
