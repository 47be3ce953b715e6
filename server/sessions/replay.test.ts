// A recorded session said again to the server, byte for byte and with the card's old nonce: to the same server, over a new
// uplink, for another card, and to another server. No session opens, no call of it is done.
import { afterEach, expect, test } from '@jest/globals';
import { n32, startShop } from '../test/fixture.js';
import { newCard, type TestCard, TestHost, type TestSession } from '../test/peer.js';
import { worldForEachTest } from '../test/world.js';

const world = worldForEachTest();
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function recorded(): Promise<TestSession> {
  const session = await world().host.session(world().card, 'shop');
  await session.call(0, n32(5));
  return session;
}

/** Waits for the server's projection, then says what was said in `old`; the code that ended the session. */
async function replay(host: TestHost, card: TestCard, old: TestSession): Promise<string> {
  const session = host.open(card, 'shop', old.nC);
  const projection = old.seen.length - 3; // after it: hostReply, finished, result
  for (let i = 0; i < projection; i++) await session.body();
  for (const body of old.sent) session.send(body);
  return session.closed();
}

const calls = (): number => world().events.filter((e) => e.type === 'call').length;

test('by the same host, at once and over a new uplink', async () => {
  const { host, card, server } = world();
  const old = await recorded();
  expect(await replay(host, card, old)).toBe('SEAL_BROKEN');
  const again = new TestHost();
  ends.push(() => again.cut());
  await again.connect(server.url);
  expect(await replay(again, card, old)).toBe('SEAL_BROKEN');
  expect(calls()).toBe(1);
});

test('for another card of the same host', async () => {
  const { host, server } = world();
  const old = await recorded();
  const other = newCard();
  expect(await host.enrol(server.ticket(), other)).toBeUndefined();
  expect(await replay(host, other, old)).toBe('SEAL_BROKEN');
  expect(calls()).toBe(1);
});

test('to another server, where host and card are enrolled too', async () => {
  const { card } = world();
  const old = await recorded();
  const { server, events, end } = await startShop();
  ends.push(end);
  const host = new TestHost();
  ends.push(() => host.cut());
  await host.connect(server.url);
  const there = { ...card };
  expect(await host.enrol(server.ticket(), there)).toBeUndefined();
  expect(await replay(host, there, old)).toBe('SEAL_BROKEN');
  expect(events.filter((e) => e.type === 'call')).toEqual([]);
});
