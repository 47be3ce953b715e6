// A server for the host's own tests: uplink with resume, enrolment, and a toy process that charges each key once.
import { randomBytes } from 'node:crypto';
import { type WebSocket, WebSocketServer } from 'ws';
import { sha256 } from '../../protocol/crypto/hmac.js';
import { generateKeyPair, Responder } from '../../protocol/crypto/noise-ik.js';
import { catalogue } from '../../protocol/errors/catalogue.js';
import type { Message } from '../../protocol/messages/table.js';
import {
  enrolReply,
  enrolRequest,
  machineIdPayload,
  renewReply,
  renewRequest,
  sessionKeyPayload,
  uplinkMessages,
} from '../../protocol/messages/uplink.js';
import { decode, encode } from '../../protocol/schema/codec.js';
import { authorityKey, openCertificate, signCertificate } from '../../protocol/session/certificate.js';
import { hex, serverIdOf } from '../../protocol/session/ids.js';
import { commitmentOf } from '../../protocol/session/short-code.js';
import { formatTicket } from '../../protocol/session/ticket.js';

type UplinkMessage = Message<typeof uplinkMessages.table>;

interface Connection {
  socket: WebSocket | undefined;
  readonly token: Buffer;
  received: number;
  sent: Uint8Array[];
  confirmed: number;
}

export class FakeServer {
  readonly keys = generateKeyPair();
  readonly serverId = serverIdOf(this.keys.publicKey);
  readonly authoritySeed = randomBytes(32);
  readonly ticketCode = randomBytes(16);
  processes = ['toy'];
  /** Charges by idempotency key: survive a restart, as the real server's database does. */
  readonly charges = new Map<string, { order: number; count: number }>();
  readonly log: UplinkMessage[] = [];
  /** Called before a charge is answered; answering is up to it if it returns false. */
  beforeAnswer: (() => boolean) | undefined;
  handlerRuns = 0;
  port = 0;
  #server: WebSocketServer | undefined;
  #connections: Connection[] = [];
  generation = 0;
  readonly nonce = randomBytes(16);
  /** Types of all messages. */
  readonly received: string[] = [];
  /** A session's key. */
  makeKey = (): Uint8Array => randomBytes(32);
  /** What it reveals instead of what it committed to. */
  revealed: Uint8Array | undefined;
  readonly renewals: { readonly from: string; readonly to: string }[] = [];
  /** So many renewals are done and not answered. */
  silentRenewals = 0;
  /** ms for which its certificates hold. */
  certificateAge = 366 * 86_400_000;

  async listen(): Promise<string> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: this.port, path: '/uplink' });
    this.#server = server;
    await new Promise<void>((resolve) => server.once('listening', resolve));
    this.port = (server.address() as { port: number }).port;
    server.on('connection', (socket) => this.#connected(socket));
    return this.url;
  }
  get url(): string {
    return `ws://127.0.0.1:${this.port}/uplink`;
  }
  get ticket(): string {
    return formatTicket({ url: this.url, serverKey: this.keys.publicKey, code: this.ticketCode });
  }
  /** As after kill -9: sockets die, memory of connections is gone. */
  async kill(): Promise<void> {
    this.#connections = [];
    for (const socket of this.#server!.clients) socket.terminate();
    await new Promise<void>((resolve) => this.#server!.close(() => resolve()));
  }
  /** The network fails: sockets die, the server remembers. */
  drop(): void {
    for (const socket of this.#server!.clients) socket.terminate();
  }
  get connections(): readonly Connection[] {
    return this.#connections;
  }

  /** Sends to the newest connection. */
  send(...[type, fields]: Parameters<typeof uplinkMessages.encode>): void {
    this.#send(this.#connections.at(-1)!, uplinkMessages.encode(type, fields));
  }
  #send(c: Connection, bytes: Uint8Array): void {
    c.sent.push(bytes);
    c.socket?.send(bytes);
  }

  #connected(socket: WebSocket): void {
    let c: Connection | undefined;
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      if (c?.socket === socket) c.socket = undefined;
    });
    socket.on('message', (data: Buffer) => {
      const m = uplinkMessages.decode(data, 'up', 'the host');
      if (m.type === 'hello') {
        const known = this.#connections.find((x) => m.resume && hex(m.resume.token) === hex(x.token));
        c = known ?? { socket, token: randomBytes(16), received: 0, sent: [], confirmed: 0 };
        c.socket = socket;
        if (!known) this.#connections.push(c);
        socket.send(
          uplinkMessages.encode('welcome', {
            version: 1,
            serverId: this.serverId,
            token: c.token,
            resumed: known !== undefined,
            received: c.received,
          }),
        );
        if (known) {
          c.sent.splice(0, m.resume!.received - c.confirmed);
          c.confirmed = m.resume!.received;
          for (const bytes of c.sent) socket.send(bytes);
        }
        return;
      }
      if (!c) return;
      if (m.type === 'received') {
        c.sent.splice(0, m.count - c.confirmed);
        c.confirmed = m.count;
        return;
      }
      c.received++;
      this.log.push(m);
      this.#message(c, m);
    });
  }

  #message(c: Connection, m: UplinkMessage): void {
    this.received.push(m.type);
    if (m.type === 'enrol') {
      const responder = new Responder(this.keys, this.serverId);
      const { payload, remoteStatic } = responder.read(m.noise);
      const request = decode(enrolRequest.descriptor, payload) as {
        code: Uint8Array;
        hostName: string;
        cardId: Uint8Array;
      };
      const parts = { serverKey: this.keys.publicKey, hostKey: remoteStatic, cardId: request.cardId };
      if (hex(request.code) !== hex(this.ticketCode)) {
        this.#send(c, uplinkMessages.encode('enrolRefused', { code: catalogue.TICKET_REFUSED.number }));
        return;
      }
      const now = Date.now();
      const certificate = signCertificate(this.authoritySeed, {
        serial: randomBytes(16),
        name: request.hostName,
        publicKey: remoteStatic,
        issued: now,
        expires: now + this.certificateAge,
      });
      const reply = encode(enrolReply.descriptor, {
        generation: ++this.generation,
        slotSecret: randomBytes(32),
        serverName: 'Fake shop',
        certificate,
        authority: authorityKey(this.authoritySeed),
        publisher: new Uint8Array(32),
        commitment: commitmentOf(parts, this.nonce),
        confirm: false,
      });
      this.#send(c, uplinkMessages.encode('enrolled', { noise: responder.write(reply).message }));
      return;
    }
    if (m.type === 'enrolReveal') {
      this.#send(c, uplinkMessages.encode('enrolRevealed', { nonce: this.revealed ?? this.nonce }));
      return;
    }
    if (m.type === 'renew') {
      const responder = new Responder(this.keys, this.serverId);
      const { payload, remoteStatic } = responder.read(m.noise);
      const { publicKey, hostName } = decode(renewRequest.descriptor, payload) as {
        publicKey: Uint8Array;
        hostName: string;
      };
      this.renewals.push({ from: hex(remoteStatic), to: hex(publicKey) });
      if (this.silentRenewals-- > 0) return;
      const now = Date.now();
      const certificate = signCertificate(this.authoritySeed, {
        serial: randomBytes(16),
        name: hostName,
        publicKey,
        issued: now,
        expires: now + 366 * 86_400_000,
      });
      const reply = encode(renewReply.descriptor, { certificate, authority: authorityKey(this.authoritySeed) });
      this.#send(c, uplinkMessages.encode('renewed', { noise: responder.write(reply).message }));
      return;
    }
    if (m.type === 'open') {
      if (!this.processes.includes(m.process)) {
        this.#send(
          c,
          uplinkMessages.encode('close', { session: m.session, code: catalogue.PROCESS_UNKNOWN.number, detail: '' }),
        );
        return;
      }
      this.channel(c, m.session, Buffer.concat([randomBytes(16), Buffer.from(m.process)]));
      return;
    }
    if (m.type !== 'channel') return;
    const body = Buffer.from(m.body);
    const kind = String.fromCharCode(body[0]!);
    if (kind === 'I') {
      const responder = new Responder(this.keys, body.subarray(1, 33));
      const { payload } = responder.read(body.subarray(33));
      const { certificate } = decode(machineIdPayload.descriptor, payload) as { certificate: Uint8Array };
      if (!openCertificate(authorityKey(this.authoritySeed), certificate)) throw new Error('no certificate of ours');
      const reply = responder.write(encode(sessionKeyPayload.descriptor, { sessionKey: this.makeKey() }));
      this.channel(c, m.session, Buffer.concat([Buffer.from('K'), reply.message]));
    } else if (kind === 'C') this.#charge(c, m.session, body);
  }

  #charge(c: Connection, session: number, body: Buffer): void {
    const key = body.subarray(3, 19).toString('hex');
    const order = body.readUInt32LE(19);
    let charge = this.charges.get(key);
    if (!charge) {
      this.handlerRuns++;
      charge = { order, count: this.charges.size + 1 };
      this.charges.set(key, charge);
    }
    if (this.beforeAnswer && !this.beforeAnswer()) return;
    const value = Buffer.alloc(36);
    value.set(sha256(Buffer.from(key)));
    value.writeUInt32LE(charge.count, 32);
    this.channel(c, session, Buffer.concat([Buffer.from('R'), body.subarray(1, 3), Buffer.from([0, 0]), value]));
  }

  channel(c: Connection, session: number, body: Uint8Array): void {
    this.#send(c, uplinkMessages.encode('channel', { session, body }));
  }
}
