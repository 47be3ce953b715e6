// Takes a card's memory away at each step of a session, down to a handful of JsVars, and looks at what is left when it comes
// back: does the card answer, are its slots what they were, does a whole session run, and what did the host hear meanwhile?
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BoardProfile } from '../../device/boards/profile.js';
import {
  msgAskId,
  msgAskKey,
  msgEnrolled,
  msgEpoch,
  msgOpened,
  msgPresence,
  msgProjected,
  msgReady,
  msgResult,
} from '../../device/runtime/messages.js';
import { channelProgram, shopApplet, shopApplet2 } from '../../device/testing/programs.js';
import { SessionPeer } from '../../device/testing/session-peer.js';
import { none, u32 } from '../../device/testing/values.js';
import type { Wire } from '../../device/testing/wire.js';
import { startNative } from '../../device/virtual/native.js';
import { closePort, openPort } from '../../host/link/index.js';
import { errorFromNumber } from '../../protocol/errors/error.js';
import { FrameType } from '../../protocol/link/frame.js';
import { decodeWelcome } from '../../protocol/link/greeting.js';
import { shippedRuntime } from '../../tools/artifacts.js';
import { inTime } from '../stack/in-time.js';
import { scratch } from '../stack/scratch.js';
import { hogProgram, orders, released } from './hog.js';

/** Steps of a session: the message of the card after which its memory goes, and the how many-th of these. */
export const steps = {
  enrolment: [msgPresence, 1],
  open: [msgEnrolled, 1],
  projection: [msgOpened, 1],
  attestation: [msgProjected, 1],
  'key exchange': [msgAskId, 1],
  'session key': [msgAskKey, 1],
  'first call': [msgReady, 1],
  'next call': [msgResult, 1],
  'change of epoch': [msgResult, 2],
  'call after it': [msgEpoch, 1],
  end: [msgResult, 3],
} as const;
export type Step = keyof typeof steps;

export interface Trial {
  readonly step: Step;
  /** JsVars that were left. */
  readonly left: number;
  /** What the host heard: `done`, or the code of an error; `silence`: nothing in the time of the trial. */
  readonly heard: string;
  /** Seconds from when the memory was back until the card answered; undefined: it did not. */
  readonly back: number | undefined;
  /** JsVars that were free when it answered. */
  readonly free: number | undefined;
  /** The slot is there, and a whole session runs with it. */
  readonly whole: boolean;
}

const first = { channel: channelProgram(3), shift: 3, applet: shopApplet };
const second = { channel: channelProgram(7), shift: 7, applet: shopApplet2 };

/** Milliseconds for which the memory is away. */
const awayTime = 1_500;
const trialTime = 7_000;
const backTime = 45_000;

/** `fault 30: …` and `closed 30` of a session peer by the error's code. */
const heardOf = (error: unknown): string => {
  const { message } = error as Error;
  const number = /^(?:fault|closed) (\d+)/.exec(message)?.[1];
  return number === undefined ? message : errorFromNumber(Number(number)).code;
};

/** A native card with the hog beside it, and one end after the other of its line. */
export class HungryCard {
  #listener: ((bytes: Uint8Array) => void) | undefined;
  #generation = 0;
  readonly #keys: Pick<SessionPeer, 'serverKey' | 'serverId' | 'hostKey' | 'slotSecret' | 'share'>;

  private constructor(
    readonly dir: string,
    private readonly port: Awaited<ReturnType<typeof openPort>>,
    private readonly press: () => void,
    readonly stop: () => Promise<void>,
  ) {
    port.on('data', (bytes: Uint8Array) => this.#listener?.(bytes));
    const peer = this.#peer();
    // Its timer would keep the process alive.
    peer.close();
    const { serverKey, serverId, hostKey, slotSecret, share } = peer;
    this.#keys = { serverKey, serverId, hostKey, slotSecret, share };
  }

  static async start(binary: string, board: BoardProfile): Promise<HungryCard> {
    const room = scratch('hungry');
    writeFileSync(path.join(room.dir, orders), '0');
    const { code: runtime } = shippedRuntime();
    const card = await startNative({ binary, stateDir: room.dir, runtime, board, beside: hogProgram });
    const port = await openPort(card.address);
    return new HungryCard(
      room.dir,
      port,
      // A light that still blinks is pressed for again.
      () => {
        card.press();
        setTimeout(() => card.press(), 2_500).unref();
      },
      async () => {
        await closePort(port);
        await card.stop();
        room.remove();
      },
    );
  }

  #peer(): SessionPeer {
    const wire: Wire = {
      write: (bytes) => this.port.write(bytes),
      onData: (f) => {
        this.#listener = f;
      },
    };
    const peer = new SessionPeer(wire, this.press);
    peer.generation = this.#generation;
    return Object.assign(peer, this.#keys);
  }

  /** All of a session with a new generation of its slot, as far as it comes. */
  async #life(peer: SessionPeer): Promise<void> {
    await peer.enrol(undefined, this.#generation + 1, this.#generation);
    await peer.open(first);
    peer.startCall(0, u32(2, 3));
    await peer.result();
    peer.startCall(2, none);
    await peer.result();
    await peer.change(second);
    peer.startCall(0, u32(2, 3));
    await peer.result();
    peer.send('close', { session: peer.session, code: 0 });
    await peer.next('closed');
  }

  /** Is the slot there, and does a session run with it? */
  async #isWhole(peer: SessionPeer): Promise<boolean> {
    const { slots } = peer.description;
    // Enrolment replaces: the old one or the new one, whatever ended it.
    if (slots.length !== 1) return slots.length === 0 && this.#generation === 0;
    peer.generation = this.#generation = slots[0]!.generation;
    await inTime(trialTime, peer.open(first), 'silence');
    peer.startCall(0, u32(2, 3));
    const { status, value } = await inTime(trialTime, peer.result(), 'silence');
    peer.send('close', { session: peer.session, code: 0 });
    await inTime(trialTime, peer.next('closed'), 'silence');
    return status === 0 && value.equals(u32(5, 1));
  }

  /** JsVars of the interpreter. */
  async variables(): Promise<number> {
    const peer = this.#peer();
    try {
      await inTime(trialTime, peer.connect(), 'silence');
      return peer.description.vars;
    } finally {
      peer.close();
    }
  }

  async trial(step: Step, left: number): Promise<Trial> {
    const [code, count] = steps[step];
    const mark = path.join(this.dir, released);
    rmSync(mark, { force: true });
    writeFileSync(path.join(this.dir, orders), `${code} ${count} ${left} ${awayTime}`);
    const peer = this.#peer();
    let heard = 'done';
    let before = 0;
    const life = async (): Promise<void> => {
      await peer.connect();
      before = peer.link.received.length;
      await this.#life(peer);
    };
    try {
      await inTime(trialTime, life(), 'silence');
    } catch (error) {
      // A link that began anew says so, like a card that has started.
      const anew = peer.link.received
        .slice(before)
        .some((f) => f.type === FrameType.welcome && decodeWelcome(f.payload)?.nonce.every((b) => b === 0));
      heard = anew ? 'CARD_LOST' : heardOf(error);
    }
    peer.close();
    for (let i = 0; i < 60 && !existsSync(mark); i++) await pause(100);
    writeFileSync(path.join(this.dir, orders), '0');
    const from = Date.now();
    let back: number | undefined;
    let free: number | undefined;
    let whole = false;
    let why = '';
    // Once more if the card has just started again, as a host would.
    for (let i = 0; i < 3 && !whole; i++) {
      const peer = this.#peer();
      try {
        await inTime(backTime, peer.connect(), 'silence');
        back ??= (Date.now() - from) / 1000;
        free = peer.description.free;
        whole = await this.#isWhole(peer);
      } catch (error) {
        why = `, then ${heardOf(error)}`;
      } finally {
        peer.close();
      }
    }
    if (!whole) heard += why;
    return { step, left, heard, back, free, whole };
  }
}
