// A slot that takes applets of its publisher only: what the card runs, what it refuses, what it remembers.
import { describe, expect, test } from '@jest/globals';
import { catalogue, type ErrorCode } from '../protocol/errors/catalogue.js';
import { recorded } from '../protocol/publisher/recorded.js';
import type { SignedApplet } from '../protocol/publisher/signed.js';
import { type BenchCard, interpreter, nativeBench, virtualBench } from './testing/bench.js';
import { channelProgram, movedApplet, shopApplet, shopApplet2 } from './testing/programs.js';
import { SessionPeer } from './testing/session-peer.js';
import { u32 } from './testing/values.js';
import { MemoryStorage } from './virtual/storage.js';

const { first, second, shop10, newer11, older9, moved12 } = recorded;
const zeros = new Uint8Array(32);
const channel = { channel: channelProgram(3), shift: 3 };
const shop = { ...channel, applet: shopApplet };
const shop2 = { ...channel, applet: shopApplet2 };
const moved = { ...channel, applet: movedApplet };
const fault = (code: ErrorCode): RegExp =>
  new RegExp(`^(fault ${catalogue[code].number}:|closed ${catalogue[code].number}$)`);

async function pinned(bench: BenchCard, use: (peer: SessionPeer) => Promise<void>, publisher = first): Promise<void> {
  const peer = new SessionPeer(bench.wire, bench.press);
  try {
    await peer.connect();
    await peer.enrol(publisher);
    await peer.connect();
    await use(peer);
  } finally {
    peer.close();
    await bench.stop();
  }
}

async function opens(
  peer: SessionPeer,
  p: Parameters<SessionPeer['open']>[0],
  signed?: SignedApplet,
): Promise<boolean> {
  // A session that was open ends with the link.
  await peer.connect();
  peer.signed = signed;
  peer.wanted = undefined;
  await peer.open(p);
  return peer.wanted!.signature;
}
const refused = async (
  peer: SessionPeer,
  p: Parameters<SessionPeer['open']>[0],
  signed: SignedApplet | undefined,
  code: ErrorCode,
): Promise<void> => {
  await peer.connect();
  peer.signed = signed;
  await expect(peer.open(p)).rejects.toThrow(fault(code));
};

/** On every backend. */
async function life(peer: SessionPeer): Promise<void> {
  expect(peer.description.slots[0]!.flags).toBe(2);
  await refused(peer, shop, undefined, 'SIGNATURE_MISSING');
  // Signed once, known from then on.
  expect(await opens(peer, shop, shop10)).toBe(true);
  peer.startCall(0, u32(2, 3));
  expect((await peer.result()).value).toEqual(u32(5, 1));
  expect(await opens(peer, shop)).toBe(false);
  // A newer release takes its place, in the middle of a session too; the older one is refused from then on.
  peer.signed = newer11;
  await peer.change({ channel: channelProgram(5), shift: 5, applet: shopApplet2 });
  peer.startCall(0, u32(2, 3));
  expect((await peer.result()).value).toEqual(u32(6, 1));
  await refused(peer, shop, shop10, 'RELEASE_OLD');
  expect(await opens(peer, shop2)).toBe(false);
}

describe('a slot with a publisher', () => {
  test('runs what is signed, once it is proved without asking again, and no older release', async () => {
    const bench = await virtualBench();
    await pinned(bench, async (peer) => {
      await life(peer);
      // Flash remembers it.
      bench.card.powerCycle();
      await peer.connect();
      expect(await opens(peer, shop2)).toBe(false);
      await refused(peer, shop, shop10, 'RELEASE_OLD');
    });
  });

  (interpreter ? test : test.skip)(
    interpreter ? 'does so on the real interpreter' : 'on the real interpreter (skipped: no Espruino binary)',
    async () => {
      await pinned(await nativeBench(interpreter!), life);
    },
    120_000,
  );

  test('refuses a signature of another key, of another applet, an altered one, and an older release', async () => {
    await pinned(await virtualBench(), async (peer) => {
      await refused(peer, moved, { ...moved12, successors: [] }, 'SIGNATURE_WRONG');
      await refused(peer, shop, newer11, 'SIGNATURE_WRONG');
      await refused(peer, shop, { ...shop10, release: 11 }, 'SIGNATURE_WRONG');
      const signature = Uint8Array.from(shop10.signature);
      signature[5000]! ^= 1;
      await refused(peer, shop, { ...shop10, signature }, 'SIGNATURE_WRONG');
      expect(await opens(peer, shop, shop10)).toBe(true);
      await refused(peer, shop2, older9, 'RELEASE_OLD');
    });
  });

  test('follows the publisher to the next key, which the old one signed, and does not go back', async () => {
    await pinned(await virtualBench(), async (peer) => {
      expect(await opens(peer, shop, shop10)).toBe(true);
      await refused(
        peer,
        moved,
        { ...moved12, successors: [{ ...moved12.successors[0]!, next: first }] },
        'SIGNATURE_WRONG',
      );
      expect(await opens(peer, moved, moved12)).toBe(true);
      expect(Buffer.from(peer.wanted!.publisher)).toEqual(Buffer.from(first));
      expect(await opens(peer, moved)).toBe(false);
      expect(Buffer.from(peer.wanted!.publisher)).toEqual(Buffer.from(second));
      await refused(peer, shop, shop10, 'SIGNATURE_WRONG');
    });
  });

  test('of a server is not that of another: what one has proved, the other proves again', async () => {
    const storage = new MemoryStorage();
    const one = await virtualBench({ storage });
    await pinned(one, async (peer) => {
      expect(await opens(peer, shop, shop10)).toBe(true);
    });
    const other = await virtualBench({ storage });
    await pinned(other, async (peer) => {
      expect(peer.description.slots).toHaveLength(2);
      expect(await opens(peer, shop, shop10)).toBe(true);
    });
  });

  test('remembers sixteen processes and takes no more: forgetting one would let its old releases back', async () => {
    const { keepRelease, isKnown, checkRelease } = await import('./testing/runtime-module.js').then(
      ({ runtimeModule }) =>
        runtimeModule<{
          keepRelease(i: number, body: string, process: string, release: string, id: string): void;
          isKnown(i: number, body: string, id: string): boolean;
          checkRelease(i: number, body: string, process: string, release: string): void;
        }>('releases', new MemoryStorage()),
    );
    const body = `${'S'.repeat(16)}\x01\0${'w'.repeat(32)}${'P'.repeat(32)}`;
    const id = (n: number): string => String.fromCharCode(n).repeat(32);
    const release = (n: number): string => String.fromCharCode(n, 0, 0, 0x80);
    for (let i = 0; i < 16; i++) keepRelease(0, body, `p${i}`, release(5), id(i));
    expect(() => keepRelease(0, body, 'p16', release(5), id(16))).toThrow();
    keepRelease(0, body, 'p7', release(6), id(99));
    for (let i = 0; i < 16; i++) expect(isKnown(0, body, id(i))).toBe(i !== 7);
    // Numbers above 2³¹ are compared as what they are.
    expect(() => checkRelease(0, body, 'p7', release(5))).toThrow();
    expect(() => checkRelease(0, body, 'p7', '\xff\xff\xff\x7f')).toThrow();
    expect(() => checkRelease(0, body, 'p7', release(6))).not.toThrow();
  });
});

describe('a server renews the slot of its session', () => {
  const delta = new Uint8Array(32).fill(0x5a);
  const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((x, i) => x ^ b[i]!);

  test('the secret becomes another one when the host has kept its generation, and the old one is gone from flash', async () => {
    const storage = new MemoryStorage();
    const bench = await virtualBench({ storage });
    await pinned(
      bench,
      async (peer) => {
        const wrapped = Buffer.from(xor(peer.slotSecret, peer.share));
        await peer.open(shop);
        await peer.renew(2, delta, zeros);
        expect(storage.names().some((name) => Buffer.from(storage.read(name)!).includes(wrapped))).toBe(true);
        expect((await peer.renewed(2)).generation).toBe(2);
        for (const name of storage.names()) expect(Buffer.from(storage.read(name)!).includes(wrapped)).toBe(false);
        // The old generation is no slot any more; the new one opens with the new secret and the same share.
        await peer.connect();
        await expect(peer.open(shop)).rejects.toThrow(fault('NOT_ENROLLED'));
        peer.generation = 2;
        peer.slotSecret.set(xor(peer.slotSecret, delta));
        await peer.connect();
        await peer.open(shop);
      },
      zeros,
    );
  });

  test('another publisher needs the button; without a press nothing changes', async () => {
    await pinned(await virtualBench(), async (peer) => {
      await opens(peer, shop, shop10);
      peer.renewSlot(1, zeros, second);
      await peer.next('presence');
      peer.press();
      await peer.next('renewing');
      expect(Buffer.from((await peer.renewed(1)).publisher)).toEqual(Buffer.from(second));
      await refused(peer, shop, shop10, 'SIGNATURE_WRONG');
    });
  });

  test('a host that confirms another generation, or twice, is refused', async () => {
    await pinned(
      await virtualBench(),
      async (peer) => {
        await peer.open(shop);
        await peer.renew(2, delta, zeros);
        await expect(peer.renewed(3)).rejects.toThrow(fault('CARD_STATE'));
      },
      zeros,
    );
  });
});
