// The host's side of one session between a card and a server.
//
//   opening ─opened─→ handshake ─ready─→ open ─→ ended
//
// It carries sealed records both ways without being able to read them, answers the applet's two questions to the host key
// process, and talks to the applet through the gate. It cannot check the whole of `hello` (the channel code's measurement
// is sealed), so `hello` is pinned: one per session, and only after an applet and the server's nonce were seen.
import { EventEmitter } from 'node:events';
import type { AppletHeader } from '../../protocol/applet/header.js';
import type { KeyPair } from '../../protocol/crypto/noise-ik.js';
import { recordForm } from '../../protocol/crypto/record-stream.js';
import { catalogue, type ErrorCode } from '../../protocol/errors/catalogue.js';
import { asCpu6Error, Cpu6Error, type ErrorFacts } from '../../protocol/errors/error.js';
import { hex } from '../../protocol/session/ids.js';
import type { Uplink, UplinkMessage } from '../bridge/uplink.js';
import { type CardConnection, type CardMessage, cardError } from '../card/card-connection.js';
import type { Clock, Timer } from '../clock.js';
import type { Direction, EmitEvent, Hop, HostEventBody } from '../events.js';
import { checkCall, readAnswer } from '../gate/arguments.js';
import type { Limits } from '../limits.js';
import { deafTime } from '../losses.js';
import { plainText } from '../text.js';
import { GateChannel } from './gate-channel.js';
import { parseHeader } from './header.js';
import { KeyProcess } from './key-process.js';
import { lastWords } from './last-words.js';
import { type GateAnswer, type GateCall, type PendingCall, PendingCalls } from './pending-calls.js';

export interface SessionOptions {
  /** Unique in this daemon; the session's number on the uplink. */
  readonly id: number;
  readonly process: string;
  readonly card: CardConnection;
  /** Its id, 32 hex digits. */
  readonly cardId: string;
  readonly uplink: Uplink;
  readonly serverId: Uint8Array;
  readonly serverKey: Uint8Array;
  readonly url: string;
  readonly certificate: Uint8Array;
  /** The host's share of the card's slot, the slot's generation, and its PIN (empty: none). */
  readonly share: Uint8Array;
  readonly generation: number;
  readonly pin: string;
  /** Keeps the generation that the slot is about to become; false if that cannot be. */
  readonly keepRenewal: (generation: number) => boolean;
  /** The card was told to go on with it. */
  readonly renewed: () => void;
  readonly hostKey: KeyPair;
  readonly hostName: string;
  readonly clock: Clock;
  readonly emit: EmitEvent;
  readonly limits: Limits;
}

/** ms for which a slow board may be deaf while it verifies the largest applet. */
const verifyTime = 10_000;

/** An event without what every event of a session has. */
type Own<E> = E extends unknown ? Omit<E, 'card' | 'session' | 'process'> : never;

interface Events {
  ended: [why: Cpu6Error, by: 'host' | 'card' | 'server'];
  /** No call is pending any more. */
  idle: [];
}

export class Session extends EventEmitter<Events> {
  readonly #o: SessionOptions;
  readonly #keys: KeyProcess;
  #cardSession = 0;
  #state: 'new' | 'opening' | 'handshake' | 'open' | 'ended' = 'new';
  #ended: Cpu6Error | undefined;
  #nS: Uint8Array | undefined;
  #header: AppletHeader | undefined;
  #measurement: string | undefined;
  #epoch = 0;
  /** An applet of an epoch that has not taken over yet; calls wait for it, because its methods may have other numbers. */
  #next: { readonly epoch: number; readonly header: AppletHeader; readonly measurement: string } | undefined;
  #gate: GateChannel | undefined;
  readonly #pending: PendingCalls;
  #transfer = { bytes: 0, chunks: 0 };
  #machineIdSent = false;
  #replySeen = false;
  #startedAt = 0;
  #handshakeTimer: Timer | undefined;
  #idleTimer: Timer | undefined;
  #ready!: { resolve: () => void; reject: (error: Cpu6Error) => void };
  /** Settles when the gate is open, or the session has ended before. */
  readonly ready: Promise<void>;
  /** Resolves waiting calls when an epoch has taken over. */
  #waiters: (() => void)[] = [];
  readonly #detach: () => void;

  constructor(options: SessionOptions) {
    super();
    this.#o = options;
    this.#keys = new KeyProcess(options);
    this.#pending = new PendingCalls(
      options.clock,
      (id, why) => this.#cancel(id, why),
      (pending, outcome, ms) => this.#settled(pending, outcome, ms),
    );
    this.ready = new Promise((resolve, reject) => {
      this.#ready = { resolve, reject };
    });
    this.ready.catch(() => {});
    const onMessage = (message: CardMessage): void => this.#fromCard(message);
    const onLost = (why: Cpu6Error): void => {
      this.#pending.oldest?.call.lost?.(options.card.link.quiet >= deafTime);
      this.#end(why, 'card');
    };
    options.card.on('message', onMessage);
    options.card.on('lost', onLost);
    this.#detach = () => {
      options.card.off('message', onMessage);
      options.card.off('lost', onLost);
    };
  }

  get id(): number {
    return this.#o.id;
  }
  get process(): string {
    return this.#o.process;
  }
  get serverId(): string {
    return hex(this.#o.serverId);
  }
  get state(): string {
    return this.#state;
  }
  get epoch(): number {
    return this.#epoch;
  }
  /** SHA-256 of the applet, hex. */
  get measurement(): string | undefined {
    return this.#measurement;
  }
  get header(): AppletHeader | undefined {
    return this.#header;
  }
  get pending(): number {
    return this.#pending.size;
  }
  get hasEnded(): boolean {
    return this.#state === 'ended';
  }

  /** S1. Rejects with what ended the session if it did not come to `ready`. */
  async start(): Promise<void> {
    const { card, uplink, clock, serverId, generation, share, pin, process } = this.#o;
    this.#state = 'opening';
    this.#startedAt = clock.now();
    card.link.tolerate(verifyTime);
    const ms = this.#o.limits('session.handshake');
    this.#handshakeTimer = clock.after(ms, () => this.#fail(new Cpu6Error('HANDSHAKE_TIMEOUT', { ms })));
    try {
      const { session, nC } = await card.open({ serverId, generation, share, pin });
      if (this.hasEnded) return await this.ready;
      this.#cardSession = session;
      this.#state = 'handshake';
      const description = card.description;
      if (!description) throw new Cpu6Error('CARD_LOST');
      uplink.openSession(this.#o.id, (message) => this.#fromServer(message));
      uplink.send('open', { session: this.#o.id, process, generation, card: description, nC });
      this.#event({ type: 'opening', step: 'S1', server: this.serverId });
    } catch (error) {
      this.#fail(asCpu6Error(error));
    }
    await this.ready;
  }

  /** Calls a method of the gate. Rejects with the error that the card, the gate or the end of the session gave. */
  async call(call: GateCall): Promise<GateAnswer> {
    await this.ready;
    if (this.#next) await this.#epochTaken(call.time);
    if (this.#state !== 'open' || !this.#header || !this.#gate) throw this.#ended ?? new Cpu6Error('SESSION_CLOSED');
    if (call.signal?.aborted) throw new Cpu6Error('CALL_CANCELLED');
    const { index, entry, body } = checkCall(this.#header, call.method, call.args, this.#o.limits('call.arguments'));
    const limit = this.#o.limits('call.pending');
    if (this.#pending.size >= limit) throw new Cpu6Error('CARD_BUSY', { why: `${limit} calls wait for it` });
    call.admit(entry);
    const sealed = this.#gate.sealCall(this.#epoch, index, call.key, body);
    const { id, answer } = this.#pending.add(call, entry, body.length);
    const onAbort = (): void => this.#cancel(id, new Cpu6Error('CALL_CANCELLED'));
    call.signal?.addEventListener('abort', onAbort, { once: true });
    this.#event({ type: 'call', step: 'S4', call: id, method: call.method, app: call.app, bytes: body.length });
    this.#wire('link', 'down', sealed);
    this.#toCard('call', { session: this.#cardSession, call: id, body: sealed });
    this.#touch();
    try {
      return await answer;
    } finally {
      call.signal?.removeEventListener('abort', onAbort);
      if (this.#pending.size === 0) this.emit('idle');
    }
  }

  /** Ends the session on card and server. `code` 0: nothing was wrong. */
  close(code: ErrorCode | 0 = 0): void {
    this.#end(code === 0 ? new Cpu6Error('SESSION_CLOSED') : new Cpu6Error(code), 'host');
  }

  // --- from the card ----------------------------------------------------------------------------------------------

  #fromCard(message: CardMessage): void {
    if (!('session' in message) || message.session !== this.#cardSession || this.#cardSession === 0) return;
    if (this.#state !== 'handshake' && this.#state !== 'open') return;
    try {
      this.#cardMessage(message);
    } catch (error) {
      this.#fail(asCpu6Error(error));
    }
  }

  #cardMessage(message: CardMessage): void {
    switch (message.type) {
      case 'channel':
        this.#wire('link', 'up', message.body);
        this.#o.uplink.send('channel', { session: this.#o.id, body: message.body });
        this.#wire('uplink', 'up', message.body);
        return;
      case 'projected':
        this.#projected(message.epoch, message.applet, message.header);
        return;
      case 'askId': {
        if (!this.#nS || !this.#header)
          throw new Cpu6Error('CARD_FAULT', { why: 'it asked for the machine ID too early' });
        const noise = this.#keys.machineId(message.hello);
        this.#toCard('machineId', { session: this.#cardSession, noise });
        this.#machineIdSent = true;
        this.#event({ type: 'machine-id', step: 'S6' });
        return;
      }
      case 'askKey': {
        this.#serverReplied();
        this.#event({ type: 'host-reply', step: 'S9' });
        const { key, gate } = this.#keys.sessionKey(message.noise);
        const form = recordForm(this.#o.card.description?.crypto ?? 0);
        if (!form) throw new Cpu6Error('CARD_LOST');
        this.#gate = new GateChannel(gate, form);
        this.#toCard('sessionKey', { session: this.#cardSession, key });
        key.fill(0);
        this.#event({ type: 'session-key', step: 'S10' });
        return;
      }
      case 'ready':
        this.#open();
        return;
      case 'result':
        this.#result(message.call, message.body);
        return;
      case 'presence':
        this.#presence(message.call, message.body, message.seconds);
        return;
      case 'presenceEnd': {
        const pending = this.#pending.get(message.call);
        const app = pending?.call.app;
        this.#o.emit({
          type: 'presence-end',
          ...this.#names(),
          call: message.call,
          ...(app === undefined ? {} : { app }),
          pressed: message.pressed,
        });
        return;
      }
      case 'renewing':
        // Kept on the disk first: a card that has gone on would be lost to a host that has not.
        if (!this.#o.keepRenewal(message.generation)) return;
        this.#toCard('renew', { session: this.#cardSession, generation: message.generation });
        this.#o.renewed();
        return;
      case 'epoch':
        this.#tookOver(message.epoch);
        return;
      case 'closed':
        this.#end(cardError(message.code || catalogue.SESSION_CLOSED.number, '', this.#facts()), 'card');
        return;
      case 'fault':
        this.#fault(message.inReplyTo, message.code, message.detail);
        return;
    }
  }

  #projected(epoch: number, applet: Uint8Array, text: string): void {
    const header = parseHeader(text);
    if (header.name !== this.#o.process)
      throw new Cpu6Error('APPLET_REFUSED', { why: `it is "${header.name}", not "${this.#o.process}"` });
    const measurement = hex(applet);
    this.#event({ type: 'applet', step: 'S3', epoch, measurement, version: header.version });
    if (this.#state === 'handshake') {
      if (this.#header) throw new Cpu6Error('CARD_FAULT', { why: 'it projected twice in one handshake' });
      this.#event({ type: 'transfer', step: 'S5', ...this.#transfer });
      this.#header = header;
      this.#measurement = measurement;
    } else if (epoch <= this.#epoch) {
      this.#header = header;
      this.#measurement = measurement;
    } else this.#next = { epoch, header, measurement };
  }

  #open(): void {
    if (this.#state !== 'handshake' || !this.#gate)
      throw new Cpu6Error('CARD_FAULT', { why: 'it was ready too early' });
    this.#handshakeTimer?.cancel();
    this.#state = 'open';
    this.#o.card.link.tolerate(this.#header?.ms ?? 0);
    this.#touch();
    this.#event({ type: 'ready', ms: Math.round(this.#o.clock.now() - this.#startedAt) });
    this.#ready.resolve();
  }

  #tookOver(epoch: number): void {
    if (epoch <= this.#epoch) return;
    this.#epoch = epoch;
    if (this.#next && this.#next.epoch <= epoch) {
      this.#header = this.#next.header;
      this.#measurement = this.#next.measurement;
      this.#next = undefined;
    }
    this.#event({ type: 'epoch', epoch });
    this.#wake();
  }

  #result(id: number, body: Uint8Array): void {
    this.#wire('link', 'up', body);
    const opened = this.#gate?.openResult(body);
    if (!opened) throw new Cpu6Error('SEAL_BROKEN');
    const pending = this.#pending.get(id);
    if (!pending) return; // given up before
    this.#touch();
    if (opened.status !== 0) {
      this.#pending.settle(id, this.#callError(pending, opened.status, opened.body));
      return;
    }
    try {
      const answer = readAnswer(pending.entry, opened.body);
      this.#pending.settle(id, { ...answer, bytesIn: pending.bytesIn, bytesOut: opened.body.length });
    } catch (error) {
      this.#pending.settle(id, asCpu6Error(error));
    }
  }

  #callError({ entry, call }: PendingCall, status: number, body: Uint8Array): Cpu6Error {
    const [method, , , , calls, seconds] = entry;
    const known = { process: this.#o.process, method, calls, seconds, ms: Math.round(call.time) };
    return cardError(status, Buffer.from(body).toString('utf8'), known);
  }

  #presence(id: number, body: Uint8Array | undefined, seconds: number): void {
    // Opened in any case: the counters of the sealed stream move with every record.
    const text = body && this.#gate?.openText(body);
    if (body && text === undefined) throw new Cpu6Error('SEAL_BROKEN');
    const pending = this.#pending.get(id);
    this.#o.emit({
      type: 'presence',
      ...this.#names(),
      call: id,
      ...(pending ? { method: pending.call.method, app: pending.call.app } : {}),
      ...(text === undefined ? {} : { message: plainText(text, 200) }),
      seconds,
    });
  }

  #fault(inReplyTo: number, code: number, detail: string): void {
    // The only messages whose refusal leaves the session as it is.
    const harmless = [0x09, 0x0a];
    if (harmless.includes(inReplyTo)) return;
    this.#fail(cardError(code, detail, this.#facts()));
  }

  // --- from the server --------------------------------------------------------------------------------------------

  #fromServer(message: UplinkMessage): void {
    if (message.type === 'close') {
      const code = message.code || catalogue.SESSION_CLOSED.number;
      this.#end(cardError(code, message.detail, this.#facts()), 'server');
      return;
    }
    if (message.type !== 'channel' || (this.#state !== 'handshake' && this.#state !== 'open')) return;
    const { body } = message;
    this.#wire('uplink', 'down', body);
    if (!this.#nS) {
      if (body.length < 16) {
        this.#fail(new Cpu6Error('SEAL_BROKEN'));
        return;
      }
      this.#nS = Uint8Array.from(body.subarray(0, 16));
    }
    if (!this.#header) {
      this.#transfer = { bytes: this.#transfer.bytes + body.length, chunks: this.#transfer.chunks + 1 };
      if (this.#transfer.chunks === 1) this.#event({ type: 'transfer', step: 'S2', ...this.#transfer });
    }
    if (this.#machineIdSent) this.#serverReplied();
    this.#toCard('channel', { session: this.#cardSession, body });
    this.#wire('link', 'down', body);
  }

  /** The first record after S6 carries the server's answer: it has accepted this host (S7) and says so (S8). */
  #serverReplied(): void {
    if (this.#replySeen) return;
    this.#replySeen = true;
    this.#event({ type: 'accepted', step: 'S7' });
    this.#event({ type: 'host-reply', step: 'S8' });
  }

  // --- helpers ----------------------------------------------------------------------------------------------------

  #toCard(...[type, fields]: Parameters<CardConnection['send']>): void {
    this.#o.card.send(type, fields).catch((error: unknown) => {
      if (type !== 'cancel' && type !== 'close') this.#fail(asCpu6Error(error));
    });
  }

  #cancel(id: number, why: Cpu6Error): void {
    if (this.#pending.settle(id, why)) this.#toCard('cancel', { session: this.#cardSession, call: id });
  }

  #settled({ id, call }: PendingCall, outcome: GateAnswer | Cpu6Error, ms: number): void {
    const failed = outcome instanceof Cpu6Error;
    const code = failed ? outcome.code : 'OK';
    const bytes = failed ? 0 : outcome.bytesOut;
    this.#event({ type: 'result', step: 'S4', call: id, method: call.method, app: call.app, code, bytes, ms });
  }

  /** Resolves when the epoch whose applet was announced has taken over, or the session has ended. */
  #epochTaken(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = this.#o.clock.after(ms, () =>
        reject(new Cpu6Error('CARD_BUSY', { why: 'a change of epoch is under way' })),
      );
      this.#waiters.push(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  #touch(): void {
    this.#idleTimer?.cancel();
    if (this.hasEnded) return;
    this.#idleTimer = this.#o.clock.after(this.#o.limits('session.idle'), () => {
      if (this.#pending.size === 0) this.close('SESSION_IDLE');
    });
  }

  #fail(error: Cpu6Error): void {
    this.#end(error, 'host');
  }

  #end(why: Cpu6Error, by: 'host' | 'card' | 'server'): void {
    if (this.hasEnded) return;
    const had = this.#state;
    this.#state = 'ended';
    this.#ended = why;
    this.#detach();
    this.#handshakeTimer?.cancel();
    this.#idleTimer?.cancel();
    const code = why.code === 'SESSION_CLOSED' ? 0 : why.entry.number;
    const { id, uplink, card, clock } = this.#o;
    const reaches = this.#cardSession !== 0 && by !== 'card' && card.link.isUp;
    if (reaches) this.#toCard('close', { session: this.#cardSession, code });
    if (had !== 'new' && had !== 'opening') {
      uplink.closeSession(id);
      const close = (): void => uplink.trySend('close', { session: id, code, detail: utf8Cut(why.message, 160) });
      const forward = (body: Uint8Array): void => uplink.trySend('channel', { session: id, body });
      if (reaches && by === 'host' && had === 'open') lastWords(card, this.#cardSession, clock, forward, close);
      else if (by !== 'server') close();
    }
    this.#pending.settleAll(why);
    this.#gate?.wipe();
    this.#gate = undefined;
    this.#ready.reject(why);
    this.#wake();
    this.#event({ type: 'closed', by, code: code === 0 ? 'OK' : why.code, detail: why.message });
    this.emit('ended', why, by);
  }

  #wake(): void {
    for (const resolve of this.#waiters.splice(0)) resolve();
  }

  /** For the messages of errors that come as a number. */
  #facts(): ErrorFacts {
    const { process, cardId, url, card } = this.#o;
    const { board, runtime } = card.description ?? {};
    const known = runtime ? { board: board!, measurement: hex(runtime) } : {};
    return { process, card: cardId, url, ms: this.#o.limits('session.handshake'), ...known };
  }
  #names(): { card: string; session: number; process: string } {
    return { card: this.#o.cardId, session: this.#o.id, process: this.#o.process };
  }

  #event(body: Own<HostEventBody>): void {
    this.#o.emit({ ...body, ...this.#names() } as HostEventBody);
  }
  #wire(hop: Hop, direction: Direction, bytes: Uint8Array): void {
    this.#event({ type: 'wire', hop, direction, size: bytes.length, head: hex(bytes.subarray(0, 16)) });
  }
}

/** At most `max` bytes of UTF-8, cut between characters. */
export function utf8Cut(text: string, max: number): string {
  let out = text.slice(0, max);
  while (Buffer.byteLength(out) > max) out = out.slice(0, -1);
  return Buffer.from(out, 'utf8').toString('utf8'); // a cut surrogate pair becomes U+FFFD
}
