// The counting that makes an uplink survive a dropped connection: what was sent is kept until the peer has counted it.
import { Cpu6Error } from '../../protocol/errors/error.js';

/** Counts are 32 bits wide; an uplink that reaches the end starts over as a new one. */
const lastCount = 0xffff_ffff;

export class Outbox {
  readonly #kept: Uint8Array[] = [];
  #bytes = 0;
  #sent = 0;
  constructor(private readonly greatest: number) {}

  get bytes(): number {
    return this.#bytes;
  }
  /** Keeps a message. Throws `UPLINK_OVERFLOW` if the peer leaves too much uncounted. */
  add(message: Uint8Array): void {
    if (this.#bytes + message.length > this.greatest || this.#sent === lastCount)
      throw new Cpu6Error('UPLINK_OVERFLOW', { limit: this.greatest });
    this.#kept.push(message);
    this.#bytes += message.length;
    this.#sent++;
  }
  /** The peer has `count` messages. False if it cannot have: more than were sent, or fewer than it had before. */
  counted(count: number): boolean {
    const dropped = count - (this.#sent - this.#kept.length);
    if (dropped < 0 || dropped > this.#kept.length) return false;
    for (const message of this.#kept.splice(0, dropped)) this.#bytes -= message.length;
    return true;
  }
  /** What the peer has not counted, in order. */
  uncounted(): readonly Uint8Array[] {
    return this.#kept;
  }
}
