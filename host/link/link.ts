// The link to one card: frames on a port become a reliable, ordered exchange of messages that recovers by itself.
//
//   closed ─start→ opening ─→ greeting ─welcome→ up ─silence→ greeting, port lost→ waiting ─back-off→ opening …
//
// Recovery ladder: ask what is missing and send that again (a probe first: a busy card must not have its receive buffer
// flooded) → greet → break → restart the card → open the port anew → report `CARD_SILENT`, and keep trying, ever slower.
// A link that is interrupted goes on where it was when the same card, not restarted, is found in time: nothing is lost, what
// was queued is still sent. Otherwise it ends with `down`, and everything that waited for it fails.
import { randomInt } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { asCpu6Error, Cpu6Error } from '../../protocol/errors/error.js';
import { type Frame, FrameType } from '../../protocol/link/frame.js';
import { decodeWelcome, noNonce, type Welcome } from '../../protocol/link/greeting.js';
import { protocolVersion } from '../../protocol/version.js';
import { backOff, type Clock, systemClock, type Timer } from '../clock.js';
import { Intake } from './intake.js';
import { Ladder, type Rung } from './ladder.js';
import type { LinkEvents } from './link-events.js';
import { completed, type LinkLimits, type LinkOptions } from './options.js';
import { type CardPort, closePort } from './port.js';
import { type LinkStats, newCounters } from './stats.js';
import { Traffic } from './traffic.js';

/** So many bytes without a good frame are not a card. */
const garbageLimit = 65_536;
/** Within a frame the line is quiet for less than so many ms and four round trips. */
const leastQuiet = 40;

export class Link extends EventEmitter<LinkEvents> {
  readonly #o: LinkOptions & LinkLimits;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #ladder: Ladder;
  readonly #traffic: Traffic;
  readonly #counters = newCounters();
  #state: 'closed' | 'opening' | 'greeting' | 'up' | 'waiting' = 'closed';
  /** There is a link: up, or interrupted and to be resumed. */
  #live = false;
  #name: Uint8Array = noNonce;
  #messageLimit = 0;
  #port: CardPort | undefined;
  readonly #intake: Intake;
  #boot: number | undefined;
  #failures = 0;
  #turn = 0;
  #patience: number;
  #garbage = 0;
  #lastHeard = 0;
  #quietAt: number | undefined;
  readonly #waiting = new Set<{ readonly reject: (why: Cpu6Error) => void }>();
  #openTimer: Timer | undefined;
  #heartTimer: Timer | undefined;
  #resumeTimer: Timer | undefined;

  constructor(options: LinkOptions) {
    super();
    this.#o = completed(options);
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? (() => randomInt(2 ** 32) / 2 ** 32);
    this.#patience = this.#o.silence;
    this.#intake = new Intake({
      clock: this.#clock,
      frame: this.#o.frame,
      idle: this.#o.idle,
      quiet: () => (this.roundTrip === undefined ? this.#o.idle : leastQuiet + 4 * this.roundTrip),
      onFrame: (frame) => this.#frame(frame),
      onDiscarded: (bytes, damaged) => this.#discarded(bytes, damaged),
    });
    const { frame, message, window, retries } = this.#o;
    this.#traffic = new Traffic({
      clock: this.#clock,
      frame,
      message,
      window,
      retries,
      write: (bytes) => this.#write(bytes),
      onRepeat: () => {
        this.#counters.repeated++;
        this.#rung('resend');
      },
      onMessage: (received) => this.emit('message', received),
      onTooBig: (size) => {
        this.#leave(new Cpu6Error('MESSAGE_TOO_BIG', { size, limit: message }));
        this.restartCard();
      },
      isSilent: () => this.quiet >= this.#patience,
      onStalled: () => this.#silent(),
    });
    this.#ladder = new Ladder({
      clock: this.#clock,
      random: this.#random,
      write: (bytes) => this.#write(bytes),
      lineBreak: (on) => this.#port?.set?.({ brk: on }, () => {}),
      times: { hello: this.#o.greet, break: this.#o.break, reset: this.#o.reset },
      onRung: (rung) => this.#rung(rung),
      onExhausted: () => {
        this.#drop();
        this.#giveUp(new Cpu6Error('CARD_SILENT', { address: this.#o.address }));
      },
    });
  }

  get state(): string {
    return this.#state;
  }
  /** Messages may be sent: the card is there, or was a moment ago. */
  get isUp(): boolean {
    return this.#live;
  }
  /** ms for which the card was not heard, up to when the link was interrupted. */
  get quiet(): number {
    return (this.#quietAt ?? this.#clock.now()) - this.#lastHeard;
  }
  /** Smoothed round trip in ms, once measured. */
  get roundTrip(): number | undefined {
    return this.#traffic.roundTrip;
  }
  /** Longest message that the card takes, bytes; 0 before it was heard. */
  get messageLimit(): number {
    return this.#messageLimit;
  }
  get stats(): LinkStats {
    return { ...this.#counters, recoveries: { ...this.#counters.recoveries }, roundTrip: this.roundTrip };
  }

  start(): void {
    if (this.#state === 'closed') this.#open();
  }

  /** Closes the port and ends every wait with `STOPPED`. */
  async stop(): Promise<void> {
    const port = this.#port;
    this.#port = undefined;
    this.#pause();
    this.#leave(new Cpu6Error('STOPPED'));
    this.#state = 'closed';
    if (port) await closePort(port);
  }

  /**
   * Sends a message; resolves when the card's link has acknowledged all of it. `control` messages overtake others, between
   * the frames of one too. Rejects with `CARD_LOST` when the link goes down before, `MESSAGE_TOO_BIG` over what the card
   * takes, `CARD_BUSY` when too much waits already. While the link is interrupted messages wait.
   */
  send(message: Uint8Array, { control = false }: { readonly control?: boolean } = {}): Promise<void> {
    if (!this.#live) return Promise.reject(new Cpu6Error('CARD_LOST'));
    if (message.length > this.#messageLimit)
      return Promise.reject(new Cpu6Error('MESSAGE_TOO_BIG', { size: message.length, limit: this.#messageLimit }));
    const { queued } = this.#traffic;
    if (queued + message.length > this.#o.queue)
      return Promise.reject(new Cpu6Error('CARD_BUSY', { why: `${queued} bytes wait for it` }));
    return new Promise((resolve, reject) => {
      const waiting = { reject };
      this.#waiting.add(waiting);
      this.#traffic.enqueue(message, control, () => {
        this.#waiting.delete(waiting);
        resolve();
      });
    });
  }

  /** The code that runs on the card now may keep it busy for so many ms at a stretch: silence is borne longer than that. */
  tolerate(ms: number): void {
    this.#patience = Math.max(this.#o.silence, ms + 4_000);
  }

  /** Starts over with a restart of the card's runtime: the card is up, but does not do what it should. */
  restartCard(): void {
    if (this.#state !== 'up') return;
    this.#pause();
    this.#state = 'greeting';
    this.#ladder.start('reset', true);
  }

  // --- port -------------------------------------------------------------------------------------------------------

  #open(): void {
    this.#state = 'opening';
    const turn = ++this.#turn;
    this.#o.open().then(
      (port) => {
        if (this.#state !== 'opening' || turn !== this.#turn) return void closePort(port);
        this.#port = port;
        this.#intake.reset();
        this.#garbage = 0;
        port.on('data', (chunk: Uint8Array) => {
          if (this.#port === port) this.#read(chunk);
        });
        for (const event of ['error', 'close', 'end'])
          port.on(event, () => {
            if (this.#port === port) this.#portLost();
          });
        this.emit('port', true);
        this.#greet();
      },
      (error) => {
        if (this.#state === 'opening' && turn === this.#turn) this.#giveUp(asCpu6Error(error));
      },
    );
  }

  #portLost(): void {
    if (this.#state === 'up') this.#failures = 0;
    this.#interrupt();
    this.#resumeTimer?.cancel();
    if (this.#live)
      this.#resumeTimer = this.#clock.after(this.#o.resume, () => {
        // It is there again, and only not understood yet: the ladder knows how long that is tried.
        if (this.#state === 'greeting' && this.#ladder.heard) return;
        this.#leave(new Cpu6Error('CARD_LOST'));
        // The hellos until now name the link that is over.
        if (this.#state === 'greeting') this.#greet();
      });
    this.#drop();
    this.#giveUp(new Cpu6Error('CARD_LOST'));
  }

  #drop(): void {
    const port = this.#port;
    this.#port = undefined;
    if (!port) return;
    this.emit('port', false);
    void closePort(port);
  }

  /** Waits with growing pauses, then opens the port again. */
  #giveUp(why: Cpu6Error): void {
    this.#pause();
    this.#state = 'waiting';
    const told = why.code === 'CARD_SILENT' || why.code === 'CARD_LOST' ? this.#failures > 0 : true;
    if (told) {
      this.#rung('report');
      this.emit('silent', why);
    }
    const pause = 100 + backOff(this.#failures++, 300, this.#o.reopen, this.#random);
    this.#openTimer = this.#clock.after(pause, () => {
      this.#rung('reopen');
      this.#open();
    });
  }

  #write(bytes: Uint8Array): void {
    this.#counters.bytesDown += bytes.length;
    this.#counters.framesDown++;
    this.emit('bytes', 'down', bytes);
    this.#port?.write(bytes);
  }

  // --- greeting ---------------------------------------------------------------------------------------------------

  #greet(): void {
    this.#state = 'greeting';
    const link = this.#live ? { name: this.#name, expected: this.#traffic.expected } : undefined;
    this.#ladder.start('hello', this.#boot !== undefined, link);
  }

  #rung(rung: Rung): void {
    if (rung === 'hello' && !this.#live) return;
    this.#counters.recoveries[rung]++;
    if (rung === 'reset') this.#leave(new Cpu6Error('CARD_LOST'));
    if (rung !== 'resend') this.emit('recovery', rung);
  }

  /** A card that runs, but cannot be spoken to. It is looked at again ever more rarely: it may be flashed meanwhile. */
  #otherVersion(why: string): void {
    this.#pause();
    this.#leave(new Cpu6Error('CARD_LOST'));
    this.#drop();
    this.#failures++;
    this.#giveUp(new Cpu6Error('CARD_VERSION', { address: this.#o.address, why }));
  }

  #welcome(welcome: Welcome, ack: number): void {
    const name = this.#ladder.nonce;
    this.#pause();
    if (welcome.version !== protocolVersion) {
      this.#otherVersion(`it speaks protocol version ${welcome.version}, this host ${protocolVersion}`);
      return;
    }
    const resumed = this.#live && welcome.resumed && welcome.boot === this.#boot;
    if (!resumed) this.#leave(new Cpu6Error('CARD_LOST'));
    this.#failures = 0;
    this.#quietAt = undefined;
    this.#lastHeard = this.#clock.now();
    this.#state = 'up';
    this.#beat();
    if (resumed) {
      this.#resumeTimer?.cancel();
      this.#resumeTimer = undefined;
      this.#counters.resumed++;
      this.#traffic.resume(ack);
      this.emit('resumed');
      this.#traffic.pump();
      return;
    }
    this.#traffic.begin(welcome);
    this.#messageLimit = Math.min(this.#o.message, welcome.message);
    this.#name = name;
    this.#live = true;
    const restarted = this.#boot !== undefined && this.#boot !== welcome.boot;
    this.#boot = welcome.boot;
    this.emit('up', { boot: welcome.boot, restarted });
  }

  // --- receiving --------------------------------------------------------------------------------------------------

  #read(chunk: Uint8Array): void {
    this.#counters.bytesUp += chunk.length;
    this.emit('bytes', 'up', chunk);
    this.#intake.push(chunk);
  }

  #discarded(bytes: number, damaged: boolean): void {
    this.#garbage += bytes;
    this.#counters.discarded += bytes;
    if (damaged && this.#state === 'up') this.#traffic.damaged();
    if (this.#garbage <= garbageLimit || !this.#port) return;
    this.#leave(new Cpu6Error('CARD_LOST'));
    this.#drop();
    this.#failures++;
    this.#giveUp(new Cpu6Error('CARD_SILENT', { address: this.#o.address }));
  }

  #frame(frame: Frame): void {
    this.#garbage = 0;
    this.#counters.framesUp++;
    if (this.#state === 'greeting') {
      const welcome = frame.type === FrameType.welcome && this.#ladder.answered(frame.payload);
      if (welcome) this.#welcome(welcome, frame.ack);
      else if (frame.type === FrameType.welcome && this.#ladder.older(frame.payload))
        this.#otherVersion('its greeting has the form of an older one');
      else this.#ladder.hears();
      return;
    }
    if (this.#state !== 'up') return;
    if (frame.type === FrameType.welcome) {
      // Of another boot: the card says that it has just started and knows nothing of this link. Else a late answer.
      const welcome = decodeWelcome(frame.payload);
      if (welcome && welcome.boot !== this.#boot) {
        this.#leave(new Cpu6Error('CARD_LOST'));
        this.#pause();
        this.#greet();
      }
      return;
    }
    if (frame.type === FrameType.hello) return;
    this.#lastHeard = this.#clock.now();
    this.#traffic.take(frame);
  }

  #beat(): void {
    this.#heartTimer = this.#clock.after(this.#o.heartbeat, () => {
      if (this.#state !== 'up') return;
      if (this.quiet >= this.#patience) return this.#silent();
      if (this.quiet >= this.#o.heartbeat / 2) this.#traffic.ping();
      this.#beat();
    });
  }

  // --- interruptions ----------------------------------------------------------------------------------------------

  /** The card is not heard any more: the first rung above sending again. */
  #silent(): void {
    this.#interrupt();
    this.#greet();
  }

  #interrupt(): void {
    this.#pause();
    if (!this.#live || this.#quietAt !== undefined) return;
    this.#quietAt = this.#clock.now();
    this.emit('interrupted');
  }

  /** The link is over: nothing that waits will come any more. */
  #leave(why: Cpu6Error): void {
    this.#resumeTimer?.cancel();
    this.#resumeTimer = undefined;
    if (!this.#live) return;
    this.#live = false;
    this.#quietAt ??= this.#clock.now();
    for (const waiting of this.#waiting) waiting.reject(why);
    this.#waiting.clear();
    this.emit('down', why);
  }

  /** Stops every timer but that of an interruption. */
  #pause(): void {
    this.#ladder.stop();
    this.#intake.stop();
    this.#traffic.pause();
    for (const timer of [this.#openTimer, this.#heartTimer]) timer?.cancel();
    this.#openTimer = this.#heartTimer = undefined;
  }
}
