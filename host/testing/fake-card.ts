// A card for the host's own tests: speaks link and card messages, keeps slots, and forwards one toy applet's calls.
//
// Towards the fake server its "sealed" records are plain: the host must not care what is in them.

import { randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import type { AppletHeader } from '../../protocol/applet/header.js';
import { sha256 } from '../../protocol/crypto/hmac.js';
import { RecordStream } from '../../protocol/crypto/record-stream.js';
import { catalogue } from '../../protocol/errors/catalogue.js';
import { cardMessages } from '../../protocol/messages/card.js';
import type { Message } from '../../protocol/messages/table.js';
import { hex } from '../../protocol/session/ids.js';
import { gateKeys, transcriptHash } from '../../protocol/session/keys.js';
import { systemClock } from '../clock.js';
import { CardLink } from './card-link.js';

type CardMessage = Message<typeof cardMessages.table>;

/** The toy process: `pay` needs the button and calls the server; `echo` answers by itself; `fail` fails. */
export const toyHeader = (name: string, version = '1.0.0'): AppletHeader => ({
  name,
  version,
  gate: [
    ['pay', [12, 'order', 3, 'pan', [7, 19]], [12, 'receipt', [8, 32], 'count', 3], 1, 600, 60],
    ['echo', [12, 'data', [9, 1024]], [12, 'data', [9, 1024]], 0, 3, 60],
    ['fail', 0, 0, 0, 600, 60],
  ],
  server: [['charge', [12, 'order', 3, 'pan', [7, 19]], [12, 'receipt', [8, 32], 'count', 3]]],
  card: [],
  state: 0,
  caps: ['confirm'],
  vars: 0,
  ms: 0,
});

const slotKey = (serverId: Uint8Array, generation: number): string => `${hex(serverId)} ${generation}`;

interface ToySession {
  readonly session: number;
  readonly serverId: string;
  readonly slot: string;
  hello: Uint8Array;
  noise1: Uint8Array;
  noise2: Uint8Array;
  gate?: { readonly down: RecordStream; readonly up: RecordStream };
  readonly calls: Map<number, { readonly call: number }>;
}

export class FakeCard {
  readonly cardId = Uint8Array.from(randomBytes(16));
  /** By server id and generation. */
  readonly slots = new Map<
    string,
    { readonly serverId: Uint8Array; generation: number; secret: Uint8Array; pin: string; publisher: Uint8Array }
  >();
  readonly link: CardLink;
  /** Presses the button by itself. */
  autoPress = true;
  session: ToySession | undefined;
  presses = 0;
  /** Where it listens. */
  address = '';
  /** Changes what the card says, for hostile cards. */
  header: (process: string) => string = (process) => JSON.stringify(toyHeader(process));
  /** Epoch since which its gate is what it is. */
  gateSince = 0;
  readonly received: CardMessage[] = [];
  #server: Server | undefined;
  #socket: Socket | undefined;
  #waitForPress: (() => void)[] = [];
  #process = 'toy';

  constructor() {
    this.link = new CardLink({
      clock: systemClock,
      write: (bytes) => void this.#socket?.write(bytes),
      onMessage: (bytes) => this.#receive(cardMessages.decode(bytes, 'down', 'the host')),
      onHello: () => {
        this.session = undefined;
        this.#waitForPress = [];
      },
    });
  }

  /** Listens; resolves to the card's address. */
  async listen(port = 0): Promise<string> {
    const server = createServer({ noDelay: true }, (socket) => {
      this.#socket?.destroy();
      this.#socket = socket;
      socket.on('data', (chunk) => this.link.receive(chunk));
      socket.on('error', () => socket.destroy());
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    this.address = `tcp:127.0.0.1:${(server.address() as { port: number }).port}`;
    return this.address;
  }
  async stop(): Promise<void> {
    this.link.stop();
    this.#socket?.destroy();
    const server = this.#server;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
    this.#server = undefined;
  }
  /** Power off and on; the port stays. */
  powerCycle(): void {
    this.link.powerCycle();
    this.session = undefined;
    this.#waitForPress = [];
  }
  /** The cable is pulled, and with it the power. */
  unplug(): void {
    this.powerCycle();
    this.dropLine();
  }
  /** The line breaks; the card has its own power. */
  dropLine(): void {
    this.#socket?.destroy();
  }
  press(): void {
    this.presses++;
    for (const go of this.#waitForPress.splice(0)) go();
  }
  send(...[type, fields]: Parameters<typeof cardMessages.encode>): void {
    this.link.send(cardMessages.encode(type, fields));
  }

  #button(then: () => void): void {
    this.#waitForPress.push(then);
    if (this.autoPress) this.press();
  }

  #receive(m: CardMessage): void {
    this.received.push(m);
    switch (m.type) {
      case 'describe':
        this.send('description', {
          version: 1,
          cardId: this.cardId,
          board: 'FAKE',
          runtime: sha256(Buffer.from('runtime')),
          crypto: 7,
          button: true,
          vars: 5100,
          free: 4000,
          slots: [...this.slots.values()].map((s) => ({
            serverId: s.serverId,
            generation: s.generation,
            flags: (s.pin ? 1 : 0) | (s.publisher.some((b) => b) ? 2 : 0),
          })),
        });
        return;
      case 'enrol':
        this.send('presence', { session: 0, call: 0, seconds: 30 });
        this.#button(() => {
          this.send('presenceEnd', { session: 0, call: 0, pressed: true });
          const secret = m.slotSecret.map((b, i) => b ^ m.share[i]!);
          const { serverId, generation, publisher } = m;
          this.slots.delete(slotKey(serverId, m.replaces));
          this.slots.set(slotKey(serverId, generation), { serverId, generation, secret, pin: '', publisher });
          this.send('enrolled', { serverId: m.serverId });
        });
        return;
      case 'forget':
        this.#button(() => {
          this.slots.delete(slotKey(m.serverId, m.generation));
          this.send('forgotten', { serverId: m.serverId });
        });
        return;
      case 'pin': {
        const slot = this.slots.get(slotKey(m.serverId, m.generation));
        const { serverId, generation } = m;
        if (!slot || slot.pin !== m.pin) {
          const code = catalogue[slot ? 'PIN_WRONG' : 'NOT_ENROLLED'].number;
          this.send('fault', { inReplyTo: 14, session: 0, code, detail: '7' });
          return;
        }
        if (!m.set) this.send('pinned', { serverId, generation });
        else
          this.#button(() => {
            slot.pin = m.next;
            this.send('pinned', { serverId, generation });
          });
        return;
      }
      case 'renew': {
        const slot = this.slots.get(this.session!.slot);
        if (!slot) return;
        this.slots.delete(this.session!.slot);
        slot.generation = m.generation;
        this.slots.set(slotKey(slot.serverId, m.generation), slot);
        return;
      }
      case 'open': {
        const slot = this.slots.get(slotKey(m.serverId, m.generation));
        if (!slot || slot.pin !== m.pin) {
          this.send('fault', {
            inReplyTo: 4,
            session: m.session,
            code: catalogue[!slot ? 'NOT_ENROLLED' : m.pin ? 'PIN_WRONG' : 'PIN_NEEDED'].number,
            detail: slot ? '7' : '',
          });
          return;
        }
        const empty = new Uint8Array(0);
        this.session = {
          session: m.session,
          serverId: hex(m.serverId),
          slot: slotKey(m.serverId, m.generation),
          hello: empty,
          noise1: empty,
          noise2: empty,
          calls: new Map(),
        };
        this.send('opened', { session: m.session, nC: Uint8Array.from(randomBytes(16)) });
        return;
      }
      case 'channel':
        this.#channel(m.session, Buffer.from(m.body));
        return;
      case 'machineId': {
        const s = this.session!;
        s.noise1 = m.noise;
        this.send('channel', { session: m.session, body: Buffer.concat([Buffer.from('I'), s.hello, m.noise]) });
        return;
      }
      case 'sessionKey': {
        const s = this.session!;
        const keys = gateKeys(m.key, transcriptHash(s.hello, s.noise1, s.noise2));
        s.gate = { down: new RecordStream(keys.down), up: new RecordStream(keys.up) };
        this.send('channel', { session: m.session, body: Buffer.from('F') });
        this.send('ready', { session: m.session });
        return;
      }
      case 'call':
        this.#call(m.session, m.call, m.body);
        return;
      case 'close':
        this.session = undefined;
        this.send('closed', { session: m.session, code: 0 });
        return;
    }
  }

  #channel(session: number, body: Buffer): void {
    const s = this.session;
    if (!s || s.session !== session) return;
    if (s.hello.length === 0) {
      // The first record: nS ‖ process name. All later ones start with a letter.
      this.#process = body.subarray(16).toString();
      s.hello = sha256(body);
      const applet = sha256(Buffer.from(`applet ${this.#process}`));
      this.send('projected', { session, epoch: 0, applet, header: this.header(this.#process) });
      this.send('askId', { session, hello: s.hello });
      return;
    }
    const kind = String.fromCharCode(body[0]!);
    if (kind === 'K') {
      s.noise2 = Uint8Array.from(body.subarray(1));
      this.send('askKey', { session, noise: s.noise2 });
    } else if (kind === 'R') this.#result(s, body.readUInt16LE(1), body.readUInt16LE(3), body.subarray(5));
    else if (kind === 'E') {
      const epoch = body.readUInt16LE(1);
      const version = body.subarray(3).toString();
      if (version) {
        const header = JSON.stringify(toyHeader(this.#process, version));
        this.send('projected', { session, epoch, applet: sha256(Buffer.from(version)), header });
      }
      this.send('epoch', { session, epoch });
    }
  }

  #call(session: number, call: number, body: Uint8Array): void {
    const s = this.session;
    if (!s?.gate || s.session !== session) return;
    const plain = s.gate.down.open(body);
    if (!plain) {
      this.send('fault', { inReplyTo: 8, session, code: catalogue.SEAL_BROKEN.number, detail: '' });
      return;
    }
    const method = plain[2];
    const args = plain.subarray(19);
    if (Buffer.from(plain).readUInt16LE() < this.gateSince) {
      this.#result(s, call, catalogue.CARD_BUSY.number, Buffer.from('epoch'));
      return;
    }
    if (method === 1) {
      this.#result(s, call, 0, args);
      return;
    }
    if (method === 2) {
      this.#result(s, call, catalogue.APPLET_ERROR.number, Buffer.from('it says no'));
      return;
    }
    const text = s.gate.up.seal(Buffer.from('Pay?'));
    this.send('presence', { session, call, body: text, seconds: 30 });
    this.#button(() => {
      if (this.session !== s) return;
      this.send('presenceEnd', { session, call, pressed: true });
      const id = Buffer.alloc(2);
      id.writeUInt16LE(call);
      this.send('channel', { session, body: Buffer.concat([Buffer.from('C'), id, plain.subarray(3)]) });
    });
  }

  #result(s: ToySession, call: number, status: number, value: Uint8Array): void {
    const body = s.gate!.up.seal(Buffer.concat([Uint8Array.of(status & 0xff, status >> 8), value]));
    this.send('result', { session: s.session, call, body });
  }
}
