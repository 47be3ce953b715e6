// Pings on their way: a pong says that the card has read everything that was written before its ping.

export interface Ping {
  readonly id: number;
  /** What the sender had written before it. */
  readonly written: number;
  /** When it went out, ms. */
  readonly at: number;
}

/** Unanswered pings that fit beside a window into the smallest receive buffer. */
const most = 6;

export class Pings {
  #out: Ping[] = [];
  #last = 0;

  /** Takes note of a ping; `undefined` when so many are unanswered that another could overflow the card's buffer. */
  next(written: number, at: number): Ping | undefined {
    if (this.#out.length >= most) return undefined;
    this.#last = (this.#last + 1) & 0xff;
    const ping = { id: this.#last, written, at };
    this.#out.push(ping);
    return ping;
  }

  /** The ping that a pong answers; behind its number the pong may say what is missing. Those before it were lost. */
  answered(payload: Uint8Array): Ping | undefined {
    const at =
      payload.length === 1 || payload.length === 3 ? this.#out.findIndex((ping) => ping.id === payload[0]) : -1;
    const ping = this.#out[at];
    if (ping) this.#out = this.#out.slice(at + 1);
    return ping;
  }

  /** The card was heard otherwise. */
  clear(): void {
    this.#out = [];
  }
}
