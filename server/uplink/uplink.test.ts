// Uplinks: resumed after a drop without loss, bounded in every way, closed to what does not belong there.

import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import WebSocket from 'ws';
import { uplinkMessages } from '../../protocol/messages/uplink.js';
import { n32, readN32 } from '../test/fixture.js';
import { newCard } from '../test/peer.js';
import { worldForEachTest } from '../test/world.js';
import { Uplink, type UplinkHost } from './uplink.js';

const world = worldForEachTest({ limits: { 'uplink.sessions': 3, 'uplink.resume': 60_000 } });

test('a session goes on over a new connection, and nothing is lost or doubled', async () => {
  const { host, card, server } = world();
  const session = await host.session(card, 'shop');
  for (let i = 1; i <= 20; i++) {
    // The call may be lost with the connection, or its answer: both ends send again what the other has not counted.
    session.say('call', { call: i, method: 0, key: randomBytes(16), ordinal: 0, body: n32(1) });
    if (i % 2) host.cut();
    if (i % 4 === 1) session.say('call', { call: 100 + i, method: 0, key: randomBytes(16), ordinal: 0, body: n32(0) });
    if (i % 2) {
      await host.closed;
      expect((await host.connect(server.url, true)).resumed).toBe(true);
    }
    const answer = await session.expect('result');
    expect([answer.call, readN32(answer.body)]).toEqual([i, i]);
    if (i % 4 === 1) expect((await session.expect('result')).call).toBe(100 + i);
  }
});

test('a projection goes on over a new connection', async () => {
  const { host, card, server } = world();
  const session = host.open(card, 'shop');
  host.cut();
  await host.closed;
  await host.connect(server.url, true);
  await session.projection();
  session.attest();
  session.machineId();
  await session.hostReply();
  session.finish();
  await session.finished();
});

test('a resumed connection takes the place of the one before, even if that still looks alive', async () => {
  const { host, card, server } = world();
  const session = await host.session(card, 'shop');
  const first = host.closed;
  const before = host.socket;
  await host.connect(server.url, true);
  await first;
  expect(before.readyState).toBe(WebSocket.CLOSED);
  expect((await session.call(0, n32(1))).status).toBe(0);
});

test('an unknown token gets a new uplink, and an impossible count ends the old one', async () => {
  const { host, card, server } = world();
  await host.session(card, 'shop');
  const real = host.token!;
  host.cut();
  host.token = randomBytes(16);
  expect((await host.connect(server.url, true)).resumed).toBe(false);
  expect(server.sessions()).toHaveLength(1);
  host.token = real;
  host.received = 1_000_000;
  expect((await host.connect(server.url, true)).resumed).toBe(false);
  expect(server.sessions()).toHaveLength(0);
});

test('a host that says goodbye ends its sessions at once', async () => {
  const { host, card, server } = world();
  await host.session(card, 'shop');
  await host.close();
  await world().event('closed');
  expect(server.sessions()).toEqual([]);
});

test('more sessions than the limit are refused, and the others go on', async () => {
  const { host, card, server } = world();
  const cards = [card, newCard(), newCard(), newCard()];
  for (const other of cards.slice(1)) await host.enrol(server.ticket(), other);
  const sessions = [];
  for (const c of cards.slice(0, 3)) sessions.push(await host.session(c, 'shop'));
  expect(await host.open(cards[3]!, 'shop').closed()).toBe('TOO_MANY_SESSIONS');
  for (const s of sessions) expect((await s.call(0, n32(1))).status).toBe(0);
});

test('a second session of a card ends the first', async () => {
  const { host, card } = world();
  const first = await host.session(card, 'shop');
  await host.session(card, 'shop');
  expect(await first.closed()).toBe('SESSION_CLOSED');
});

test('a session number that is in use ends the uplink', async () => {
  const { host, card } = world();
  const session = await host.session(card, 'shop');
  host.send('open', {
    session: session.number,
    process: 'shop',
    generation: 1,
    nC: new Uint8Array(16),
    card: {
      version: 1,
      cardId: card.cardId,
      board: 'TEST',
      runtime: card.runtime,
      crypto: 3,
      button: true,
      vars: 0,
      free: 0,
      slots: [],
    },
  });
  expect(await host.closed).toBe(1002);
});

test('records of unknown sessions are of no consequence', async () => {
  const { host, card } = world();
  host.send('channel', { session: 4_000_000_000, body: new Uint8Array(100) });
  host.send('close', { session: 4_000_000_000, code: 87, detail: '' });
  expect((await (await host.session(card, 'shop')).call(0, n32(1))).status).toBe(0);
});

test.each<[string, string | Uint8Array, boolean?]>([
  ['text', 'hello'],
  ['an empty message', new Uint8Array(0)],
  ['a message of the server', uplinkMessages.encode('enrolRefused', { code: 1 })],
  ['a count that cannot be', uplinkMessages.encode('received', { count: 99 })],
  ['a second hello', uplinkMessages.encode('hello', { version: 1, resume: undefined })],
  ['a message as text', uplinkMessages.encode('received', { count: 0 }), false],
])('%s ends the uplink', async (_, message, binary = typeof message !== 'string') => {
  const { host } = world();
  host.socket.send(message, { binary });
  expect(await host.closed).toBe(1002);
});

test('no bytes bring the server down', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      const host = await world().newHost();
      host.socket.send(bytes);
      host.send('received' as never, { count: 0 } as never);
      host.cut();
      await host.closed;
    }),
    { numRuns: 40 },
  );
  const { host, card } = world();
  expect((await (await host.session(card, 'shop')).call(0, n32(1))).status).toBe(0);
});

test('a message over the limit ends the connection', async () => {
  const { host } = world();
  host.socket.send(new Uint8Array(65_537));
  expect(await host.closed).toBe(1009);
});

const handshake = (headers: Record<string, string>, path = '/uplink', protocol: string | string[] = 'cpu6.v1') =>
  new Promise<number>((resolve) => {
    const url = world().server.url.replace('/uplink', path);
    const socket = new WebSocket(url, protocol, { headers });
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('error', () => undefined);
  });

test('pages, other paths and other protocols are refused before the handshake', async () => {
  expect(await handshake({})).toBe(101);
  expect(await handshake({ origin: 'https://example.org' })).toBe(403);
  expect(await handshake({}, '/other')).toBe(404);
  expect(await handshake({}, '/uplink', [])).toBe(400);
  expect(await handshake({}, '/uplink', 'other')).toBe(400);
});

test('another protocol version is refused by name', async () => {
  const socket = new WebSocket(world().server.url, 'cpu6.v1');
  const reason = new Promise<string>((resolve) => socket.once('close', (_, text) => resolve(text.toString())));
  socket.once('open', () => socket.send(uplinkMessages.encode('hello', { version: 2, resume: undefined })));
  expect(await reason).toBe('VERSION_MISMATCH');
});

test('what begins with anything but a hello in bytes is refused', async () => {
  const hello = uplinkMessages.encode('hello', { version: 1, resume: undefined });
  for (const [message, binary] of [
    [hello, false],
    [uplinkMessages.encode('received', { count: 0 }), true],
    [new Uint8Array(0), true],
  ] as const) {
    const socket = new WebSocket(world().server.url, 'cpu6.v1');
    const reason = new Promise<string>((resolve) => socket.once('close', (_, text) => resolve(text.toString())));
    socket.once('open', () => socket.send(message, { binary }));
    expect(await reason).toBe('MESSAGE_MALFORMED');
  }
});

test('a connection that answers no ping is given up', () => {
  const socket = Object.assign(new EventEmitter(), { calls: [] as string[] });
  for (const name of ['ping', 'terminate', 'send', 'close'])
    Object.assign(socket, { [name]: () => socket.calls.push(name) });
  const host = { serverId: new Uint8Array(16), limits: { resend: 1e6, sessions: 1, resume: 1e3 }, changed: () => {} };
  const uplink = new Uplink(host as unknown as UplinkHost, 'here');
  uplink.ping();
  uplink.attach(socket as unknown as WebSocket);
  socket.calls.length = 0;
  uplink.ping();
  socket.emit('pong');
  uplink.ping();
  expect(socket.calls).toEqual(['ping', 'ping']);
  uplink.ping();
  expect(socket.calls).toEqual(['ping', 'ping', 'terminate']);
  uplink.end(undefined);
});

test('a connection that is no HTTP does no harm', async () => {
  const { port } = world().server;
  await new Promise<void>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(Buffer.from('\x00\xff garbage\r\n\r\n', 'latin1')));
    socket.resume();
    socket.once('close', () => resolve());
  });
  expect(await handshake({})).toBe(101);
});

test('stopping the server ends sessions with a code that may be retried', async () => {
  const { host, card, server } = world();
  const session = await host.session(card, 'shop');
  await server.stop();
  const message = await session.expect('close');
  expect(message.code).toBe(7);
  expect(await session.closed()).toBe('STOPPED');
  await host.closed;
});
