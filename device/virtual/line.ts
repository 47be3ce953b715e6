// One direction of a serial line: bytes arrive at its speed, or at once where it has none (USB).
import type { CardClock } from './machine.js';

const bitsPerByte = 10;
/** What has arrived meanwhile is handed on every so many ms. */
const tick = 4;

export class SerialLine {
  #queue: Uint8Array[] = [];
  #timer: unknown;
  /** When the line began to be busy, and what has arrived since. */
  #since = 0;
  #arrived = 0;

  /** `baud` 0: no limit. */
  constructor(
    private readonly baud: number,
    private readonly clock: CardClock,
    private readonly arrive: (bytes: Uint8Array) => void,
  ) {}

  write(bytes: Uint8Array): void {
    if (this.baud === 0) {
      this.arrive(bytes);
      return;
    }
    if (this.#queue.length === 0) {
      this.#since = this.clock.now();
      this.#arrived = 0;
    }
    this.#queue.push(Uint8Array.from(bytes));
    this.#next();
  }

  /** What is on its way is lost. */
  clear(): void {
    this.#queue = [];
    if (this.#timer !== undefined) this.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #next(): void {
    if (this.#timer !== undefined || this.#queue.length === 0) return;
    this.#timer = this.clock.setTimeout(() => {
      this.#timer = undefined;
      this.#deliver();
      this.#next();
    }, tick);
  }

  /** By the clock, not by the timers: one that comes late does not slow the line down. */
  #deliver(): void {
    const elapsed = this.clock.now() - this.#since;
    let due = Math.floor((elapsed * this.baud) / 1000 / bitsPerByte) - this.#arrived;
    for (let bytes = this.#queue[0]; bytes && due > 0; bytes = this.#queue[0]) {
      const piece = bytes.subarray(0, due);
      if (piece.length === bytes.length) this.#queue.shift();
      else this.#queue[0] = bytes.subarray(piece.length);
      due -= piece.length;
      this.#arrived += piece.length;
      this.arrive(piece);
    }
  }
}
