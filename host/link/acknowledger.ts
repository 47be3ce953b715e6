// When the host acknowledges, and asks for what is missing: as few frames as keep the card sending.
import type { Clock, Timer } from '../clock.js';

/** A single frame waits so many ms for something to carry its acknowledgement. */
const ackPause = 20;
/** The same gap is not reported again within so many ms. */
const askPause = 10;
/** It is asked for so often before the card's own timer is left to it. */
const mostAsked = 8;

export class Acknowledger {
  #owed = 0;
  #timer: Timer | undefined;
  #scheduled = false;
  #askTimer: Timer | undefined;
  #askAt = 0;
  #asked = 0;
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

  /**
   * Something of the card was damaged or is missing: it need not wait for its timer. Once per round trip, and again when
   * nothing comes of it.
   */
  ask(roundTrip: number): void {
    const pause = Math.max(askPause, roundTrip);
    const wait = this.#lastAsked + pause - this.clock.now();
    if (wait > 0) {
      this.#askIn(wait, roundTrip);
      return;
    }
    this.#lastAsked = this.clock.now();
    this.#cancelAsk();
    this.send('nak');
    if (++this.#asked <= mostAsked) this.#askIn(3 * pause, roundTrip);
  }

  #askIn(ms: number, roundTrip: number): void {
    const at = this.clock.now() + ms;
    if (this.#askTimer && this.#askAt <= at) return;
    this.#cancelAsk();
    this.#askAt = at;
    this.#askTimer = this.clock.after(ms, () => {
      this.#askTimer = undefined;
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
