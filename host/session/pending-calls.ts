// The gate calls of one session that wait for the card's answer.
import type { GateEntry } from '../../protocol/applet/header.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { Clock, Timer } from '../clock.js';
import type { JsonAnswer } from '../gate/arguments.js';

/** A gate call on its way through a session. */
export interface GateCall {
  readonly method: string;
  /** JSON values. */
  readonly args: unknown;
  /** Idempotency key, 16 bytes. */
  readonly key: Uint8Array;
  /** Who calls. */
  readonly app: string;
  /** Asked once the method is known, before anything is sent; throws to refuse. */
  readonly admit: (entry: GateEntry) => void;
  /** The card was lost while it worked on this call; `deaf`: after it had been silent for a while. */
  readonly lost?: (deaf: boolean) => void;
  /** ms until `CALL_TIMEOUT`. */
  readonly time: number;
  readonly signal?: AbortSignal | undefined;
}

export interface GateAnswer extends JsonAnswer {
  /** Encoded sizes, for the audit log. */
  readonly bytesIn: number;
  readonly bytesOut: number;
}

export interface PendingCall {
  readonly id: number;
  readonly call: GateCall;
  readonly entry: GateEntry;
  readonly bytesIn: number;
  readonly started: number;
  /** Settles once, by {@link PendingCalls.settle}. */
  readonly answer: Promise<GateAnswer>;
}

interface Entry extends PendingCall {
  readonly timer: Timer;
  resolve(answer: GateAnswer): void;
  reject(error: Cpu6Error): void;
}

export class PendingCalls {
  readonly #calls = new Map<number, Entry>();
  #last = 0;

  /** `giveUp`: a call has used up its time. `settled`: it has its outcome. */
  constructor(
    private readonly clock: Clock,
    private readonly giveUp: (id: number, why: Cpu6Error) => void,
    private readonly settled: (pending: PendingCall, outcome: GateAnswer | Cpu6Error, ms: number) => void,
  ) {}

  get size(): number {
    return this.#calls.size;
  }
  /** The one that the card works on: it takes them one by one, in order. */
  get oldest(): PendingCall | undefined {
    return this.#calls.values().next().value;
  }
  get(id: number): PendingCall | undefined {
    return this.#calls.get(id);
  }

  /** Gives the call a number (1 to 65,535) that no other pending call has. */
  add(call: GateCall, entry: GateEntry, bytesIn: number): PendingCall {
    do this.#last = (this.#last % 0xffff) + 1;
    while (this.#calls.has(this.#last));
    const id = this.#last;
    let settle!: Pick<Entry, 'resolve' | 'reject'>;
    const answer = new Promise<GateAnswer>((resolve, reject) => {
      settle = { resolve, reject };
    });
    const late = new Cpu6Error('CALL_TIMEOUT', { ms: Math.round(call.time) });
    const timer = this.clock.after(call.time, () => this.giveUp(id, late));
    const pending = { id, call, entry, bytesIn, started: this.clock.now(), answer, timer, ...settle };
    this.#calls.set(id, pending);
    return pending;
  }

  /** False if the call has its outcome already. */
  settle(id: number, outcome: GateAnswer | Cpu6Error): boolean {
    const pending = this.#calls.get(id);
    if (!pending) return false;
    this.#calls.delete(id);
    pending.timer.cancel();
    this.settled(pending, outcome, Math.round(this.clock.now() - pending.started));
    if (outcome instanceof Cpu6Error) pending.reject(outcome);
    else pending.resolve(outcome);
    return true;
  }

  settleAll(why: Cpu6Error): void {
    for (const id of [...this.#calls.keys()]) this.settle(id, why);
  }
}
