// The epochs of one session, once it has traffic keys: messages are sealed in one and opened in one, and a change, of which
// there is one at a time, puts the next in their places.
//
//   change ─► projection travels ─► attest ◄─ card: switch sent, seals in the next ─► switch ◄─ card: opens in the next
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { CellShape } from '../../protocol/messages/cells.js';
import { channelMessages } from '../../protocol/messages/channel.js';
import type { Message } from '../../protocol/messages/table.js';
import { hex } from '../../protocol/session/ids.js';
import type { EpochReason, InSession } from '../events.js';
import type { LoadedProcess } from '../processes.js';
import type { Projection } from '../projector/projector.js';
import { prove, type Wanted } from '../projector/signature.js';
import type { CardDescription } from './admission.js';
import { CellStream } from './cells.js';
import type { Core, SessionLink } from './core.js';
import { type Change, type Epoch, EpochChange, epochDue, startChange, wipeEpoch } from './epoch-change.js';
import { Question } from './question.js';

export type ChannelMessage = Message<typeof channelMessages.table>;
export type Of<T extends ChannelMessage['type']> = Extract<ChannelMessage, { type: T }>;

export const unexpected = (message: ChannelMessage): Cpu6Error =>
  new Cpu6Error('MESSAGE_MALFORMED', { peer: 'the card', why: `${message.type} does not fit here` });

export interface EpochsOptions {
  readonly core: Core;
  readonly link: SessionLink;
  readonly names: InSession;
  readonly card: CardDescription;
  /** In channel mode: its cells. */
  readonly cells: CellShape | undefined;
  /** The card takes applets of one publisher only, and asks for the proof. */
  readonly pinned: boolean;
  readonly isOpen: () => boolean;
  readonly close: (reason: unknown) => void;
  /** A cell came late, to us or to the card. */
  readonly onLate: (direction: 'up' | 'down') => void;
  /** From here on the server seals in this epoch. */
  readonly onSealing: (epoch: Epoch) => void;
  /** The card has taken over. */
  readonly onTaken: (epoch: Epoch, reason: EpochReason) => void;
}

export class Epochs {
  /** Epoch in which the server seals, and epoch in which it opens; they differ during a change. */
  #sending: Epoch | undefined;
  #receiving: Epoch | undefined;
  #change: Change | undefined;
  /** A change that was asked for while another was under way. */
  #queued: Promise<void> | undefined;
  /** In channel mode, once there are traffic keys. */
  #cells: CellStream | undefined;
  #calls = 0;
  /** Takes what the card of a pinned slot wants proved. */
  readonly #wanted = new Question<Wanted>();

  constructor(private readonly o: EpochsOptions) {}

  get sending(): Epoch | undefined {
    return this.#sending;
  }
  get receiving(): Epoch | undefined {
    return this.#receiving;
  }
  /** Is a change under way? */
  get changing(): boolean {
    return this.#change !== undefined;
  }
  /** In channel mode, with keys. */
  get streams(): boolean {
    return this.#cells !== undefined;
  }

  /** Epoch 0 has its keys. */
  begin(epoch: Epoch): void {
    const { cells, link, close } = this.o;
    this.#sending = epoch;
    this.#receiving = epoch;
    if (cells)
      this.#cells = new CellStream(cells, epoch.channel, {
        send: (record) => link.send(record),
        sent: () => this.#changeIfDue(), // cells use up counters, calls or not
        failed: (why) => close(why),
      });
  }

  /** Seals and sends in one step: records leave in the order of their counters. */
  send(message: Uint8Array): void {
    if (this.#cells) this.#cells.sender.push(message);
    else this.o.link.send(this.#sending!.channel.seal(message));
  }

  /** In channel mode: what waits goes out now. */
  flush(): void {
    this.#cells?.sender.flush();
  }

  /** The message that a record brings; a cell may bring none. Throws `SEAL_BROKEN`, or what was done to the stream. */
  open(body: Uint8Array): Uint8Array | undefined {
    if (this.#cells) return this.#cells.take(body, this.o.onLate);
    const plain = this.#receiving!.channel.open(body);
    if (!plain) throw new Cpu6Error('SEAL_BROKEN');
    return plain;
  }

  countCall(): void {
    this.#calls++;
    this.#changeIfDue();
  }

  /** See {@link Session.changeEpoch}. */
  change(reason: EpochReason, process?: LoadedProcess): Promise<void> {
    if (!this.o.isOpen()) return Promise.reject(new Cpu6Error('SESSION_CLOSED'));
    if (!this.#change) return this.#begin(reason, process ?? this.#sending!.process);
    if (!process) return this.#change.done;
    const queued = (this.#queued ?? this.#change.done).then(() => this.change(reason, process));
    this.#queued = queued;
    queued.then(
      () => undefined,
      () => undefined,
    );
    return queued;
  }

  /** The session is over: every key is wiped. */
  end(error: Error): void {
    this.#cells?.stop();
    if (this.#change) {
      clearTimeout(this.#change.timer);
      if (this.#change.work.next) wipeEpoch(this.#change.work.next);
      this.#change.reject(error);
      this.#change = undefined;
    }
    if (this.#sending) wipeEpoch(this.#sending);
    if (this.#receiving) wipeEpoch(this.#receiving);
    this.#sending = undefined;
    this.#receiving = undefined;
    this.#wanted.end(error);
  }

  /** What the card wants proved of the applet that is to come. */
  wanted(message: Of<'wanted'>): void {
    if (!this.#wanted.isOpen) throw unexpected(message);
    this.#wanted.answer(message);
  }

  /** The card holds the next epoch's code: from the record after this `switch` on the server seals in that epoch. */
  attested(message: Of<'attest'>): void {
    const work = this.#change?.work;
    if (!work?.sent || work.next) throw unexpected(message);
    const { core, names } = this.o;
    const next = work.attested(message.mac, message.nC, core.settings.now());
    core.emit({ type: 'attested', step: 'S3', ...names, epoch: next.number });
    this.send(channelMessages.encode('switch', { epoch: next.number }));
    this.#sending = next;
    this.o.onSealing(next);
    this.#cells?.sender.use(next.channel);
  }

  /** The card's last record of the old epoch: from here on it seals in the new one. The old one is wiped. */
  switched(message: Of<'switch'>): void {
    const change = this.#change;
    const next = change?.work.next;
    if (!change || !next || message.epoch !== next.number) throw unexpected(message);
    wipeEpoch(this.#receiving!);
    this.#receiving = next;
    this.#cells?.receiver.use(next.channel);
    this.#change = undefined;
    clearTimeout(change.timer);
    this.#calls = 0;
    this.o.onTaken(next, change.reason);
    change.resolve();
  }

  #changeIfDue(): void {
    if (this.#change || !this.o.isOpen()) return;
    const due = epochDue(this.o.core.settings, this.#calls, this.#sending!);
    if (due) this.#begin(due, this.#sending!.process).catch(() => undefined); // its failure has closed the session
  }

  #begin(reason: EpochReason, process: LoadedProcess): Promise<void> {
    const { core, card, cells, close } = this.o;
    try {
      core.policy.checkApplet(process.measurement);
    } catch (error) {
      close(error);
      return Promise.reject(error);
    }
    let work: EpochChange;
    try {
      work = new EpochChange(core, this.#sending!, process, card, cells);
    } catch (error) {
      close(error); // the new version insists on suites that this card does not have
      return Promise.resolve();
    }
    const ms = core.settings.limit('session.handshake');
    this.#change = startChange(work, reason, ms, () =>
      close(new Cpu6Error('EPOCH_FAILED', { why: `no answer in ${ms} ms` })),
    );
    this.#project(work).catch((error: unknown) => close(error));
    return this.#change.done;
  }

  async #project(work: EpochChange): Promise<void> {
    const { core, link, names, pinned, isOpen } = this.o;
    let chunks = -1;
    const chunk = core.settings.limit('channel.chunk');
    const messages = work.messages(chunk);
    if (work.carriesApplet && pinned) {
      await link.drained();
      if (!isOpen()) return;
      const answer = this.#wanted.ask();
      this.send(messages.next().value!);
      chunks++;
      for (const message of prove(work.process, await answer, chunk)) {
        await link.drained();
        if (!isOpen()) return;
        this.send(message);
      }
    }
    for (const message of messages) {
      await link.drained();
      if (!isOpen()) return;
      this.send(message);
      chunks++;
    }
    work.sent = true;
    tellProjected(core, names, work.projection, work.number, chunks, work.process, work.carriesApplet);
  }
}

/** Channel code and, if `carried`, the applet are on their way to the card. */
export function tellProjected(
  core: Core,
  names: InSession,
  { channel, channelMeasurement, draw }: Projection,
  epoch: number,
  chunks: number,
  process: LoadedProcess,
  carried: boolean,
): void {
  core.emit({
    type: 'projected',
    step: 'S2 S5',
    ...names,
    epoch,
    bytes: channel.length + (carried ? process.bytes.length : 0),
    chunks,
    applet: hex(process.measurement),
    channel: hex(channelMeasurement),
    suite: draw.suite,
  });
}
