// The PIN of a slot: what it opens, how a wrong one counts, and that cutting the power gives no try back.
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { catalogue, type ErrorCode } from '../protocol/errors/catalogue.js';
import { boardNamed } from './boards/index.js';
import { type BenchCard, interpreter, nativeBench, virtualBench } from './testing/bench.js';
import { channelProgram, shopApplet } from './testing/programs.js';
import { runtimeModule } from './testing/runtime-module.js';
import { SessionPeer } from './testing/session-peer.js';
import { MemoryStorage } from './virtual/storage.js';

const shop = { channel: channelProgram(3), shift: 3, applet: shopApplet };
const fault = (code: ErrorCode, detail = ''): RegExp => new RegExp(`^fault ${catalogue[code].number}: ${detail}`);

async function enrolled(bench: BenchCard, use: (peer: SessionPeer) => Promise<void>): Promise<void> {
  const peer = new SessionPeer(bench.wire, bench.press);
  try {
    await peer.connect();
    await peer.enrol();
    await use(peer);
  } finally {
    peer.close();
    await bench.stop();
  }
}

/** Asks for a change of the PIN and presses. */
async function setPin(peer: SessionPeer, pin: string, next: string): Promise<void> {
  // A session that was open ends with the link.
  await peer.connect();
  const { serverId, generation } = peer;
  peer.send('pin', { serverId, generation, set: true, pin, next });
  await peer.next('presence');
  peer.press();
  await peer.next('pinned');
}
async function tryPin(peer: SessionPeer, pin: string): Promise<void> {
  const { serverId, generation } = peer;
  peer.send('pin', { serverId, generation, set: false, pin, next: '' });
  await peer.next('pinned');
}

/** On every backend. */
async function life(peer: SessionPeer): Promise<void> {
  await setPin(peer, '', '4711');
  await expect(peer.open(shop)).rejects.toThrow(fault('PIN_NEEDED', '8'));
  peer.pin = '4712';
  await expect(peer.open(shop)).rejects.toThrow(fault('PIN_WRONG', '7'));
  await expect(setPin(peer, '0000', '1234')).rejects.toThrow(fault('PIN_WRONG', '6'));
  peer.pin = '4711';
  await peer.open(shop);
  // A right one gives the tries back.
  await expect(tryPin(peer, '9999')).rejects.toThrow(fault('PIN_WRONG', '7'));
  await setPin(peer, '4711', 'correct horse');
  await peer.connect();
  await expect(peer.open(shop)).rejects.toThrow(fault('PIN_WRONG'));
  peer.pin = 'correct horse';
  await peer.open(shop);
  await setPin(peer, 'correct horse', '');
  peer.pin = '';
  await peer.open(shop);
}

describe.each([true, false])('a PIN on a board with native PBKDF2: %s', (pbkdf2) => {
  test('is needed, changed and removed; a wrong one is told with the tries left', async () => {
    const board = boardNamed('PICO_R1_3');
    await enrolled(await virtualBench({ board: { ...board, crypto: { ...board.crypto, pbkdf2 } } }), life);
  });
});

(interpreter ? test : test.skip)(
  interpreter ? 'a PIN on the real interpreter' : 'a PIN on the real interpreter (skipped: no Espruino binary)',
  async () => {
    await enrolled(await nativeBench(interpreter!), life);
  },
  60_000,
);

test('what is too short or too long is no PIN', async () => {
  await enrolled(await virtualBench(), async (peer) => {
    await expect(setPin(peer, '', '123')).rejects.toThrow(fault('PIN_INVALID'));
    await setPin(peer, '', 'x'.repeat(32));
  });
});

test('after eight wrong ones the slot is locked, also for the right one and after a power cycle; a new enrolment helps', async () => {
  const bench = await virtualBench();
  await enrolled(bench, async (peer) => {
    await setPin(peer, '', '4711');
    for (let left = 7; left > 0; left--)
      await expect(tryPin(peer, '0000')).rejects.toThrow(fault('PIN_WRONG', `${left}`));
    await expect(tryPin(peer, '0000')).rejects.toThrow(fault('PIN_LOCKED'));
    bench.card.powerCycle();
    await peer.connect();
    await expect(tryPin(peer, '4711')).rejects.toThrow(fault('PIN_LOCKED'));
    await peer.enrol(undefined, 2, 1);
    await peer.open(shop);
    await setPin(peer, '', '1234');
    await tryPin(peer, '1234');
  });
});

test('cutting the power at any write of a try gives none back and loses no slot', async () => {
  class Cut extends MemoryStorage {
    left = Number.POSITIVE_INFINITY;
    override write(name: string, data: Uint8Array): void {
      if (--this.left < 0) throw new Error('power');
      super.write(name, data);
    }
  }
  const storage = new Cut();
  const draw = (n: number): string => randomBytes(n).toString('latin1');
  const pin = await runtimeModule<{
    openPin(i: number, body: string, pin: string): string;
    closePin(body: string, pin: string, draw: (n: number) => string): string;
  }>('pin', storage);
  const plain = `${'S'.repeat(16)}\x01\0${'w'.repeat(32)}${'P'.repeat(32)}${'\0'.repeat(18)}name`;
  const body = pin.closePin(plain, '4711', draw);
  expect(body).not.toContain('w'.repeat(8));
  expect(pin.openPin(0, body, '4711').substr(0, 82)).toBe(plain.substr(0, 82));
  // Power that goes at the first write: nothing was looked at yet, whatever was given.
  for (const given of ['4711', '0000']) {
    storage.left = 0;
    expect(() => pin.openPin(0, body, given)).toThrow('power');
  }
  // At the second, the one that would give tries back: the try stays spent.
  for (let left = 7; left > 0; left--) {
    storage.left = 1;
    expect(() => pin.openPin(0, body, '4711')).toThrow('power');
  }
  storage.left = Number.POSITIVE_INFINITY;
  expect(pin.openPin(0, body, '4711')).toBeTruthy();
  for (let i = 0; i < 8; i++) expect(() => pin.openPin(0, body, '0000')).toThrow();
  expect(() => pin.openPin(0, body, '4711')).toThrow(expect.objectContaining({ $code: catalogue.PIN_LOCKED.number }));
});

test('PBKDF2 in script and natively agree with Node', async () => {
  const { pbkdf2 } = await runtimeModule<{ pbkdf2(secret: string, salt: string, n: number): Uint8Array }>('crypto');
  for (const secret of ['', '4711', 'x'.repeat(32)])
    for (const n of [1, 2, 60])
      expect(Buffer.from(pbkdf2(secret, 'saltsalt', n))).toEqual(pbkdf2Sync(secret, 'saltsalt', n, 32, 'sha256'));
});
