// When the host acknowledges, and asks for what is missing: as few frames as keep the card sending.
import type { Clock, Timer } from '../clock.js';

/** A single frame waits so many ms for something to carry its acknowledgement. */
const ackPause = 20;
/** The same gap is not reported again within so many ms. */
const askPause = 30;

export class Acknowledger {
  #owed = 0;
  #timer: Timer | undefined;
  #scheduled = false;
  #lastAsked = Number.NEGATIVE_INFINITY;

  /** `send`: writes an `ack` or `nak` frame now. */
  constructor(
    private readonly clock: Clock,
    private readonly send: (kind: 'ack' | 'nak') => void,
  ) {}

  /** Every second frame is acknowledged at once; a single one soon, because what is sent meanwhile carries it for nothing. */
  owe(): void {
    if (++this.#owed >= 2) {
      if (this.#scheduled) return;
      this.#scheduled = true;
      // All frames of one chunk get one acknowledgement.
      queueMicrotask(() => {
        this.#scheduled = false;
        this.#pay();
      });
    } else
      this.#timer ??= this.clock.after(ackPause, () => {
        this.#timer = undefined;
        this.#pay();
      });
  }

  /** Something of the card was damaged or is missing: it need not wait for its timer. Once per round trip. */
  ask(roundTrip: number): void {
    const now = this.clock.now();
    if (now - this.#lastAsked < Math.max(askPause, roundTrip)) return;
    this.#lastAsked = now;
    this.send('nak');
  }

  /** Some frame that goes out carries the acknowledgement. */
  carried(): void {
    this.#owed = 0;
  }

  /** Nothing is owed any more, the link is interrupted. */
  stop(): void {
    this.#owed = 0;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #pay(): void {
    if (this.#owed > 0) this.send('ack');
  }
}
