// Test code: a host between a real server and a real card that does to their records what it likes.
import { randomBytes } from 'node:crypto';
import type { BenchCard } from '../../device/testing/bench.js';
import { LinkPeer } from '../../device/testing/link-peer.js';
import { KeyProcess } from '../../host/session/key-process.js';
import { cardMessages } from '../../protocol/messages/card.js';
import type { Message } from '../../protocol/messages/table.js';
import { TestHost } from '../../server/test/peer.js';

type CardMessage = Message<typeof cardMessages.table>;
type Of<T extends CardMessage['type']> = Extract<CardMessage, { type: T }>;
/** What becomes of a record: the records that go on in its place. */
export type Tamper = (record: Uint8Array) => readonly Uint8Array[];

const pass: Tamper = (record) => [record];
const session = 9;

export class HostileHost {
  down: Tamper = pass;
  up: Tamper = pass;
  readonly #host = new TestHost();
  readonly #link: LinkPeer;
  readonly #waiting: { type: string; resolve: (m: CardMessage) => void }[] = [];
  #keys: KeyProcess | undefined;

  constructor(private readonly bench: BenchCard) {
    this.#link = new LinkPeer(bench.wire);
    this.#link.onMessage = (bytes) => this.#fromCard(cardMessages.decode(bytes, 'up', 'card'));
  }

  /** Connects both sides, enrols the card, and opens a session of `process`. Resolves when the card is ready. */
  async open(url: string, ticket: string, process: string): Promise<void> {
    await this.#host.connect(url);
    await this.#link.start();
    const description = this.#next('description');
    this.#say('describe', {});
    const { type: _, ...card } = await description;
    const entry = { ...card, slots: [] } as unknown as Parameters<TestHost['enrol']>[1];
    const refusal = await this.#host.enrol(ticket, entry);
    if (refusal) throw new Error(refusal);
    const share = randomBytes(32);
    const { serverId, secret, generation } = entry.slot!;
    const asked = this.#next('presence');
    const enrolled = this.#next('enrolled');
    this.#say('enrol', {
      serverId,
      generation,
      replaces: 0,
      slotSecret: secret,
      share,
      publisher: new Uint8Array(32),
      serverName: 'test',
    });
    await asked;
    this.bench.press();
    await enrolled;
    const opened = this.#next('opened');
    this.#say('open', { session, serverId, generation, share, pin: '' });
    const { nC } = await opened;
    this.#keys = new KeyProcess({
      hostKey: this.#host.key,
      serverKey: this.#host.serverKey,
      hostName: this.#host.name,
      certificate: this.#host.certificate,
      url,
    });
    const ready = this.#next('ready');
    const slots = [{ serverId, generation, flags: 0 }];
    this.#host.send('open', { session, process, generation, nC, card: { ...card, slots } });
    void this.#pump();
    await ready;
  }

  /** Puts records on the way to the card, and to the server. */
  toCard(...records: readonly Uint8Array[]): void {
    for (const body of records) this.#say('channel', { session, body });
  }
  toServer(...records: readonly Uint8Array[]): void {
    for (const body of records) this.#host.send('channel', { session, body });
  }

  async close(): Promise<void> {
    this.#link.close();
    this.#host.cut();
    await this.bench.stop();
  }

  async #pump(): Promise<void> {
    for (;;) {
      const message = await this.#host.take('channel').catch(() => undefined);
      if (!message) return;
      this.toCard(...this.down(message.body));
    }
  }

  #fromCard(message: CardMessage): void {
    const index = this.#waiting.findIndex((w) => w.type === message.type);
    if (index >= 0) this.#waiting.splice(index, 1)[0]!.resolve(message);
    if (message.type === 'channel') this.toServer(...this.up(message.body));
    else if (message.type === 'askId') this.#say('machineId', { session, noise: this.#keys!.machineId(message.hello) });
    else if (message.type === 'askKey')
      this.#say('sessionKey', { session, key: this.#keys!.sessionKey(message.noise).key });
  }

  #say(type: Parameters<typeof cardMessages.encode>[0], fields: object): void {
    this.#link.send(cardMessages.encode(type, fields as never));
  }

  #next<T extends CardMessage['type']>(type: T): Promise<Of<T>> {
    return new Promise((resolve) => {
      this.#waiting.push({ type, resolve: resolve as (m: CardMessage) => void });
    });
  }
}
