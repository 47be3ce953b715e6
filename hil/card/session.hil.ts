// Projection, calls, epochs, presence, a bad line, the loss of the card: a whole cpu6 around the card of this run.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Client } from '../../host/client/index.js';
import { openPort } from '../../host/link/index.js';
import { FaultProxy } from '../faults/proxy.js';
import { OddStack } from '../stack/odd.js';
import { type CardUnderTest, cardUnderTest } from './card-under-test.js';
import { soakMinutes, which } from './which.js';

const { kind, address } = which();
const long = kind === 'virtual' ? 60_000 : 180_000;
const minutes = soakMinutes();
/** Events of the daemon so far, by type. */
const counts: Record<string, number> = {};
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
}, 30_000);

function stackOn(card: string): OddStack {
  const stack = OddStack.make({ card });
  undo.push(() => stack.end());
  return stack;
}

describe('a session', () => {
  let stack: OddStack;
  let client: Client;
  beforeAll(async () => {
    stack = OddStack.make({ card: address, epochEvery: 4 });
    stack.on('event', ({ from, type }) => {
      if (from === 'host') counts[type ?? ''] = (counts[type ?? ''] ?? 0) + 1;
    });
    client = await stack.ready();
  }, long);
  afterAll(() => stack?.end(), 30_000);

  test(
    'projection, calls of all sizes both ways, changes of epoch between them, and the button',
    async () => {
      const gate = stack.gate(client);
      for (const size of [0, 1, 447, 448, 449, 1500]) {
        const data = Uint8Array.from({ length: size }, (_, i) => i & 255);
        expect(await gate.echo({ data })).toEqual({ data });
      }
      for (let n = 1; n <= 4; n++) expect(await gate.viaServer({ n })).toEqual({ n: 2 * n });
      let sum = 0;
      for (const n of [1, 2, 3]) {
        sum += n;
        expect(await gate.remember({ n })).toEqual({ sum });
      }
      await client.call('odd', 'ask', { question: 'Well?' }, { time: 40_000 });
      await expect(gate.fail({ why: 'on purpose' })).rejects.toMatchObject({ code: 'APPLET_ERROR' });
      expect(counts.epoch).toBeGreaterThanOrEqual(1);
      // Enrolment and question.
      expect(counts.presence).toBeGreaterThanOrEqual(2);
    },
    long,
  );

  test(
    'a bad line costs time, not calls',
    async () => {
      const card: CardUnderTest = await cardUnderTest();
      undo.push(() => card.stop());
      const proxy = new FaultProxy({
        seed: 7,
        both: { bitErrors: 2e-6, drops: 2e-3, duplicates: 2e-3 },
        card: () => openPort(card.address),
      });
      undo.push(() => proxy.stop());
      const stack = stackOn(await proxy.listen());
      const client = await presser(stack, card);
      for (let n = 1; n <= 10; n++) {
        const data = new Uint8Array(100).fill(n);
        expect(await client.call('odd', 'echo', { data }, { time: 30_000 })).toEqual({ data });
      }
      expect(Object.keys(proxy.counts).length).toBeGreaterThan(0);
    },
    long,
  );

  (kind === 'hardware' ? test.skip : test)(
    `a card that loses its power in the middle of a session serves again${
      kind === 'hardware' ? ' (skipped: nobody pulls the cable)' : ''
    }`,
    async () => {
      const data = Uint8Array.of(1, 2, 3);
      await stack.gate(client).echo({ data });
      await stack.crash('card');
      expect(await client.call('odd', 'echo', { data }, { time: 40_000 })).toEqual({ data });
    },
    long,
  );

  test(
    minutes > 0
      ? `soak: calls for ${minutes} minutes, none wrong`
      : 'soak: 30 calls, none wrong (--minutes N for more)',
    async () => {
      const end = Date.now() + minutes * 60_000;
      let calls = 0;
      let retried = 0;
      while (calls < 30 || Date.now() < end) {
        const data = Uint8Array.from({ length: (calls * 37) % 600 }, (_, i) => (i + calls) & 255);
        // The rate of the method is the only refusal that is no fault.
        try {
          expect(await client.call('odd', 'echo', { data }, { time: 60_000 })).toEqual({ data });
          calls++;
        } catch (error) {
          if ((error as { code?: string }).code !== 'RATE_EXCEEDED') throw error;
          retried++;
          await new Promise((resolve) => setTimeout(resolve, 500));
        }
      }
      process.stdout.write(`soak: ${calls} calls, ${retried} times at the declared rate\n`);
    },
    long + minutes * 60_000,
  );
});

/** Enrols through a card that the stack does not own: its button is pressed from here, or by a person. */
async function presser(stack: OddStack, card: CardUnderTest): ReturnType<OddStack['ready']> {
  stack.on('event', ({ from, type }) => {
    if (from === 'host' && type === 'presence') card.press?.();
  });
  return stack.ready();
}
