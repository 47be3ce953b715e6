// Test code: host and server of one session in one object, over a link, by the protocol's own documents.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { type DirectionKeys, recordIv } from '../../protocol/crypto/cbc-hmac.js';
import { equal, hmac } from '../../protocol/crypto/hmac.js';
import { generateKeyPair, Initiator, Responder } from '../../protocol/crypto/noise-ik.js';
import { RecordStream } from '../../protocol/crypto/record-stream.js';
import { cardMessages } from '../../protocol/messages/card.js';
import { channelMessages } from '../../protocol/messages/channel.js';
import { chainFrom, type SignedApplet, statementOf } from '../../protocol/publisher/signed.js';
import { appletStatement, successorStatement } from '../../protocol/publisher/statement.js';
import {
  attestation,
  type BothWays,
  firstTrafficKeys,
  gateKeys,
  helloHash,
  nextTrafficKeys,
  projectionKeys,
  type TrafficKeys,
  transcriptHash,
} from '../../protocol/session/keys.js';
import { LinkPeer } from './link-peer.js';
import type { Built } from './programs.js';
import type { Wire } from './wire.js';

type CardMessage = ReturnType<typeof cardMessages.decode>;
type ChannelMessage = ReturnType<typeof channelMessages.decode>;
type Of<T extends string, M> = Extract<M, { readonly type: T }>;

/** The server's end of the channel program of programs.ts. */
class PeerChannel {
  #sent = 0;
  #received = 0;
  constructor(
    private readonly keys: BothWays,
    private readonly shift: number,
  ) {}
  #tag(keys: DirectionKeys, n: number, iv: Uint8Array, text: Uint8Array): Uint8Array {
    return hmac(keys.mac, Uint8Array.of(n & 255), iv, text).subarray(0, 16);
  }
  seal(message: Uint8Array): Uint8Array {
    const n = this.#sent++;
    const { down } = this.keys;
    const iv = recordIv(down.enc, n);
    const cipher = createCipheriv('aes-256-cbc', down.enc, iv);
    const moved = Uint8Array.from(message);
    moved[0]! += this.shift;
    const text = Buffer.concat([cipher.update(moved), cipher.final()]);
    return Buffer.concat([text, this.#tag(down, n, iv, text)]);
  }
  open(record: Uint8Array): Uint8Array {
    const n = this.#received++;
    const { up } = this.keys;
    const iv = recordIv(up.enc, n);
    const text = record.subarray(0, -16);
    if (!equal(this.#tag(up, n, iv, text), record.subarray(-16))) throw new Error('broken seal from the card');
    const decipher = createDecipheriv('aes-256-cbc', up.enc, iv);
    const out = Buffer.concat([decipher.update(text), decipher.final()]);
    out[0]! -= this.shift;
    return out;
  }
}

export interface Faults {
  /** Changes a record before it goes down. */
  record?: (record: Uint8Array, index: number) => Uint8Array;
  share?: Uint8Array;
  measurement?: Uint8Array;
  finished?: Uint8Array;
}

export interface Projection {
  readonly channel: Built;
  readonly shift: number;
  readonly applet: Built | undefined;
}

export class SessionPeer {
  readonly link: LinkPeer;
  readonly serverKey = generateKeyPair();
  readonly serverId = createHash('sha256').update(this.serverKey.publicKey).digest().subarray(0, 16);
  readonly hostKey = generateKeyPair();
  readonly slotSecret = randomBytes(32);
  readonly share = randomBytes(32);
  session = 6;
  generation = 1;
  /** The PIN that the host gives with `open`. */
  pin = '';
  /** Asks for signatures until the card wants none; what the card wanted last. */
  signed: SignedApplet | undefined;
  wanted: Of<'wanted', ChannelMessage> | undefined;
  description!: Of<'description', CardMessage>;
  faults: Faults = {};
  /** Keys that the card came to hold, by name; those of traffic by the epoch. */
  readonly secrets = new Map<string, Uint8Array>();
  #inbox: CardMessage[] = [];
  #waiting: { type: string; resolve: (m: CardMessage) => void; reject: (e: Error) => void }[] = [];
  #keys!: TrafficKeys;
  #channel!: PeerChannel;
  #old: RecordStream | undefined;
  #projectionUp!: RecordStream;
  #gateDown!: RecordStream;
  #gateUp!: RecordStream;
  #records = 0;
  #call = 0;
  #epoch = 0;
  #applet!: Built;

  constructor(
    wire: Wire,
    readonly press: () => void,
  ) {
    this.link = new LinkPeer(wire);
    this.link.onMessage = (bytes) => {
      const m = cardMessages.decode(bytes, 'up', 'card');
      const index = this.#waiting.findIndex((w) => w.type === m.type);
      if (index >= 0) this.#waiting.splice(index, 1)[0]!.resolve(m);
      else if ((m.type === 'fault' || m.type === 'closed') && this.#waiting.length) {
        const error = new Error(m.type === 'fault' ? `fault ${m.code}: ${m.detail}` : `closed ${m.code}`);
        for (const w of this.#waiting.splice(0)) w.reject(error);
      } else this.#inbox.push(m);
    };
  }

  /** What applets told their author so far. */
  readonly reports: Of<'report', ChannelMessage>[] = [];

  close(): void {
    this.link.close();
  }

  send: typeof this.sendTyped = (type, fields) => this.sendTyped(type, fields);
  sendTyped(type: Parameters<typeof cardMessages.encode>[0], fields: object): void {
    this.link.send(cardMessages.encode(type, fields as never));
  }

  /** The next message of that type; rejects on a fault or an end. */
  next<T extends CardMessage['type']>(type: T): Promise<Of<T, CardMessage>> {
    const index = this.#inbox.findIndex((m) => m.type === type);
    if (index >= 0) return Promise.resolve(this.#inbox.splice(index, 1)[0] as Of<T, CardMessage>);
    const failed = this.#inbox.findIndex((m) => m.type === 'fault');
    if (failed >= 0) {
      const m = this.#inbox.splice(failed, 1)[0] as Of<'fault', CardMessage>;
      return Promise.reject(new Error(`fault ${m.code}: ${m.detail}`));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ type, resolve: resolve as (m: CardMessage) => void, reject });
    });
  }

  async connect(): Promise<void> {
    this.#inbox = [];
    await this.link.start();
    this.send('describe', {});
    this.description = await this.next('description');
  }

  /** Gives the card a slot of that generation in place of another one; `publisher`: whose applets it takes. */
  async enrol(publisher: Uint8Array = new Uint8Array(32), generation = 1, replaces = 0): Promise<void> {
    const { serverId, slotSecret, share } = this;
    this.generation = generation;
    this.send('enrol', { serverId, generation, replaces, slotSecret, share, publisher, serverName: 'test' });
    await this.next('presence');
    this.press();
    await this.next('enrolled');
  }

  #down(type: Parameters<typeof channelMessages.encode>[0], fields: object): void {
    const plain = channelMessages.encode(type, fields as never);
    this.#record(this.#old ? this.#old.seal(plain) : this.#channel.seal(plain));
  }
  #record(record: Uint8Array, prefix: Uint8Array = new Uint8Array(0)): void {
    const body = this.faults.record ? this.faults.record(record, this.#records) : record;
    this.#records++;
    this.send('channel', { session: this.session, body: Buffer.concat([prefix, body]) });
  }

  async #up<T extends ChannelMessage['type']>(type: T): Promise<Of<T, ChannelMessage>> {
    const { body } = await this.next('channel');
    const plain = this.#old ? this.#projectionUp.open(body)! : this.#channel.open(body);
    const m = channelMessages.decode(plain, 'up', 'card');
    // What the applet tells its author comes in between.
    if (m.type === 'report' && type !== 'report') {
      this.reports.push(m);
      return this.#up(type);
    }
    if (m.type !== type) throw new Error(`${type} was expected, not ${JSON.stringify(m)}`);
    return m as Of<T, ChannelMessage>;
  }

  #keep(name: string, keys: object): void {
    for (const [key, value] of Object.entries(keys))
      if (value instanceof Uint8Array) this.secrets.set(`${name}.${key}`, value);
      else this.#keep(`${name}.${key}`, value);
  }

  async #project(p: Projection, epoch: number, drawn: Uint8Array, nS: Uint8Array, prefix?: Uint8Array): Promise<void> {
    const applet = p.applet;
    const plain = channelMessages.encode('project', {
      epoch,
      drawn,
      nS,
      channelSize: p.channel.canonical.length,
      appletSize: applet ? applet.canonical.length : 0,
      channel: p.channel.measurement,
      applet: this.faults.measurement ?? (applet ?? this.#applet).measurement,
    });
    this.#record(this.#old ? this.#old.seal(plain) : this.#channel.seal(plain), prefix);
    if (applet && this.description.slots.some((s) => s.flags & 2 && s.generation === this.generation))
      await this.#sign(applet);
    const all = Buffer.concat([p.channel.canonical, applet ? applet.canonical : new Uint8Array(0)]);
    for (let at = 0; at < all.length; at += 448) this.#down('chunk', { body: all.subarray(at, at + 448) });
  }

  /** Sends the signature, and the keys that lead to it, if the card wants it. */
  async #sign(applet: Built): Promise<void> {
    const wanted = await this.#up('wanted');
    this.wanted = wanted;
    const { signed } = this;
    if (!wanted.signature || !signed) return;
    for (const link of chainFrom(signed, wanted.publisher) ?? [])
      this.#signature(2, successorStatement(link.publisher, link.next), link.signature);
    this.#signature(1, appletStatement(statementOf(applet.canonical, signed.release)), signed.signature);
  }
  #signature(kind: number, statement: Uint8Array, signature: Uint8Array): void {
    this.#down('sign', { kind, statement });
    for (let at = 0; at < signature.length; at += 448) this.#down('chunk', { body: signature.subarray(at, at + 448) });
  }

  /** The server renews the slot; resolves when the card asks the host to keep the new generation. */
  async renew(generation: number, delta: Uint8Array, publisher: Uint8Array): Promise<void> {
    this.#down('slot', { generation, delta, publisher });
    await this.next('renewing');
  }
  /** The host has kept it; what the card's slot holds then. */
  async renewed(generation: number): Promise<Of<'slot', ChannelMessage>> {
    this.send('renew', { session: this.session, generation });
    return this.#up('slot');
  }
  async slotAnswer(): Promise<Of<'slot', ChannelMessage>> {
    return this.#up('slot');
  }
  renewSlot(generation: number, delta: Uint8Array, publisher: Uint8Array): void {
    this.#down('slot', { generation, delta, publisher });
  }

  /** S1 to ready. */
  async open(p: Projection): Promise<void> {
    const { session, serverId, description } = this;
    this.#inbox = [];
    const { generation, pin } = this;
    this.send('open', { session, serverId, generation, share: this.faults.share ?? this.share, pin });
    const { nC } = await this.next('opened');
    const nS = randomBytes(16);
    const drawn = randomBytes(8);
    const projection = projectionKeys(this.slotSecret, description.cardId, serverId, nC, nS);
    this.#keep('slot', { secret: this.slotSecret, share: this.share });
    this.#keep('projection', projection);
    this.#old = new RecordStream(projection.down);
    this.#projectionUp = new RecordStream(projection.up);
    this.#records = this.#epoch = 0;
    this.#applet = p.applet!;
    await this.#project(p, 0, drawn, nS, nS);
    const projected = await this.next('projected');
    if (!equal(projected.applet, p.applet!.measurement)) throw new Error('another applet was projected');
    const attest = await this.#up('attest');
    this.#checkAttestation(attest, projection.attest, nS, p, 0);
    const { hello } = await this.next('askId');
    const own = helloHash({
      cardId: description.cardId,
      serverId,
      nC,
      nS,
      runtime: description.runtime,
      applet: p.applet!.measurement,
      channel: p.channel.measurement,
    });
    if (!equal(hello, own)) throw new Error('hello differs');
    const initiator = new Initiator(this.hostKey, this.serverKey.publicKey, hello);
    const responder = new Responder(this.serverKey, hello);
    const noise1 = initiator.write(Buffer.from('machine'));
    this.send('machineId', { session, noise: noise1 });
    const forwarded = await this.#up('machineId');
    responder.read(forwarded.noise);
    const sessionKey = randomBytes(32);
    const noise2 = responder.write(sessionKey).message;
    this.#down('hostReply', { noise: noise2 });
    const asked = await this.next('askKey');
    const key = initiator.read(asked.noise).payload;
    const th = transcriptHash(hello, noise1, noise2);
    this.#keys = firstTrafficKeys(key, projection.slotShare, th, drawn);
    const gate = gateKeys(key, th);
    this.#keep('session', { key, gate });
    this.#keep('epoch0', this.#keys);
    this.#gateDown = new RecordStream(gate.down);
    this.#gateUp = new RecordStream(gate.up);
    this.#channel = new PeerChannel(this.#keys, p.shift);
    this.#old = undefined;
    this.send('sessionKey', { session, key });
    const finished = await this.#up('finished');
    if (!equal(finished.mac, hmac(this.#keys.finishedUp, th))) throw new Error('Finished of the card is wrong');
    this.#down('finished', { mac: this.faults.finished ?? hmac(this.#keys.finishedDown, th) });
    await this.next('ready');
  }

  #checkAttestation(attest: { mac: Uint8Array }, key: Uint8Array, nS: Uint8Array, p: Projection, epoch: number): void {
    const { board, crypto, runtime } = this.description;
    const what = {
      epoch,
      nS,
      applet: (p.applet ?? this.#applet).measurement,
      channel: p.channel.measurement,
      runtime,
      crypto,
      board,
    };
    if (!equal(attest.mac, hmac(key, attestation(what)))) throw new Error('attestation is wrong');
  }

  /** The server changes the epoch. `between` runs between attestation and switch. */
  async change(p: Projection, between: () => void = () => {}): Promise<void> {
    const nS = randomBytes(16);
    const drawn = randomBytes(8);
    this.#epoch++;
    await this.#project(p, this.#epoch, drawn, nS);
    const attest = await this.#up('attest');
    this.#checkAttestation(attest, this.#keys.attest, nS, p, this.#epoch);
    between();
    const next = nextTrafficKeys(this.#keys.ratchet, attest.nC, nS, this.#epoch, drawn);
    this.#down('switch', { epoch: this.#epoch });
    await this.#up('switch');
    this.#keys = next;
    this.#keep(`epoch${this.#epoch}`, next);
    this.#channel = new PeerChannel(next, p.shift);
    if (p.applet) {
      this.#applet = p.applet;
      await this.next('projected');
    }
    const { epoch } = await this.next('epoch');
    if (epoch !== this.#epoch) throw new Error(`epoch ${epoch}`);
  }

  /** Starts a gate call that was numbered in `epoch` (default: now); its number. */
  startCall(method: number, args: Uint8Array, key: Uint8Array = new Uint8Array(16), epoch = this.#epoch): number {
    const call = ++this.#call;
    const body = this.#gateDown.seal(Buffer.concat([Uint8Array.of(epoch & 255, epoch >> 8, method), key, args]));
    this.send('call', { session: this.session, call, body });
    return call;
  }
  async result(): Promise<{ call: number; status: number; value: Buffer }> {
    const { call, body } = await this.next('result');
    const plain = this.#gateUp.open(body);
    if (!plain) throw new Error('broken gate seal');
    const b = Buffer.from(plain);
    return { call, status: b.readUInt16LE(), value: b.subarray(2) };
  }
  async shown(): Promise<string> {
    const { body } = await this.next('presence');
    return body ? Buffer.from(this.#gateUp.open(body)!).toString('latin1') : '';
  }
  async serverCall(): Promise<Of<'call', ChannelMessage>> {
    return this.#up('call');
  }
  answer(call: number, status: number, body: Uint8Array): void {
    this.#down('result', { call, status, body });
  }
  callCard(call: number, method: number, body: Uint8Array): void {
    this.#down('call', { call, method, key: new Uint8Array(16), ordinal: 0, body });
  }
  async cardResult(): Promise<Of<'result', ChannelMessage>> {
    return this.#up('result');
  }
  /** The card asks for a segment; the first bytes of its digest. */
  async asked(): Promise<Uint8Array> {
    return (await this.#up('segment')).segment;
  }
  /** A piece of a segment. */
  piece(segment: Uint8Array, body: Uint8Array): void {
    this.#down('segment', { segment, body });
  }
  raw(record: Uint8Array): void {
    this.#record(record);
  }
}
