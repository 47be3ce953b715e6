// One direction of a serial line: bytes arrive at its speed, or at once where it has none (USB).
import type { CardClock } from './machine.js';

const bitsPerByte = 10;
/** Bytes are handed on in pieces of so many ms of the line. */
const tick = 4;

export class SerialLine {
  #queue: Uint8Array[] = [];
  #timer: unknown;
  /** When the line is free again. */
  #free = 0;

  /** `baud` 0: no limit. */
  constructor(
    private readonly baud: number,
    private readonly clock: CardClock,
    private readonly arrive: (bytes: Uint8Array) => void,
  ) {}

  write(bytes: Uint8Array): void {
    if (this.baud === 0) this.arrive(bytes);
    else {
      this.#queue.push(Uint8Array.from(bytes));
      this.#next();
    }
  }

  /** What is on its way is lost. */
  clear(): void {
    this.#queue = [];
    if (this.#timer !== undefined) this.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #next(): void {
    const bytes = this.#queue[0];
    if (this.#timer !== undefined || !bytes) return;
    const most = Math.max(1, Math.floor((this.baud * tick) / 1000 / bitsPerByte));
    const piece = bytes.subarray(0, most);
    const rest = bytes.subarray(most);
    if (rest.length > 0) this.#queue[0] = rest;
    else this.#queue.shift();
    // From when the line was free, not from now: a timer that came late does not slow the line down.
    const now = this.clock.now();
    this.#free = Math.max(this.#free, now - 2 * tick) + (piece.length * bitsPerByte * 1000) / this.baud;
    this.#timer = this.clock.setTimeout(
      () => {
        this.#timer = undefined;
        this.arrive(piece);
        this.#next();
      },
      Math.max(0, this.#free - now),
    );
  }
}
