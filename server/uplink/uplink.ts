// One host's uplink: many card sessions over one WebSocket, and over the next one after a drop.
//
// It outlives its connection by `uplink.resume`: within that time the host comes back with the token, both ends send
// again what the other has not counted, and the sessions never notice.
import type { WebSocket } from 'ws';
import { Cpu6Error, closingError } from '../../protocol/errors/error.js';
import type { Message } from '../../protocol/messages/table.js';
import { uplinkMessages } from '../../protocol/messages/uplink.js';
import { hex } from '../../protocol/session/ids.js';
import { protocolVersion } from '../../protocol/version.js';
import { randomBytes } from '../projector/random.js';
import type { OpenRequest } from '../sessions/admission.js';
import type { SessionLink } from '../sessions/core.js';
import type { Session } from '../sessions/session.js';
import { clip, printable } from '../sessions/text.js';
import { Outbox } from './counted.js';

export type UplinkMessage = Message<typeof uplinkMessages.table>;
export type Of<T extends UplinkMessage['type']> = Extract<UplinkMessage, { type: T }>;

/** What an uplink asks of its server. */
export interface UplinkHost {
  readonly serverId: Uint8Array;
  readonly limits: {
    readonly resend: number;
    readonly sessions: number;
    readonly resume: number;
  };
  /** May this address open another session or try another enrolment now? */
  admits(address: string): boolean;
  /** Throws the refusal. */
  open(request: OpenRequest, link: SessionLink, onEnd: () => void): Session;
  /** Noise message 2. Throws the refusal. */
  enrol(uplink: Uplink, noise: Uint8Array): Uint8Array;
  /** The host reveals its nonce; the server's. Throws the refusal. */
  reveal(uplink: Uplink, nonce: Uint8Array): Uint8Array;
  /** Noise message 2 of a renewal. Throws the refusal. */
  renew(uplink: Uplink, noise: Uint8Array): Uint8Array;
  pushed(uplink: Uplink, answer: Of<'pushed'>): void;
  changed(uplink: Uplink, state: 'up' | 'down' | 'resumed' | 'ended'): void;
}

/** Messages after which the peer is told how many have arrived, and the most ms until it is. */
const countEvery = 16;
const countAfter = 500;
/** Bytes under way above which sessions wait with more. */
const highWater = 262_144;
/** Most ms for the closing handshake. */
const closeTime = 1_000;

export class Uplink {
  readonly token = randomBytes(16);
  /** Ids (hex) of the cards that the host says are connected. */
  cards: ReadonlySet<string> = new Set();
  /** Does the connection answer pings? */
  alive = true;

  readonly #sessions = new Map<number, Session>();
  readonly #outbox: Outbox;
  #socket: WebSocket | undefined;
  #received = 0;
  #told = 0;
  #countTimer: NodeJS.Timeout | undefined;
  #lostTimer: NodeJS.Timeout | undefined;
  #ended = false;
  #waiting: (() => void)[] = [];

  constructor(
    private readonly server: UplinkHost,
    readonly address: string,
  ) {
    this.#outbox = new Outbox(server.limits.resend);
  }

  get sessions(): Session[] {
    return [...this.#sessions.values()];
  }
  get isConnected(): boolean {
    return this.#socket !== undefined;
  }
  get hasEnded(): boolean {
    return this.#ended;
  }

  /** Takes a connection for this uplink; `received`: the host's count if it resumes. False if that count is impossible. */
  attach(socket: WebSocket, received?: number): boolean {
    if (received !== undefined && !this.#outbox.counted(received)) return false;
    const resumed = received !== undefined;
    const old = this.#socket;
    this.#socket = socket;
    old?.terminate();
    clearTimeout(this.#lostTimer);
    this.alive = true;
    socket.on('pong', () => {
      if (this.#socket === socket) this.alive = true;
    });
    socket.on('message', (data, isBinary) => {
      if (this.#socket === socket) this.#take(data as Buffer, isBinary);
    });
    socket.on('close', (code) => this.#detached(socket, code));
    socket.on('error', () => undefined); // `close` follows
    const { token } = this;
    this.#told = this.#received;
    this.#write(
      uplinkMessages.encode('welcome', {
        version: protocolVersion,
        serverId: this.server.serverId,
        token,
        resumed,
        received: this.#received,
      }),
    );
    for (const message of this.#outbox.uncounted()) this.#write(message);
    this.server.changed(this, resumed ? 'resumed' : 'up');
    this.#wake();
    return true;
  }

  /** Sends a counted message. */
  send<
    T extends 'push' | 'channel' | 'close' | 'enrolled' | 'enrolRefused' | 'enrolRevealed' | 'renewed' | 'renewRefused',
  >(type: T, fields: Omit<Of<T>, 'type'>): void {
    if (this.#ended) return;
    const message = uplinkMessages.encode(type, fields as never);
    try {
      this.#outbox.add(message);
    } catch (error) {
      this.end(error, 1008);
      return;
    }
    this.#write(message);
  }

  ping(): void {
    if (!this.#socket) return;
    if (!this.alive) this.#socket.terminate();
    else {
      this.alive = false;
      this.#socket.ping();
    }
  }

  /** Ends the uplink and its sessions for good. `code`: WebSocket close code. */
  end(reason: unknown, code = 1001): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const session of this.#sessions.values()) session.close(reason, 'nobody');
    this.#sessions.clear();
    clearTimeout(this.#countTimer);
    clearTimeout(this.#lostTimer);
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket) {
      socket.close(code, reason instanceof Cpu6Error ? reason.code : '');
      // A peer that does not answer the closing handshake is not waited for.
      setTimeout(() => socket.terminate(), closeTime).unref();
    }
    this.#wake();
    this.server.changed(this, 'ended');
  }

  #detached(socket: WebSocket, code: number): void {
    if (this.#socket !== socket || this.#ended) return;
    this.#socket = undefined;
    // A host that says goodbye will not come back with this token.
    if (code === 1000) {
      this.end(new Cpu6Error('UPLINK_LOST'));
      return;
    }
    this.#lostTimer = setTimeout(() => this.end(new Cpu6Error('UPLINK_LOST')), this.server.limits.resume);
    this.server.changed(this, 'down');
  }

  #take(data: Buffer, isBinary: boolean): void {
    try {
      if (!isBinary) throw new Cpu6Error('MESSAGE_MALFORMED', { peer: 'the host', why: 'text instead of bytes' });
      this.#dispatch(uplinkMessages.decode(data, 'up', 'the host'));
    } catch (error) {
      this.end(error, 1002);
    }
  }

  #dispatch(message: UplinkMessage): void {
    if (message.type === 'received') {
      if (!this.#outbox.counted(message.count))
        throw new Cpu6Error('MESSAGE_MALFORMED', { peer: 'the host', why: 'an impossible count' });
      this.#wake();
      return;
    }
    this.#count();
    switch (message.type) {
      case 'cards':
        this.cards = new Set(message.cards.map(hex));
        return;
      case 'open':
        this.#open(message);
        return;
      case 'channel': {
        const session = this.#sessions.get(message.session);
        if (session) session.receive(message.body);
        return; // a record that crossed our `close`
      }
      case 'close':
        this.#sessions
          .get(message.session)
          ?.closeByHost(closingError(message.code, { why: printable(Buffer.from(message.detail, 'utf8')) }));
        return;
      case 'enrol':
        this.#enrol(message.noise);
        return;
      case 'enrolReveal':
        this.send('enrolRevealed', { nonce: this.server.reveal(this, message.nonce) });
        return;
      case 'renew':
        this.#renew(message.noise);
        return;
      case 'pushed':
        this.server.pushed(this, message);
        return;
      default:
        throw new Cpu6Error('MESSAGE_MALFORMED', { peer: 'the host', why: `${message.type} does not fit here` });
    }
  }

  #open({ session: number, process, generation, card, nC }: Of<'open'>): void {
    if (this.#sessions.has(number))
      throw new Cpu6Error('MESSAGE_MALFORMED', { peer: 'the host', why: `session ${number} is open already` });
    const close = (code: number, detail: string): void =>
      this.send('close', { session: number, code, detail: clip(detail, 160) });
    try {
      const limit = this.server.limits.sessions;
      if (this.#sessions.size >= limit) throw new Cpu6Error('TOO_MANY_SESSIONS', { limit });
      if (!this.server.admits(this.address)) throw new Cpu6Error('RATE_LIMITED', { why: 'sessions' });
      const link: SessionLink = {
        send: (body) => this.send('channel', { session: number, body }),
        close,
        drained: () => this.#drained(),
      };
      const session = this.server.open({ process, generation, card, nC }, link, () => this.#sessions.delete(number));
      this.#sessions.set(number, session);
      session.start();
    } catch (error) {
      if (!(error instanceof Cpu6Error)) throw error;
      close(error.entry.number, error.message);
    }
  }

  #enrol(noise: Uint8Array): void {
    try {
      if (!this.server.admits(this.address)) throw new Cpu6Error('RATE_LIMITED', { why: 'enrolments' });
      this.send('enrolled', { noise: this.server.enrol(this, noise) });
    } catch (error) {
      if (!(error instanceof Cpu6Error)) throw error;
      this.send('enrolRefused', { code: error.entry.number });
    }
  }

  #renew(noise: Uint8Array): void {
    try {
      if (!this.server.admits(this.address)) throw new Cpu6Error('RATE_LIMITED', { why: 'renewals' });
      this.send('renewed', { noise: this.server.renew(this, noise) });
    } catch (error) {
      if (!(error instanceof Cpu6Error)) throw error;
      this.send('renewRefused', { code: error.entry.number });
    }
  }

  #count(): void {
    this.#received++;
    if (this.#received - this.#told >= countEvery) this.#tell();
    else this.#countTimer ??= setTimeout(() => this.#tell(), countAfter).unref();
  }
  #tell(): void {
    clearTimeout(this.#countTimer);
    this.#countTimer = undefined;
    if (this.#ended || !this.#socket) return;
    this.#told = this.#received;
    this.#write(uplinkMessages.encode('received', { count: this.#received }));
  }

  #write(bytes: Uint8Array): void {
    this.#socket?.send(bytes, () => {
      if (this.#waiting.length > 0) this.#wake();
    });
  }

  #isHigh(): boolean {
    return !this.#ended && (this.#outbox.bytes > highWater || (this.#socket?.bufferedAmount ?? 0) > highWater);
  }
  async #drained(): Promise<void> {
    while (this.#isHigh()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
  #wake(): void {
    if (this.#isHigh()) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
