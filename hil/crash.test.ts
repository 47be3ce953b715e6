// Server, daemon and card are killed at random moments over 50 purchases: every order ends with exactly one receipt.
import { expect, test } from '@jest/globals';
import { buy } from '../examples/checkout/buy.js';
import { Store } from '../server/store/store.js';
import { scratch } from './stack/scratch.js';
import { type Part, Stack } from './stack/stack.js';

/** Park and Miller's minimal standard generator: the same crashes in every run with the same seed. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48271) % 0x7fffffff;
    return state % below;
  };
}

const parts: readonly Part[] = ['server', 'host', 'card'];
const seed = Number(process.env.CPU6_SEED ?? 1997);

const binary = process.env.CPU6_ESPRUINO;
const cards: [name: string, address: string][] = [
  ['virtual card', 'virtual:PICO_R1_3'],
  [`real interpreter${binary ? '' : ' (skipped: no Espruino binary)'}`, binary ? `espruino:${binary}` : ''],
];

for (const [name, card] of cards)
  (card ? test : test.skip)(
    `50 purchases through kill -9 of server, daemon and ${name}: one receipt each (seed ${seed})`,
    async () => {
      const room = scratch('crash');
      const random = generator(seed);
      const stack = new Stack({ dir: room.dir, processes: ['examples/checkout/checkout.ts'], epochEvery: 9, card });
      try {
        await stack.start();
        const client = await stack.client();
        await stack.enrol(client);

        // A crash hits at the n-th event from now, whatever is going on then; the next one is armed when it is over.
        let countdown = 40 + random(60);
        let crashes = 0;
        let crashing: Promise<void> = Promise.resolve();
        let busy = false;
        stack.on('event', () => {
          if (busy || crashes === 12 || --countdown > 0) return;
          busy = true;
          crashing = stack.crash(parts[crashes++ % parts.length]!).then(() => {
            countdown = 20 + random(120);
            busy = false;
          });
        });

        const orders = Array.from({ length: 50 }, (_, i) => ({
          row: i + 2,
          order: 5000 + i,
          pan: '4242424242424242',
          cents: 100 + i,
        }));
        const { receipts, refused } = await buy(client, orders, () => {});
        await crashing;
        await client.close();
        expect(refused.map((r) => r.error.report())).toEqual([]);
        expect(receipts.map((r) => r.order)).toEqual(orders.map((o) => o.order));
        expect(crashes).toBeGreaterThanOrEqual(9);

        await stack.stop();
        const store = new Store(stack.serverDir);
        try {
          const rows = store.sql.all(
            "SELECT key, value FROM kv WHERE process = 'checkout' AND key LIKE 'sale/%' ORDER BY key",
          );
          const sales = rows.map((row) => JSON.parse(row.value as string) as { receipt: string; cents: number });
          expect(rows.map((row) => row.key)).toEqual(orders.map((o) => `sale/${o.order}`));
          expect(sales.map((sale) => sale.receipt)).toEqual(receipts.map((r) => r.receipt));
          expect(sales.map((sale) => sale.cents)).toEqual(orders.map((o) => o.cents));
        } finally {
          store.close();
        }
      } finally {
        await stack.stop();
        room.remove();
      }
    },
    240_000,
  );
