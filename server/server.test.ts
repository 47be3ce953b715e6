// The server as a whole: starts, refuses to start, restarts with nothing lost, stops whatever its peers do.
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import WebSocket from 'ws';
import { parseTicket } from '../protocol/session/ticket.js';
import { Server } from './server.js';
import type { ServerOptions } from './settings.js';
import { n32, startShop } from './test/fixture.js';
import { newCard, TestHost } from './test/peer.js';
import { testCertificate, testKey } from './test/tls.js';

let ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});
async function start(options: Partial<ServerOptions> = {}) {
  const shop = await startShop(options);
  ends.push(shop.end);
  const host = new TestHost();
  ends.push(() => host.socket?.terminate());
  return { ...shop, host };
}

test('cards, hosts, token, answers and history outlive a restart', async () => {
  const { server, host, dir } = await start();
  await host.connect(server.url);
  const card = newCard();
  await host.enrol(server.ticket(), card);
  const key = Buffer.alloc(16, 3);
  const first = await (await host.session(card, 'shop')).call(0, n32(5), { key });
  const token = server.adminToken;
  const { serverId } = server;
  await server.stop();
  const next = new Server({ dataDir: join(dir, 'data'), port: 0, processDirs: [dir], allowRuntime: 'any' });
  await next.start();
  ends.push(() => next.stop());
  expect(next.adminToken).toBe(token);
  expect(next.serverId).toEqual(serverId);
  await host.connect(next.url, true);
  const again = await (await host.session(card, 'shop')).call(0, n32(5), { key });
  expect(again).toEqual(first);
  const sessions = await fetch(`http://127.0.0.1:${next.port}/api/sessions`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { past } = (await sessions.json()) as { past: { ended: number | null; code: string }[] };
  expect(past.map((s) => s.code)).toEqual([null, 'STOPPED']);
});

test('a data directory in use and a port in use are named', async () => {
  const { server, dir } = await start();
  const base = { processDirs: [], allowRuntime: 'any' as const };
  const same = new Server({ ...base, dataDir: join(dir, 'data'), port: 0 });
  await expect(same.start()).rejects.toMatchObject({ code: 'STATE_BUSY' });
  const other = new Server({ ...base, dataDir: join(dir, 'other'), port: server.port });
  await expect(other.start()).rejects.toMatchObject({ code: 'ADDRESS_IN_USE' });
  // The failed start holds nothing: the directory is free again.
  const third = new Server({ ...base, dataDir: join(dir, 'other'), port: 0 });
  await third.start();
  await third.stop();
});

test('before start and after stop every operation says so', async () => {
  const { server } = await start();
  await server.stop();
  for (const work of [() => server.port, () => server.ticket(), () => server.sessions()])
    expect(work).toThrow(expect.objectContaining({ code: 'STOPPED' }));
  await server.stop();
});

test('stopping does not wait for peers that stay silent', async () => {
  const { server, host } = await start();
  await host.connect(server.url);
  const silent = connect(server.port, '127.0.0.1');
  silent.on('error', () => undefined);
  await new Promise<void>((resolve) => silent.once('connect', () => resolve()));
  host.socket.pause(); // reads no close frame
  await server.stop();
  silent.destroy();
});

test('a public URL stands in the tickets, and its name is known to the API', async () => {
  const { server } = await start({ publicUrl: 'wss://cards.example.org/uplink' });
  expect(parseTicket(server.ticket()).url).toBe('wss://cards.example.org/uplink');
});

test('with a certificate everything is TLS', async () => {
  const { server } = await start({ tls: { key: testKey, cert: testCertificate } });
  expect(server.url).toMatch(/^wss:/);
  const socket = new WebSocket(server.url, 'cpu6.v1', { ca: testCertificate });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.terminate();
  const plain = new WebSocket(server.url.replace('wss:', 'ws:'), 'cpu6.v1');
  await expect(new Promise((resolve, reject) => plain.once('open', resolve).once('error', reject))).rejects.toThrow();
});

test('options out of range are refused by name', () => {
  const base = { dataDir: 'x', port: 0, processDirs: [], allowRuntime: 'any' as const };
  expect(() => new Server({ ...base, port: 70_000 })).toThrow('"port"');
  expect(() => new Server({ ...base, limits: { 'call.time': -1 } })).toThrow('call.time');
  expect(() => new Server({ ...base, limits: { nothing: 1 } as never })).toThrow('nothing');
});

test('strangers cannot fill the audit log', async () => {
  const { server, host } = await start({ burst: 1000, now: () => 1e12 });
  await host.connect(server.url);
  for (let i = 0; i < 300; i++) host.open(newCard(), 'shop');
  await host.open(newCard(), 'shop').closed();
  const closes = [];
  for (let i = 0; i < 300; i++) closes.push(await host.take('close'));
  const response = await fetch(`http://127.0.0.1:${server.port}/api/audit?limit=1000&verify`, {
    headers: { authorization: `Bearer ${server.adminToken}` },
  });
  const { entries, broken } = (await response.json()) as { entries: { kind: string }[]; broken: unknown };
  expect(entries.filter((e) => e.kind === 'session refused')).toHaveLength(200);
  expect(broken).toBeNull();
});

test('a database that fails ends calls and sessions, not the server', async () => {
  const { server, host, events, dir } = await start();
  await host.connect(server.url);
  const card = newCard();
  await host.enrol(server.ticket(), card);
  const session = await host.session(card, 'shop');
  const { Sql } = await import('./store/sql.js');
  const other = new Sql(join(dir, 'data', 'server.db'));
  other.exec('DROP TABLE kv');
  other.close();
  const { status, body } = await session.call(0, n32(1));
  expect([status, Buffer.from(body).toString()]).toEqual([1, 'the server failed']);
  expect(events.some((e) => e.type === 'fault')).toBe(true);
  expect((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status).toBe(200);
});
