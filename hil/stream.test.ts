// Channel mode against a hostile host: a real server, the real card runtime, and between them somebody who does to the
// cells what the names say. Each is noticed by the side that receives, named, and stands in the server's audit log.
import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { interpreter, nativeBench, virtualBench } from '../device/testing/bench.js';
import type { Server } from '../server/index.js';
import { shopHeader, startShop, writeShop } from '../server/test/fixture.js';
import { HostileHost, type Tamper } from './channel/hostile-host.js';

type Shop = Awaited<ReturnType<typeof startShop>>;
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Cells every 150 ms (the native build polls: 300); ten times that is late, twenty-five times of silence is the end. */
async function stream(binary?: string): Promise<{ shop: Shop; host: HostileHost; server: Server; pace: number }> {
  const pace = binary ? 300 : 150;
  const limits = { 'cells.size': 96, 'cells.pace': pace, 'cells.late': 10 * pace, 'cells.quiet': 25 * pace };
  const shop = await startShop({ mode: 'channel', allowRuntime: 'any', limits, suites: ['aes-cbc-hmac'] });
  ends.push(() => shop.end());
  writeShop(shop.dir, shopHeader(), 'var $a;return[function(){$g();return{$total:1}},function($a){$g();return $a}];');
  await shop.server.reload('shop');
  const host = new HostileHost(binary ? await nativeBench(binary) : await virtualBench());
  ends.push(() => host.close());
  await host.open(shop.server.url, shop.server.ticket(), 'shop');
  return { shop, host, server: shop.server, pace };
}

/** The first event of that type, past or future. */
const event = (shop: Shop, type: string): Promise<Record<string, unknown>> =>
  new Promise((resolve) => {
    const look = (): boolean => {
      const found = shop.events.find((e) => e.type === type);
      if (found) resolve(found as never);
      return found !== undefined;
    };
    if (look()) return;
    shop.server.on('event', () => look());
  });

/** Does `what` to the third record from now on. */
function third(what: Tamper): Tamper {
  let n = 0;
  return (record) => (++n === 3 ? what(record) : [record]);
}

const held: Uint8Array[] = [];
const attacks: [name: string, code: string, make: () => Tamper][] = [
  ['a cell is taken out', 'CELL_DROPPED', () => third(() => [])],
  ['a cell is put in', 'CELL_INSERTED', () => third((r) => [randomBytes(r.length), r])],
  ['a cell comes again', 'CELL_REPLAYED', () => third((r) => [r, r])],
  [
    'two cells change places',
    'CELL_REORDERED',
    () => {
      held.length = 0;
      let n = 0;
      return (r) => {
        n++;
        if (n === 3) held.push(r);
        return n === 3 ? [] : n === 4 ? [r, ...held] : [r];
      };
    },
  ],
  [
    'a cell is altered',
    'SEAL_BROKEN',
    () =>
      third((r) => {
        const bad = Uint8Array.from(r);
        bad[20]! ^= 4;
        return [bad];
      }),
  ],
  ['nothing comes any more', 'STREAM_TRUNCATED', () => () => []],
];

const backends: [name: string, binary: string | undefined][] = [
  ['the virtual card', ''],
  [`the real interpreter${interpreter ? '' : ' (skipped: no Espruino binary)'}`, interpreter],
];

for (const [name, binary] of backends)
  (binary === undefined ? describe.skip : describe)(`on ${name}`, () => {
    for (const direction of ['down', 'up'] as const)
      test.each(attacks)(
        `${direction}: %s`,
        async (_, code, make) => {
          const { shop, host, server } = await stream(binary);
          host[direction] = make();
          expect(await event(shop, 'closed')).toMatchObject({ code });
          const response = await fetch(`http://127.0.0.1:${server.port}/api/audit?verify`, {
            headers: { authorization: `Bearer ${server.adminToken}` },
          });
          const { broken, entries } = (await response.json()) as { broken: unknown; entries: object[] };
          expect(broken).toBeNull();
          expect(entries[0]).toMatchObject({ kind: 'session ended', detail: { code } });
        },
        30_000,
      );

    test.each(['down', 'up'] as const)(
      '%s: cells are held up; it is said, the epoch changes, and the session goes on',
      async (direction) => {
        const { shop, host, pace } = await stream(binary);
        const late: Uint8Array[] = [];
        host[direction] = (record) => {
          late.push(record);
          return [];
        };
        await new Promise((resolve) => setTimeout(resolve, 14 * pace));
        host[direction] = (record) => [record];
        if (direction === 'down') host.toCard(...late);
        else host.toServer(...late);
        expect(await event(shop, 'alarm')).toMatchObject({ code: 'CELL_DELAYED', direction });
        expect(await event(shop, 'epoch')).toMatchObject({ reason: 'alarm' });
        expect(shop.events.some((e) => e.type === 'closed')).toBe(false);
      },
      30_000,
    );
  });

test('to a listener on the uplink every cell of an epoch has one size, whatever is said', async () => {
  const { shop, host } = await stream();
  const sizes = { down: new Set<number>(), up: new Set<number>() };
  let seen = 0;
  const enough = new Promise<void>((resolve) => {
    for (const direction of ['down', 'up'] as const)
      host[direction] = (record) => {
        sizes[direction].add(record.length);
        if (++seen === 40) resolve();
        return [record];
      };
  });
  await enough;
  expect([sizes.down.size, sizes.up.size]).toEqual([1, 1]);
  expect([...sizes.down]).toEqual([...sizes.up]);
  expect(shop.events.some((e) => e.type === 'closed')).toBe(false);
}, 30_000);
