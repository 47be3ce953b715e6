import { afterEach, describe, expect, test } from '@jest/globals';
import { type BenchCard, virtualBench } from './testing/bench.js';
import { channelProgram, shopApplet } from './testing/programs.js';
import { SessionPeer } from './testing/session-peer.js';
import { MemoryStorage } from './virtual/storage.js';

const first = { channel: channelProgram(3), shift: 3, applet: shopApplet };

/** Flash that loses power at its n-th write: that write leaves only its beginning, later ones nothing. */
class TearingStorage extends MemoryStorage {
  tearAt = Number.POSITIVE_INFINITY;
  torn: (() => void) | undefined;
  /** What the torn write leaves: `old` gone and nothing new, a piece of it, or all of it. */
  leaves: 'nothing' | 'piece' | 'all' = 'piece';
  writes = 0;
  override write(name: string, data: Uint8Array): void {
    this.writes++;
    if (this.writes < this.tearAt) return super.write(name, data);
    if (this.writes > this.tearAt) return;
    if (this.leaves === 'nothing') super.erase(name);
    else super.write(name, this.leaves === 'all' ? data : data.subarray(0, data.length >> 1));
    this.torn?.();
  }
}

const open: { peer: SessionPeer; bench: BenchCard }[] = [];
afterEach(async () => {
  for (const { peer, bench } of open.splice(0)) {
    peer.close();
    await bench.stop();
  }
});

async function connected(storage: MemoryStorage): Promise<{ peer: SessionPeer; bench: BenchCard; cycle: () => void }> {
  const bench = await virtualBench({ storage });
  const peer = new SessionPeer(bench.wire, bench.press);
  open.push({ peer, bench });
  await peer.connect();
  return { peer, bench, cycle: () => bench.card.powerCycle() };
}

describe('a loss of power while the card writes', () => {
  const cases = (['nothing', 'piece', 'all'] as const).flatMap((leaves) => [0, 1, 2].map((n) => [n, leaves] as const));
  test.each(cases)('at write %i of a second enrolment, leaving %s: the first slot and the generator are whole', async (n, leaves) => {
    const storage = new TearingStorage();
    const { peer, bench, cycle } = await connected(storage);
    await peer.enrol();
    const secrets = { slotSecret: Buffer.from(peer.slotSecret), share: Buffer.from(peer.share) };
    // The next boot writes the seed, the enrolment its slot.
    const tear = new Promise<void>((resolve) => {
      storage.torn = resolve;
    });
    storage.leaves = leaves;
    storage.writes = 0;
    storage.tearAt = n + 1;
    cycle();
    const other = new SessionPeer(bench.wire, bench.press);
    open.push({ peer: other, bench });
    void other
      .connect()
      .then(() => other.enrol())
      .catch(() => {});
    const again = async (): Promise<void> => {
      for (let i = 0; storage.writes <= n; i++) {
        cycle();
        await other.connect().catch(() => {});
      }
    };
    if (n > 1) await again();
    await tear;
    other.close();
    storage.tearAt = Number.POSITIVE_INFINITY;
    cycle();
    Object.assign(peer.slotSecret, secrets.slotSecret);
    await peer.connect();
    expect(peer.description.slots.map((s) => Buffer.from(s.serverId).toString('hex'))).toContain(
      Buffer.from(peer.serverId).toString('hex'),
    );
    await peer.open(first);
  });
});

describe('what the card keeps', () => {
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

  test('random numbers of two boots differ also when flash came back to an older state', async () => {
    const storage = new MemoryStorage();
    const { peer, cycle } = await connected(storage);
    await peer.enrol();
    const seed = (): Map<string, Uint8Array> =>
      new Map(['cpu6.ra', 'cpu6.rb'].flatMap((n) => (storage.read(n) ? [[n, storage.read(n)!]] : [])));
    const old = seed();
    const nonce = async (): Promise<string> => {
      await peer.connect();
      peer.send('open', { session: 1, serverId: peer.serverId, share: peer.share });
      return Buffer.from((await peer.next('opened')).nC).toString('hex');
    };
    const seen = new Set<string>();
    for (let i = 0; i < 3; i++) {
      cycle();
      seen.add(await nonce());
      for (const [name, data] of old) storage.write(name, data);
    }
    expect(seen.size).toBe(3);
  });
});
