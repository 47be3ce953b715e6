// A reference host and card for the server's tests, in plain code on protocol/: over a real WebSocket, with every step
// in reach, so that tests can leave the path anywhere.
import { randomBytes } from 'node:crypto';
import WebSocket from 'ws';
import { measure } from '../../protocol/applet/applet.js';
import { equal, hmac } from '../../protocol/crypto/hmac.js';
import { generateKeyPair, Initiator, type KeyPair } from '../../protocol/crypto/noise-ik.js';
import { RecordStream, recordForm } from '../../protocol/crypto/record-stream.js';
import { errorFromNumber } from '../../protocol/errors/error.js';
import { channelMessages } from '../../protocol/messages/channel.js';
import type { Message } from '../../protocol/messages/table.js';
import {
  enrolReply,
  enrolRequest,
  machineIdPayload,
  sessionKeyPayload,
  uplinkMessages,
} from '../../protocol/messages/uplink.js';
import { isSignedBy, signatureLength } from '../../protocol/publisher/slh-dsa.js';
import { appletContext, successorContext } from '../../protocol/publisher/statement.js';
import { decode, encode } from '../../protocol/schema/codec.js';
import type { Infer } from '../../protocol/schema/types.js';
import { hex, serverIdOf } from '../../protocol/session/ids.js';
import {
  attestation,
  firstTrafficKeys,
  helloHash,
  nextTrafficKeys,
  type ProjectionKeys,
  projectionKeys,
  type TrafficKeys,
  transcriptHash,
} from '../../protocol/session/keys.js';
import { shortCode } from '../../protocol/session/short-code.js';
import { parseTicket } from '../../protocol/session/ticket.js';
import { type CardChannel, cardChannel } from './channel-card.js';

type Down = Message<typeof uplinkMessages.table>;
type ChannelDown = Message<typeof channelMessages.table>;
type DownOf<T extends Down['type']> = Extract<Down, { type: T }>;
type ChannelOf<T extends ChannelDown['type']> = Extract<ChannelDown, { type: T }>;

/** Values that arrive, and those who wait for them. */
export class Inbox<T extends { type: string }> {
  readonly #arrived: T[] = [];
  #waiting: (() => void)[] = [];
  #failed: Error | undefined;
  push(item: T): void {
    this.#arrived.push(item);
    for (const wake of this.#waiting.splice(0)) wake();
  }
  fail(error: Error): void {
    this.#failed ??= error;
    for (const wake of this.#waiting.splice(0)) wake();
  }
  /** Takes the first item that fits; earlier ones that do not are left. */
  async take<U extends T>(fits: (item: T) => item is U): Promise<U> {
    for (;;) {
      const index = this.#arrived.findIndex(fits);
      if (index >= 0) return this.#arrived.splice(index, 1)[0] as U;
      if (this.#failed) throw this.#failed;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}

export interface TestCard {
  readonly cardId: Uint8Array;
  readonly board: string;
  runtime: Uint8Array;
  crypto: number;
  /** JsVars in all; default 5,100. */
  readonly vars?: number;
  version?: number;
  slot?: {
    readonly serverId: Uint8Array;
    readonly secret: Uint8Array;
    readonly generation: number;
    readonly publisher?: Uint8Array | undefined;
  };
  /** Measurements that the card has proved. */
  readonly known?: Set<string>;
}

export const newCard = (): TestCard => ({
  cardId: randomBytes(16),
  board: 'TEST',
  runtime: Buffer.alloc(32, 7),
  crypto: 3,
});

/** One host: its key, its certificate, its uplink. */
export class TestHost {
  readonly inbox = new Inbox<Down>();
  key: KeyPair = generateKeyPair();
  name = 'test host';
  /** Of the last enrolment. */
  code = '';
  certificate: Uint8Array = new Uint8Array(0);
  serverKey: Uint8Array = new Uint8Array(0);
  token: Uint8Array | undefined;
  received = 0;
  socket!: WebSocket;
  /** WebSocket close code, when the connection ended. */
  closed!: Promise<number>;
  readonly #unseen: Uint8Array[] = [];
  #sent = 0;
  #nextSession = 1;

  async connect(url: string, resume = false): Promise<DownOf<'welcome'>> {
    const socket = new WebSocket(url, 'cpu6.v1');
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('message', (data: Buffer) => {
      const message = uplinkMessages.decode(data, 'down', 'the server');
      if (message.type === 'received') {
        this.#unseen.splice(0, message.count - (this.#sent - this.#unseen.length));
        return;
      }
      if (message.type !== 'welcome') this.received++;
      this.inbox.push(message);
    });
    socket.on('close', () => this.inbox.push({ type: 'gone' } as never));
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    socket.send(
      uplinkMessages.encode('hello', {
        version: 1,
        resume: resume ? { token: this.token!, received: this.received } : undefined,
      }),
    );
    const welcome = await this.take('welcome');
    if (welcome.resumed) {
      this.#unseen.splice(0, welcome.received - (this.#sent - this.#unseen.length));
      for (const message of this.#unseen) socket.send(message);
    } else {
      this.received = 0;
      this.#sent = 0;
      this.#unseen.length = 0;
    }
    this.token = welcome.token;
    return welcome;
  }

  send(...[type, fields]: Parameters<typeof uplinkMessages.encode>): void {
    const message = uplinkMessages.encode(type, fields);
    this.#unseen.push(message);
    this.#sent++;
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(message);
  }
  take<T extends Down['type']>(type: T): Promise<DownOf<T>> {
    return this.inbox.take((m): m is DownOf<T> => m.type === type);
  }
  acknowledge(): void {
    this.socket.send(uplinkMessages.encode('received', { count: this.received }));
  }
  /** Cuts the connection without a word. */
  cut(): void {
    this.socket.terminate();
  }
  async close(): Promise<void> {
    this.socket.close(1000);
    await this.closed;
  }

  /** Enrols a card; resolves to the code of the refusal, or `undefined`. */
  async enrol(ticketText: string, card: TestCard): Promise<string | undefined> {
    const ticket = parseTicket(ticketText);
    const noise = new Initiator(this.key, ticket.serverKey, serverIdOf(ticket.serverKey));
    const request = encode(enrolRequest.descriptor, {
      code: ticket.code,
      hostName: this.name,
      cardId: card.cardId,
      board: card.board,
      runtime: card.runtime,
    });
    this.send('enrol', { noise: noise.write(request) });
    const answer = await this.inbox.take(
      (m): m is DownOf<'enrolled'> | DownOf<'enrolRefused'> => m.type === 'enrolled' || m.type === 'enrolRefused',
    );
    if (answer.type === 'enrolRefused') return errorFromNumber(answer.code).code;
    const reply = decode(enrolReply.descriptor, noise.read(answer.noise).payload) as Infer<typeof enrolReply>;
    this.certificate = reply.certificate;
    this.serverKey = ticket.serverKey;
    const serverId = serverIdOf(ticket.serverKey);
    const publisher = reply.publisher.some((b) => b) ? reply.publisher : undefined;
    card.slot = { serverId, secret: reply.slotSecret, generation: reply.generation, publisher };
    const own = randomBytes(16);
    this.send('enrolReveal', { nonce: own });
    const { nonce } = await this.take('enrolRevealed');
    const parts = { serverKey: ticket.serverKey, hostKey: this.key.publicKey, cardId: card.cardId };
    this.code = shortCode(parts, reply.commitment, own, nonce)!;
    return undefined;
  }

  /** S1 only. `nC`: the card's nonce, drawn if left out. */
  open(card: TestCard, process: string, nC?: Uint8Array): TestSession {
    const session = new TestSession(this, card, this.#nextSession++, nC);
    this.send('open', {
      session: session.number,
      process,
      generation: card.slot?.generation ?? 0,
      nC: session.nC,
      card: {
        version: card.version ?? 1,
        cardId: card.cardId,
        board: card.board,
        runtime: card.runtime,
        crypto: card.crypto,
        button: true,
        vars: card.vars ?? 5100,
        free: 4000,
        slots: card.slot
          ? [
              {
                serverId: card.slot.serverId,
                generation: card.slot.generation,
                flags: card.slot.publisher ? 2 : 0,
              },
            ]
          : [],
      },
    });
    return session;
  }

  /** S1 to Finished. */
  async session(card: TestCard, process: string): Promise<TestSession> {
    const session = this.open(card, process);
    await session.projection();
    session.attest();
    session.machineId();
    await session.hostReply();
    session.finish();
    await session.finished();
    return session;
  }
}

interface Incoming {
  readonly epoch: number;
  readonly drawn: Uint8Array;
  readonly nS: Uint8Array;
  readonly channel: Uint8Array;
  readonly applet: Uint8Array;
  readonly channelCode: Uint8Array;
}

/** One session, card and host in one. */
export class TestSession {
  nS: Uint8Array = new Uint8Array(0);
  keys!: ProjectionKeys;
  down!: RecordStream;
  up!: RecordStream;
  incoming!: Incoming;
  /** Canonical bytes of the applet that runs. */
  applet: Uint8Array = new Uint8Array(0);
  noise!: Initiator;
  noise1!: Uint8Array;
  hello!: Uint8Array;
  transcript!: Uint8Array;
  traffic!: TrafficKeys;
  channel!: CardChannel;
  epoch = 0;
  /** Every body that came down and went up, as a tap on the uplink would see them. */
  readonly seen: Uint8Array[] = [];
  readonly sent: Uint8Array[] = [];

  constructor(
    readonly host: TestHost,
    readonly card: TestCard,
    readonly number: number,
    readonly nC: Uint8Array = randomBytes(16),
  ) {}

  /** The next body from the server. Throws the coded error if the session was closed instead. */
  async body(): Promise<Uint8Array> {
    const message = await this.host.inbox.take(
      (m): m is DownOf<'channel'> | DownOf<'close'> =>
        (m.type === 'channel' || m.type === 'close') && m.session === this.number,
    );
    if (message.type === 'close') throw errorFromNumber(message.code, { why: message.detail });
    this.seen.push(message.body);
    return message.body;
  }
  /** The code with which the server closes the session. */
  async closed(): Promise<string> {
    const message = await this.host.inbox.take(
      (m): m is DownOf<'close'> => m.type === 'close' && m.session === this.number,
    );
    return errorFromNumber(message.code).code;
  }
  send(body: Uint8Array): void {
    this.sent.push(body);
    this.host.send('channel', { session: this.number, body });
  }

  /** S2, S5: takes the applet. */
  async projection(): Promise<void> {
    const first = await this.body();
    this.nS = first.subarray(0, 16);
    const { slot, cardId } = this.card;
    this.keys = projectionKeys(slot!.secret, cardId, slot!.serverId, this.nC, this.nS);
    const form = recordForm(this.card.crypto);
    this.down = new RecordStream(this.keys.down, form);
    this.up = new RecordStream(this.keys.up, form);
    const open = (record: Uint8Array) =>
      channelMessages.decode(this.down.open(record) ?? new Uint8Array(0), 'down', 'the server');
    let next: Uint8Array | undefined = first.subarray(16);
    await this.#take(
      async () => {
        const record = next ?? (await this.body());
        next = undefined;
        return open(record);
      },
      (answer) => this.send(this.up.seal(channelMessages.encode('wanted', answer))),
    );
    if (!equal(this.incoming.nS, this.nS)) throw new Error('another nS');
  }

  /** The next message in the open channel. */
  async message(): Promise<ChannelDown> {
    const plain = this.channel.open(await this.body());
    if (!plain) throw new Error('the server sent a broken record');
    return channelMessages.decode(plain, 'down', 'the server');
  }
  async expect<T extends ChannelDown['type']>(type: T): Promise<ChannelOf<T>> {
    const message = await this.message();
    if (message.type !== type) throw new Error(`${message.type} came instead of ${type}`);
    return message as ChannelOf<T>;
  }

  async #takeProof(next: () => Promise<ChannelDown>): Promise<void> {
    for (let kind = 2; kind === 2; ) {
      const sign = await next();
      if (sign.type !== 'sign') throw new Error(`${sign.type} instead of sign`);
      kind = sign.kind;
      const signature: Uint8Array[] = [];
      for (let size = 0; size < signatureLength; ) {
        const chunk = await next();
        if (chunk.type !== 'chunk') throw new Error(`${chunk.type} instead of chunk`);
        signature.push(chunk.body);
        size += chunk.body.length;
      }
      const context = kind === 1 ? appletContext : successorContext;
      const { slot } = this.card;
      if (!isSignedBy(slot!.publisher!, context, sign.statement, Buffer.concat(signature)))
        throw new Error('the signature is wrong');
      if (kind === 2) this.card.slot = { ...slot!, publisher: sign.statement.subarray(32) };
      else this.card.known?.add(hex(sign.statement.subarray(0, 32)));
    }
  }

  async #take(
    next: () => Promise<ChannelDown>,
    wanted: (answer: { signature: boolean; publisher: Uint8Array }) => void,
  ): Promise<void> {
    const project = await next();
    if (project.type !== 'project') throw new Error(`${project.type} instead of project`);
    const publisher = this.card.slot?.publisher;
    if (project.appletSize > 0 && publisher) {
      const signature = !this.card.known?.has(hex(project.applet));
      wanted({ signature, publisher });
      // As a card does it, if not as strictly: device/publisher.test.ts is about that.
      if (signature) await this.#takeProof(next);
    }
    const all: Uint8Array[] = [];
    for (let size = 0; size < project.channelSize + project.appletSize; ) {
      const chunk = await next();
      if (chunk.type !== 'chunk') throw new Error(`${chunk.type} instead of chunk`);
      all.push(chunk.body);
      size += chunk.body.length;
    }
    const bytes = Buffer.concat(all);
    const channelCode = bytes.subarray(0, project.channelSize);
    if (project.appletSize > 0) this.applet = bytes.subarray(project.channelSize);
    if (!equal(measure(channelCode), project.channel) || !equal(measure(this.applet), project.applet))
      throw new Error('a measurement is wrong');
    this.incoming = { ...project, channelCode };
  }

  #attestation(key: Uint8Array): Uint8Array {
    const { epoch, nS, applet, channel } = this.incoming;
    const { runtime, crypto, board } = this.card;
    return hmac(key, attestation({ epoch, nS, applet, channel, runtime, crypto, board }));
  }

  /** S3. */
  attest(): void {
    const mac = this.#attestation(this.keys.attest);
    this.send(this.up.seal(channelMessages.encode('attest', { mac, nC: this.nC })));
  }

  /** S6: what the host key process makes of the card's hello. */
  machineIdNoise(key = this.host.key, certificate = this.host.certificate): Uint8Array {
    this.hello = helloHash({
      cardId: this.card.cardId,
      serverId: this.card.slot!.serverId,
      nC: this.nC,
      nS: this.nS,
      runtime: this.card.runtime,
      applet: this.incoming.applet,
      channel: this.incoming.channel,
    });
    this.noise = new Initiator(key, this.host.serverKey, this.hello);
    this.noise1 = this.noise.write(encode(machineIdPayload.descriptor, { hostName: 'test host', certificate }));
    return this.noise1;
  }
  machineId(key?: KeyPair, certificate?: Uint8Array): void {
    this.send(this.up.seal(channelMessages.encode('machineId', { noise: this.machineIdNoise(key, certificate) })));
  }

  /** S8 to S10. */
  async hostReply(): Promise<void> {
    const plain = this.down.open(await this.body());
    if (!plain) throw new Error('the server sent a broken record');
    const reply = channelMessages.decode(plain, 'down', 'the server') as ChannelOf<'hostReply'>;
    const { payload } = this.noise.read(reply.noise);
    const { sessionKey } = decode(sessionKeyPayload.descriptor, payload) as Infer<typeof sessionKeyPayload>;
    this.transcript = transcriptHash(this.hello, this.noise1, reply.noise);
    this.traffic = firstTrafficKeys(sessionKey, this.keys.slotShare, this.transcript, this.incoming.drawn);
    this.channel = cardChannel(this.incoming.channelCode, this.traffic);
  }

  finish(): void {
    this.say('finished', { mac: hmac(this.traffic.finishedUp, this.transcript) });
  }
  async finished(): Promise<void> {
    const { mac } = await this.expect('finished');
    if (!equal(mac, hmac(this.traffic.finishedDown, this.transcript))) throw new Error('wrong Finished');
  }

  /** Seals and sends a message. */
  say(...[type, fields]: Parameters<typeof channelMessages.encode>): void {
    this.send(this.channel.seal(channelMessages.encode(type, fields)));
  }

  /** Calls a server method; the answer's status and body. */
  async call(
    method: number,
    body: Uint8Array,
    { key = new Uint8Array(16), ordinal = 0, call = 1 } = {},
  ): Promise<{ status: number; body: Uint8Array }> {
    this.say('call', { call, method, key, ordinal, body });
    const result = await this.expect('result');
    if (result.call !== call) throw new Error('an answer to another call');
    return result;
  }

  /** Takes the projection of the next epoch out of the running one. */
  async nextProjection(): Promise<void> {
    await this.#take(
      () => this.message(),
      (answer) => this.say('wanted', answer),
    );
  }
  /** Attests it; the keys that will hold after both switches. */
  attestNext(mac = this.#attestation(this.traffic.attest)): TrafficKeys {
    const nC = randomBytes(16);
    this.say('attest', { mac, nC });
    const { nS, epoch, drawn } = this.incoming;
    return nextTrafficKeys(this.traffic.ratchet, nC, nS, epoch, drawn);
  }
  /** Answers the server's `switch` and goes over. */
  switchTo(keys: TrafficKeys): void {
    this.say('switch', { epoch: this.incoming.epoch });
    this.traffic = keys;
    this.channel = cardChannel(this.incoming.channelCode, keys);
    this.epoch = this.incoming.epoch;
  }
  /** A whole change of epoch, with nothing in between. */
  async changeEpoch(): Promise<void> {
    await this.nextProjection();
    const keys = this.attestNext();
    await this.expect('switch');
    this.switchTo(keys);
  }
}
