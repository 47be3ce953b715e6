import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { boardNamed } from '../../device/boards/index.js';
import { builtRuntime, interpreter } from '../../device/testing/bench.js';
import { virtualPort } from '../../device/testing/virtual-port.js';
import { VirtualCard } from '../../device/virtual/card.js';
import { startNative } from '../../device/virtual/native.js';
import { openPort } from '../../host/link/index.js';
import type { CardPort } from '../../host/link/port.js';
import { CardKeys } from './card-keys.js';
import { type FlashOptions, flashRuntime } from './flash-runtime.js';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function scratch(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'cpu6-flash-'));
  undo.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function board(name = 'PICO_R1_3'): Promise<{ card: VirtualCard; options: FlashOptions }> {
  const card = await VirtualCard.create({ board: boardNamed(name) });
  undo.push(() => card.stop());
  return { card, options: optionsFor(() => virtualPort(card)) };
}

const optionsFor = (open: () => CardPort): FlashOptions => ({
  address: 'virtual:test',
  open: async () => open(),
  runtime: builtRuntime(),
  keys: new CardKeys(scratch()),
});

/** Another runtime that works as well: as a new version is. */
const newer = `${builtRuntime()}\n`;

describe('flashing a virtual board', () => {
  test('makes it a card that starts at power-on with its console closed', async () => {
    const { card, options } = await board();
    expect(card.consoleOpen).toBe(true);
    const report = await flashRuntime(options);
    expect(report).toMatchObject({ board: 'PICO_R1_3', espruino: '2v29', kept: false, slots: 0 });
    expect(card.consoleOpen).toBe(false);
    card.powerCycle();
    expect(card.consoleOpen).toBe(false);
    expect(card.storage.read('cpu6.cfg')).toBeUndefined();
    const mode = statSync(report.keyFile).mode & 0o777;
    expect(mode).toBe(0o600);
  });

  test('a card is unlocked with its key, and stays the same card with the new runtime; the seed is a new one', async () => {
    const { card, options } = await board();
    const first = await flashRuntime(options);
    const seed = Buffer.from(card.storage.read('cpu6.ra')!);
    card.storage.write('cpu6.s0a', Buffer.from('a slot'));
    const steps: string[] = [];
    const second = await flashRuntime({ ...options, runtime: newer, onStep: (step) => steps.push(step) });
    expect(second).toMatchObject({ card: first.card, kept: true });
    expect(second.runtime).not.toBe(first.runtime);
    expect(steps).toEqual(['greet', 'unlock', 'check', 'upload', 'switch', 'restart', 'done']);
    expect(Buffer.from(card.storage.read('cpu6.ra')!).equals(seed)).toBe(false);
    expect(Buffer.from(card.storage.read('cpu6.s0a')!).toString()).toBe('a slot');
    expect(card.storage.names().filter((name) => /^cpu6\.(js|cf)/.test(name))).toHaveLength(2);
  });

  test('a key of another card opens nothing, and for a while no key does; the button always does', async () => {
    const { card, options } = await board();
    await flashRuntime(options);
    const wrong = { ...options, key: new Uint8Array(32) };
    await expect(flashRuntime(wrong)).rejects.toMatchObject({ code: 'UNLOCK_REFUSED' });
    await expect(flashRuntime(options)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    const elsewhere = { ...options, keys: new CardKeys(scratch()) };
    await expect(flashRuntime(elsewhere)).rejects.toMatchObject({ code: 'UNLOCK_NO_KEY' });
    expect(card.consoleOpen).toBe(false);
    card.powerCycle(true);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(card.consoleOpen).toBe(true);
    expect(await flashRuntime(elsewhere)).toMatchObject({ kept: true });
  });

  test('a board with a program of its own is left alone unless told otherwise', async () => {
    const { card, options } = await board();
    card.storage.write('.boot0', Buffer.from('LED1.set()'));
    card.storage.write('.bootcde', Buffer.from('print("mine")'));
    await expect(flashRuntime(options)).rejects.toMatchObject({
      code: 'FLASH_REFUSED',
      message: expect.stringContaining('.boot0, .bootcde'),
    });
    expect(Buffer.from(card.storage.read('.bootcde')!).toString()).toBe('print("mine")');
    await flashRuntime({ ...options, replace: true });
    expect(card.storage.read('.boot0')).toBeUndefined();
  });

  test('a flash that does not hold two runtimes takes one after the other', async () => {
    const { card, options } = await board('PUCKJS');
    const first = await flashRuntime(options);
    expect(await flashRuntime({ ...options, runtime: newer })).toMatchObject({ card: first.card, kept: true });
    card.storage.write('other', new Uint8Array(4_000));
    await expect(flashRuntime(options)).rejects.toMatchObject({ code: 'FLASH_REFUSED' });
    card.powerCycle();
    expect(card.consoleOpen).toBe(false);
  });

  test('a board without the crypto is refused', async () => {
    const { options } = await board('RP2040_PICO');
    await expect(flashRuntime(options)).rejects.toMatchObject({ code: 'CARD_CRYPTO' });
  });

  test('cut at any byte it runs the old runtime, the new one, or can be flashed again as the same card', async () => {
    const runtimes = [builtRuntime(), newer];
    const { card, options } = await board();
    const first = await flashRuntime(options);
    const outcomes = new Set<string>();
    for (const cut of [1500, 20_000, 39_800]) {
      const attempt = { ...options, runtime: newer, open: async () => virtualPort(card, cut) };
      const done = await flashRuntime(attempt).then(
        () => 'done',
        () => 'cut',
      );
      card.powerCycle();
      const again = await flashRuntime({ ...options, runtime: runtimes[cut % 2]! });
      expect(again).toMatchObject({ card: first.card, kept: true });
      outcomes.add(done);
    }
    expect(outcomes).toContain('cut');
  }, 60_000);
});

(interpreter ? describe : describe.skip)('flashing the real interpreter', () => {
  test('makes it a card, which is unlocked, flashed again, and survives cuts at many bytes', async () => {
    const stateDir = scratch();
    const native = await startNative({ binary: interpreter!, stateDir });
    undo.push(() => native.stop());
    const options = {
      ...optionsFor(() => undefined as never),
      address: native.address,
      open: () => openPort(native.address),
    };
    const first = await flashRuntime(options);
    expect(first).toMatchObject({ board: 'LINUX', kept: false });
    const cuts = Number(process.env.CPU6_CUTS ?? 2);
    for (let i = 0; i < cuts; i++) {
      const port = await openPort(native.address);
      let left = 200 + Math.floor((i * 38_000) / cuts);
      const write = port.write.bind(port);
      // Loses its power when so many bytes have gone out.
      port.write = ((chunk: Uint8Array, done?: (error?: Error | null) => void) => {
        const taken = chunk.subarray(0, left);
        left -= taken.length;
        return write(taken, (error?: Error | null) => {
          done?.(error);
          if (left === 0) port.destroy();
        });
      }) as never;
      await flashRuntime({ ...options, runtime: newer, open: async () => port }).catch(() => {});
      if (port.isOpen) await new Promise((resolve) => port.close!(resolve));
      native.powerCycle();
      const again = await flashRuntime({ ...options, runtime: i % 2 ? newer : options.runtime });
      expect(again).toMatchObject({ card: first.card, kept: true });
    }
  }, 600_000);
});

test('keys are files that only their owner reads, one per card', () => {
  const dir = scratch();
  const keys = new CardKeys(dir);
  const id = new Uint8Array(16).fill(1);
  expect(keys.get(id)).toBeUndefined();
  const key = keys.make(id);
  expect(keys.make(id)).toEqual(key);
  expect(keys.make(new Uint8Array(16))).not.toEqual(key);
  expect(readdirSync(path.join(dir, 'card-keys'))).toHaveLength(2);
});
