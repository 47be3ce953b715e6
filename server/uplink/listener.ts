// Takes WebSocket connections on /uplink: checks what can be checked before a handshake costs anything, reads the
// `hello`, and hands the connection to its uplink, new or resumed.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { uplinkMessages } from '../../protocol/messages/uplink.js';
import { hex } from '../../protocol/session/ids.js';
import { protocolVersion } from '../../protocol/version.js';
import { Buckets } from '../bucket.js';
import { Uplink, type UplinkHost } from './uplink.js';

export const uplinkPath = '/uplink';
export const subprotocol = 'cpu6.v1';
const helloTime = 10_000;
const pingEvery = 20_000;

export interface ListenerLimits {
  readonly message: number;
  readonly connections: number;
  readonly burst: number;
  readonly perSecond: number;
}

export class UplinkListener {
  readonly uplinks = new Set<Uplink>();
  /** Requests refused before they became an uplink. */
  refused = 0;
  readonly #server: WebSocketServer;
  readonly #buckets: Buckets;
  readonly #byToken = new Map<string, Uplink>();
  readonly #unnamed = new Set<WebSocket>();
  readonly #pings: NodeJS.Timeout;

  constructor(
    private readonly host: UplinkHost,
    private readonly limits: ListenerLimits,
    now: () => number,
  ) {
    this.#buckets = new Buckets(limits.burst, limits.perSecond, now);
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: limits.message,
      perMessageDeflate: false, // ciphertext does not shrink
      clientTracking: false,
      handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
    });
    this.#pings = setInterval(() => {
      for (const uplink of this.uplinks) uplink.ping();
    }, pingEvery).unref();
  }

  /** For the HTTP server's `upgrade` event. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const address = request.socket.remoteAddress ?? '?';
    const path = (request.url ?? '').split('?', 1)[0];
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((p) => p.trim());
    const refusal = this.#refusal(path, offered, request.headers.origin, address);
    if (refusal) {
      this.refused++;
      socket.on('error', () => undefined);
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (client) => this.#greet(client, address));
  }

  #refusal(path: string | undefined, offered: string[], origin: string | undefined, address: string) {
    if (path !== uplinkPath) return '404 Not Found';
    // Hosts are daemons. A page in a browser has an Origin, and no business here.
    if (origin !== undefined) return '403 Forbidden';
    if (!offered.includes(subprotocol)) return '400 Bad Request';
    if (this.uplinks.size + this.#unnamed.size >= this.limits.connections) return '503 Service Unavailable';
    if (!this.#buckets.take(address)) return '429 Too Many Requests';
    return undefined;
  }

  /** By card id: the connected uplinks whose host says that it has that card. */
  byCard(): Map<string, Uplink[]> {
    const out = new Map<string, Uplink[]>();
    for (const uplink of this.uplinks) {
      if (!uplink.isConnected) continue;
      for (const card of uplink.cards) out.set(card, [...(out.get(card) ?? []), uplink]);
    }
    return out;
  }

  forget(uplink: Uplink): void {
    this.uplinks.delete(uplink);
    this.#byToken.delete(hex(uplink.token));
  }

  /** Ends every uplink. */
  close(reason: Cpu6Error): void {
    clearInterval(this.#pings);
    for (const socket of this.#unnamed) socket.terminate();
    for (const uplink of [...this.uplinks]) uplink.end(reason);
    this.#server.close();
  }

  /** Waits for the `hello`. */
  #greet(socket: WebSocket, address: string): void {
    this.#unnamed.add(socket);
    const timer = setTimeout(() => socket.terminate(), helloTime);
    const settle = (): void => {
      clearTimeout(timer);
      this.#unnamed.delete(socket);
    };
    socket.once('close', settle);
    socket.on('error', () => undefined);
    socket.once('message', (data, isBinary) => {
      settle();
      try {
        if (!isBinary) throw new Cpu6Error('MESSAGE_MALFORMED', { peer: 'the host', why: 'text instead of bytes' });
        const hello = uplinkMessages.decode(data as Buffer, 'up', 'the host');
        if (hello.type !== 'hello')
          throw new Cpu6Error('MESSAGE_MALFORMED', { peer: 'the host', why: `${hello.type} instead of hello` });
        if (hello.version !== protocolVersion)
          throw new Cpu6Error('VERSION_MISMATCH', { peer: 'the host', theirs: hello.version, ours: protocolVersion });
        this.#attach(socket, address, hello.resume);
      } catch (error) {
        this.refused++;
        socket.close(1002, error instanceof Cpu6Error ? error.code : '');
      }
    });
  }

  #attach(socket: WebSocket, address: string, resume?: { token: Uint8Array; received: number }): void {
    const known = resume && this.#byToken.get(hex(resume.token));
    if (known) {
      if (known.attach(socket, resume.received)) return;
      // The counts cannot both be right: what one of them lost is gone, so the sessions are too.
      known.end(new Cpu6Error('UPLINK_LOST'));
    }
    const uplink = new Uplink(this.host, address);
    this.uplinks.add(uplink);
    this.#byToken.set(hex(uplink.token), uplink);
    uplink.attach(socket);
  }
}
