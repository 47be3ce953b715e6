// Greeting a card on an open port, and what is tried when it does not answer: the recovery ladder above sending again.
//
//   hello ─→ break, hello ─→ restart, hello ─→ exhausted: the owner opens the port anew, and reports
//
// The first two rungs keep the link: a hello names it, and a card that has not restarted goes on where it was. Break and the
// restart by text are for ports on which a card was heard before: other equipment must not get them.
//
// A card whose frames arrive is there, though greeting and answer may be lost on a bad line: while it is heard a rung is tried
// longer, but not for ever, since a card may talk and yet answer no greeting.
import { frameReset } from '../../protocol/link/constants.js';
import { encodeFrame, FrameType } from '../../protocol/link/frame.js';
import {
  decodeWelcome,
  encodeFirstHello,
  encodeHello,
  isFirstWelcome,
  noNonce,
  nonceLength,
  type Welcome,
} from '../../protocol/link/greeting.js';
import { protocolVersion } from '../../protocol/version.js';
import type { Clock, Timer } from '../clock.js';

/** A step of the ladder, in the order in which they are tried; `resend` is the sender's. */
export const rungs = ['resend', 'hello', 'break', 'reset', 'reopen', 'report'] as const;
export type Rung = (typeof rungs)[number];

export interface LadderOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly write: (bytes: Uint8Array) => void;
  /** Sets and ends the break condition of the line, where the port has one. */
  readonly lineBreak: (on: boolean) => void;
  /** How long each rung is tried, ms. */
  readonly times: { readonly hello: number; readonly break: number; readonly reset: number };
  /** A rung is entered. `reset`: whatever the card knows is lost now. */
  readonly onRung: (rung: Rung) => void;
  readonly onExhausted: () => void;
}

const helloEvery = 250;
/** A card told to restart must not answer a hello before it does. */
const resetPause = 500;
const breakTime = 50;
/** A rung is tried so many times as long at most, while the card is heard. */
const mostProlonged = 8;
/**
 * What a card whose runtime has gone takes for interruption and a restart: Ctrl-C, then a line of its console. For a link it is
 * noise between frames.
 */
const interruptText = Uint8Array.of(0x03);
const loadText = Buffer.from('\x10load()\n', 'latin1');

export class Ladder {
  #timer: Timer | undefined;
  #nonce: Uint8Array = noNonce;
  #link: Uint8Array = noNonce;
  #expected = 0;
  #until = 0;
  #rung: 'hello' | 'break' | 'reset' = 'hello';
  #hellos = 0;
  #known = false;
  #heard = false;
  #prolonged = 0;

  constructor(private readonly o: LadderOptions) {}

  /** Nonce of the hellos that are being sent. */
  get nonce(): Uint8Array {
    return this.#nonce;
  }

  /**
   * Greets from `rung` up. `link`: its name and the number expected next, if it may go on. `known`: a card was heard on this
   * port before.
   */
  start(
    rung: 'hello' | 'reset',
    known: boolean,
    link?: { readonly name: Uint8Array; readonly expected: number },
  ): void {
    this.stop();
    this.#known = known;
    this.#heard = false;
    this.#link = link?.name ?? noNonce;
    this.#expected = link?.expected ?? 0;
    this.#enter(rung);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** A good frame of the card has come that answers no hello. */
  hears(): void {
    this.#heard = true;
  }
  /** Was the card heard since this rung was begun, or last prolonged? */
  get heard(): boolean {
    return this.#heard;
  }

  /** The welcome in a payload, if it answers the hello of now. */
  answered(payload: Uint8Array): Welcome | undefined {
    const welcome = decodeWelcome(payload);
    return welcome && this.#timer && Buffer.from(welcome.nonce).equals(this.#nonce) ? welcome : undefined;
  }

  /** Does an older card answer, which understands only the first form of a hello? */
  older(payload: Uint8Array): boolean {
    return this.#timer !== undefined && isFirstWelcome(payload, this.#nonce);
  }

  #enter(rung: 'hello' | 'break' | 'reset'): void {
    const { clock, random, write, lineBreak, times, onRung } = this.o;
    this.#rung = rung;
    this.#nonce = Uint8Array.from({ length: nonceLength }, () => Math.floor(random() * 256));
    this.#until = clock.now() + times[rung];
    this.#heard = false;
    this.#prolonged = 1;
    onRung(rung);
    if (rung === 'hello') this.#hello();
    else if (rung === 'break') {
      lineBreak(true);
      this.#timer = clock.after(breakTime, () => {
        lineBreak(false);
        write(interruptText);
        this.#hello();
      });
    } else {
      this.#link = noNonce;
      this.#expected = 0;
      write(encodeFrame({ type: frameReset, seq: 0, ack: 0, payload: new Uint8Array(0) }));
      if (this.#known) write(loadText);
      this.#timer = clock.after(resetPause, () => this.#hello());
    }
  }

  #hello(): void {
    const { clock, write, times } = this.o;
    if (clock.now() >= this.#until && this.#heard && this.#prolonged < mostProlonged) {
      this.#heard = false;
      this.#prolonged++;
      this.#until = clock.now() + times[this.#rung];
    }
    if (clock.now() >= this.#until) {
      if (this.#rung === 'reset') this.o.onExhausted();
      else this.#enter(this.#rung === 'hello' && this.#known ? 'break' : 'reset');
      return;
    }
    const payload = encodeHello({ version: protocolVersion, nonce: this.#nonce, link: this.#link });
    write(encodeFrame({ type: FrameType.hello, seq: 0, ack: this.#expected, payload }));
    // A card that may be older is told apart from one that is silent; one that goes on with a link is not.
    if (this.#link === noNonce && this.#hellos++ % 2 === 1) {
      const first = encodeFirstHello(protocolVersion, this.#nonce);
      write(encodeFrame({ type: FrameType.hello, seq: 0, ack: 0, payload: first }));
    }
    this.#timer = clock.after(helloEvery, () => this.#hello());
  }
}
