import { expect, test } from '@jest/globals';
import { bytes, defineProcess, list, optional, text, u32 } from './index.js';

test('the types of a declaration reach both halves and a wrong one does not compile', () => {
  const shop = defineProcess({
    name: 'shop',
    gate: { pay: { in: { cents: u32, note: optional(text(9)) }, out: { receipt: bytes(32) } } },
    calls: {
      server: { charge: { in: { cents: u32 }, out: { receipt: bytes(32) } } },
      card: { show: { in: { lines: list(text(9), 3) } } },
    },
    state: { paid: u32 },
    card: ({ server, state }) => ({
      async pay({ cents, note }) {
        const shown: string | undefined = note;
        // @ts-expect-error: cents is a number
        const wrong: string = cents;
        state.paid += cents;
        // @ts-expect-error: charge needs cents
        if (wrong === shown) await server.charge({ pounds: 1 });
        // @ts-expect-error: there is no such method
        if (wrong === shown) await server.refund({ cents });
        return server.charge({ cents });
      },
      show: ({ lines }) => {
        lines.push('x');
      },
    }),
    server: ({ card }) => ({
      async charge({ cents }) {
        // @ts-expect-error: show takes lines
        if (cents > 1) await card.show({ line: 1 });
        return { receipt: new Uint8Array(32) };
      },
    }),
  });
  defineProcess({
    name: 'bad',
    gate: { a: { out: { n: u32 } } },
    // @ts-expect-error: a must answer with n
    card: () => ({ a: () => ({ m: 1 }) }),
  });
  // @ts-expect-error: b is missing
  defineProcess({ name: 'bad', gate: { a: {}, b: {} }, card: () => ({ a: () => {} }) });
  expect(shop.name).toBe('shop');
});
