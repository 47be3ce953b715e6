// What goes wrong around a session and what the caller is told: enrolment, keys, revocation, presence, limits, damaged state.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { limitOf } from '../protocol/limits.js';
import { OddStack } from './stack/odd.js';
import { scratch } from './stack/scratch.js';

const code = (code: string): object => expect.objectContaining({ code });
const some = Uint8Array.of(1, 2, 3);
let stack: OddStack;
afterEach(() => stack.end(), 30_000);

test('a card that was never enrolled, and a card that is not there, are named', async () => {
  stack = OddStack.make();
  await stack.start();
  const client = await stack.connected();
  await expect(client.call('odd', 'seldom')).rejects.toEqual(code('NOT_ENROLLED'));
  await expect(client.call('odd', 'seldom', {}, { card: '00'.repeat(16) })).rejects.toEqual(code('NO_CARD'));
  await expect(client.enrol('cpu6-ticket-1:nonsense')).rejects.toEqual(code('TICKET_MALFORMED'));
  const { ticket } = await stack.admin<{ ticket: string }>('POST', '/api/tickets', {});
  await client.enrol(ticket);
  await expect(client.enrol(ticket)).rejects.toEqual(code('TICKET_REFUSED'));
}, 60_000);

test('more calls at once than wait for a card are CARD_BUSY; a button that nobody presses is PRESENCE_TIMEOUT; the others are answered', async () => {
  stack = OddStack.make();
  const client = await stack.ready();
  await stack.gate(client).echo({ data: some });
  stack.nobodyPresses();
  const asked = expect(client.call('odd', 'ask', { question: 'Well?' }, { time: 45_000 })).rejects.toEqual(
    code('PRESENCE_TIMEOUT'),
  );
  const waiting = Array.from({ length: limitOf('call.pending') - 1 }, () => stack.gate(client).echo({ data: some }));
  await expect(client.call('odd', 'echo', { data: some }, { time: 1_500 })).rejects.toEqual(code('CARD_BUSY'));
  await asked;
  for (const answer of await Promise.all(waiting)) expect(answer.data).toEqual(some);
}, 90_000);

test('another server on the same address does not get past its key', async () => {
  stack = OddStack.make();
  await stack.ready();
  await stack.part('host').stop();
  await stack.part('server').stop();
  for (const name of readdirSync(stack.serverDir))
    if (/^(keys\.json|server\.db)/.test(name)) rmSync(path.join(stack.serverDir, name));
  await stack.startServer();
  await stack.startHost();
  const client = await stack.connected();
  const called = client.call('odd', 'echo', { data: some }, { time: 8_000 });
  await expect(called).rejects.toEqual(code('SERVER_KEY_WRONG'));
}, 90_000);

test('a revoked host is refused at once, in the session it has and in new ones', async () => {
  stack = OddStack.make();
  const client = await stack.ready();
  await stack.gate(client).echo({ data: some });
  const [host] = await stack.admin<{ id: string }[]>('GET', '/api/hosts');
  const closed = stack.next('closed');
  await stack.admin('POST', '/api/revoke', { host: host!.id });
  await closed;
  const called = client.call('odd', 'echo', { data: some }, { time: 8_000 });
  await expect(called).rejects.toEqual(code('HOST_REVOKED'));
}, 60_000);

test('a push is refused without a rule of the holder and taken with one', async () => {
  const room = scratch('policy');
  const policy = path.join(room.dir, 'policy.yaml');
  writeFileSync(policy, 'push:\n  any: [checkout]\n');
  stack = OddStack.make({ processes: ['hil/processes/odd.ts', 'examples/checkout/checkout.ts'], policy });
  const client = await stack.ready();
  room.remove();
  const push = async (process: string): Promise<string[]> => {
    const route = '/api/push';
    const { results } = await stack.admin<{ results: { code: string }[] }>('POST', route, { process, to: 'all' });
    return results.map((r) => r.code);
  };
  expect(await push('odd')).toEqual(['PUSH_REFUSED']);
  expect(await push('checkout')).toEqual(['ok']);
  expect((await client.sessions()).map((s) => s.process)).toEqual(['checkout']);
  await expect(push('nothing')).rejects.toEqual(code('PROCESS_UNKNOWN'));
}, 60_000);

test('a damaged state file of host or server is refused, with a copy and a way out', async () => {
  stack = OddStack.make();
  await stack.ready();
  await stack.stop();
  for (const [dir, file] of [
    [stack.hostDir, 'host.json'],
    [stack.serverDir, 'server.db'],
    [stack.serverDir, 'keys.json'],
  ] as const) {
    const target = path.join(dir, file);
    const good = readFileSync(target);
    const bad = Buffer.from(good);
    bad.fill(0x55, 8, 80);
    writeFileSync(target, bad);
    const started = dir === stack.hostDir ? stack.startHost() : stack.startServer();
    await expect(started).rejects.toEqual(code('STATE_CORRUPT'));
    expect(readFileSync(target).equals(bad)).toBe(true);
    const copies = readdirSync(dir).filter((name) => name !== file && name.startsWith(file));
    expect(copies.some((name) => readFileSync(path.join(dir, name)).equals(bad))).toBe(true);
    writeFileSync(target, good); // restored from a backup, it starts again
    if (dir === stack.hostDir) await stack.startHost();
    else await stack.startServer();
    await stack.part(dir === stack.hostDir ? 'host' : 'server').stop();
  }
}, 90_000);
