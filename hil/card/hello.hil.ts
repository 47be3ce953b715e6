// Hello, flash, boot: the card as a computer meets it.
import { afterEach, expect, test } from '@jest/globals';
import { closePort, openPort } from '../../host/link/index.js';
import type { Cpu6Error } from '../../protocol/errors/error.js';
import { hex } from '../../protocol/session/ids.js';
import { shippedRuntime } from '../../tools/artifacts.js';
import { CardKeys } from '../../tools/flash/card-keys.js';
import { flashRuntime } from '../../tools/flash/flash-runtime.js';
import { greet } from '../../tools/flash/greet.js';
import { scratch } from '../stack/scratch.js';
import { type CardUnderTest, cardUnderTest } from './card-under-test.js';
import { which } from './which.js';

const patience = 15_000;
const { kind } = which();
let card: CardUnderTest;
afterEach(() => card?.stop());

/** What the card says of itself, and its boot number. */
async function hello(): Promise<{ id: string; runtime: string; boot: number; crypto: number; slots: number }> {
  // A line has one other end: the one before may not have let go yet.
  for (const end = Date.now() + patience; Date.now() < end; ) {
    const port = await openPort(card.address);
    try {
      const answer = await greet(port, 2_000, async ({ description: d, info }) => ({
        id: hex(d.cardId),
        runtime: hex(d.runtime),
        boot: info.boot,
        crypto: d.crypto,
        slots: d.slots.length,
      }));
      if ('card' in answer) return answer.card;
    } catch (error) {
      if ((error as Partial<Cpu6Error>).code !== 'CARD_LOST') throw error;
    } finally {
      await closePort(port);
    }
  }
  throw new Error('no hello');
}

test('hello: the card says what it is, the same each time, and runs the runtime of this version', async () => {
  card = await cardUnderTest();
  const first = await hello();
  expect(first.runtime).toBe(Buffer.from(shippedRuntime().measurement).toString('hex'));
  expect(first.crypto & 1).toBe(1);
  expect(await hello()).toEqual(first);
}, 60_000);

(kind === 'hardware' ? test.skip : test)(
  `flash and boot: a blank board becomes a card that comes back as the same one after a loss of power${
    kind === 'hardware' ? ' (skipped: a board is not erased unasked; `cpu6 flash` does this)' : ''
  }`,
  async () => {
    card = await cardUnderTest({ blank: true });
    const room = scratch('keys');
    try {
      const report = await flashRuntime({
        address: card.address,
        open: () => openPort(card.address),
        runtime: shippedRuntime().code,
        keys: new CardKeys(room.dir),
      });
      card.powerCycle!();
      expect(await hello()).toMatchObject({ id: report.card, runtime: report.runtime, slots: 0 });
    } finally {
      room.remove();
    }
  },
  120_000,
);
