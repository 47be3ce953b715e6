// What the loss of a card in the middle of a call says about the call: whether to make it again, and what to report.
//
// A card that loses its power or its cable is gone at once, and whatever it worked on was there by chance: the call is
// made again. A card that was silent first was most likely kept busy by the call itself, until its watchdog ended that:
// once may have been an accident, twice is the call.
import type { ErrorCode } from '../protocol/errors/catalogue.js';
import { Cpu6Error } from '../protocol/errors/error.js';

/** ms without a sign of the card before it was lost: a card that works answers a heartbeat in half of this. */
export const deafTime = 4_000;
/** A call may cost the card so many losses after silence, and so many of any kind. */
const deafLimit = 2;
const lossLimit = 5;

/** Of these, a later NO_CARD is only the consequence. */
const losses: readonly ErrorCode[] = ['CARD_LOST', 'CARD_SILENT'];

/** One call's losses. */
export class Losses {
  #deaf = 0;
  #all = 0;
  #last: Cpu6Error | undefined;

  /** The card was lost while it worked on the call; `deaf`: after it had been silent. */
  count(deaf: boolean): void {
    this.#all++;
    if (deaf) this.#deaf++;
  }

  /** Would the next try most likely end as the others did? */
  get isEnough(): boolean {
    return this.#deaf >= deafLimit || this.#all >= lossLimit;
  }

  /** Takes note of why a try failed. */
  note(error: Cpu6Error): void {
    if (losses.includes(error.code)) this.#last = error;
  }

  /**
   * The error for the caller in place of the last one. `times` among its facts: the call itself is suspected, and is not
   * to be repeated without a person's decision.
   */
  report(error: Cpu6Error): Cpu6Error {
    if (error.code !== 'NO_CARD' && !losses.includes(error.code)) return error;
    if (this.#deaf > 0 || this.isEnough) return new Cpu6Error('CARD_LOST', { times: this.#all });
    return this.#last ?? error;
  }
}
