// What goes wrong around a session, and what the caller is told: lost cards, lost servers, wrong keys, revocation, limits.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import type { Client } from '../host/client/index.js';
import type odd from './processes/odd.js';
import { type Scratch, scratch } from './stack/scratch.js';
import { Stack, type StackOptions } from './stack/stack.js';

const code = (code: string): object => expect.objectContaining({ code });
const some = Uint8Array.of(1, 2, 3);
let room: Scratch;
let stack: Stack;
let client: Client | undefined;

async function start(options: Partial<StackOptions> = {}): Promise<Client> {
  room = scratch('refusals');
  stack = new Stack({ dir: room.dir, processes: ['hil/processes/odd.ts'], ...options });
  await stack.start();
  client = await stack.client();
  await stack.enrol(client);
  return client;
}
const gate = (c: Client) => c.process<typeof odd>('odd');

afterEach(async () => {
  await client?.close();
  client = undefined;
  await stack.stop();
  room.remove();
}, 30_000);

/** Resolves at the next event of that type. */
const next = (type: string, from = 'host'): Promise<void> =>
  new Promise((resolve) => {
    const onEvent = (event: { type?: string; from: string }): void => {
      if (event.type !== type || event.from !== from) return;
      stack.off('event', onEvent);
      resolve();
    };
    stack.on('event', onEvent);
  });

test('a card that was never enrolled, and a card that is not there, are named', async () => {
  room = scratch('refusals');
  stack = new Stack({ dir: room.dir, processes: ['hil/processes/odd.ts'] });
  await stack.start();
  client = await stack.client();
  await expect(client.call('odd', 'seldom')).rejects.toEqual(code('NOT_ENROLLED'));
  await expect(client.call('odd', 'seldom', {}, { card: '00'.repeat(16) })).rejects.toEqual(code('NO_CARD'));
  await expect(client.enrol('cpu6-ticket-1:nonsense')).rejects.toEqual(code('TICKET_MALFORMED'));
  const { ticket } = await stack.admin<{ ticket: string }>('POST', '/api/tickets', {});
  await client.enrol(ticket);
  await expect(client.enrol(ticket)).rejects.toEqual(code('TICKET_REFUSED'));
}, 60_000);

test('a button that nobody presses ends the call, and the card serves the next one', async () => {
  const c = await start();
  await gate(c).echo({ data: some });
  stack.part('host').removeAllListeners('event'); // from now on nobody presses
  const asked = c.call('odd', 'ask', { question: 'Well?' }, { time: 45_000 });
  await expect(asked).rejects.toEqual(code('PRESENCE_TIMEOUT'));
  expect((await gate(c).echo({ data: some })).data).toEqual(some);
}, 90_000);

test('a card that goes away in the middle of a call is CARD_LOST, and serves again when it is back', async () => {
  const c = await start();
  await gate(c).echo({ data: some });
  stack.part('host').removeAllListeners('event');
  const waiting = next('presence').catch(() => {});
  const events = await new Promise<() => void>((resolve, reject) => {
    c.subscribe((event) => {
      if (event.type === 'presence') void stack.part('card').kill();
    }).then(resolve, reject);
  });
  await expect(c.call('odd', 'ask', { question: 'Well?' }, { time: 4_000 })).rejects.toEqual(
    expect.objectContaining({ code: expect.stringMatching(/^(CARD_LOST|CARD_SILENT|NO_CARD|CALL_TIMEOUT)$/) }),
  );
  events();
  void waiting;
  await stack.startCard();
  expect((await c.call('odd', 'echo', { data: some }, { time: 30_000 })) as object).toEqual({ data: some });
}, 90_000);

test('an endless loop on the card is ended, and the card serves the next call', async () => {
  const c = await start();
  await gate(c).echo({ data: some });
  await expect(c.call('odd', 'forever', {}, { time: 20_000 })).rejects.toEqual(
    expect.objectContaining({ code: expect.stringMatching(/^(APPLET_QUOTA|CARD_LOST|CALL_TIMEOUT)$/) }),
  );
  expect((await c.call('odd', 'echo', { data: some }, { time: 30_000 })) as object).toEqual({ data: some });
}, 90_000);

test('more calls at once than the card takes are CARD_BUSY, the others are answered', async () => {
  const c = await start();
  await gate(c).echo({ data: some });
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, () => c.request('call', { process: 'odd', method: 'echo', args: { data: 'AQID' } })),
  );
  const refused = results.flatMap((r) => (r.status === 'rejected' ? [r.reason.code] : []));
  expect(new Set(refused)).toEqual(new Set(['CARD_BUSY']));
  expect(results.length - refused.length).toBeGreaterThanOrEqual(8);
}, 60_000);

test('a server that is away is SERVER_UNREACHABLE; when it is back, calls go on', async () => {
  const c = await start();
  await gate(c).echo({ data: some });
  await stack.part('server').kill();
  await expect(c.call('odd', 'viaServer', { n: 1 }, { time: 3_000 })).rejects.toEqual(
    expect.objectContaining({ code: expect.stringMatching(/^(SERVER_UNREACHABLE|CALL_TIMEOUT)$/) }),
  );
  await stack.startServer();
  expect((await c.call('odd', 'viaServer', { n: 4 }, { time: 30_000 })) as object).toEqual({ n: 8 });
}, 90_000);

test('another server on the same address does not get past its key', async () => {
  const c = await start();
  await stack.part('host').stop();
  await stack.part('server').stop();
  for (const name of readdirSync(stack.serverDir))
    if (/^(keys\.json|server\.db)/.test(name))
      writeFileSync(path.join(stack.serverDir, `old-${name}`), readFileSync(path.join(stack.serverDir, name)));
  await c.close();
  const { rmSync } = await import('node:fs');
  for (const name of readdirSync(stack.serverDir))
    if (/^(keys\.json|server\.db)/.test(name)) rmSync(path.join(stack.serverDir, name));
  await stack.startServer();
  await stack.startHost();
  client = await stack.client();
  await expect(client.call('odd', 'echo', { data: some }, { time: 8_000 })).rejects.toEqual(code('SERVER_KEY_WRONG'));
}, 90_000);

test('a revoked host is refused at once, in the session it has and in new ones', async () => {
  const c = await start();
  await gate(c).echo({ data: some });
  const [host] = await stack.admin<{ id: string }[]>('GET', '/api/hosts');
  const closed = next('closed');
  await stack.admin('POST', '/api/revoke', { host: host!.id });
  await closed;
  await expect(c.call('odd', 'echo', { data: some }, { time: 8_000 })).rejects.toEqual(code('HOST_REVOKED'));
}, 60_000);

test('a push is refused without a policy and taken with one', async () => {
  room = scratch('refusals');
  const policy = path.join(room.dir, 'policy.yaml');
  writeFileSync(policy, 'push:\n  any: [checkout]\n');
  stack = new Stack({ dir: room.dir, processes: ['hil/processes/odd.ts', 'examples/checkout/checkout.ts'], policy });
  await stack.start();
  client = await stack.client();
  await stack.enrol(client);
  const push = async (process: string): Promise<string[]> =>
    (await stack.admin<{ results: { code: string }[] }>('POST', '/api/push', { process, to: 'all' })).results.map(
      (r) => r.code,
    );
  expect(await push('odd')).toEqual(['PUSH_REFUSED']);
  expect(await push('checkout')).toEqual(['ok']);
  expect((await client.sessions()).map((s) => s.process)).toEqual(['checkout']);
  await expect(push('nothing')).rejects.toEqual(code('PROCESS_UNKNOWN'));
}, 60_000);

test.each([
  ['host', 'host.json'],
  ['server', 'keys.json'],
  ['server', 'server.db'],
] as const)(
  'a damaged %s file %s is refused with a copy and a way out',
  async (part, file) => {
    const c = await start();
    await c.close();
    await stack.stop();
    const dir = part === 'host' ? stack.hostDir : stack.serverDir;
    const target = path.join(dir, file);
    const bytes = readFileSync(target);
    bytes.fill(0x55, 8, 80);
    writeFileSync(target, bytes);
    await expect(part === 'host' ? stack.startHost() : stack.startServer()).rejects.toThrow('STATE_CORRUPT');
    const copy = readdirSync(dir).find(
      (name) => name.startsWith(`${file}.corrupt`) || name.startsWith(`${file}.damaged`),
    );
    expect(copy).toBeDefined();
    expect(readFileSync(path.join(dir, copy!)).equals(bytes)).toBe(true);
  },
  60_000,
);
