import { afterEach, describe, expect, test } from '@jest/globals';
import { virtualBench } from './testing/bench.js';
import { runtimeModule } from './testing/runtime-module.js';
import { SessionPeer } from './testing/session-peer.js';
import { MemoryStorage } from './virtual/storage.js';

class PowerLoss extends Error {}

/** Flash that loses power at its n-th write, which leaves nothing of the file, its beginning, or all of it. */
class TearingStorage extends MemoryStorage {
  left = Number.POSITIVE_INFINITY;
  constructor(private readonly leaves: 'nothing' | 'piece' | 'all') {
    super();
  }
  override write(name: string, data: Uint8Array): void {
    if (--this.left > 0) {
      super.write(name, data);
      return;
    }
    if (this.leaves === 'nothing') super.erase(name);
    else super.write(name, this.leaves === 'all' ? data : data.subarray(0, data.length >> 1));
    throw new PowerLoss();
  }
}

interface Slots {
  findSlot(serverId: string): string;
  keepSlot(serverId: string, body: string): void;
}

const a = 'A'.repeat(16);
const b = 'B'.repeat(16);
const body = (id: string, n: number): string => `${id}\x01\0${String(n).repeat(32)}name`;
/** What a card does to its slots over time: each leaves one slot with a new content. */
const life: readonly (readonly [id: string, content: string])[] = [
  [a, body(a, 1)],
  [b, body(b, 1)],
  [a, body(a, 2)],
  [b, ''],
  [a, body(a, 3)],
  [b, body(b, 2)],
  [a, ''],
];

describe.each(['nothing', 'piece', 'all'] as const)(
  'a loss of power that leaves %s of the file being written',
  (leaves) => {
    test('leaves each slot as it was or as it was to be, at every write', async () => {
      for (let tear = 1; tear <= life.length; tear++) {
        const storage = new TearingStorage(leaves);
        storage.left = tear;
        const slots = await runtimeModule<Slots>('slots', storage);
        const now = new Map([
          [a, ''],
          [b, ''],
        ]);
        for (const [id, content] of life) {
          const before = new Map(now);
          now.set(id, content);
          try {
            slots.keepSlot(id, content);
          } catch (error) {
            expect(error).toBeInstanceOf(PowerLoss);
            // The next boot.
            storage.left = Number.POSITIVE_INFINITY;
            for (const server of [a, b])
              expect([before.get(server), now.get(server)]).toContain(slots.findSlot(server));
            slots.keepSlot(id, content);
          }
          for (const server of [a, b]) expect(slots.findSlot(server)).toBe(now.get(server));
        }
      }
    });
  },
);

describe('what the card keeps', () => {
  let stop: (() => Promise<void>) | undefined;
  afterEach(async () => stop?.());
  async function connected(storage: MemoryStorage): Promise<{ peer: SessionPeer; cycle: () => void }> {
    const bench = await virtualBench({ storage });
    const peer = new SessionPeer(bench.wire, bench.press);
    stop = async () => {
      peer.close();
      await bench.stop();
    };
    await peer.connect();
    return { peer, cycle: () => bench.card.powerCycle() };
  }

  test('slots survive a power cycle, and forgetting needs the button', async () => {
    const { peer, cycle } = await connected(new MemoryStorage());
    await peer.enrol();
    cycle();
    await peer.connect();
    expect(peer.description.slots).toHaveLength(1);
    peer.send('forget', { serverId: peer.serverId });
    await peer.next('presence');
    peer.press();
    await peer.next('forgotten');
    peer.send('describe', {});
    expect((await peer.next('description')).slots).toHaveLength(0);
  });

  test('neither slot secret nor share stands in flash', async () => {
    const storage = new MemoryStorage();
    const { peer } = await connected(storage);
    await peer.enrol();
    for (const name of storage.names()) {
      const content = Buffer.from(storage.read(name)!);
      expect([name, content.includes(peer.slotSecret), content.includes(peer.share)]).toEqual([name, false, false]);
    }
  });

  test('random numbers differ between boots even if flash came back to an older state', async () => {
    const storage = new MemoryStorage();
    const { peer, cycle } = await connected(storage);
    await peer.enrol();
    const old = new Map(['cpu6.ra', 'cpu6.rb'].map((name) => [name, storage.read(name)] as const));
    const seen = new Set<string>();
    for (let i = 0; i < 3; i++) {
      cycle();
      await peer.connect();
      peer.send('open', { session: 1, serverId: peer.serverId, share: peer.share });
      seen.add(Buffer.from((await peer.next('opened')).nC).toString('hex'));
      for (const [name, data] of old) if (data) storage.write(name, data);
    }
    expect(seen.size).toBe(3);
  });
});
