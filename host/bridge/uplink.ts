// The uplink to one server: a WebSocket that carries many sessions, comes back after a drop and loses nothing meanwhile.
//
//   down ─connect→ greeting ─welcome→ up ─drop→ down (messages kept) ─…→ up (resumed: the rest is sent again)
//                                                  └ over uplink.resume, or the server has forgotten: sessions end
//
// Every message but hello, welcome and received is counted by both ends; what the server has not yet counted is kept.
import { EventEmitter } from 'node:events';
import { WebSocket } from 'ws';
import { catalogue, type ErrorCode } from '../../protocol/errors/catalogue.js';
import { asCpu6Error, Cpu6Error } from '../../protocol/errors/error.js';
import { limitOf } from '../../protocol/limits.js';
import type { Message } from '../../protocol/messages/table.js';
import { uplinkMessages } from '../../protocol/messages/uplink.js';
import { hex } from '../../protocol/session/ids.js';
import { protocolVersion } from '../../protocol/version.js';
import { backOff, type Clock, systemClock, type Timer } from '../clock.js';

export type UplinkMessage = Message<typeof uplinkMessages.table>;
type Fields<K extends UplinkMessage['type']> = Omit<Extract<UplinkMessage, { type: K }>, 'type'>;

export interface UplinkOptions {
  /** ws: or wss: URL of the server's uplink. */
  readonly url: string;
  /** The server's name, 16 bytes; one that answers with another is refused. */
  readonly serverId: Uint8Array;
  readonly clock?: Clock;
  readonly random?: () => number;
  /** Limits of `protocol/limits.ts`: uplink.message, uplink.resend (bytes), uplink.resume (ms), uplink.sessions. */
  readonly message?: number;
  readonly resend?: number;
  readonly resume?: number;
  readonly sessions?: number;
  /** Pings after so many quiet ms; without any answer for twice that the connection is given up. */
  readonly heartbeat?: number;
}

interface Events {
  up: [resumed: boolean];
  down: [why: Cpu6Error];
  /** Messages that belong to no session. */
  message: [message: UplinkMessage];
  bytes: [direction: 'down' | 'up', bytes: Uint8Array];
}

const subprotocol = 'cpu6.v1';
/** A `received` goes out after so many messages, or ms. */
const acknowledgeAfter = 16;
const acknowledgeTime = 250;

export class Uplink extends EventEmitter<Events> {
  readonly #o: Required<UplinkOptions>;
  readonly #sessions = new Map<number, (message: UplinkMessage) => void>();
  #state: 'stopped' | 'down' | 'greeting' | 'up' = 'stopped';
  #socket: WebSocket | undefined;
  #token: Uint8Array | undefined;
  /** Counted messages that the server has not confirmed; `#confirmed` came before them. */
  #kept: Uint8Array[] = [];
  #keptBytes = 0;
  #confirmed = 0;
  #received = 0;
  #unacknowledged = 0;
  #failures = 0;
  #why: Cpu6Error | undefined;
  #heard = 0;
  #retryTimer: Timer | undefined;
  #resumeTimer: Timer | undefined;
  #ackTimer: Timer | undefined;
  #heartTimer: Timer | undefined;

  constructor(options: UplinkOptions) {
    super();
    this.setMaxListeners(0);
    this.#o = {
      clock: systemClock,
      random: Math.random,
      message: limitOf('uplink.message'),
      resend: limitOf('uplink.resend'),
      resume: limitOf('uplink.resume'),
      sessions: limitOf('uplink.sessions'),
      heartbeat: 15_000,
      ...options,
    };
  }

  get url(): string {
    return this.#o.url;
  }
  get isUp(): boolean {
    return this.#state === 'up';
  }
  get sessions(): number {
    return this.#sessions.size;
  }
  /** Why it is down. */
  get why(): Cpu6Error | undefined {
    return this.isUp ? undefined : this.#why;
  }

  start(): void {
    if (this.#state !== 'stopped') return;
    this.#state = 'down';
    this.#connect();
  }

  /** Ends the sessions with `STOPPED` and closes the connection. */
  async stop(): Promise<void> {
    if (this.#state === 'stopped') return;
    this.#state = 'stopped';
    this.#clearTimers();
    this.#resumeTimer?.cancel();
    this.#endSessions(new Cpu6Error('STOPPED'));
    this.emit('down', new Cpu6Error('STOPPED'));
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    await new Promise<void>((resolve) => {
      const force = this.#o.clock.after(1_000, () => socket.terminate());
      socket.once('close', () => {
        force.cancel();
        resolve();
      });
      socket.close(1000);
    });
  }

  /** Resolves when the uplink is up; rejects with why it is not after `ms`, at once if it never will be. */
  waitUp(ms: number): Promise<void> {
    if (this.isUp) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const done = (error?: Cpu6Error): void => {
        timer.cancel();
        this.off('up', onUp);
        this.off('down', onDown);
        error ? reject(error) : resolve();
      };
      const onUp = (): void => done();
      const onDown = (why: Cpu6Error): void => {
        if (!why.entry.retry || why.code === 'STOPPED') done(why);
      };
      const unreachable = (): Cpu6Error =>
        this.#why ?? new Cpu6Error('SERVER_UNREACHABLE', { url: this.#o.url, why: 'no answer' });
      const timer = this.#o.clock.after(ms, () => done(unreachable()));
      this.on('up', onUp);
      this.on('down', onDown);
    });
  }

  /** Messages of session `id` go to `receive` until {@link closeSession}. It gets a `close` when the uplink is lost for good. */
  openSession(id: number, receive: (message: UplinkMessage) => void): void {
    const limit = this.#o.sessions;
    if (this.#sessions.size >= limit) throw new Cpu6Error('TOO_MANY_SESSIONS', { limit });
    this.#sessions.set(id, receive);
  }
  closeSession(id: number): void {
    this.#sessions.delete(id);
  }

  /**
   * Sends a counted message; it is kept until the server has it. Throws `SERVER_UNREACHABLE` if there is no uplink that
   * could be resumed, `UPLINK_OVERFLOW` if too much is kept already (all sessions end then).
   */
  send<K extends UplinkMessage['type']>(type: K, fields: Fields<K>): void {
    if (!this.#token || this.#state === 'stopped')
      throw this.#why ?? new Cpu6Error('SERVER_UNREACHABLE', { url: this.#o.url, why: 'not connected' });
    const bytes = uplinkMessages.encode(type, fields as never);
    if (this.#keptBytes + bytes.length > this.#o.resend) {
      const error = new Cpu6Error('UPLINK_OVERFLOW', { limit: this.#o.resend });
      this.#forget(error);
      this.#socket?.terminate();
      throw error;
    }
    this.#kept.push(bytes);
    this.#keptBytes += bytes.length;
    if (this.isUp) this.#write(bytes);
  }

  /** Like {@link send}, for messages that do not matter any more without an uplink. */
  trySend<K extends UplinkMessage['type']>(type: K, fields: Fields<K>): void {
    if (this.#token && this.#state !== 'stopped') this.send(type, fields);
  }

  // --- connection -------------------------------------------------------------------------------------------------

  #connect(): void {
    let socket: WebSocket;
    try {
      socket = new WebSocket(this.#o.url, subprotocol, {
        maxPayload: this.#o.message,
        perMessageDeflate: false,
        handshakeTimeout: 10_000,
        followRedirects: false,
      });
    } catch (error) {
      this.#dropped(this.#unreachable(asCpu6Error(error).message));
      return;
    }
    this.#socket = socket;
    let problem = '';
    socket.on('open', () => {
      this.#state = 'greeting';
      this.#heard = this.#o.clock.now();
      this.#beat();
      const resume = this.#token && { token: this.#token, received: this.#received };
      this.#write(uplinkMessages.encode('hello', { version: protocolVersion, ...(resume ? { resume } : {}) }));
    });
    socket.on('message', (data: Buffer, isBinary) => {
      if (this.#socket !== socket) return;
      this.#heard = this.#o.clock.now();
      if (!isBinary) return socket.close(1003);
      this.emit('bytes', 'down', data);
      try {
        this.#receive(uplinkMessages.decode(data, 'down', 'the server'));
      } catch (error) {
        this.#refuse(asCpu6Error(error));
      }
    });
    socket.on('pong', () => {
      this.#heard = this.#o.clock.now();
    });
    socket.on('error', (error) => {
      problem = error.message;
    });
    socket.on('close', (code, text) => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      // A server that gives a reason gives the code of the catalogue.
      const named = text.toString('latin1');
      this.#dropped(
        Object.hasOwn(catalogue, named)
          ? new Cpu6Error(named as ErrorCode, { peer: 'the server', url: this.#o.url, why: 'so says the server' })
          : this.#unreachable(problem || `connection closed (${code})`),
      );
    });
  }

  #unreachable(why: string): Cpu6Error {
    return new Cpu6Error('SERVER_UNREACHABLE', { url: this.#o.url, why });
  }

  /** Something that trying again at once cannot mend. */
  #refuse(error: Cpu6Error): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#failures += 3;
    this.#dropped(error);
    socket?.close(1002);
    socket?.terminate();
  }

  #dropped(why: Cpu6Error): void {
    if (this.#state === 'stopped') return;
    const was = this.#state;
    this.#state = 'down';
    this.#why = why;
    this.#clearTimers();
    if (this.#token && !this.#resumeTimer)
      this.#resumeTimer = this.#o.clock.after(this.#o.resume, () => this.#forget(new Cpu6Error('UPLINK_LOST')));
    const pause = 50 + backOff(this.#failures++, 200, 10_000, this.#o.random);
    this.#retryTimer = this.#o.clock.after(pause, () => this.#connect());
    if (was !== 'down' || this.#failures > 0) this.emit('down', why);
  }

  #clearTimers(): void {
    for (const timer of [this.#retryTimer, this.#ackTimer, this.#heartTimer]) timer?.cancel();
    this.#retryTimer = this.#ackTimer = this.#heartTimer = undefined;
  }

  #beat(): void {
    const every = this.#o.heartbeat;
    this.#heartTimer = this.#o.clock.after(every, () => {
      const quiet = this.#o.clock.now() - this.#heard;
      if (quiet > 2 * every) return this.#socket?.terminate();
      if (quiet > every / 2) this.#socket?.ping();
      this.#beat();
    });
  }

  // --- messages ---------------------------------------------------------------------------------------------------

  #receive(message: UplinkMessage): void {
    if (message.type === 'welcome') {
      this.#welcome(message);
      return;
    }
    if (this.#state !== 'up') throw new Cpu6Error('MESSAGE_MALFORMED', { peer: 'the server', why: 'no welcome first' });
    if (message.type === 'received') {
      this.#confirm(message.count);
      return;
    }
    this.#received = (this.#received + 1) >>> 0;
    if (++this.#unacknowledged >= acknowledgeAfter) this.#acknowledge();
    else this.#ackTimer ??= this.#o.clock.after(acknowledgeTime, () => this.#acknowledge());
    if ('session' in message) this.#sessions.get(message.session)?.(message);
    else this.emit('message', message);
  }

  #welcome(welcome: Fields<'welcome'>): void {
    if (this.#state !== 'greeting')
      throw new Cpu6Error('MESSAGE_MALFORMED', { peer: 'the server', why: 'welcomed twice' });
    if (welcome.version !== protocolVersion)
      throw new Cpu6Error('VERSION_MISMATCH', { peer: 'the server', theirs: welcome.version, ours: protocolVersion });
    if (hex(welcome.serverId) !== hex(this.#o.serverId)) throw new Cpu6Error('SERVER_KEY_WRONG', { url: this.#o.url });
    this.#resumeTimer?.cancel();
    this.#resumeTimer = undefined;
    const resumed = welcome.resumed && this.#token !== undefined;
    if (!resumed) {
      this.#forget(new Cpu6Error('UPLINK_LOST'));
      this.#received = 0;
      this.#confirmed = 0;
    } else this.#confirm(welcome.received);
    this.#token = welcome.token;
    this.#state = 'up';
    this.#failures = 0;
    this.#why = undefined;
    this.#unacknowledged = 0;
    for (const bytes of this.#kept) this.#write(bytes);
    this.emit('up', resumed);
  }

  #confirm(count: number): void {
    const n = (count - this.#confirmed) >>> 0;
    if (n > this.#kept.length)
      throw new Cpu6Error('MESSAGE_MALFORMED', { peer: 'the server', why: 'it confirms what was never sent' });
    for (const bytes of this.#kept.splice(0, n)) this.#keptBytes -= bytes.length;
    this.#confirmed = count;
  }

  #acknowledge(): void {
    this.#ackTimer?.cancel();
    this.#ackTimer = undefined;
    this.#unacknowledged = 0;
    if (this.isUp) this.#write(uplinkMessages.encode('received', { count: this.#received }));
  }

  #write(bytes: Uint8Array): void {
    this.emit('bytes', 'up', bytes);
    this.#socket?.send(bytes);
  }

  /** What was before is gone: sessions end, nothing is sent again. */
  #forget(why: Cpu6Error): void {
    this.#resumeTimer?.cancel();
    this.#resumeTimer = undefined;
    this.#token = undefined;
    this.#kept = [];
    this.#keptBytes = 0;
    this.#endSessions(why);
  }

  #endSessions(why: Cpu6Error): void {
    const sessions = [...this.#sessions];
    this.#sessions.clear();
    for (const [session, receive] of sessions) receive({ type: 'close', session, code: why.entry.number, detail: '' });
  }
}
