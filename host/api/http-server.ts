// The loopback server: status page, health, metrics, and JSON-RPC for local apps and web pages on a WebSocket.
//
// Who comes in, in this order: the Host header must be a loopback name (DNS rebinding); a page must have an origin that the
// policy lists and a token of that origin; a program has no Origin and must present the token in its Authorization header.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { asCpu6Error, Cpu6Error } from '../../protocol/errors/error.js';
import type { HostDaemon } from '../daemon.js';
import type { HostEvent } from '../events.js';
import type { Caller, Policy } from '../gate/policy.js';
import type { Limits } from '../limits.js';
import { errorAnswer } from './json-rpc.js';
import type { LocalClient } from './local-client.js';
import type { Metrics } from './metrics.js';
import { statusPage, statusPagePolicy } from './status-page.js';
import { pageToken, sameToken } from './token.js';

export interface HttpServerOptions {
  readonly port: number;
  readonly daemon: HostDaemon;
  readonly policy: Policy;
  readonly token: string;
  readonly metrics: Metrics;
  readonly limits: Limits;
  readonly connect: (caller: Caller, send: (text: string) => void) => LocalClient;
  readonly disconnect: (client: LocalClient) => void;
}

const subprotocol = 'cpu6.v1';
const tokenPrefix = 'cpu6.token.';
const maxWaiting = 4_194_304;
const maxStreams = 16;

export class HttpServer {
  readonly #o: HttpServerOptions;
  readonly #server: Server;
  readonly #sockets: WebSocketServer;
  readonly #streams = new Set<ServerResponse>();
  #port = 0;

  constructor(options: HttpServerOptions) {
    this.#o = options;
    this.#server = createServer(
      { maxHeaderSize: 16_384, requestTimeout: 10_000, headersTimeout: 10_000 },
      (req, res) => {
        this.#request(req, res).catch((error: unknown) => this.#refuse(res, asCpu6Error(error)));
      },
    );
    this.#server.maxConnections = options.limits('local.clients') + maxStreams;
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: options.limits('local.message'),
      perMessageDeflate: false,
      handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
    });
    this.#server.on('upgrade', (req, socket, head) => this.#upgrade(req, socket, head));
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const { port } = this.#o;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) =>
        reject(error.code === 'EADDRINUSE' ? new Cpu6Error('ADDRESS_IN_USE', { address: `127.0.0.1:${port}` }) : error),
      );
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    this.#port = (this.#server.address() as { port: number }).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    for (const stream of this.#streams) stream.destroy();
    this.#sockets.close();
    this.#server.closeAllConnections();
    if (this.#server.listening) await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  // --- who is it --------------------------------------------------------------------------------------------------

  #checkHost(req: IncomingMessage): void {
    const names = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${this.#port}`);
    if (!names.includes((req.headers.host ?? '').toLowerCase()))
      throw new Cpu6Error('ORIGIN_REFUSED', { origin: `with Host ${String(req.headers.host).slice(0, 80)}` });
  }

  /** Throws `ORIGIN_REFUSED`, `TOKEN_INVALID`. */
  #caller(req: IncomingMessage): Caller {
    const { policy, token } = this.#o;
    const { origin, authorization } = req.headers;
    const offered = (req.headers['sec-websocket-protocol'] ?? '').split(',').map((p) => p.trim());
    const bySubprotocol = offered.find((p) => p.startsWith(tokenPrefix))?.slice(tokenPrefix.length);
    const byHeader = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
    if (origin === undefined) {
      if (byHeader === undefined || !sameToken(byHeader, token)) throw new Cpu6Error('TOKEN_INVALID');
      return { kind: 'token' };
    }
    const given = bySubprotocol ?? byHeader ?? '';
    if (this.#isOwn(origin)) {
      // The status page itself, opened by who knows the token.
      if (!sameToken(given, token)) throw new Cpu6Error('TOKEN_INVALID');
      return { kind: 'token' };
    }
    if (!policy.allowsOrigin(origin)) throw new Cpu6Error('ORIGIN_REFUSED', { origin: origin.slice(0, 200) });
    if (!sameToken(given, pageToken(token, origin))) throw new Cpu6Error('TOKEN_INVALID');
    return { kind: 'web', origin };
  }

  #isOwn(origin: string): boolean {
    return ['127.0.0.1', 'localhost', '[::1]'].some((name) => origin === `http://${name}:${this.#port}`);
  }

  // --- HTTP -------------------------------------------------------------------------------------------------------

  async #request(req: IncomingMessage, res: ServerResponse): Promise<void> {
    this.#checkHost(req);
    const { daemon, metrics } = this.#o;
    const path = (req.url ?? '/').split('?')[0];
    if (req.method === 'POST' && path === '/rpc') return this.#rpc(req, res);
    if (req.method !== 'GET' && req.method !== 'HEAD')
      return this.#send(res, 405, 'text/plain', 'method not allowed\n');
    switch (path) {
      case '/':
        res.setHeader('content-security-policy', statusPagePolicy);
        return this.#send(res, 200, 'text/html; charset=utf-8', statusPage);
      case '/healthz':
        return this.#send(res, 200, 'text/plain', 'ok\n');
      case '/metrics':
        return this.#send(res, 200, 'text/plain; version=0.0.4', metrics.text());
      case '/status.json':
        this.#noCrossSite(req);
        return this.#send(res, 200, 'application/json', JSON.stringify(daemon.status()));
      case '/events':
        this.#noCrossSite(req);
        return this.#stream(req, res);
      default:
        return this.#send(res, 404, 'text/plain', 'not found\n');
    }
  }

  /** Other pages must not read what the status page reads. */
  #noCrossSite(req: IncomingMessage): void {
    const { origin } = req.headers;
    const site = req.headers['sec-fetch-site'];
    if (
      (origin !== undefined && !this.#isOwn(origin)) ||
      (site !== undefined && site !== 'same-origin' && site !== 'none')
    )
      throw new Cpu6Error('ORIGIN_REFUSED', { origin: String(origin ?? site).slice(0, 200) });
  }

  async #rpc(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const caller = this.#caller(req);
    const limit = this.#o.limits('local.message');
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of req as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > limit) throw new Cpu6Error('MESSAGE_TOO_BIG', { size, limit });
      parts.push(part);
    }
    let answer = '';
    const client = this.#o.connect(caller, (text) => {
      answer ||= text;
    });
    res.once('close', () => this.#o.disconnect(client));
    await client.receive(Buffer.concat(parts).toString('utf8'));
    this.#send(res, answer ? 200 : 204, 'application/json', answer);
  }

  /** Server-sent events for the status page. Without the token: no names of apps, no messages to the holder. */
  #stream(req: IncomingMessage, res: ServerResponse): void {
    const { daemon, token } = this.#o;
    if (this.#streams.size >= maxStreams) throw new Cpu6Error('TOO_MANY_CLIENTS', { limit: maxStreams });
    const given = /^Bearer (\S+)$/.exec(req.headers.authorization ?? '')?.[1];
    const knows = given !== undefined && sameToken(given, token);
    const write = (event: HostEvent): void => {
      const shown = knows ? event : redact(event);
      res.write(`data: ${JSON.stringify(shown)}\n\n`);
      if (res.writableLength > maxWaiting) res.destroy();
    };
    this.#streams.add(res);
    res.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    for (const event of daemon.recent.slice(-200)) write(event);
    daemon.on('event', write);
    res.once('close', () => {
      this.#streams.delete(res);
      daemon.off('event', write);
    });
  }

  #send(res: ServerResponse, status: number, type: string, body: string): void {
    if (res.headersSent) return void res.end();
    res.writeHead(status, {
      'content-type': type,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    });
    res.end(body);
  }

  #refuse(res: ServerResponse, error: Cpu6Error): void {
    const status = statusOf(error);
    if (status === 413) res.setHeader('connection', 'close');
    this.#send(res, status, 'application/json', JSON.stringify(error.report()));
  }

  // --- WebSocket --------------------------------------------------------------------------------------------------

  #upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    let caller: Caller;
    try {
      this.#checkHost(req);
      caller = this.#caller(req);
    } catch (error) {
      const refused = asCpu6Error(error);
      const body = JSON.stringify(refused.report());
      socket.end(
        `HTTP/1.1 ${statusOf(refused)} Refused\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
      );
      return;
    }
    this.#sockets.handleUpgrade(req, socket, head, (ws) => this.#connected(ws, caller));
  }

  #connected(ws: WebSocket, caller: Caller): void {
    const send = (text: string): void => {
      if (ws.readyState !== WebSocket.OPEN) return;
      ws.send(text);
      if (ws.bufferedAmount > maxWaiting) ws.terminate();
    };
    let client: LocalClient;
    try {
      client = this.#o.connect(caller, send);
    } catch (error) {
      send(errorAnswer(null, error));
      ws.close(1013);
      return;
    }
    ws.on('message', (data: Buffer, isBinary) => {
      if (isBinary) return ws.close(1003);
      void client.receive(data.toString('utf8'));
    });
    ws.on('error', () => ws.terminate());
    ws.on('close', () => this.#o.disconnect(client));
  }
}

const statusOf = (error: Cpu6Error): number =>
  error.code === 'ORIGIN_REFUSED'
    ? 403
    : error.code === 'TOKEN_INVALID'
      ? 401
      : error.code === 'MESSAGE_TOO_BIG'
        ? 413
        : error.code === 'TOO_MANY_CLIENTS'
          ? 503
          : 500;

function redact(event: HostEvent): HostEvent {
  const { message: _, app: __, ...rest } = event as HostEvent & { message?: string; app?: string };
  return rest as HostEvent;
}
