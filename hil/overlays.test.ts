// A process whose card half comes in segments does what it does whole, with never all of it on the card.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Client } from '../host/client/index.js';
import almanac from './processes/almanac.js';
import { OddStack } from './stack/odd.js';
import type { StackEvent } from './stack/stack.js';

const binary = process.env.CPU6_ESPRUINO;
const cards: [name: string, address: string | undefined][] = [
  ['the virtual card', 'virtual:PICO_R1_3'],
  [`the real interpreter${binary ? '' : ' (skipped: no Espruino binary)'}`, binary && `espruino:${binary}`],
];

type Methods = Record<string, (args: unknown) => unknown>;

/** The same program in Node: both halves of it, without anything between them. */
function inNode(): Methods {
  const state = { calls: 0 };
  let card: Methods = {};
  const server = almanac.server!({
    card: new Proxy({}, { get: (_, name) => async (a: unknown) => card[name as string]!(a) }),
  } as never) as unknown as Methods;
  const calls = Object.fromEntries(Object.entries(server).map(([name, f]) => [name, async (a: unknown) => f(a)]));
  card = almanac.card({ server: calls, card: {}, state } as never) as unknown as Methods;
  return card;
}

/** Every method, in an order that needs most of them anew. */
const calls: [method: string, args: object][] = [
  ['weekday', { year: 1997, month: 9, day: 10 }],
  ['countdown', { n: 3 }],
  ['roman', { n: 1994 }],
  ['sums', { data: Uint8Array.from({ length: 100 }, (_, i) => i * 7) }],
  ['matrix', { a: [1, 2, 3, 4, 5, 6, 7, 8, 10], b: [2, 0, 1, 0, 3, 0, 1, 0, 2] }],
  ['fail', { how: 1 }],
  ['easter', { year: 2024 }],
  ['life', { rows: ['.....', '..#..', '..#..', '..#..', '.....'], turns: 3 }],
  ['spell', { n: 4_021_017_113 }],
  ['fail', { how: 3 }],
  ['countup', { n: 3 }],
  ['sort', { items: [5, -3, 99, 0, 5, 2147483647, -2147483648, 17] }],
  ['weekday', { year: 2023, month: 2, day: 29 }],
  ['morse', { text: 'Overlay 6' }],
  ['sounds', { a: 'Robert', b: 'Rupert' }],
  ['route', { from: 'Aldgate', to: 'Islington' }],
  ['primes', { below: 300 }],
  ['fail', { how: 0 }],
  ['history', {}],
];

/** An interpreter's own message for a member of nothing is its own. */
const outcome = async (call: () => unknown): Promise<unknown> => {
  try {
    return await call();
  } catch (error) {
    const { message } = error as Error;
    return `failed: ${/^(the process failed: )?caught (?!too|two)/.test(message) ? 'caught …' : message.replace('the process failed: ', '')}`;
  }
};

for (const [name, address] of cards)
  (address ? describe : describe.skip)(`on ${name}`, () => {
    let stack: OddStack;
    let client: Client;
    const events: StackEvent[] = [];

    beforeAll(async () => {
      stack = OddStack.make({
        processes: ['hil/processes/almanac.ts'],
        card: address ?? '',
        suites: ['aes-cbc-hmac'],
      });
      stack.on('event', (e) => events.push(e));
      client = await stack.ready();
    }, 60_000);
    afterAll(() => stack?.end(), 30_000);

    test('every method answers as the same program does in Node, whatever came and went between', async () => {
      const node = inNode();
      for (const [method, args] of calls)
        expect([method, await outcome(() => client.call('almanac', method, args))]).toEqual([
          method,
          await outcome(() => node[method]!(args)),
        ]);
      expect(events.filter((e) => e.type === 'segment').length).toBeGreaterThan(5);
    }, 120_000);
  });
