// The operator's API: open only to the token, bounded, and it does what it says.
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { hex } from '../../protocol/session/ids.js';
import { hostIdOf } from '../depository/depository.js';
import { newCard } from '../test/peer.js';
import { worldForEachTest } from '../test/world.js';

const world = worldForEachTest();

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
type Answer = { status: number; body: any };
async function api(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${world().server.port}${path}`, {
    method,
    headers: { authorization: `Bearer ${world().server.adminToken}`, ...headers },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text };
}

test('everything under /api needs the token', async () => {
  for (const authorization of ['', 'Bearer x', 'Basic abc', `Bearer ${world().server.adminToken}x`]) {
    const { status, body } = await api('GET', '/api/cards', undefined, { authorization });
    expect([status, body.code]).toEqual([401, 'TOKEN_INVALID']);
  }
  expect((await api('GET', '/api/nothing', undefined, { authorization: '' })).status).toBe(401);
  expect((await api('GET', '/api/cards')).status).toBe(200);
});

test('guessing the token is slowed down, and the right one still works', async () => {
  let last: Answer | undefined;
  for (let i = 0; i < 25; i++) last = await api('GET', '/api/cards', undefined, { authorization: `Bearer guess${i}` });
  expect(last!.body.code).toBe('RATE_LIMITED');
  expect((await api('GET', '/api/cards')).status).toBe(200);
});

/** The status that a raw HTTP request gets; `host`: its Host header, if any. */
const statusFor = (host: string | undefined): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(world().server.port, '127.0.0.1');
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
    });
    socket.on('end', () => resolve(answer.split(' ')[1] ?? ''));
    socket.on('error', reject);
    // Of HTTP/1.0, which does not demand a Host.
    socket.end(`GET /healthz HTTP/1.0\r\n${host === undefined ? '' : `Host: ${host}\r\n`}\r\n`);
  });

test('a request to another host name, to none, or to what is no name is refused', async () => {
  for (const host of ['evil.example', undefined, '', 'a b', '[', '127.0.0.1:99999'])
    expect([host, await statusFor(host)]).toEqual([host, '421']);
  expect(await statusFor('localhost')).toBe('200');
});

test('health and metrics are open and tell no names', async () => {
  const { host, card } = world();
  await host.session(card, 'shop');
  expect(await api('GET', '/healthz', undefined, { authorization: '' })).toEqual({ status: 200, body: 'ok\n' });
  const { body } = await api('GET', '/metrics', undefined, { authorization: '' });
  expect(body).toContain('cpu6_sessions_established_total 1\n');
  expect(body).toContain('cpu6_sessions 1\n');
  expect(body).not.toContain(hex(card.cardId));
  for (const line of body.trim().split('\n')) expect(line).toMatch(/^(# (HELP|TYPE) .+|[a-z0-9_]+(\{[^}]*\})? \d+)$/);
});

test('unknown paths, other methods and bad bodies are answered with a report', async () => {
  expect((await api('GET', '/api/nothing')).status).toBe(404);
  expect((await api('GET', '/api/tickets')).status).toBe(405);
  expect((await api('POST', '/api/tickets', '{')).body.code).toBe('MESSAGE_MALFORMED');
  for (const body of ['[]', 'null', '5', '"x"'])
    expect((await api('POST', '/api/tickets', body)).body.code).toBe('MESSAGE_MALFORMED');
  expect((await api('POST', '/api/tickets')).status).toBe(200);
  const big = await api('POST', '/api/tickets', JSON.stringify({ pad: 'x'.repeat(20_000) }));
  expect([big.status, big.body.code]).toEqual([413, 'MESSAGE_TOO_BIG']);
  expect(Object.keys(big.body).sort()).toEqual(['code', 'facts', 'fix', 'message', 'retryable']);
});

test('a ticket from the API enrols a card', async () => {
  const { body } = await api('POST', '/api/tickets', { minutes: 5 });
  const card = newCard();
  expect(await world().host.enrol(body.ticket, card)).toBeUndefined();
  const cards = (await api('GET', '/api/cards')).body;
  expect(cards.map((c: { id: string }) => c.id)).toContain(hex(card.cardId));
  for (const minutes of [0, -1, 1441, 'x', '5', true, [5], null])
    expect((await api('POST', '/api/tickets', { minutes })).body.code).toBe('ARGUMENTS_INVALID');
});

test('cards, hosts, sessions, processes and audit are listed', async () => {
  const { host, card } = world();
  host.send('cards', { cards: [card.cardId] });
  await host.session(card, 'shop');
  const cards = (await api('GET', '/api/cards')).body;
  expect(cards[0]).toMatchObject({ id: hex(card.cardId), connected: true, board: 'TEST', revoked: null });
  expect(cards[0].sessions).toHaveLength(1);
  expect((await api('GET', '/api/hosts')).body[0]).toMatchObject({ id: hex(hostIdOf(host.key.publicKey)) });
  const { open, past } = (await api('GET', '/api/sessions')).body;
  expect(open[0]).toMatchObject({ process: 'shop', state: 'open', epoch: 0, hostName: 'test host' });
  expect(past[0]).toMatchObject({ process: 'shop', ended: null, epochs: 1 });
  expect((await api('GET', '/api/processes')).body).toMatchObject([{ name: 'shop', gate: ['buy'] }]);
  const audit = (await api('GET', '/api/audit?limit=2&verify')).body;
  expect(audit.broken).toBeNull();
  expect(audit.entries).toHaveLength(2);
  expect((await api('GET', '/api/audit?limit=x')).status).toBe(400);
});

test('an epoch is changed by the operator', async () => {
  const { host, card, server } = world();
  const session = await host.session(card, 'shop');
  const changed = api('POST', '/api/epoch', { session: server.sessions()[0]!.id });
  await session.changeEpoch();
  expect((await changed).body).toEqual({ changed: 1 });
  expect((await api('POST', '/api/epoch', { session: 'none' })).body.code).toBe('SESSION_UNKNOWN');
});

test('a host is revoked by the operator', async () => {
  const { host, card } = world();
  const session = await host.session(card, 'shop');
  const id = hex(hostIdOf(host.key.publicKey));
  expect((await api('POST', '/api/revoke', { host: id })).body).toEqual({ revoked: id });
  expect(await session.closed()).toBe('HOST_REVOKED');
  expect((await api('POST', '/api/revoke', { host: 'ff'.repeat(16) })).status).toBe(404);
  for (const path of ['/api/revoke', '/api/readmit'])
    expect((await api('POST', path, { card: '../x' })).body.code).toBe('ARGUMENTS_INVALID');
});

test('a process is pushed to a card, a group and all, with one result per card', async () => {
  const { host, card, server } = world();
  const away = newCard();
  await host.enrol(server.ticket(), away);
  host.send('cards', { cards: [card.cardId] });
  await host.session(card, 'shop'); // the list of cards has arrived by then
  const groups = await api('POST', '/api/groups', { card: hex(card.cardId), groups: ['tills'] });
  expect(groups.status).toBe(200);
  for (const to of ['all', 'tills', hex(card.cardId)]) {
    const result = api('POST', '/api/push', { process: 'shop', to });
    const push = await host.take('push');
    expect([hex(push.card), push.process]).toEqual([hex(card.cardId), 'shop']);
    host.send('pushed', { push: push.push, code: 0, detail: '' });
    const { results } = (await result).body;
    expect(results).toContainEqual({ card: hex(card.cardId), code: 'ok', detail: '' });
    expect(results).toHaveLength(to === 'all' ? 2 : 1);
    if (to === 'all') expect(results.find((r: { card: string }) => r.card === hex(away.cardId)).code).toBe('NO_CARD');
  }
  const refused = api('POST', '/api/push', { process: 'shop', to: 'tills' });
  const push = await host.take('push');
  host.send('pushed', { push: push.push, code: 151, detail: 'policy' });
  expect((await refused).body.results).toEqual([{ card: hex(card.cardId), code: 'PUSH_REFUSED', detail: 'policy' }]);
  expect((await api('POST', '/api/push', { process: 'nothing', to: 'all' })).body.code).toBe('PROCESS_UNKNOWN');
  expect((await api('POST', '/api/push', { process: 'shop', to: 'ff'.repeat(16) })).body.code).toBe('CARD_UNKNOWN');
  expect((await api('POST', '/api/push', { process: 'shop', to: 'nobody' })).body.results).toEqual([]);
  expect((await api('POST', '/api/groups', { card: hex(card.cardId), groups: ['all'] })).body.code).toBe(
    'ARGUMENTS_INVALID',
  );
});

test('a push whose host is lost is answered', async () => {
  const { host, card } = world();
  host.send('cards', { cards: [card.cardId] });
  await host.session(card, 'shop');
  const result = api('POST', '/api/push', { process: 'shop', to: hex(card.cardId) });
  await host.take('push');
  await host.close();
  expect((await result).body.results[0].code).toBe('UPLINK_LOST');
});

test('a policy rule is set and unset by what is true or false, nothing else', async () => {
  const rule = { kind: 'board', value: 'TEST' };
  for (const allow of ['false', 0, null, []])
    expect((await api('POST', '/api/policy', { ...rule, allow })).body.code).toBe('ARGUMENTS_INVALID');
  expect((await api('POST', '/api/policy', { ...rule, kind: 'colour' })).body.code).toBe('ARGUMENTS_INVALID');
  expect((await api('GET', '/api/policy')).body.rules).toEqual([]);
});

const card = '0'.repeat(32);
test.each<[string, string, object]>([
  ['tickets', 'confirm', { confirm: 'yes' }],
  ['tickets', 'minutes', { minutes: '10' }],
  ['tickets', 'minutes', { minutes: 0 }],
  ['tickets', 'minutes', { minutes: 1441 }],
  ['confirm', 'code', { code: '12345' }],
  ['confirm', 'code', { code: '12345a' }],
  ['rotate', 'card', { card: card.slice(1) }],
  ['rotate', 'publisher', { card, publisher: 5 }],
  ['rotate', 'publisher', { card, publisher: 'a'.repeat(63) }],
  ['rotate', 'publisher', { card, publisher: 'A'.repeat(64) }],
  ['groups', 'card', { card: 'all', groups: [] }],
  ['groups', 'groups', { card, groups: { length: 0, every: 1 } }],
  ['groups', 'groups', { card, groups: Array.from({ length: 33 }, (_, i) => `g${i}`) }],
  ['groups', 'groups', { card, groups: ['all'] }],
  ['reload', 'process', {}],
  ['reload', 'process', { process: 5 }],
  ['reload', 'process', { process: '' }],
  ['reload', 'process', { process: 'a'.repeat(65) }],
  ['reload', 'process', { process: 'é' }],
  ['reload', 'process', { process: 'a\nb' }],
])('POST /api/%s refuses a wrong "%s": %j', async (route, where, fields) => {
  const { status, body } = await api('POST', `/api/${route}`, fields);
  expect([status, body.code, body.facts?.where]).toEqual([400, 'ARGUMENTS_INVALID', where]);
});
