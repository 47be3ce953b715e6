// Whole sessions over a real WebSocket, with the reference peer.

import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { n32, readN32, startShop } from '../test/fixture.js';
import { newCard, TestHost } from '../test/peer.js';

let shop: Awaited<ReturnType<typeof startShop>>;
let host: TestHost;
beforeEach(async () => {
  shop = await startShop();
  host = new TestHost();
  await host.connect(shop.server.url);
});
afterEach(async () => {
  host.cut();
  await shop.end();
});

async function enrolled() {
  const card = newCard();
  expect(await host.enrol(shop.server.ticket(), card)).toBeUndefined();
  return card;
}

test('a card is enrolled, gets its applet, attests, and both Finished are right', async () => {
  const session = await host.session(await enrolled(), 'shop');
  expect(session.epoch).toBe(0);
  const steps = shop.events.map((e) => ('step' in e ? e.step : e.type));
  expect(steps).toEqual(expect.arrayContaining(['enrolled', 'S1', 'S2 S5', 'S3', 'S7', 'S8', 'finished']));
});

test('a card calls the server and the server calls the card', async () => {
  const session = await host.session(await enrolled(), 'shop');
  const first = await session.call(0, n32(5));
  expect([first.status, readN32(first.body)]).toEqual([0, 5]);
  session.say('call', { call: 9, method: 1, key: randomBytes(16), ordinal: 0, body: n32(21) });
  const asked = await session.expect('call');
  // Methods are numbered in the list of the half that is called.
  expect([asked.method, readN32(asked.body)]).toEqual([0, 21]);
  session.say('result', { call: asked.call, status: 0, body: n32(42) });
  const answer = await session.expect('result');
  expect([answer.call, answer.status, readN32(answer.body)]).toEqual([9, 0, 42]);
});

test('an epoch takes over between two calls, by the count of calls', async () => {
  const session = await host.session(await enrolled(), 'shop');
  await session.call(0, n32(1));
  const changed = shop.server.changeEpoch('all');
  await session.changeEpoch();
  expect(await changed).toBe(1);
  const after = await session.call(0, n32(2));
  expect(readN32(after.body)).toBe(3);
  expect(session.epoch).toBe(1);
});
