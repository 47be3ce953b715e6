// When the host acknowledges, and asks for what is missing: as few frames as keep the card sending.
import type { Clock, Timer } from '../clock.js';

/** A single frame waits so many ms for something to carry its acknowledgement. */
const ackPause = 20;
/** A frame is not asked for again within so many ms. */
export const askPause = 10;
/** It is asked for so often before the card's own timer is left to it. */
const mostAsked = 8;

export class Acknowledger {
  #owed = 0;
  #timer: Timer | undefined;
  #scheduled = false;
  #asking = false;
  #askTimer: Timer | undefined;
  #asked = 0;

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

  /**
   * Something of the card was damaged or is missing: it need not wait for its timer. Asked for at once, and again when nothing
   * comes of it in `roundTrip` ms and some.
   */
  ask(roundTrip: number): void {
    if (!this.#asking) {
      this.#asking = true;
      // What the same chunk still holds may fill the gap, or tell more of it.
      queueMicrotask(() => {
        this.#asking = false;
        this.send('nak');
      });
    }
    if (this.#asked >= mostAsked) return;
    this.#askTimer ??= this.clock.after(2 * Math.max(askPause, roundTrip), () => {
      this.#askTimer = undefined;
      this.#asked++;
      this.ask(roundTrip);
    });
  }

  #cancelAsk(): void {
    this.#askTimer?.cancel();
    this.#askTimer = undefined;
  }

  /** What was missing has come, or nothing is. */
  filled(): void {
    this.#cancelAsk();
    this.#asked = 0;
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
    this.filled();
  }

  #pay(): void {
    if (this.#owed > 0) this.send('ack');
  }
}
