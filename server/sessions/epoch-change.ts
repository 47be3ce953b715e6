// One change of epoch under way, without I/O: the new projection travels inside the old epoch, is attested under it, and
// takes over between two messages. The server's direction changes first, with its `switch`; the card's with the card's.
import { equal, hmac } from '../../protocol/crypto/hmac.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { CellShape } from '../../protocol/messages/cells.js';
import { attestation, nextTrafficKeys, type TrafficKeys } from '../../protocol/session/keys.js';
import type { EpochReason } from '../events.js';
import type { LoadedProcess } from '../processes.js';
import { ServerChannel } from '../projector/channel.js';
import { chooseSuite } from '../projector/negotiation.js';
import { type Projection, travel } from '../projector/projector.js';
import type { Settings } from '../settings.js';
import type { CardDescription } from './admission.js';
import type { Core } from './core.js';

/** Keys and channel of one epoch. */
export interface Epoch {
  readonly number: number;
  readonly keys: TrafficKeys;
  readonly channel: ServerChannel;
  readonly process: LoadedProcess;
  /** Measurement of its channel code; the code itself is gone once it has been sent. */
  readonly measurement: Uint8Array;
  readonly started: number;
}

/** Overwrites an epoch's keys. */
export function wipeEpoch(epoch: Epoch): void {
  epoch.channel.wipe();
  for (const key of [epoch.keys.finishedDown, epoch.keys.finishedUp, epoch.keys.attest, epoch.keys.ratchet])
    key.fill(0);
}

export class EpochChange {
  readonly projection: Projection;
  readonly number: number;
  readonly carriesApplet: boolean;
  /** Everything has been sent: before that, no attestation can be one of it. */
  sent = false;
  /** Set once the card has attested. */
  next: Epoch | undefined;

  constructor(
    core: Pick<Core, 'projector' | 'settings'>,
    private readonly from: Epoch,
    readonly process: LoadedProcess,
    private readonly card: CardDescription,
    cells: CellShape | undefined,
  ) {
    this.projection = core.projector.project(chooseSuite(core.settings, process, card, cells), cells);
    this.number = from.number + 1;
    this.carriesApplet = !equal(process.measurement, from.process.measurement);
    if (this.number > 0xffff) throw new Cpu6Error('EPOCH_EXHAUSTED');
  }

  messages(chunk: number): Generator<Uint8Array> {
    return travel(this.projection, this.number, this.process, this.carriesApplet, chunk);
  }

  /** The card's attestation of what it now holds, and its randomness. Throws `ATTESTATION_FAILED`. */
  attested(mac: Uint8Array, nC: Uint8Array, now: number): Epoch {
    const { nS, channelMeasurement: channel, draw } = this.projection;
    const { runtime, crypto, board } = this.card;
    const text = attestation({
      epoch: this.number,
      nS,
      applet: this.process.measurement,
      channel,
      runtime,
      crypto,
      board,
    });
    if (!equal(hmac(this.from.keys.attest, text), mac)) throw new Cpu6Error('ATTESTATION_FAILED');
    const keys = nextTrafficKeys(this.from.keys.ratchet, nC, nS, this.number, draw.label);
    this.next = {
      number: this.number,
      keys,
      channel: new ServerChannel(draw, keys),
      process: this.process,
      measurement: channel,
      started: now,
    };
    return this.next;
  }
}

/** A change that has begun. */
export interface Change {
  readonly work: EpochChange;
  readonly reason: EpochReason;
  /** Settles when the card has taken over, or the session has ended before. */
  readonly done: Promise<void>;
  readonly timer: NodeJS.Timeout;
  resolve(): void;
  reject(error: Error): void;
}

/** `expired` is called if it has not ended after `ms`. */
export function startChange(work: EpochChange, reason: EpochReason, ms: number, expired: () => void): Change {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const done = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  done.catch(() => undefined); // whoever waits for it sees it; nobody need
  return { work, reason, done, timer: setTimeout(expired, ms), resolve, reject };
}

/** Records after which an epoch is ended whatever the options say: its counters must never run out. */
const recordsBeforeChange = 32_768;

/** Why the epoch should end now, if it should. Looked at when a call comes: an idle session has nothing to protect. */
export function epochDue(settings: Settings, calls: number, { started, channel }: Epoch): EpochReason | undefined {
  const { epochEvery, epochAge, now } = settings;
  if (epochEvery > 0 && calls >= epochEvery) return 'calls';
  if (epochAge > 0 && now() - started >= epochAge) return 'age';
  return channel.records >= recordsBeforeChange ? 'records' : undefined;
}
