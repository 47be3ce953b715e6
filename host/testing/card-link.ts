// The card's end of the link, as plain as can be: for tests, over any pair of byte functions.
import { encodeFrame, type Frame, FrameType, isNumbered } from '../../protocol/link/frame.js';
import { decodeHello, encodeWelcome, noNonce } from '../../protocol/link/greeting.js';
import { decodeSelection, encodeSelection } from '../../protocol/link/selection.js';
import { protocolVersion } from '../../protocol/version.js';
import type { Clock, Timer } from '../clock.js';
import { type Decoded, FrameDecoder } from '../link/decoder.js';
import { Receiver } from '../link/receiver.js';
import { Sender } from '../link/sender.js';

export interface CardLinkOptions {
  readonly clock: Clock;
  readonly write: (bytes: Uint8Array) => void;
  readonly onMessage: (message: Uint8Array) => void;
  readonly onHello?: () => void;
  readonly onReset?: () => void;
  readonly boot?: number;
  readonly window?: number;
  readonly frame?: number;
  /** Longest message that it announces. */
  readonly message?: number;
  readonly retryAfter?: number;
}

export class CardLink {
  #sender = new Sender(512, 2048);
  #receiver = new Receiver(65_536);
  #decoder = new FrameDecoder(512);
  #nonce: Buffer | undefined;
  #retry: Timer | undefined;
  #idle: Timer | undefined;
  boot: number;
  /** While true the card neither hears nor speaks. */
  deaf = false;

  constructor(private readonly o: CardLinkOptions) {
    this.boot = o.boot ?? 1;
  }

  receive(bytes: Uint8Array): void {
    if (this.deaf) return;
    this.#take(this.#decoder.push(bytes));
    this.#idle?.cancel();
    this.#idle = this.#decoder.held > 0 ? this.o.clock.after(250, () => this.#take(this.#decoder.idle())) : undefined;
  }

  #take(decoded: Decoded[]): void {
    for (const item of decoded) if (item.kind === 'frame') this.#frame(item.frame);
  }

  send(message: Uint8Array): void {
    this.#sender.enqueue(message, false, () => {});
    this.#pump();
  }

  /** As after a loss of power: nothing is remembered but the boot count. */
  powerCycle({ announce = false } = {}): void {
    this.boot++;
    this.stop();
    this.#nonce = undefined;
    if (announce) this.#welcome(noNonce, false);
  }

  stop(): void {
    this.#retry?.cancel();
    this.#idle?.cancel();
  }

  #frame(frame: Frame): void {
    if (frame.type === FrameType.hello) {
      const hello = decodeHello(frame.payload);
      if (!hello) return;
      const resumed = !!this.#nonce && [hello.nonce, hello.link].some((name) => this.#nonce!.equals(name));
      if (resumed) {
        this.#sender.acknowledge(frame.ack, this.o.clock.now());
        this.#sender.resume();
        this.#receiver.forget();
      } else {
        this.#nonce = Buffer.from(hello.nonce);
        this.#sender = new Sender(this.o.frame ?? 512, 2048);
        this.#receiver = new Receiver(65_536);
        this.o.onHello?.();
      }
      this.#welcome(hello.nonce, resumed);
      this.#pump();
      return;
    }
    if (frame.type === FrameType.reset) {
      this.powerCycle();
      this.o.onReset?.();
      return;
    }
    if (!this.#nonce) return;
    if (this.#sender.acknowledge(frame.ack, this.o.clock.now()).count > 0) this.#rearm();
    if (frame.type === FrameType.nak) this.#sender.askedFor(decodeSelection(frame.payload), this.o.clock.now(), 0);
    this.#pump();
    if (frame.type === FrameType.ping) this.#plain(FrameType.pong, frame.payload);
    if (!isNumbered(frame.type)) return;
    const { messages, reply } = this.#receiver.accept(frame);
    if (reply === 'nak') this.#plain(FrameType.nak, encodeSelection(this.#receiver.missing(0, 0)));
    else if (reply !== 'none') this.#plain(FrameType.ack);
    for (const message of messages) this.o.onMessage(message);
  }

  #welcome(nonce: Uint8Array, resumed: boolean): void {
    const payload = encodeWelcome({
      version: protocolVersion,
      nonce,
      boot: this.boot,
      window: this.o.window ?? 900,
      frame: this.o.frame ?? 512,
      message: this.o.message ?? 65_536,
      resumed,
    });
    this.#write({ type: FrameType.welcome, seq: 0, ack: this.#receiver.expected, payload });
  }

  #rearm(): void {
    this.#retry?.cancel();
    this.#retry = undefined;
    if (this.#sender.outstanding === 0) return;
    this.#retry = this.o.clock.after(this.o.retryAfter ?? 300, () => {
      this.#sender.repeat();
      this.#pump();
      this.#rearm();
    });
  }

  #pump(): void {
    this.#sender.pump(this.o.clock.now(), (f) =>
      this.#write({ type: f.type, seq: f.seq, ack: this.#receiver.expected, payload: f.payload }),
    );
    if (!this.#retry) this.#rearm();
  }
  #plain(type: number, payload: Uint8Array = new Uint8Array(0)): void {
    this.#write({ type, seq: this.#sender.next, ack: this.#receiver.expected, payload });
  }
  #write(frame: Frame): void {
    if (!this.deaf) this.o.write(encodeFrame(frame));
  }
}
