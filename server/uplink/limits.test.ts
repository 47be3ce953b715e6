// Limits of uplinks that need other settings: floods, slow readers, lost and silent hosts.
import { randomBytes } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import { errorFromNumber } from '../../protocol/errors/error.js';
import { Buckets } from '../bucket.js';
import type { ServerOptions } from '../settings.js';
import { startShop } from '../test/fixture.js';
import { newCard, TestHost } from '../test/peer.js';
import { Outbox } from './counted.js';

let ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});
async function start(options: Partial<ServerOptions>) {
  const shop = await startShop(options);
  ends.push(shop.end);
  const host = new TestHost();
  ends.push(() => host.cut());
  await host.connect(shop.server.url);
  return { ...shop, host };
}
const until = (server: { on(e: 'event', l: (e: { type: string }) => void): unknown }, type: string) =>
  new Promise<void>((resolve) => server.on('event', (e) => e.type === type && resolve()));

test('an uplink that does not come back in time ends its sessions', async () => {
  const { server, host, events } = await start({ limits: { 'uplink.resume': 20 } });
  const card = newCard();
  await host.enrol(server.ticket(), card);
  await host.session(card, 'shop');
  const closed = until(server, 'closed');
  host.cut();
  await closed;
  expect(events.find((e) => e.type === 'closed')).toMatchObject({ code: 'UPLINK_LOST' });
  expect((await host.connect(server.url, true)).resumed).toBe(false);
});

test('a handshake that stops in the middle ends in time', async () => {
  const { server, host } = await start({ limits: { 'session.handshake': 30 } });
  const card = newCard();
  await host.enrol(server.ticket(), card);
  const session = host.open(card, 'shop');
  await session.projection();
  expect(await session.closed()).toBe('HANDSHAKE_TIMEOUT');
});

test('a session without traffic ends in time', async () => {
  const { server, host } = await start({ limits: { 'session.idle': 30 } });
  const card = newCard();
  await host.enrol(server.ticket(), card);
  const session = await host.session(card, 'shop');
  expect(await session.closed()).toBe('SESSION_IDLE');
});

test('a change of epoch that stops in the middle ends the session in time', async () => {
  const { server, host } = await start({ limits: { 'session.handshake': 150 } });
  const card = newCard();
  await host.enrol(server.ticket(), card);
  const session = await host.session(card, 'shop');
  const change = server.changeEpoch('all');
  expect(await session.closed()).toBe('EPOCH_FAILED');
  await change;
});

test('a card that does not answer a call of the server fails that call in time', async () => {
  const { server, host } = await start({ limits: { 'call.time': 30 } });
  const card = newCard();
  await host.enrol(server.ticket(), card);
  const session = await host.session(card, 'shop');
  session.say('call', { call: 1, method: 1, key: new Uint8Array(16), ordinal: 0, body: new Uint8Array(4) });
  await session.expect('call');
  expect((await session.expect('result')).status).toBe(130);
});

test('a flood of sessions from one address is slowed down', async () => {
  const { server, host } = await start({ burst: 5, perSecond: 0.001 });
  const card = newCard();
  await host.enrol(server.ticket(), card);
  const codes = [];
  for (let i = 0; i < 6; i++) codes.push(await host.open(card, 'nothing').closed());
  expect(codes).toEqual([...Array(4).fill('PROCESS_UNKNOWN'), 'RATE_LIMITED', 'RATE_LIMITED']);
});

test('guessing tickets is slowed down', async () => {
  const { server, host } = await start({ burst: 4, perSecond: 0.001 });
  const good = server.ticket();
  const codes = [];
  for (let i = 0; i < 5; i++) {
    const wrong = Buffer.from(good.slice('cpu6-ticket-1:'.length), 'base64url');
    wrong.fill(i, 32, 48);
    codes.push(await host.enrol(`cpu6-ticket-1:${wrong.toString('base64url')}`, newCard()));
  }
  expect(codes).toEqual([...Array(4).fill('TICKET_REFUSED'), 'RATE_LIMITED']);
});

test('asking for certificates is slowed down', async () => {
  const { host } = await start({ burst: 4, perSecond: 0.001 });
  const codes = [];
  for (let i = 0; i < 5; i++) {
    host.send('renew', { noise: randomBytes(96) });
    codes.push(errorFromNumber((await host.take('renewRefused')).code).code);
  }
  expect(codes).toEqual([...Array(4).fill('HOST_UNKNOWN'), 'RATE_LIMITED']);
});

test('a flood of connections from one address is refused', async () => {
  const { server } = await start({ burst: 3, perSecond: 0.001 });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 6 }, async () => {
      const host = new TestHost();
      ends.push(() => host.cut());
      await host.connect(server.url);
    }),
  );
  expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(2);
});

test('more connections than the limit are refused', async () => {
  const { server } = await start({ connections: 1 });
  const second = new TestHost();
  ends.push(() => second.cut());
  await expect(second.connect(server.url)).rejects.toThrow('503');
});

test('a host that takes nothing is dropped when too much waits for it', async () => {
  const { server, host } = await start({ limits: { 'uplink.resend': 4000 } });
  const card = newCard();
  await host.enrol(server.ticket(), card);
  host.acknowledge();
  // It never counts what arrives: four projections are more than is kept for it.
  const lost = host.closed;
  for (let i = 0; i < 6; i++) host.open(card, 'shop');
  expect(await lost).toBe(1008);
});

test('a bucket gives its burst, then its rate, and forgets full ones first', () => {
  let now = 0;
  const buckets = new Buckets(2, 10, () => now, 3);
  expect([buckets.take('a'), buckets.take('a'), buckets.take('a')]).toEqual([true, true, false]);
  now = 100;
  expect([buckets.take('a'), buckets.take('a')]).toEqual([true, false]);
  for (const address of ['b', 'c', 'd', 'e', 'f']) expect(buckets.take(address)).toBe(true);
  now = 50; // a clock that goes back gives nothing away
  expect(buckets.take('f')).toBe(true);
  expect(buckets.take('f')).toBe(false);
});

test('an outbox keeps what was not counted, and believes no impossible count', () => {
  const outbox = new Outbox(10);
  for (let i = 0; i < 3; i++) outbox.add(Uint8Array.of(i, i, i));
  expect(outbox.counted(4)).toBe(false);
  expect(outbox.counted(2)).toBe(true);
  expect(outbox.counted(1)).toBe(false);
  expect(outbox.uncounted()).toEqual([Uint8Array.of(2, 2, 2)]);
  expect(() => {
    for (let i = 0; i < 3; i++) outbox.add(Uint8Array.of(i, i, i));
  }).toThrow('10 bytes');
});
