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
import type { Message } from '../../protocol/messages/table.js';
import { hex } from '../../protocol/session/ids.js';
import type { HostRecord, SlotRecord } from '../depository/depository.js';
import type { EpochReason } from '../events.js';
import type { LoadedProcess } from '../processes.js';
import { ServerChannel } from '../projector/channel.js';
import { randomBytes } from '../projector/random.js';
import { prove, type Wanted } from '../projector/signature.js';
import { type Admission, admit, isPinned, type OpenRequest } from './admission.js';
import { CardCalls } from './card-calls.js';
import type { Core, SessionLink } from './core.js';
import { type Epoch, EpochChange, wipeEpoch } from './epoch-change.js';
import { Establishment } from './establishment.js';
import { perform } from './incoming-call.js';
import { methodNames, ServerHalf } from './server-half.js';
import { clip, printable, printableLines } from './text.js';

export type SessionState = 'projecting' | 'attesting' | 'identifying' | 'finishing' | 'open' | 'closed';
type ChannelMessage = Message<typeof channelMessages.table>;
type Of<T extends ChannelMessage['type']> = Extract<ChannelMessage, { type: T }>;

/** Records after which an epoch is ended whatever the options say: its counters must never run out. */
const recordsBeforeChange = 32_768;
const closeDetail = 160;

interface Change {
  readonly work: EpochChange;
  readonly reason: EpochReason;
  readonly done: Promise<void>;
  readonly timer: NodeJS.Timeout;
  resolve(): void;
  reject(error: Error): void;
}

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
  /** Epoch in which the server seals, and epoch in which it opens; they differ during a change. */
  #sending: Epoch | undefined;
  #receiving: Epoch | undefined;
  #half: ServerHalf | undefined;
  #change: Change | undefined;
  /** A change that was asked for while another was under way. */
  #queued: Promise<void> | undefined;
  /** Takes what the card of a pinned slot wants proved. */
  #wanted: ((wanted: Wanted) => void) | undefined;
  #callsInEpoch = 0;
  /** When an alarm last changed the epoch. */
  #alarmed = 0;
  #running = 0;
  #handshake: NodeJS.Timeout | undefined;
  #idle: NodeJS.Timeout | undefined;
  readonly #cardCalls: CardCalls;
  readonly #admission: Admission;

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
    this.#cardCalls = new CardCalls(
      {
        pending: settings.limit('call.pending'),
        time: settings.limit('call.time'),
        bytes: settings.limit('call.arguments'),
      },
      (call, method, name, body) => this.#callCard(call, method, name, body),
    );
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
    return this.#receiving?.number ?? 0;
  }
  get suite(): SuiteName | undefined {
    return this.#receiving?.channel.suite;
  }
  get host(): HostRecord | undefined {
    return this.#host;
  }
  /** Measurements of what runs. */
  get measurements(): { readonly applet: string; readonly channel: string } | undefined {
    const epoch = this.#receiving;
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
    if (this.#state !== 'open') return Promise.reject(new Cpu6Error('SESSION_CLOSED'));
    if (!this.#change) return this.#beginChange(reason, process ?? this.#sending!.process);
    if (!process) return this.#change.done;
    const queued = (this.#queued ?? this.#change.done).then(() => this.changeEpoch(reason, process));
    this.#queued = queued;
    queued.then(
      () => undefined,
      () => undefined,
    );
    return queued;
  }

  /** Somebody tried something with this card. Strangers can cause that, so an epoch ends for it only so often. */
  alarm(): void {
    const now = this.core.settings.now();
    if (this.#state !== 'open' || now - this.#alarmed < this.core.settings.limit('epoch.alarm')) return;
    this.#alarmed = now;
    this.changeEpoch('alarm').catch(() => undefined); // its failure has closed the session
  }

  /** Ends the session: tells card and host, wipes every key. Does nothing if it is over. */
  close(reason: unknown, tell: 'both' | 'nobody' = 'both'): void {
    if (this.#state === 'closed') return;
    const error = asCpu6Error(reason);
    const { number } = error.entry;
    const detail = clip(error.message, closeDetail);
    if (tell === 'both' && this.#sending && this.#state === 'open') this.#tryToTellCard(number, detail);
    const wasEstablished = this.#state === 'open';
    this.#state = 'closed';
    this.ended = error.code;
    clearTimeout(this.#handshake);
    clearTimeout(this.#idle);
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
    this.#establishment?.wipe();
    this.#establishment = undefined;
    this.#cardCalls.end(error);
    if (tell === 'both') this.link.close(number, detail);
    this.#keepRecord(error, wasEstablished);
    this.core.emit({ type: 'closed', ...this.#names, code: error.code, detail: error.message });
    this.hooks.ended();
  }

  async #project(establishment: Establishment): Promise<void> {
    let chunks = -1;
    const bodies = establishment.bodies();
    if (establishment.pinned) {
      await this.link.drained();
      if (this.#state !== 'projecting') return;
      const answer = this.#awaitWanted();
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
    const { channel, channelMeasurement, draw } = establishment.projection;
    this.core.emit({
      type: 'projected',
      step: 'S2 S5',
      ...this.#names,
      epoch: 0,
      bytes: channel.length + this.loaded.bytes.length,
      chunks,
      applet: hex(this.loaded.measurement),
      channel: hex(channelMeasurement),
      suite: draw.suite,
    });
  }

  #awaitWanted(): Promise<Wanted> {
    return new Promise((resolve) => {
      this.#wanted = resolve;
    });
  }
  #tellWanted({ signature, publisher }: Wanted): void {
    const resolve = this.#wanted!;
    this.#wanted = undefined;
    resolve({ signature, publisher });
  }

  #receive(body: Uint8Array): void {
    switch (this.#state) {
      case 'projecting':
        if (this.#wanted) {
          this.#tellWanted(this.#establishment!.wanted(body));
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
        this.#finish(this.#open(body));
        return;
      case 'open':
        this.#dispatch(this.#open(body));
        return;
    }
  }

  #identify(body: Uint8Array): void {
    const established = this.#establishment!.identify(body);
    const { draw, channelMeasurement } = this.#establishment!.projection;
    this.#establishment = undefined;
    this.#host = established.host;
    this.#transcript = established.transcript;
    const epoch: Epoch = {
      number: 0,
      keys: established.keys,
      channel: new ServerChannel(draw, established.keys),
      process: this.loaded,
      measurement: channelMeasurement,
      started: this.core.settings.now(),
    };
    this.#sending = epoch;
    this.#receiving = epoch;
    this.#state = 'finishing';
    const { id, name } = established.host;
    this.core.emit({ type: 'host', step: 'S7', ...this.#names, host: hex(id), hostName: name });
    this.link.send(established.reply);
    this.core.emit({ type: 'hostReply', step: 'S8', ...this.#names });
  }

  #finish(message: ChannelMessage): void {
    if (message.type !== 'finished') throw this.#unexpected(message);
    const { keys, process, measurement } = this.#sending!;
    if (!equal(hmac(keys.finishedUp, this.#transcript), message.mac)) throw new Cpu6Error('FINISHED_WRONG');
    this.#half = this.#makeHalf(process);
    this.core.store.sql.transaction(() => {
      this.core.depository.slotProved(this.slot);
      this.core.history.epoch(this.id, 0, this.#host!.id, process.measurement, measurement);
    });
    this.#state = 'open';
    clearTimeout(this.#handshake);
    this.#armIdle();
    this.#send(channelMessages.encode('finished', { mac: hmac(keys.finishedDown, this.#transcript) }));
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
        if (!this.#wanted) throw this.#unexpected(message);
        this.#tellWanted(message);
        return;
      case 'attest':
        this.#switchSending(message);
        return;
      case 'switch':
        this.#switchReceiving(message);
        return;
      case 'report':
        this.#report(message);
        return;
      case 'close':
        this.close(closingError(message.code, { why: 'the card ended it' }));
        return;
      default:
        throw this.#unexpected(message);
    }
  }

  /** What the card tells the author. It goes to the operator's side only. */
  #report({ applet, log, text, trace }: Of<'report'>): void {
    const current = hex(this.#receiving!.process.measurement);
    const what = {
      ...this.#names,
      applet: current.startsWith(hex(applet)) ? current : hex(applet),
      message: printable(text),
    };
    if (log) this.core.emit({ type: 'applet-log', ...what, log });
    else this.core.emit({ type: 'applet-error', ...what, trace: printableLines(trace) });
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
    this.#send(channelMessages.encode('result', { call, status: outcome.status, body: outcome.body }));
    const { code: status, repeated } = outcome;
    const bytes = outcome.body.length;
    this.core.emit({ type: 'result', direction: 'down', ...this.#names, call, method, status, bytes, repeated });
    this.#countCall();
  }

  #callCard(call: number, method: number, name: string, body: Uint8Array): void {
    this.#send(channelMessages.encode('call', { call, method, key: new Uint8Array(16), ordinal: 0, body }));
    this.core.emit({ type: 'call', direction: 'down', ...this.#names, call, method: name, bytes: body.length });
    this.#countCall();
  }

  #countCall(): void {
    this.calls++;
    this.#callsInEpoch++;
    if (this.#change || this.#state !== 'open') return;
    // Age is looked at when a call comes: an idle session has no traffic that a new epoch would protect.
    const { epochEvery, epochAge, now } = this.core.settings;
    const { started, channel } = this.#sending!;
    let due: EpochReason | undefined;
    if (epochEvery > 0 && this.#callsInEpoch >= epochEvery) due = 'calls';
    else if (epochAge > 0 && now() - started >= epochAge) due = 'age';
    else if (channel.records >= recordsBeforeChange) due = 'records';
    if (due) this.#beginChange(due, this.#sending!.process).catch(() => undefined); // its failure has closed the session
  }

  #beginChange(reason: EpochReason, process: LoadedProcess): Promise<void> {
    let work: EpochChange;
    try {
      work = new EpochChange(this.core, this.#sending!, process, this.request.card);
    } catch (error) {
      this.close(error); // the new version insists on suites that this card does not have
      return Promise.resolve();
    }
    let resolve!: () => void;
    let reject!: (error: Error) => void;
    const done = new Promise<void>((yes, no) => {
      resolve = yes;
      reject = no;
    });
    done.catch(() => undefined); // whoever waits for it sees it; nobody need
    const ms = this.core.settings.limit('session.handshake');
    const timer = setTimeout(() => this.close(new Cpu6Error('EPOCH_FAILED', { why: `no answer in ${ms} ms` })), ms);
    this.#change = { work, reason, done, timer, resolve, reject };
    this.#guard(this.#sendChange(work));
    return done;
  }

  async #sendChange(work: EpochChange): Promise<void> {
    let chunks = -1;
    const chunk = this.core.settings.limit('channel.chunk');
    const messages = work.messages(chunk);
    if (work.carriesApplet && isPinned(this.request, this.core.store.keys.serverId)) {
      await this.link.drained();
      if (this.#state !== 'open') return;
      const answer = this.#awaitWanted();
      this.#send(messages.next().value!);
      chunks++;
      for (const message of prove(work.process, await answer, chunk)) {
        await this.link.drained();
        if (this.#state !== 'open') return;
        this.#send(message);
      }
    }
    for (const message of messages) {
      await this.link.drained();
      if (this.#state !== 'open') return;
      this.#send(message);
      chunks++;
    }
    work.sent = true;
    const { channel, channelMeasurement, draw } = work.projection;
    this.core.emit({
      type: 'projected',
      step: 'S2 S5',
      ...this.#names,
      epoch: work.number,
      bytes: channel.length + (work.carriesApplet ? work.process.bytes.length : 0),
      chunks,
      applet: hex(work.process.measurement),
      channel: hex(channelMeasurement),
      suite: draw.suite,
    });
  }

  /** The card holds the next epoch's code: from the record after this `switch` on the server seals in that epoch. */
  #switchSending(message: Of<'attest'>): void {
    const work = this.#change?.work;
    if (!work?.sent || work.next) throw this.#unexpected(message);
    const next = work.attested(message.mac, message.nC, this.core.settings.now());
    this.core.emit({ type: 'attested', step: 'S3', ...this.#names, epoch: next.number });
    this.#send(channelMessages.encode('switch', { epoch: next.number }));
    this.#sending = next;
  }

  /** The card's last record of the old epoch: from here on it seals in the new one. The old one is wiped. */
  #switchReceiving(message: Of<'switch'>): void {
    const change = this.#change;
    const next = change?.work.next;
    if (!change || !next || message.epoch !== next.number) throw this.#unexpected(message);
    wipeEpoch(this.#receiving!);
    this.#receiving = next;
    this.#change = undefined;
    clearTimeout(change.timer);
    this.#callsInEpoch = 0;
    if (this.#half!.process !== next.process) this.#half = this.#makeHalf(next.process);
    const { process, measurement } = next;
    this.core.history.epoch(this.id, next.number, this.#host!.id, process.measurement, measurement);
    const shown = { applet: hex(process.measurement), channel: hex(measurement) };
    this.core.emit({ type: 'epoch', ...this.#names, epoch: next.number, reason: change.reason, ...shown });
    change.resolve();
  }

  #open(body: Uint8Array): ChannelMessage {
    const plain = this.#receiving!.channel.open(body);
    if (!plain) throw new Cpu6Error('SEAL_BROKEN');
    this.#armIdle();
    return channelMessages.decode(plain, 'up', 'the card');
  }

  /** Seals and sends in one step: records leave in the order of their counters. */
  #send(message: Uint8Array): void {
    this.link.send(this.#sending!.channel.seal(message));
  }

  #makeHalf(process: LoadedProcess): ServerHalf {
    return new ServerHalf(
      process,
      async (name, args) => {
        if (this.#state !== 'open') throw new Cpu6Error('SESSION_CLOSED');
        // By name, and numbered as the applet that will receive it: it may be a newer one.
        const { header } = this.#sending!.process;
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

  /** A database that fails must not keep a session from ending. */
  #keepRecord(error: Cpu6Error, wasEstablished: boolean): void {
    const { history, note, emit } = this.core;
    try {
      if (error.code === 'INTERNAL') emit({ type: 'fault', what: String(error.cause ?? error.message) });
      history.ended(this.id, error.code);
      if (attacks.has(error.code) || !wasEstablished)
        note('session ended', { session: this.id, card: this.card, code: error.code });
    } catch (cause) {
      emit({ type: 'fault', what: String(cause) });
    }
  }

  #tryToTellCard(code: number, detail: string): void {
    try {
      this.#send(channelMessages.encode('close', { code, detail }));
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

  #unexpected(message: ChannelMessage): Cpu6Error {
    return new Cpu6Error('MESSAGE_MALFORMED', { peer: 'the card', why: `${message.type} does not fit here` });
  }

  get #names() {
    return { session: this.id, card: this.card, process: this.process };
  }
}

/** Ends that somebody should look at. */
export const attacks = new Set<ErrorCode>(['SEAL_BROKEN', 'ATTESTATION_FAILED', 'FINISHED_WRONG', 'MESSAGE_MALFORMED']);
