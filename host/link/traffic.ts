// What crosses a link that is up: messages become frames within the card's window, are acknowledged, asked for and sent again.
//
// Frames that nothing is heard of are not sent again blindly: a ping tells whether the card is busy or they were lost; more
// might overflow its receive buffer.
import { encodeFrame, type Frame, FrameType, frameOverhead, isNumbered } from '../../protocol/link/frame.js';
import { decodeSelection, encodeSelection } from '../../protocol/link/selection.js';
import type { Clock, Timer } from '../clock.js';
import { Acknowledger, askPause } from './acknowledger.js';
import { Pings } from './pings.js';
import { Receiver } from './receiver.js';
import { RoundTrip } from './rtt.js';
import { type OutFrame, Sender } from './sender.js';

export interface TrafficOptions {
  readonly clock: Clock;
  /** Longest payload of a frame, longest message from the card, window: bytes, as the host's limits allow. */
  readonly frame: number;
  readonly message: number;
  readonly window: number;
  /** Tries in vain before a card that is not heard is given up. */
  readonly retries: number;
  readonly write: (bytes: Uint8Array) => void;
  /** A frame is sent again. */
  readonly onRepeat: () => void;
  readonly onMessage: (message: Uint8Array) => void;
  /** A message of the card grew over the limit; its size so far. */
  readonly onTooBig: (size: number) => void;
  /** Has the card been silent for longer than is borne? */
  readonly isSilent: () => boolean;
  /** Nothing that is sent arrives: the card has to be greeted. */
  readonly onStalled: () => void;
}

export class Traffic {
  readonly #acks: Acknowledger;
  readonly #pings = new Pings();
  #running = false;
  #sender = new Sender(1, 1);
  #receiver = new Receiver(0);
  #roundTrip = new RoundTrip();
  #attempt = 0;
  #retryTimer: Timer | undefined;

  constructor(private readonly o: TrafficOptions) {
    this.#acks = new Acknowledger(o.clock, (kind) => {
      if (!this.#running) return;
      if (kind === 'ack') this.#plain(FrameType.ack);
      else this.#nak();
    });
  }

  /** Smoothed round trip in ms, once measured. */
  get roundTrip(): number | undefined {
    return this.#roundTrip.smoothed;
  }
  /** Number of the next frame of the card. */
  get expected(): number {
    return this.#receiver.expected;
  }
  /** Bytes of messages not yet cut into frames. */
  get queued(): number {
    return this.#sender.queued;
  }

  /** A new link. `frame`, `window`: bytes, as the card allows. */
  begin(card: { readonly frame: number; readonly window: number }): void {
    const window = Math.min(this.o.window, card.window);
    // Two frames fit into the window, so that the line is busy while the first is acknowledged.
    const half = Math.floor(window / 2) - frameOverhead;
    this.#sender = new Sender(Math.max(1, Math.min(this.o.frame, card.frame, half)), window);
    this.#receiver = new Receiver(this.o.message);
    this.#roundTrip = new RoundTrip();
    this.#go();
  }

  /** The link goes on; the card expects frame `ack` next. */
  resume(ack: number): void {
    this.#go();
    this.#sender.acknowledge(ack, this.o.clock.now());
    this.#sender.resume();
    this.#receiver.forget();
  }

  #go(): void {
    this.#running = true;
    this.#attempt = 0;
    this.#pings.clear();
  }

  /** The link is interrupted: nothing is sent until it goes on. */
  pause(): void {
    this.#running = false;
    this.#acks.stop();
    this.#retryTimer?.cancel();
    this.#retryTimer = undefined;
  }

  /** Queues a message; `done` is called when the card's link has all of it. */
  enqueue(message: Uint8Array, control: boolean, done: () => void): void {
    this.#sender.enqueue(message, control, done);
    this.pump();
  }

  // --- receiving --------------------------------------------------------------------------------------------------

  /** A good frame of the card. */
  take(frame: Frame): void {
    const now = this.o.clock.now();
    this.#acknowledged(frame.ack, now);
    if (isNumbered(frame.type)) {
      this.#numbered(frame);
      return;
    }
    // Of what the card has sent before this frame nothing can still be on its way.
    if (this.#receiver.sentUpTo(frame.seq)) this.#ask();
    else this.#acks.filled();
    if (frame.type === FrameType.nak) {
      this.#sender.askedFor(decodeSelection(frame.payload), now, this.#roundTrip.smoothed ?? 0);
      this.#again();
    } else if (frame.type === FrameType.ping) this.#plain(FrameType.pong, frame.payload.subarray(0, 16));
    else if (frame.type === FrameType.pong) this.#pong(frame.payload, now);
  }

  /** Bytes of the card were damaged that may have been a frame. */
  damaged(): void {
    this.#receiver.damaged();
    this.#ask();
  }

  #numbered(frame: Frame): void {
    const { messages, reply, tooBig } = this.#receiver.accept(frame);
    if (tooBig !== undefined) {
      this.o.onTooBig(tooBig);
      return;
    }
    if (reply === 'nak') this.#ask();
    else if (reply === 'ack') {
      this.#acks.filled();
      if (this.#receiver.gap) this.#ask();
      this.#acks.owe();
    } else if (reply === 'again') this.#plain(FrameType.ack);
    for (const message of messages) this.o.onMessage(message);
  }

  #ask(): void {
    this.#acks.ask(this.#roundTrip.smoothed ?? 0);
  }

  #nak(): void {
    const pause = Math.max(askPause, 1.5 * (this.#roundTrip.smoothed ?? 0));
    const missing = this.#receiver.missing(this.o.clock.now(), pause);
    if (missing.length > 0) this.#plain(FrameType.nak, encodeSelection(missing));
  }

  #acknowledged(seq: number, now: number): void {
    const { count, roundTrip } = this.#sender.acknowledge(seq, now);
    if (count === 0) return;
    if (roundTrip !== undefined) this.#roundTrip.sample(roundTrip);
    this.#attempt = 0;
    this.#pings.clear();
    this.#retryTimer?.cancel();
    this.#retryTimer = undefined;
    this.pump();
  }

  // --- sending ----------------------------------------------------------------------------------------------------

  #plain(type: number, payload: Uint8Array = new Uint8Array(0)): void {
    this.#acks.carried();
    this.o.write(encodeFrame({ type, seq: this.#sender.next, ack: this.#receiver.expected, payload }));
  }

  /** Sends what the window has room for. */
  pump(): void {
    if (!this.#running) return;
    let again = false;
    this.#sender.pump(this.o.clock.now(), (frame: OutFrame) => {
      if (frame.again) {
        again = true;
        this.o.onRepeat();
      }
      this.#acks.carried();
      const { type, seq, payload } = frame;
      this.o.write(encodeFrame({ type, seq, ack: this.#receiver.expected, payload }));
    });
    // A gap is reported once only; the answer to this tells whether what filled it was lost, too.
    if (again) this.ping();
    this.#armRetry();
  }

  /** The timer runs from the last progress, not from the last sending: much traffic must not put it off. */
  #armRetry(): void {
    if (this.#retryTimer || !this.#sender.busy) return;
    this.#retryTimer = this.o.clock.after(this.#roundTrip.timeout(this.#attempt), () => this.#timeout());
  }

  /** Is the card busy, or were frames lost? A ping tells. */
  #timeout(): void {
    this.#retryTimer = undefined;
    if (!this.#running || !this.#sender.busy) return;
    if (this.#attempt >= this.o.retries && this.o.isSilent()) this.o.onStalled();
    else {
      this.#attempt++;
      this.#fill();
      this.ping();
      this.#armRetry();
    }
  }

  /**
   * On a line that damages much the card may wait for the rest of a frame whose length was damaged: it gets as many bytes as
   * its receive buffer holds, and finds out at once instead of after half a second.
   */
  #fill(): void {
    const bytes = this.#sender.filler(frameOverhead + this.o.frame);
    if (bytes > 0) this.o.write(new Uint8Array(bytes));
  }

  /** Asks for a sign of life, unless as many questions are open as the card's buffer holds. */
  ping(): void {
    const ping = this.#pings.next(this.#sender.written, this.o.clock.now());
    if (ping) this.#plain(FrameType.ping, Uint8Array.of(ping.id));
  }

  #pong(payload: Uint8Array, now: number): void {
    const ping = this.#pings.answered(payload);
    if (!ping) return;
    if (this.#sender.outstanding === 0) this.#roundTrip.sample(now - ping.at);
    // The card has read everything before the ping: what it still misses was lost.
    this.#sender.readUpTo(ping.written, decodeSelection(payload.subarray(1)));
    this.#again();
  }

  /** Sends again what was lost. Frames of a length with which they never arrive are cut anew, which a greeting makes possible. */
  #again(): void {
    if (this.#sender.stuck) this.o.onStalled();
    else this.pump();
  }
}
