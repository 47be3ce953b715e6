// The link to one card: frames on a port become a reliable, ordered exchange of messages that recovers by itself.
//
//   closed ─start→ opening ─→ greeting ─welcome→ up ─silence, port lost→ greeting / waiting ─back-off→ opening …
//
// Recovery ladder: send again (sender, with a probe first: a busy card must not have its receive buffer flooded) →
// `hello` (start over) → `reset` frame and `hello` → reopen the port → report `CARD_SILENT` and keep trying, ever slower.
// A `hello` makes the card forget its session, so every rung above the first ends with `down`.
import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { asCpu6Error, Cpu6Error } from '../../protocol/errors/error.js';
import { limitOf } from '../../protocol/limits.js';
import { encodeFrame, type Frame, FrameType, frameOverhead, isNumbered } from '../../protocol/link/frame.js';
import { protocolVersion } from '../../protocol/version.js';
import { backOff, type Clock, systemClock, type Timer } from '../clock.js';
import { FrameDecoder } from './decoder.js';
import { type CardPort, closePort } from './port.js';
import { Receiver } from './receiver.js';
import { RoundTrip } from './rtt.js';
import { type OutFrame, Sender } from './sender.js';

export interface LinkOptions {
  /** Opens the port anew, each time that is needed. */
  readonly open: () => Promise<CardPort>;
  /** For messages of errors only. */
  readonly address: string;
  readonly clock?: Clock;
  /** Limits of `protocol/limits.ts` (link.frame, link.window, link.message, link.retries). */
  readonly frame?: number;
  readonly window?: number;
  readonly message?: number;
  readonly retries?: number;
  /** Bytes that may wait for a card. */
  readonly queue?: number;
  /** A quiet link is pinged after so many ms. */
  readonly heartbeat?: number;
  /** The card is taken as hung only after so many ms without anything from it; see also {@link Link.tolerate}. */
  readonly silence?: number;
  /** Held bytes of an unfinished frame are given up after so many ms without a byte. */
  readonly idleFlush?: number;
}

export interface LinkInfo {
  /** Counted by the card at each start. */
  readonly boot: number;
  /** The boot number differs from that of the last time: the card has restarted. */
  readonly restarted: boolean;
}

interface LinkEvents {
  message: [message: Uint8Array];
  up: [info: LinkInfo];
  down: [why: Cpu6Error];
  /** A whole ladder was climbed in vain. */
  silent: [why: Cpu6Error];
  /** Bytes as they cross the port. */
  bytes: [direction: 'down' | 'up', bytes: Uint8Array];
  discarded: [bytes: number];
}

const helloEvery = 250;
/** A card told to restart must not answer a `hello` before it does. */
const resetPause = 500;
const helloTries = 8;
/** A single frame waits so many ms for something to carry its acknowledgement. */
const ackPause = 20;
/** The same gap is not reported again within so many ms. */
const askPause = 30;
/** After a `reset` frame the card needs its boot time. */
const resetTries = 24;
/** So many bytes without a good frame are not a card. */
const garbageLimit = 65_536;

interface Waiting {
  reject(error: Cpu6Error): void;
}

export class Link extends EventEmitter<LinkEvents> {
  readonly #o: Required<LinkOptions>;
  readonly #clock: Clock;
  #state: 'closed' | 'opening' | 'greeting' | 'up' | 'waiting' = 'closed';
  #port: CardPort | undefined;
  #decoder: FrameDecoder;
  #sender = new Sender(1, 1);
  #receiver = new Receiver(0);
  #roundTrip = new RoundTrip();
  #nonce: Uint8Array = new Uint8Array(4);
  #boot: number | undefined;
  #hellos = 0;
  #rung = 0;
  #failures = 0;
  #turn = 0;
  #patience: number;
  #garbage = 0;
  #attempt = 0;
  #probe: Uint8Array | undefined;
  #lastHeard = 0;
  #lastNak = { seq: -1, at: -Infinity };
  #lastAsked = -Infinity;
  #ackOwed = 0;
  #ackTimer: Timer | undefined;
  #ackScheduled = false;
  readonly #waiting = new Set<Waiting>();
  #helloTimer: Timer | undefined;
  #retryTimer: Timer | undefined;
  #heartTimer: Timer | undefined;
  #idleTimer: Timer | undefined;

  constructor(options: LinkOptions) {
    super();
    this.#o = {
      clock: systemClock,
      frame: limitOf('link.frame'),
      window: limitOf('link.window'),
      message: limitOf('link.message'),
      retries: limitOf('link.retries'),
      queue: limitOf('link.queue'),
      heartbeat: 1_500,
      silence: 6_000,
      idleFlush: 250,
      ...options,
    };
    this.#clock = this.#o.clock;
    this.#patience = this.#o.silence;
    this.#decoder = new FrameDecoder(this.#o.frame);
  }

  get state(): string {
    return this.#state;
  }
  get isUp(): boolean {
    return this.#state === 'up';
  }
  /** ms since the card was heard last. */
  get quiet(): number {
    return this.#clock.now() - this.#lastHeard;
  }
  /** Smoothed round trip in ms, once measured. */
  get roundTrip(): number | undefined {
    return this.#roundTrip.smoothed;
  }

  start(): void {
    if (this.#state === 'closed') this.#open();
  }

  /** Closes the port and ends every wait with `STOPPED`. */
  async stop(): Promise<void> {
    const port = this.#port;
    this.#port = undefined;
    this.#leave(new Cpu6Error('STOPPED'));
    this.#state = 'closed';
    if (port) await closePort(port);
  }

  /**
   * Sends a message; resolves when the card's link has acknowledged all of it. `control` messages overtake others.
   * Rejects with `CARD_LOST` when the link goes down before, `MESSAGE_TOO_BIG` over link.message, `CARD_BUSY` when
   * too much waits already.
   */
  send(message: Uint8Array, { control = false }: { readonly control?: boolean } = {}): Promise<void> {
    if (this.#state !== 'up') return Promise.reject(new Cpu6Error('CARD_LOST'));
    if (message.length > this.#o.message)
      return Promise.reject(new Cpu6Error('MESSAGE_TOO_BIG', { size: message.length, limit: this.#o.message }));
    if (this.#sender.queued + message.length > this.#o.queue)
      return Promise.reject(new Cpu6Error('CARD_BUSY', { why: `${this.#sender.queued} bytes wait for it` }));
    return new Promise((resolve, reject) => {
      const waiting = { reject };
      this.#waiting.add(waiting);
      this.#sender.enqueue(message, control, () => {
        this.#waiting.delete(waiting);
        resolve();
      });
      this.#pump();
    });
  }

  /** The code that runs on the card now may keep it busy for so many ms at a stretch: silence is borne longer than that. */
  tolerate(ms: number): void {
    this.#patience = Math.max(this.#o.silence, ms + 4_000);
  }

  /** Starts over with a restart of the card's runtime: the card is up, but does not do what it should. */
  restartCard(): void {
    if (this.#state !== 'up') return;
    this.#leave(new Cpu6Error('CARD_LOST'));
    this.#rung = 1;
    this.#greet();
  }

  // --- port -------------------------------------------------------------------------------------------------------

  #open(): void {
    this.#state = 'opening';
    const turn = ++this.#turn;
    this.#o.open().then(
      (port) => {
        if (this.#state !== 'opening' || turn !== this.#turn) return void closePort(port);
        this.#port = port;
        this.#decoder = new FrameDecoder(this.#o.frame);
        this.#garbage = 0;
        port.on('data', (chunk: Uint8Array) => {
          if (this.#port === port) this.#read(chunk);
        });
        const lost = (): void => {
          if (this.#port === port) this.#portLost();
        };
        port.on('error', lost);
        port.on('close', lost);
        port.on('end', lost);
        this.#rung = 0;
        this.#greet();
      },
      (error) => {
        if (this.#state === 'opening' && turn === this.#turn) this.#giveUp(asCpu6Error(error));
      },
    );
  }

  #portLost(): void {
    const wasUp = this.#state === 'up';
    this.#leave(new Cpu6Error('CARD_LOST'));
    this.#drop();
    if (wasUp) this.#failures = 0;
    this.#giveUp(new Cpu6Error('CARD_LOST'));
  }

  #drop(): void {
    const port = this.#port;
    this.#port = undefined;
    if (port) void closePort(port);
  }

  /** Waits with growing pauses, then opens the port again. */
  #giveUp(why: Cpu6Error): void {
    this.#clearTimers();
    this.#state = 'waiting';
    const told = why.code === 'CARD_SILENT' || why.code === 'CARD_LOST' ? this.#failures > 0 : true;
    if (told) this.emit('silent', why);
    const pause = 100 + backOff(this.#failures++, 300, 10_000);
    this.#helloTimer = this.#clock.after(pause, () => this.#open());
  }

  #write(frame: Frame): void {
    const bytes = encodeFrame(frame);
    this.emit('bytes', 'down', bytes);
    this.#port?.write(bytes);
  }

  // --- greeting ---------------------------------------------------------------------------------------------------

  #greet(): void {
    this.#state = 'greeting';
    this.#nonce = Uint8Array.from(randomBytes(4));
    this.#hellos = 0;
    if (this.#rung !== 1) {
      this.#hello();
      return;
    }
    this.#write({ type: FrameType.reset, seq: 0, ack: 0, payload: new Uint8Array(0) });
    this.#helloTimer = this.#clock.after(resetPause, () => this.#hello());
  }

  #hello(): void {
    if (this.#hellos++ >= (this.#rung === 1 ? resetTries : helloTries)) {
      this.#rung++;
      if (this.#rung === 1) {
        this.#greet();
        return;
      }
      this.#drop();
      // Once more on a port opened anew before anybody is told.
      this.#giveUp(new Cpu6Error('CARD_SILENT', { address: this.#o.address }));
      return;
    }
    this.#write({ type: FrameType.hello, seq: 0, ack: 0, payload: Buffer.from([protocolVersion, ...this.#nonce]) });
    this.#helloTimer = this.#clock.after(helloEvery, () => this.#hello());
  }

  #welcome(payload: Uint8Array): void {
    const p = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    if (p.length !== 13 || !p.subarray(1, 5).equals(this.#nonce)) return;
    this.#clearTimers();
    if (p[0] !== protocolVersion) {
      this.#drop();
      this.#failures++;
      const facts = { peer: 'the card', theirs: p[0]!, ours: protocolVersion };
      this.#giveUp(new Cpu6Error('VERSION_MISMATCH', facts));
      return;
    }
    const boot = p.readUInt32LE(5);
    const window = Math.min(this.#o.window, p.readUInt16LE(9));
    // Two frames fit into the window, so that the line is busy while the first is acknowledged.
    const half = Math.floor(window / 2) - frameOverhead;
    const frame = Math.max(1, Math.min(this.#o.frame, p.readUInt16LE(11), half));
    this.#sender = new Sender(frame, window);
    this.#receiver = new Receiver(this.#o.message);
    this.#roundTrip = new RoundTrip();
    this.#attempt = 0;
    this.#probe = undefined;
    this.#lastNak = { seq: -1, at: -Infinity };
    this.#ackOwed = 0;
    this.#failures = 0;
    this.#state = 'up';
    this.#lastHeard = this.#clock.now();
    this.#beat();
    const restarted = this.#boot !== undefined && this.#boot !== boot;
    this.#boot = boot;
    this.emit('up', { boot, restarted });
  }

  // --- receiving --------------------------------------------------------------------------------------------------

  #read(chunk: Uint8Array): void {
    this.emit('bytes', 'up', chunk);
    this.#take(this.#decoder.push(chunk));
    this.#idleTimer?.cancel();
    this.#idleTimer =
      this.#decoder.held > 0 ? this.#clock.after(this.#o.idleFlush, () => this.#take(this.#decoder.idle())) : undefined;
  }

  #take(decoded: ReturnType<FrameDecoder['push']>): void {
    for (const item of decoded) {
      if (item.kind === 'discarded') {
        this.#garbage += item.bytes;
        this.emit('discarded', item.bytes);
        if (item.reason !== 'noise') this.#askAgain();
        if (this.#garbage > garbageLimit) {
          this.#leave(new Cpu6Error('CARD_LOST'));
          this.#drop();
          this.#failures++;
          this.#giveUp(new Cpu6Error('CARD_SILENT', { address: this.#o.address }));
          return;
        }
        continue;
      }
      this.#garbage = 0;
      if (this.#state === 'greeting') {
        if (item.frame.type === FrameType.welcome) this.#welcome(item.frame.payload);
      } else if (this.#state === 'up') this.#frame(item.frame);
    }
  }

  #frame(frame: Frame): void {
    if (frame.type === FrameType.welcome) {
      // Of another boot: the card says that it has just started and knows nothing of this link. Else a late answer.
      if (frame.payload.length === 13 && Buffer.from(frame.payload).readUInt32LE(5) !== this.#boot) this.#lost();
      return;
    }
    if (frame.type === FrameType.hello) return;
    const now = this.#clock.now();
    this.#lastHeard = now;
    this.#acknowledged(frame.ack, now);
    if (isNumbered(frame.type)) {
      const { message, reply, tooBig } = this.#receiver.accept(frame);
      if (tooBig !== undefined) {
        this.#leave(new Cpu6Error('MESSAGE_TOO_BIG', { size: tooBig, limit: this.#o.message }));
        this.#rung = 1;
        this.#greet();
        return;
      }
      if (reply === 'nak') this.#askAgain();
      else if (reply === 'ack') this.#oweAck();
      else if (reply === 'again') this.#plain(FrameType.ack);
      if (message) this.emit('message', message);
    } else if (frame.type === FrameType.nak) {
      // One gap is reported once; a second report of the same gap on the heels of the first is the same loss.
      const pause = (this.#roundTrip.smoothed ?? 0) / 2;
      if (frame.ack !== this.#lastNak.seq || now - this.#lastNak.at > pause) {
        this.#lastNak = { seq: frame.ack, at: now };
        this.#sender.goBack(false);
        this.#pump();
      }
    } else if (frame.type === FrameType.ping) {
      this.#plain(FrameType.pong, frame.payload.subarray(0, 16));
    } else if (frame.type === FrameType.pong && this.#probe && Buffer.from(frame.payload).equals(this.#probe)) {
      // The card has read everything before the probe and still misses frames: they were lost.
      this.#probe = undefined;
      if (this.#sender.outstanding > 0) {
        this.#sender.goBack(false);
        this.#pump();
      }
    }
  }

  #acknowledged(seq: number, now: number): void {
    const { count, roundTrip } = this.#sender.acknowledge(seq, now);
    if (count === 0) return;
    if (roundTrip !== undefined) this.#roundTrip.sample(roundTrip);
    this.#attempt = 0;
    this.#probe = undefined;
    this.#retryTimer?.cancel();
    this.#retryTimer = undefined;
    this.#pump();
  }

  /** Something of the card was damaged or is missing: it need not wait for its timer. Once per round trip. */
  #askAgain(): void {
    const now = this.#clock.now();
    if (this.#state !== 'up' || now - this.#lastAsked < Math.max(askPause, this.#roundTrip.smoothed ?? 0)) return;
    this.#lastAsked = now;
    this.#plain(FrameType.nak);
  }

  /** Every second frame is acknowledged at once; a single one soon, because what is sent meanwhile carries it for nothing. */
  #oweAck(): void {
    if (++this.#ackOwed >= 2) {
      if (this.#ackScheduled) return;
      this.#ackScheduled = true;
      // All frames of one chunk get one acknowledgement.
      queueMicrotask(() => {
        this.#ackScheduled = false;
        if (this.#ackOwed > 0 && this.#state === 'up') this.#plain(FrameType.ack);
      });
    } else
      this.#ackTimer ??= this.#clock.after(ackPause, () => {
        this.#ackTimer = undefined;
        if (this.#ackOwed > 0 && this.#state === 'up') this.#plain(FrameType.ack);
      });
  }

  // --- sending ----------------------------------------------------------------------------------------------------

  #plain(type: number, payload: Uint8Array = new Uint8Array(0)): void {
    this.#ackOwed = 0;
    this.#write({ type, seq: 0, ack: this.#receiver.expected, payload });
  }

  #pump(): void {
    if (this.#state !== 'up') return;
    this.#sender.pump(this.#clock.now(), (frame: OutFrame) => {
      this.#ackOwed = 0;
      this.#write({ type: frame.type, seq: frame.seq, ack: this.#receiver.expected, payload: frame.payload });
    });
    this.#armRetry();
  }

  /** The timer runs from the last progress, not from the last sending: much traffic must not put it off. */
  #armRetry(): void {
    if (this.#retryTimer || this.#sender.outstanding === 0) return;
    this.#retryTimer = this.#clock.after(this.#roundTrip.timeout(this.#attempt), () => this.#timeout());
  }

  #timeout(): void {
    this.#retryTimer = undefined;
    if (this.#state !== 'up' || this.#sender.outstanding === 0) return;
    const quiet = this.#clock.now() - this.#lastHeard;
    if (this.#attempt >= this.#o.retries && quiet >= this.#patience) {
      this.#lost();
      return;
    }
    this.#attempt++;
    if (this.#attempt % 2 === 1) {
      // Is the card busy, or were frames lost? Ten bytes tell; a whole window might overflow its buffer.
      this.#probe = Uint8Array.from(randomBytes(4));
      this.#plain(FrameType.ping, this.#probe);
    } else {
      this.#sender.goBack(true);
      this.#sender.pump(this.#clock.now(), (frame) => {
        this.#write({ type: frame.type, seq: frame.seq, ack: this.#receiver.expected, payload: frame.payload });
      });
    }
    this.#armRetry();
  }

  #beat(): void {
    this.#heartTimer = this.#clock.after(this.#o.heartbeat, () => {
      if (this.#state !== 'up') return;
      const quiet = this.#clock.now() - this.#lastHeard;
      if (quiet >= this.#patience) return this.#lost();
      if (quiet >= this.#o.heartbeat / 2) this.#plain(FrameType.ping, Uint8Array.from(randomBytes(4)));
      this.#beat();
    });
  }

  /** The card is not heard any more: next rung of the ladder. */
  #lost(): void {
    this.#leave(new Cpu6Error('CARD_LOST'));
    this.#rung = 0;
    this.#greet();
  }

  /** Leaves `up`: nothing that waits will come any more. */
  #leave(why: Cpu6Error): void {
    this.#clearTimers();
    const wasUp = this.#state === 'up';
    this.#state = 'greeting';
    for (const waiting of this.#waiting) waiting.reject(why);
    this.#waiting.clear();
    if (wasUp) this.emit('down', why);
  }

  #clearTimers(): void {
    for (const timer of [this.#helloTimer, this.#retryTimer, this.#heartTimer, this.#idleTimer, this.#ackTimer])
      timer?.cancel();
    this.#helloTimer = this.#retryTimer = this.#heartTimer = this.#idleTimer = this.#ackTimer = undefined;
  }
}
