import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { blob, bytes, defineProcess, text, u32 } from '../protocol/process/index.js';
import { hex } from '../protocol/session/ids.js';
import { verifyAudit } from './audit/audit-log.js';
import { HostDaemon, type HostDaemonOptions } from './daemon.js';
import { FakeServer } from './testing/fake-server.js';
import { atEnd, leave, room, stateDir, until } from './testing/room.js';

const toy = defineProcess({
  name: 'toy',
  gate: {
    pay: { in: { order: u32, pan: text(19) }, out: { receipt: bytes(32), count: u32 }, presence: 'button' },
    echo: { in: { data: blob(1024) }, out: { data: blob(1024) } },
    fail: {},
  },
  card: () => ({ pay: async () => ({ receipt: new Uint8Array(32), count: 0 }), echo: (a) => a, fail: () => {} }),
});
type Toy = typeof toy;

afterEach(leave);

async function toyRoom(options: Partial<HostDaemonOptions> = {}, enrolled = true) {
  const made = await room(options, enrolled);
  return { ...made, toy: made.client.process<Toy>('toy') };
}

test('enrol, open a session, call through the unix socket: every step is seen', async () => {
  const { daemon, server, toy } = await toyRoom();
  const { receipt, count } = await toy.pay({ order: 7, pan: '4111111111111111' });
  expect(receipt).toBeInstanceOf(Uint8Array);
  expect(receipt.length).toBe(32);
  expect(count).toBe(1);
  expect([...server.charges.values()]).toEqual([{ order: 7, count: 1 }]);
  const steps = daemon.recent.flatMap((e) => ('step' in e ? [e.step] : []));
  expect(steps).toEqual(['S1', 'S2', 'S3', 'S5', 'S6', 'S7', 'S8', 'S9', 'S10', 'S4', 'S4']);
  const types = daemon.recent.map((e) => e.type);
  expect(types).toEqual(
    expect.arrayContaining(['card-up', 'uplink-up', 'enrolling', 'enrolled', 'ready', 'wire', 'presence']),
  );
  const presence = daemon.recent.findLast((e) => e.type === 'presence');
  expect(presence).toMatchObject({ message: 'Pay?', method: 'pay', process: 'toy', app: 'local' });
});

test('bytes cross as bytes, in arguments and answers', async () => {
  const { toy } = await toyRoom();
  const data = Uint8Array.from({ length: 700 }, (_, i) => i & 0xff);
  expect(await toy.echo({ data })).toEqual({ data });
});

test('arguments that the declaration does not admit are refused with field and reason, before the card hears of them', async () => {
  const { toy, card } = await toyRoom();
  await expect(toy.pay({ order: -1, pan: 'x' })).rejects.toMatchObject({
    code: 'ARGUMENTS_INVALID',
    facts: { where: 'order' },
  });
  await expect(toy.pay({ order: 1 } as never)).rejects.toMatchObject({
    code: 'ARGUMENTS_INVALID',
    facts: { where: 'pan' },
  });
  const other = toy as unknown as { steal(): Promise<void> };
  await expect(other.steal()).rejects.toMatchObject({ code: 'METHOD_UNKNOWN' });
  expect(card.received.some((m) => m.type === 'call')).toBe(false);
});

test('a method over its rate is refused', async () => {
  const { toy } = await toyRoom();
  for (let i = 0; i < 3; i++) await toy.echo({ data: new Uint8Array(1) });
  await expect(toy.echo({ data: new Uint8Array(1) })).rejects.toMatchObject({ code: 'RATE_EXCEEDED' });
});

test("an applet's own failure arrives with its text", async () => {
  const { toy } = await toyRoom();
  await expect(toy.fail()).rejects.toMatchObject({ code: 'APPLET_ERROR', facts: { message: 'it says no' } });
});

test('an unknown process, a missing card and a card without a slot have their own codes', async () => {
  const { client, daemon, card } = await toyRoom();
  await expect(client.call('nothing', 'x')).rejects.toMatchObject({ code: 'PROCESS_UNKNOWN' });
  await expect(client.call('toy', 'pay', {}, { card: 'ab'.repeat(16) })).rejects.toMatchObject({ code: 'NO_CARD' });
  await daemon.forget({ server: daemon.servers()[0]!.server });
  expect(card.slots.size).toBe(0);
  await expect(client.call('toy', 'pay', {})).rejects.toMatchObject({ code: 'NOT_ENROLLED' });
});

test('a server that is killed in the middle of a purchase and comes back has charged once, and the caller gets the receipt', async () => {
  const { toy, server, daemon } = await toyRoom();
  server.beforeAnswer = () => {
    server.beforeAnswer = undefined;
    void server.kill().then(() => server.listen());
    return false;
  };
  expect((await toy.pay({ order: 9, pan: '1' })).count).toBe(1);
  expect(server.handlerRuns).toBe(1);
  expect(daemon.recent.some((e) => e.type === 'retry')).toBe(true);
});

test('an uplink that drops in the middle of a purchase resumes, and nothing is repeated', async () => {
  const { toy, server, daemon } = await toyRoom();
  server.beforeAnswer = () => {
    server.beforeAnswer = undefined;
    server.drop();
    return true;
  };
  expect((await toy.pay({ order: 9, pan: '1' })).count).toBe(1);
  expect(daemon.recent.filter((e) => e.type === 'uplink-up').at(-1)).toMatchObject({ resumed: true });
  expect(daemon.recent.some((e) => e.type === 'retry')).toBe(false);
  expect(server.connections.length).toBe(1);
});

test('a card that loses power in the middle of a purchase is opened again, and the charge is made once', async () => {
  const { toy, server, card } = await toyRoom();
  server.beforeAnswer = () => {
    server.beforeAnswer = undefined;
    card.powerCycle();
    card.unplug();
    return true;
  };
  expect((await toy.pay({ order: 9, pan: '1' })).count).toBe(1);
  expect(server.handlerRuns).toBe(1);
});

test('a daemon that dies in the middle of a purchase and comes back: the client gets its receipt, and the charge is made once', async () => {
  const dir = stateDir();
  const { toy, server, daemon, card } = await toyRoom({ stateDir: dir });
  let again: HostDaemon | undefined;
  server.beforeAnswer = () => {
    server.beforeAnswer = undefined;
    void daemon.stop().then(async () => {
      again = new HostDaemon({ stateDir: dir, cards: [card.address] });
      atEnd(() => again!.stop());
      await again.start();
    });
    return false;
  };
  expect((await toy.pay({ order: 9, pan: '1' })).count).toBe(1);
  expect(server.handlerRuns).toBe(1);
  expect(again!.recent.some((e) => e.type === 'result')).toBe(true);
});

test('a limit of the protocol can be set, and one that does not exist is refused', async () => {
  const { toy } = await toyRoom({ limits: { 'call.arguments': 100 } });
  await expect(toy.echo({ data: new Uint8Array(200) })).rejects.toMatchObject({
    code: 'ARGUMENTS_TOO_BIG',
    facts: { limit: 100 },
  });
  const limits = { 'call.tiem': 1 } as never;
  expect(() => new HostDaemon({ stateDir: '', cards: [], limits })).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID' }),
  );
});

test('two calls with one key are one call; the same key for other arguments is refused', async () => {
  const { client, server } = await toyRoom();
  const pay = (order: number) => client.call('toy', 'pay', { order, pan: '1' }, { key: 'order-9' });
  const [a, b] = await Promise.all([pay(9), pay(9)]);
  expect(a).toEqual(b);
  expect(await pay(9)).toEqual(a);
  expect(server.handlerRuns).toBe(1);
  const first = pay(9);
  await expect(pay(10)).rejects.toMatchObject({ code: 'KEY_REUSED' });
  await first;
});

test('a change of epoch with another applet is followed', async () => {
  const { toy, server, daemon, client } = await toyRoom();
  await toy.echo({ data: new Uint8Array(0) });
  const { session } = daemon.sessions()[0]!;
  const epoch = until(daemon, (e) => e.type === 'epoch');
  server.channel(server.connections.at(-1)!, session, Buffer.concat([Buffer.from('E\x01\x00'), Buffer.from('2.0.0')]));
  expect(await epoch).toMatchObject({ epoch: 1 });
  await toy.echo({ data: new Uint8Array(0) });
  expect((await client.sessions())[0]).toMatchObject({ epoch: 1, process: 'toy', state: 'open' });
});

test('a push is refused without a policy, and opens a session with one', async () => {
  const one = await toyRoom();
  const push = { push: 5, card: one.card.cardId, process: 'toy' };
  const answered = until(one.daemon, (e) => e.type === 'push');
  one.server.send('push', push);
  expect(await answered).toMatchObject({ code: 'PUSH_REFUSED' });
  expect(one.daemon.sessions()).toEqual([]);

  const policyFile = join(stateDir(), 'policy.yaml');
  writeFileSync(policyFile, 'push:\n  Fake shop: [toy]\n');
  const two = await toyRoom({ policyFile });
  const done = until(two.daemon, (e) => e.type === 'push');
  two.server.send('push', { ...push, card: two.card.cardId });
  expect(await done).toMatchObject({ code: 'OK' });
  expect(two.daemon.sessions()).toMatchObject([{ process: 'toy', state: 'open' }]);
});

test('enrolment with a wrong ticket or a server of another key is refused, and nothing is kept', async () => {
  const { daemon, server, card } = await toyRoom({}, false);
  await expect(daemon.enrol({ ticket: 'cpu6-ticket-1:AAAA' })).rejects.toMatchObject({ code: 'TICKET_MALFORMED' });
  const other = new FakeServer();
  other.port = server.port; // its ticket leads to the first server
  await expect(daemon.enrol({ ticket: other.ticket })).rejects.toMatchObject({ code: 'SERVER_KEY_WRONG' });
  server.ticketCode.fill(1);
  const { ticket } = server;
  server.ticketCode.fill(2);
  await expect(daemon.enrol({ ticket })).rejects.toMatchObject({ code: 'TICKET_REFUSED' });
  expect(card.slots.size).toBe(0);
  expect(daemon.status().servers).toEqual([]);
});

test('the daemon starts again with its enrolments; the audit log is one chain; no secret is in it', async () => {
  const dir = stateDir();
  const record = join(dir, 'wire.bin');
  const { daemon, toy, card, server, client } = await toyRoom({ stateDir: dir, record });
  await toy.pay({ order: 1, pan: '4000001234567899' });
  await client.close();
  await daemon.stop();
  expect(card.session).toBeUndefined();
  await card.stop();
  const address = await card.listen();
  const again = new HostDaemon({
    stateDir: dir,
    cards: ['tcp:127.0.0.1:1', address],
  });
  await again.start();
  atEnd(() => again.stop());
  await until(again, (e) => e.type === 'card-up');
  await again.call({ process: 'toy', method: 'pay', args: { order: 2, pan: '1' } });
  expect(server.charges.size).toBe(2);
  const audit = readFileSync(join(dir, 'audit.jsonl'), 'utf8');
  expect(audit).not.toContain('4000001234567899');
  expect(verifyAudit(join(dir, 'audit.jsonl')).broken).toBeUndefined();
  expect(readFileSync(record).length).toBeGreaterThan(500);
  expect(hex(card.cardId)).toBe(again.cards().find((c) => c.connected)!.card);
});
