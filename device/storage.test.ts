import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
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

interface Records {
  readRecord(name: string): string;
  writeRecord(name: string, body: string): void;
}

/** What a card does to its records over time: each leaves one of them with a new content. */
const life: readonly (readonly [name: string, content: string])[] = [
  ['cpu6.s0', 'a1'.repeat(50)],
  ['cpu6.s1', 'b1'.repeat(50)],
  ['cpu6.s0', 'a2'.repeat(52)],
  ['cpu6.p0', 'saltsalt7'],
  ['cpu6.s1', ''],
  ['cpu6.s0', 'a3'.repeat(50)],
  ['cpu6.p0', 'saltsalt8'],
  ['cpu6.s1', 'b2'.repeat(50)],
  ['cpu6.s0', ''],
];
const recordNames = [...new Set(life.map(([name]) => name))];

describe.each(['nothing', 'piece', 'all'] as const)(
  'a loss of power that leaves %s of the file being written',
  (leaves) => {
    test('leaves each record as it was or as it was to be, at every write', async () => {
      for (let tear = 1; tear <= life.length; tear++) {
        const storage = new TearingStorage(leaves);
        storage.left = tear;
        const records = await runtimeModule<Records>('records', storage);
        const now = new Map(recordNames.map((name) => [name, '']));
        for (const [name, content] of life) {
          const before = new Map(now);
          now.set(name, content);
          try {
            records.writeRecord(name, content);
          } catch (error) {
            expect(error).toBeInstanceOf(PowerLoss);
            // The next boot.
            storage.left = Number.POSITIVE_INFINITY;
            for (const one of recordNames) expect([before.get(one), now.get(one)]).toContain(records.readRecord(one));
            records.writeRecord(name, content);
          }
          for (const one of recordNames) expect(records.readRecord(one)).toBe(now.get(one));
        }
      }
    });
  },
);

test('a loss of power after any byte of a record leaves the one before', async () => {
  const storage = new MemoryStorage();
  const records = await runtimeModule<Records>('records', storage);
  records.writeRecord('cpu6.s0', 'before');
  records.writeRecord('cpu6.s0', 'between');
  const older = new Map(storage.names().map((name) => [name, storage.read(name)!]));
  records.writeRecord('cpu6.s0', 'after');
  const [file] = [...storage.names()].filter((name) => !Buffer.from(storage.read(name)!).equals(older.get(name)!));
  const whole = Uint8Array.from(storage.read(file!)!);
  for (let n = 1; n < whole.length; n++) {
    storage.write(file!, whole.subarray(0, n));
    expect(records.readRecord('cpu6.s0')).toBe('between');
    // Flash that was erased and not yet written reads as ones.
    storage.write(
      file!,
      Uint8Array.from(whole, (b, i) => (i < n ? b : 0xff)),
    );
    expect(records.readRecord('cpu6.s0')).toBe('between');
  }
});

test('a record of random bytes, or one changed anywhere, counts as none', async () => {
  const storage = new MemoryStorage();
  const records = await runtimeModule<Records>('records', storage);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      for (const name of ['cpu6.s0a', 'cpu6.s0b']) if (bytes.length) storage.write(name, bytes);
      expect(records.readRecord('cpu6.s0')).toBe('');
    }),
  );
  records.writeRecord('cpu6.k0', 'content');
  const good = Uint8Array.from(storage.read('cpu6.k0a')!);
  for (let bit = 0; bit < good.length * 8; bit++) {
    const bad = Uint8Array.from(good);
    bad[bit >> 3]! ^= 1 << (bit & 7);
    storage.write('cpu6.k0a', bad);
    expect(records.readRecord('cpu6.k0')).toBe('');
  }
});

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
    peer.send('forget', { serverId: peer.serverId, generation: 1 });
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
      peer.send('open', { session: 1, serverId: peer.serverId, generation: 1, share: peer.share, pin: '' });
      seen.add(Buffer.from((await peer.next('opened')).nC).toString('hex'));
      for (const [name, data] of old) if (data) storage.write(name, data);
    }
    expect(seen.size).toBe(3);
  });
});
