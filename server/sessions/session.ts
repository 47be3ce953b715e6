// One session of a card, as a state machine over channel records: established (S1 to S10), then calls both ways and
// changes of epoch, until it is closed.
//
//   projecting → attesting → identifying → finishing → open → closed
//
// Whatever does not fit ends the session. The state says which record may come; the seal says that it comes from this
// card, in this session, in this order.
import { equal, hmac } from '../../protocol/crypto/hmac.js';
import type { SuiteName } from '../../protocol/crypto/suites.js';
import type { ErrorCode } from '../../protocol/errors/catalogue.js';
import { asCpu6Error, Cpu6Error, closingError } from '../../protocol/errors/error.js';
import { channelMessages } from '../../protocol/messages/channel.js';
import { hex } from '../../protocol/session/ids.js';
import type { HostRecord, SlotRecord } from '../depository/depository.js';
import type { EpochReason } from '../events.js';
import type { LoadedProcess } from '../processes.js';
import { ServerChannel } from '../projector/channel.js';
import { randomBytes } from '../projector/random.js';
import type { Wanted } from '../projector/signature.js';
import { type Admission, admit, isPinned, type OpenRequest } from './admission.js';
import { CardCalls } from './card-calls.js';
import type { Core, SessionLink } from './core.js';
import { keepEnding } from './endings.js';
import type { Epoch } from './epoch-change.js';
import { type ChannelMessage, Epochs, type Of, tellProjected, unexpected } from './epochs.js';
import { Establishment } from './establishment.js';
import { perform } from './incoming-call.js';
import { Question } from './question.js';
import { SegmentSource } from './segments.js';
import { methodNames, ServerHalf } from './server-half.js';
import { renewalOf } from './slot-renewal.js';
import { clip, printable, printableLines } from './text.js';

export type SessionState = 'projecting' | 'attesting' | 'identifying' | 'finishing' | 'open' | 'closed';

const closeDetail = 160;

export class Session {
  readonly id = hex(randomBytes(8));
  readonly card: string;
  readonly process: string;
  readonly started: number;
  /** Error code that ended it. */
  ended: ErrorCode | undefined;
  /** Calls in both directions since the start. */
  calls = 0;

  #state: SessionState = 'projecting';
  #establishment: Establishment | undefined;
  #transcript: Uint8Array = new Uint8Array(0);
  #host: HostRecord | undefined;
  #half: ServerHalf | undefined;
  /** Takes what the card of a pinned slot wants proved. */
  readonly #wanted = new Question<Wanted>();
  /** What the card's slot holds after a renewal. */
  readonly #slotAnswer = new Question<Of<'slot'>>();
  /** When an alarm last changed the epoch. */
  #alarmed = 0;
  #running = 0;
  #handshake: NodeJS.Timeout | undefined;
  #idle: NodeJS.Timeout | undefined;
  readonly #cardCalls: CardCalls;
  readonly #admission: Admission;
  readonly #epochs: Epochs;
  readonly #segments: SegmentSource;

  /** S1. Throws the reason for a refusal; nothing has been sent then. */
  constructor(
    private readonly core: Core,
    private readonly link: SessionLink,
    private readonly request: OpenRequest,
    private readonly hooks: { established(): void; ended(): void },
  ) {
    this.card = hex(request.card.cardId);
    this.process = request.process;
    this.started = core.settings.now();
    this.#admission = admit(core, request);
    const { settings } = core;
    this.#segments = new SegmentSource(this.#admission.process, settings);
    this.#cardCalls = new CardCalls(
      {
        pending: settings.limit('call.pending'),
        time: settings.limit('call.time'),
        bytes: settings.limit('call.arguments'),
      },
      (call, method, name, body) => this.#callCard(call, method, name, body),
    );
    this.#epochs = new Epochs({
      core,
      link,
      names: this.#names,
      card: request.card,
      cells: this.#admission.cells,
      pinned: isPinned(request, core.store.keys.serverId),
      isOpen: () => this.#state === 'open',
      close: (reason) => this.close(reason),
      onLate: (direction) => this.#noteAlarm('CELL_DELAYED', direction),
      onSealing: ({ process }) => this.#segments.use(process),
      onTaken: (epoch, reason) => this.#took(epoch, reason),
    });
  }

  /** The version of the process that epoch 0 runs. */
  get loaded(): LoadedProcess {
    return this.#admission.process;
  }
  get slot(): SlotRecord {
    return this.#admission.slot;
  }
  get state(): SessionState {
    return this.#state;
  }
  get epoch(): number {
    return this.#epochs.receiving?.number ?? 0;
  }
  get suite(): SuiteName | undefined {
    return this.#epochs.receiving?.channel.suite;
  }
  get host(): HostRecord | undefined {
    return this.#host;
  }
  /** Measurements of what runs. */
  get measurements(): { readonly applet: string; readonly channel: string } | undefined {
    const epoch = this.#epochs.receiving;
    return epoch && { applet: hex(epoch.process.measurement), channel: hex(epoch.measurement) };
  }

  /** S2, S5: starts the projection. */
  start(): void {
    const { core, request } = this;
    this.#handshake = setTimeout(() => {
      this.close(new Cpu6Error('HANDSHAKE_TIMEOUT', { ms: core.settings.limit('session.handshake') }));
    }, core.settings.limit('session.handshake'));
    const { board, runtime } = request.card;
    core.emit({ type: 'open', step: 'S1', ...this.#names, board, runtime: hex(runtime) });
    const establishment = new Establishment(core, request, this.#admission);
    this.#establishment = establishment;
    this.#guard(this.#project(establishment));
  }

  /** A record of the card. Never throws: what is wrong ends the session. */
  receive(body: Uint8Array): void {
    if (this.#state === 'closed') return;
    try {
      this.#receive(body);
    } catch (error) {
      this.close(error);
    }
  }

  /**
   * Changes the epoch; `process`: go on with this version of the process. Resolves when the card has taken over;
   * rejects if the session ends before. If a new version cannot go on in this session, the session is closed and the
   * next one starts with it.
   */
  changeEpoch(reason: EpochReason, process?: LoadedProcess): Promise<void> {
    return this.#epochs.change(reason, process);
  }

  /**
   * Gives the card's slot another secret and, if one is named, another publisher (`null`: none). Resolves when the card
   * holds it. Rejects with `CARD_BUSY`, `PRESENCE_REFUSED` if the holder did not press for another publisher, or when the
   * session ends.
   */
  async renewSlot(publisher?: Uint8Array | null): Promise<number> {
    if (this.#state !== 'open') throw new Cpu6Error('SESSION_CLOSED');
    if (this.#epochs.changing || this.#slotAnswer.isOpen)
      throw new Cpu6Error('CARD_BUSY', { why: 'its epoch or slot changes' });
    const renewal = renewalOf(this.core, this.slot, publisher);
    const answer = this.#slotAnswer.ask();
    this.#epochs.send(renewal.message);
    return renewal.settle(await answer);
  }

  /** The policy has changed: ends the session if what it runs is not allowed any more. */
  recheck(): void {
    try {
      this.core.policy.checkCard(this.request.card);
      this.core.policy.checkApplet((this.#epochs.sending?.process ?? this.loaded).measurement);
    } catch (error) {
      this.close(error);
    }
  }

  /** Somebody tried something with this card. Strangers can cause that, so an epoch ends for it only so often. */
  alarm(): void {
    const now = this.core.settings.now();
    if (this.#state !== 'open' || now - this.#alarmed < this.core.settings.limit('epoch.alarm')) return;
    this.#alarmed = now;
    this.changeEpoch('alarm').catch(() => undefined); // its failure has closed the session
  }

  /** The host's word that it is over. In channel mode the card has the last word: without it the stream was cut off. */
  closeByHost(reason: Cpu6Error): void {
    this.close(this.#epochs.streams ? new Cpu6Error('STREAM_TRUNCATED') : reason, 'nobody');
  }

  /** Ends the session: tells card and host, wipes every key. Does nothing if it is over. */
  close(reason: unknown, tell: 'both' | 'nobody' = 'both'): void {
    if (this.#state === 'closed') return;
    const error = asCpu6Error(reason);
    const { number } = error.entry;
    const detail = clip(error.message, closeDetail);
    if (tell === 'both' && this.#epochs.sending && this.#state === 'open') this.#tryToTellCard(number, detail);
    const wasEstablished = this.#state === 'open';
    this.#state = 'closed';
    this.ended = error.code;
    clearTimeout(this.#handshake);
    clearTimeout(this.#idle);
    this.#epochs.end(error);
    this.#establishment?.wipe();
    this.#establishment = undefined;
    this.#cardCalls.end(error);
    this.#wanted.end(error);
    this.#slotAnswer.end(error);
    if (tell === 'both') this.link.close(number, detail);
    keepEnding(this.core, this.id, this.card, error, wasEstablished);
    this.core.emit({ type: 'closed', ...this.#names, code: error.code, detail: error.message });
    this.hooks.ended();
  }

  async #project(establishment: Establishment): Promise<void> {
    let chunks = -1;
    const bodies = establishment.bodies();
    if (establishment.pinned) {
      await this.link.drained();
      if (this.#state !== 'projecting') return;
      const answer = this.#wanted.ask();
      this.link.send(bodies.next().value!);
      chunks++;
      for (const body of establishment.proof(await answer)) {
        await this.link.drained();
        if (this.#state !== 'projecting') return;
        this.link.send(body);
      }
    }
    for (const body of bodies) {
      await this.link.drained();
      if (this.#state !== 'projecting') return;
      this.link.send(body);
      chunks++;
    }
    this.#state = 'attesting';
    tellProjected(this.core, this.#names, establishment.projection, 0, chunks, this.loaded, true);
  }

  #receive(body: Uint8Array): void {
    switch (this.#state) {
      case 'projecting':
        if (this.#wanted.isOpen) {
          this.#wanted.answer(this.#establishment!.wanted(body));
          return;
        }
        throw new Cpu6Error('MESSAGE_MALFORMED', { peer: 'the card', why: 'a record before the applet was sent' });
      case 'attesting':
        this.#establishment!.attest(body);
        // Only now is it known to be that card: strangers write no history.
        this.core.history.started(this.id, this.request.card.cardId, this.process, this.request.card.runtime);
        this.#state = 'identifying';
        this.core.emit({ type: 'attested', step: 'S3', ...this.#names, epoch: 0 });
        return;
      case 'identifying':
        this.#identify(body);
        return;
      case 'finishing':
        this.#open(body, (message) => this.#finish(message));
        return;
      case 'open':
        this.#open(body, (message) => this.#dispatch(message));
        return;
    }
  }

  #identify(body: Uint8Array): void {
    const established = this.#establishment!.identify(body);
    const { draw, channelMeasurement } = this.#establishment!.projection;
    this.#establishment = undefined;
    this.#host = established.host;
    this.#transcript = established.transcript;
    this.#epochs.begin({
      number: 0,
      keys: established.keys,
      channel: new ServerChannel(draw, established.keys),
      process: this.loaded,
      measurement: channelMeasurement,
      started: this.core.settings.now(),
    });
    this.#state = 'finishing';
    const { id, name } = established.host;
    this.core.emit({ type: 'host', step: 'S7', ...this.#names, host: hex(id), hostName: name });
    this.link.send(established.reply);
    this.core.emit({ type: 'hostReply', step: 'S8', ...this.#names });
  }

  #finish(message: ChannelMessage): void {
    if (message.type !== 'finished') throw unexpected(message);
    const { keys, process, measurement } = this.#epochs.sending!;
    if (!equal(hmac(keys.finishedUp, this.#transcript), message.mac)) throw new Cpu6Error('FINISHED_WRONG');
    this.#half = this.#makeHalf(process);
    this.core.store.sql.transaction(() => {
      this.core.depository.slotProved(this.slot);
      this.core.history.epoch(this.id, 0, this.#host!.id, process.measurement, measurement);
    });
    this.#state = 'open';
    clearTimeout(this.#handshake);
    this.#armIdle();
    this.#epochs.send(channelMessages.encode('finished', { mac: hmac(keys.finishedDown, this.#transcript) }));
    this.core.emit({ type: 'finished', ...this.#names });
    this.hooks.established();
  }

  #dispatch(message: ChannelMessage): void {
    switch (message.type) {
      case 'call':
        this.#guard(this.#answer(message));
        return;
      case 'result': {
        const { call, status, body } = message;
        const outcome = this.#cardCalls.answered(call, status, body);
        this.core.emit({
          type: 'result',
          direction: 'up',
          ...this.#names,
          call,
          ...outcome,
          bytes: body.length,
          repeated: false,
        });
        return;
      }
      case 'wanted':
        this.#epochs.wanted(message);
        return;
      case 'slot':
        if (!this.#slotAnswer.isOpen) throw unexpected(message);
        this.#slotAnswer.answer(message);
        return;
      case 'attest':
        this.#epochs.attested(message);
        return;
      case 'switch':
        this.#epochs.switched(message);
        return;
      case 'report':
        this.#report(message);
        return;
      case 'segment':
        this.#guard(this.#giveSegment(message));
        return;
      case 'close':
        this.close(closingError(message.code, { why: 'the card ended it' }));
        return;
      default:
        throw unexpected(message);
    }
  }

  /** What the card tells the author. It goes to the operator's side only. */
  #report({ applet, log, text, trace }: Of<'report'>): void {
    const current = hex(this.#epochs.receiving!.process.measurement);
    const what = {
      ...this.#names,
      applet: current.startsWith(hex(applet)) ? current : hex(applet),
      message: printable(text),
    };
    if (log) this.core.emit({ type: 'applet-log', ...what, log });
    else this.core.emit({ type: 'applet-error', ...what, trace: printableLines(trace) });
  }

  async #giveSegment(message: Of<'segment'>): Promise<void> {
    const { segment, bytes, refused, messages } = this.#segments.answer(message);
    this.core.emit({ type: 'segment', ...this.#names, segment, bytes, refused });
    for (const piece of messages) {
      await this.link.drained();
      if (this.#state !== 'open') return;
      this.#epochs.send(piece);
    }
  }

  async #answer(message: Of<'call'>): Promise<void> {
    const half = this.#half!;
    const { call, body } = message;
    const method = half.process.header.server[message.method]?.[0] ?? `#${message.method}`;
    this.core.emit({ type: 'call', direction: 'up', ...this.#names, call, method, bytes: body.length });
    this.#running++;
    const outcome = await perform(this.core, half, this.#host!, this.card, this.#running, message);
    this.#running--;
    if (this.#state !== 'open') return;
    this.#epochs.send(channelMessages.encode('result', { call, status: outcome.status, body: outcome.body }));
    const { code: status, repeated } = outcome;
    const bytes = outcome.body.length;
    this.core.emit({ type: 'result', direction: 'down', ...this.#names, call, method, status, bytes, repeated });
    this.#countCall();
  }

  #callCard(call: number, method: number, name: string, body: Uint8Array): void {
    this.#epochs.send(channelMessages.encode('call', { call, method, key: new Uint8Array(16), ordinal: 0, body }));
    this.core.emit({ type: 'call', direction: 'down', ...this.#names, call, method: name, bytes: body.length });
    this.#countCall();
  }

  #countCall(): void {
    this.calls++;
    this.#epochs.countCall();
  }

  /** The card goes on in that epoch. */
  #took({ number, process, measurement }: Epoch, reason: EpochReason): void {
    if (this.#half!.process !== process) this.#half = this.#makeHalf(process);
    this.core.history.epoch(this.id, number, this.#host!.id, process.measurement, measurement);
    const shown = { applet: hex(process.measurement), channel: hex(measurement) };
    this.core.emit({ type: 'epoch', ...this.#names, epoch: number, reason, ...shown });
  }

  /** Opens a record and hands on the message that it brings; a cell may bring none. */
  #open(body: Uint8Array, then: (message: ChannelMessage) => void): void {
    const plain = this.#epochs.open(body);
    if (!plain) return;
    this.#armIdle();
    then(channelMessages.decode(plain, 'up', 'the card'));
  }

  /** Something that does not end the session, but that somebody should look at; the epoch ends for it. */
  #noteAlarm(code: ErrorCode, direction: 'up' | 'down'): void {
    this.core.emit({ type: 'alarm', ...this.#names, code, direction });
    this.core.note('alarm', { session: this.id, card: this.card, code, direction });
    this.alarm();
  }

  #makeHalf(process: LoadedProcess): ServerHalf {
    return new ServerHalf(
      process,
      async (name, args) => {
        if (this.#state !== 'open') throw new Cpu6Error('SESSION_CLOSED');
        // By name, and numbered as the applet that will receive it: it may be a newer one.
        const { header } = this.#epochs.sending!.process;
        const index = header.card.findIndex(([n]) => n === name);
        if (index < 0)
          throw new Cpu6Error('METHOD_UNKNOWN', {
            process: this.process,
            method: name,
            methods: methodNames(header.card),
          });
        return this.#cardCalls.call(header.card[index]!, index, args);
      },
      this.core.settings.limit('call.arguments'),
    );
  }

  #tryToTellCard(code: number, detail: string): void {
    try {
      this.#epochs.send(channelMessages.encode('close', { code, detail }));
      this.#epochs.flush();
    } catch {
      // the epoch's counters are used up: the host's word must do
    }
  }

  #armIdle(): void {
    if (this.#idle) this.#idle.refresh();
    else
      this.#idle = setTimeout(
        () => this.close(new Cpu6Error('SESSION_IDLE')),
        this.core.settings.limit('session.idle'),
      ).unref();
  }

  #guard(work: Promise<void>): void {
    work.catch((error: unknown) => this.close(error));
  }

  get #names() {
    return { session: this.id, card: this.card, process: this.process };
  }
}
