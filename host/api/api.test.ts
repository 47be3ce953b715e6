import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect as connectSocket, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { WebSocket } from 'ws';
import { connect } from '../client/index.js';
import type { HostDaemon } from '../daemon.js';
import { atEnd, leave, room, stateDir, until } from '../testing/room.js';
import { handleText } from './json-rpc.js';
import { socketPathOf } from './socket-path.js';
import { pageToken } from './token.js';

afterEach(leave);

const shop = 'https://shop.example';

async function webRoom() {
  const policyFile = join(stateDir(), 'policy.yaml');
  writeFileSync(policyFile, `origins:\n  ${shop}: { toy: [pay] }\n`);
  return room({ port: 0, policyFile });
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Record<string, unknown>;
}
function http(
  daemon: HostDaemon,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  body = '',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const req = httpRequest(daemon.url! + path, { method, headers }, (res) => {
      let text = '';
      res.on('data', (chunk) => {
        text += chunk;
      });
      res.on('end', () => resolve({ status: res.statusCode!, body: text, headers: res.headers }));
    });
    req.on('error', reject);
    req.end(body);
  });
}

/** Tries a WebSocket: the HTTP status that refused it, or 101. */
function upgrade(
  daemon: HostDaemon,
  headers: Record<string, string>,
  protocols: string[] = ['cpu6.v1'],
): Promise<number> {
  return new Promise((resolve) => {
    const ws = new WebSocket(daemon.url!.replace('http', 'ws'), protocols, { headers });
    ws.on('open', () => {
      ws.close();
      resolve(101);
    });
    ws.on('unexpected-response', (_req, res) => resolve(res.statusCode!));
    ws.on('error', () => {});
  });
}

test('the socket and the token belong to the user alone', async () => {
  const { dir, daemon } = await room({ port: 0 });
  expect(statSync(daemon.socketPath).mode & 0o777).toBe(0o600);
  expect(statSync(join(dir, 'token')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(dir, 'url'), 'utf8').trim()).toBe(daemon.url);
  expect(socketPathOf(`/${'long/'.repeat(40)}`).length).toBeLessThan(100);
});

test('health and metrics are open; the status page holds no secret and needs nothing from elsewhere', async () => {
  const { daemon, client } = await room({ port: 0 });
  await client.call('toy', 'echo', { data: new Uint8Array(1) });
  expect(await http(daemon, '/healthz')).toMatchObject({ status: 200, body: 'ok\n' });
  const metrics = (await http(daemon, '/metrics')).body;
  expect(metrics).toContain('cpu6_host_cards 1\n');
  expect(metrics).toContain('cpu6_host_calls_total{code="OK"} 1\n');
  expect(metrics).toMatch(/cpu6_host_link_recoveries_total\{address="tcp:[^"]+",rung="reset"\} 0/);
  expect(metrics).toMatch(/cpu6_host_wire_bytes_total\{hop="uplink",direction="up"\} \d+/);
  const page = await http(daemon, '/');
  expect(page.status).toBe(200);
  expect(page.body).not.toContain(daemon.token);
  expect(page.body).not.toMatch(/(src|href)="/);
  expect(page.headers['content-security-policy']).toMatch(/default-src 'none'.*connect-src 'self'/);
  const status = JSON.parse((await http(daemon, '/status.json')).body);
  expect(status).toMatchObject({ cards: [{ connected: true, board: 'FAKE' }], sessions: [{ process: 'toy' }] });
  expect((await http(daemon, '/nothing')).status).toBe(404);
  expect((await http(daemon, '/', {}, 'DELETE')).status).toBe(405);
});

test('a Host that is no loopback name is refused on every path (DNS rebinding)', async () => {
  const { daemon } = await room({ port: 0 });
  for (const path of ['/', '/healthz', '/status.json', '/events', '/rpc'])
    expect((await http(daemon, path, { host: 'evil.example' })).status).toBe(403);
  expect(await upgrade(daemon, { host: 'evil.example', authorization: `Bearer ${daemon.token}` })).toBe(403);
  const port = new URL(daemon.url!).port;
  expect((await http(daemon, '/healthz', { host: `localhost:${port}` })).status).toBe(200);
});

test('who comes in on the WebSocket: programs with the token, listed pages with the token of their origin, nobody else', async () => {
  const { daemon } = await webRoom();
  const token = pageToken(daemon.token, shop);
  const by = (value: string): string[] => ['cpu6.v1', `cpu6.token.${value}`];
  expect(await upgrade(daemon, {})).toBe(401);
  expect(await upgrade(daemon, { authorization: 'Bearer wrong' })).toBe(401);
  expect(await upgrade(daemon, {}, by(daemon.token))).toBe(401);
  expect(await upgrade(daemon, { authorization: `Bearer ${daemon.token}` })).toBe(101);
  expect(await upgrade(daemon, { origin: shop }, by(token))).toBe(101);
  expect(await upgrade(daemon, { origin: shop })).toBe(401);
  expect(await upgrade(daemon, { origin: shop }, by(daemon.token))).toBe(401);
  expect(await upgrade(daemon, { origin: 'https://evil.example' }, by(token))).toBe(403);
  expect(await upgrade(daemon, { origin: 'https://evil.example' }, by(daemon.token))).toBe(403);
  expect(await upgrade(daemon, { origin: 'null' }, by(daemon.token))).toBe(403);
});

test('the status page itself comes in with the token, by every name of this computer, and by no other port', async () => {
  const { daemon } = await webRoom();
  const { port } = new URL(daemon.url!);
  const by = (value: string): string[] => ['cpu6.v1', `cpu6.token.${value}`];
  for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
    const origin = `http://${name}:${port}`;
    expect(await upgrade(daemon, { origin }, by(daemon.token))).toBe(101);
    expect(await upgrade(daemon, { origin }, by('wrong'))).toBe(401);
    expect(await upgrade(daemon, { origin })).toBe(401);
  }
  expect(await upgrade(daemon, { origin: `http://localhost:${Number(port) + 1}` }, by(daemon.token))).toBe(403);
});

test('streams of events have a limit, and one that ends makes room', async () => {
  const { daemon } = await room({ port: 0 });
  const open = (): Promise<{ status: number; close(): Promise<void> }> =>
    new Promise((resolve, reject) => {
      const req = httpRequest(`${daemon.url}/events`, (res) => {
        const ended = new Promise<void>((done) => res.once('close', done));
        res.on('error', () => {});
        res.resume();
        resolve({
          status: res.statusCode!,
          close: () => {
            req.destroy();
            return ended;
          },
        });
      });
      req.on('error', reject);
      req.end();
    });
  const streams = await Promise.all(Array.from({ length: 16 }, open));
  expect(streams.map((s) => s.status)).toEqual(streams.map(() => 200));
  const refused = await http(daemon, '/events');
  expect(JSON.parse(refused.body).code).toBe('TOO_MANY_CLIENTS');
  await streams.pop()!.close();
  let again = await open();
  while (again.status !== 200) again = await open();
  streams.push(again);
  await Promise.all(streams.map((s) => s.close()));
});

test('bytes on the WebSocket, where text belongs, end it', async () => {
  const { daemon } = await room({ port: 0 });
  const headers = { authorization: `Bearer ${daemon.token}` };
  const ws = new WebSocket(daemon.url!.replace('http', 'ws'), ['cpu6.v1'], { headers });
  const code = await new Promise((resolve) => {
    ws.on('open', () => ws.send(Buffer.from('{"jsonrpc":"2.0","id":1,"method":"ping"}')));
    ws.on('close', resolve);
  });
  expect(code).toBe(1003);
});

test('status and events are not readable by other pages; without the token they name no app and no message', async () => {
  const { daemon, client } = await room({ port: 0 });
  await client.call('toy', 'pay', { order: 1, pan: '1' });
  expect((await http(daemon, '/status.json', { origin: shop })).status).toBe(403);
  expect((await http(daemon, '/events', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  const events = async (headers: Record<string, string>): Promise<string> => {
    const abort = new AbortController();
    const response = await fetch(`${daemon.url}/events`, { headers, signal: abort.signal });
    const { value } = await response.body!.getReader().read();
    abort.abort();
    return Buffer.from(value!).toString();
  };
  // Events of the past come in one piece or several; the first are enough to see the form.
  expect(await events({})).toMatch(/^data: \{"type":"card-up"/);
  expect(await events({})).not.toMatch(/Pay\?|Enrol with|"app"/);
  expect(await events({ authorization: `Bearer ${daemon.token}` })).toMatch(/^data: /);
});

test('a program over WebSocket and over POST uses the same methods', async () => {
  const { daemon } = await room({ port: 0 });
  const client = await connect({ url: daemon.url!, token: daemon.token });
  atEnd(() => client.close());
  expect(await client.call('toy', 'echo', { data: Uint8Array.of(1, 2) })).toEqual({ data: Uint8Array.of(1, 2) });
  const post = (body: string, headers: Record<string, string> = { authorization: `Bearer ${daemon.token}` }) =>
    http(daemon, '/rpc', headers, 'POST', body);
  const answer = await post('{"jsonrpc":"2.0","id":1,"method":"cards"}');
  expect(JSON.parse(answer.body).result[0]).toMatchObject({ connected: true });
  expect((await post('{}', {})).status).toBe(401);
  expect((await post(' '.repeat(70_000))).status).toBe(413);
  expect((await post('{"jsonrpc":"2.0","method":"ping"}')).status).toBe(204);
});

test('a page may call what its origin is granted, sees its own events, and nothing else', async () => {
  const { daemon } = await webRoom();
  const ws = new WebSocket(
    daemon.url!.replace('http', 'ws'),
    ['cpu6.v1', `cpu6.token.${pageToken(daemon.token, shop)}`],
    { origin: shop },
  );
  const answers: {
    id?: number;
    result?: unknown;
    error?: { data: { code: string } };
    params?: { type: string; app?: string };
  }[] = [];
  let wake = (): void => {};
  ws.on('message', (data) => {
    answers.push(JSON.parse(String(data)));
    wake();
  });
  await new Promise((resolve) => ws.once('open', resolve));
  const ask = async (id: number, method: string, params: object = {}) => {
    ws.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    for (;;) {
      const found = answers.find((a) => a.id === id);
      if (found) return found;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  await ask(1, 'subscribe');
  await daemon.call({ process: 'toy', method: 'echo', args: { data: '' } });
  expect((await ask(2, 'call', { process: 'toy', method: 'pay', args: { order: 1, pan: '1' } })).result).toMatchObject({
    value: { count: 1 },
  });
  expect((await ask(3, 'call', { process: 'toy', method: 'echo', args: {} })).error!.data.code).toBe('NOT_ALLOWED');
  for (const [i, method] of ['cards', 'sessions', 'status', 'enrol', 'forget', 'close', 'token'].entries())
    expect((await ask(10 + i, method)).error!.data.code).toBe('NOT_ALLOWED');
  const seen = answers.flatMap((a) => (a.params ? [a.params] : []));
  expect(seen.map((e) => e.type)).toEqual(expect.arrayContaining(['call', 'presence', 'result']));
  expect(new Set(seen.map((e) => e.app))).toEqual(new Set([shop]));
  ws.close();
});

test('events reach a subscriber, and those it missed while it was away', async () => {
  const { daemon, client } = await room();
  const types: string[] = [];
  const end = await client.subscribe((event) => types.push(event.type));
  await client.call('toy', 'pay', { order: 1, pan: '1' });
  expect(types).toEqual(expect.arrayContaining(['opening', 'ready', 'call', 'presence', 'result']));
  end();
  const seq = daemon.recent[2]!.seq;
  const { missed } = (await client.request('subscribe', { since: seq })) as { missed: { seq: number }[] };
  expect(missed[0]!.seq).toBe(seq + 1);
});

function raw(daemon: HostDaemon): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connectSocket(daemon.socketPath, () => resolve(socket));
    atEnd(() => socket.destroy());
  });
}
const nextLine = (socket: Socket): Promise<string> =>
  new Promise((resolve) => socket.once('data', (data) => resolve(String(data).trim())));

test('requests in pieces, several in one piece, empty lines and garbage are each answered rightly', async () => {
  const { daemon } = await room();
  const socket = await raw(daemon);
  socket.write('{"jsonrpc":"2.0","id":1,');
  await new Promise((resolve) => setImmediate(resolve));
  socket.write('"method":"ping"}\n\n');
  expect(JSON.parse(await nextLine(socket))).toEqual({ jsonrpc: '2.0', id: 1, result: 'pong' });
  socket.write('garbage\n');
  expect(JSON.parse(await nextLine(socket))).toMatchObject({
    id: null,
    error: { code: -32700, data: { code: 'REQUEST_INVALID' } },
  });
  socket.write('[{"jsonrpc":"2.0","id":2,"method":"ping"},{"jsonrpc":"2.0","method":"ping"},{"id":3}]\n');
  expect(JSON.parse(await nextLine(socket))).toMatchObject([
    { id: 2, result: 'pong' },
    { id: 3, error: { code: -32600 } },
  ]);
});

test('a line over local.message is refused and the connection closed', async () => {
  const { daemon } = await room();
  const socket = await raw(daemon);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const line = nextLine(socket);
  socket.write('x'.repeat(70_000));
  expect(JSON.parse(await line).error.data.code).toBe('MESSAGE_TOO_BIG');
  await closed;
});

test('more clients than local.clients are refused with a code', async () => {
  const { daemon } = await room();
  for (let i = 0; i < 63; i++) await raw(daemon);
  const socket = await raw(daemon);
  expect(JSON.parse(await nextLine(socket)).error.data.code).toBe('TOO_MANY_CLIENTS');
});

test('a call without a key ends with its caller; one with a key goes on', async () => {
  const { daemon, card } = await room();
  card.autoPress = false;
  const call = (key?: string): string =>
    `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'call', params: { process: 'toy', method: 'pay', args: { order: 1, pan: '1' }, key } })}\n`;
  const first = await raw(daemon);
  first.write(call());
  await until(daemon, (e) => e.type === 'presence' && e.method === 'pay');
  first.destroy();
  await until(daemon, (e) => e.type === 'result' && e.code === 'CALL_CANCELLED');
  const seen = daemon.recent.length;
  const second = await raw(daemon);
  second.write(call('k'));
  await until(daemon, (e) => daemon.recent.indexOf(e) >= seen && e.type === 'presence');
  second.destroy();
  card.press();
  await until(daemon, (e) => e.type === 'result' && e.code === 'OK');
});

test('what is no request is told why', async () => {
  const handler = () => Promise.resolve(1);
  const why = async (request: unknown): Promise<string> => {
    const [answer] = [JSON.parse((await handleText(JSON.stringify(request), handler as never))!)].flat();
    return answer.error.data.facts.why;
  };
  const good = { jsonrpc: '2.0', method: 'ping', id: 1 };
  for (const raw of [5, 'x', true, null, [[]]]) expect(await why(raw)).toMatch(/it is no object/);
  for (const jsonrpc of ['1.0', 2, undefined]) expect(await why({ ...good, jsonrpc })).toBe('"jsonrpc" must be "2.0"');
  for (const method of [5, null, undefined, {}]) expect(await why({ ...good, method })).toBe('"method" must be text');
  for (const params of [5, 'x', null, []]) expect(await why({ ...good, params })).toBe('"params" must be an object');
  for (const id of [true, {}, []]) expect(await why({ ...good, id })).toBe('"id" is wrong');
});

test('a batch has 1 to 16 requests', async () => {
  const handler = () => Promise.resolve(1);
  const one = { jsonrpc: '2.0', method: 'ping', id: 1 };
  const batch = async (count: number) =>
    JSON.parse((await handleText(JSON.stringify(Array.from({ length: count }, () => one)), handler as never))!);
  for (const count of [0, 17]) expect((await batch(count)).error.data.code).toBe('REQUEST_INVALID');
  expect(await batch(16)).toHaveLength(16);
});

test('any text is answered with JSON-RPC or nothing, and never throws', async () => {
  const handler = async (): Promise<unknown> => 1;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.json(),
        fc.string(),
        fc.jsonValue().map((v) => JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'x', params: v })),
      ),
      async (text) => {
        const answer = await handleText(text, handler);
        if (answer !== undefined) expect(JSON.parse(answer)).toBeDefined();
      },
    ),
    { numRuns: 1_000 },
  );
});
