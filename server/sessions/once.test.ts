// Exactly once: repetitions, concurrency, failures, and a server that is killed in the middle.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';
import { n32, readN32, temporaryDirectory, writeShop } from '../test/fixture.js';
import { newCard, TestHost, type TestSession } from '../test/peer.js';
import { worldForEachTest } from '../test/world.js';

const world = worldForEachTest();
const open = () => world().host.session(world().card, 'shop');
const total = async (session: TestSession) => readN32((await session.call(0, n32(0))).body);

test('the same call twice is done once, and answered the same', async () => {
  const session = await open();
  const key = randomBytes(16);
  const first = await session.call(0, n32(5), { key });
  const second = await session.call(0, n32(5), { key });
  expect(second).toEqual(first);
  expect(await total(session)).toBe(5);
  expect(
    world()
      .events.filter((e) => e.type === 'result')
      .map((e) => e.repeated),
  ).toEqual([false, true, false]);
});

test('the same call in another session of the same host is done once', async () => {
  const key = randomBytes(16);
  await (await open()).call(0, n32(5), { key });
  const later = await open();
  expect(readN32((await later.call(0, n32(5), { key })).body)).toBe(5);
  expect(await total(later)).toBe(5);
});

test('the same key with another ordinal or method is another call', async () => {
  const session = await open();
  const key = randomBytes(16);
  await session.call(0, n32(5), { key, ordinal: 0 });
  expect(readN32((await session.call(0, n32(5), { key, ordinal: 1 })).body)).toBe(10);
  expect((await session.call(2, n32(5), { key, ordinal: 0 })).status).toBe(128);
});

test('the same key with other arguments is refused', async () => {
  const session = await open();
  const key = randomBytes(16);
  await session.call(0, n32(5), { key });
  expect((await session.call(0, n32(6), { key })).status).toBe(132);
  expect(await total(session)).toBe(5);
});

test('a key of zeros names no call', async () => {
  const session = await open();
  await session.call(0, n32(5));
  expect(readN32((await session.call(0, n32(5))).body)).toBe(10);
});

test('two calls of one key at the same time run once', async () => {
  const session = await open();
  const key = randomBytes(16);
  const call = { method: 0, key, ordinal: 0, body: n32(5) };
  session.say('call', { call: 1, ...call });
  session.say('call', { call: 2, ...call });
  session.say('call', { call: 3, ...call, body: n32(6) });
  const answers = [await session.expect('result'), await session.expect('result'), await session.expect('result')];
  const byCall = new Map(answers.map((a) => [a.call, a]));
  expect(readN32(byCall.get(1)!.body)).toBe(5);
  expect(readN32(byCall.get(2)!.body)).toBe(5);
  expect(byCall.get(3)!.status).toBe(132);
  expect(await total(session)).toBe(5);
});

test('concurrent calls of one process do not lose each other’s writes', async () => {
  const session = await open();
  for (let call = 1; call <= 8; call++)
    session.say('call', { call, method: 0, key: randomBytes(16), ordinal: 0, body: n32(1) });
  for (let i = 0; i < 8; i++) expect((await session.expect('result')).status).toBe(0);
  expect(await total(session)).toBe(8);
});

test('a call that failed has left nothing and may be tried again', async () => {
  const session = await open();
  const key = randomBytes(16);
  expect((await session.call(2, n32(1), { key })).status).toBe(128);
  expect((await session.call(2, n32(1), { key })).status).toBe(128);
  expect(await total(session)).toBe(0);
});

test('a handler that waits for its card holds nobody up, and does not write over what changed meanwhile', async () => {
  const session = await open();
  const key = randomBytes(16);
  session.say('call', { call: 1, method: 1, key, ordinal: 0, body: n32(50) });
  const asked = await session.expect('call');
  // Meanwhile another call changes what the first one has read.
  session.say('call', { call: 2, method: 0, key: randomBytes(16), ordinal: 0, body: n32(7) });
  const between = await session.expect('result');
  expect([between.call, readN32(between.body)]).toEqual([2, 7]);
  session.say('result', { call: asked.call, status: 0, body: n32(100) });
  const conflict = await session.expect('result');
  expect([conflict.call, conflict.status]).toEqual([1, 134]);
  expect(await total(session)).toBe(7);
  // The same call again, undisturbed, is done.
  session.say('call', { call: 3, method: 1, key, ordinal: 0, body: n32(50) });
  const again = await session.expect('call');
  session.say('result', { call: again.call, status: 0, body: n32(100) });
  expect((await session.expect('result')).status).toBe(0);
  expect(await total(session)).toBe(107);
});

test('the card lost in the middle of a call leaves nothing behind', async () => {
  const { host } = world();
  const session = await open();
  session.say('call', { call: 1, method: 1, key: randomBytes(16), ordinal: 0, body: n32(50) });
  await session.expect('call');
  host.send('close', { session: session.number, code: 22, detail: '' });
  expect(await total(await open())).toBe(0);
});

async function startChild(dir: string, crashAt = ''): Promise<{ url: string; ticket: string; child: ChildProcess }> {
  const script = new URL('../test/serve-child.js', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, `${dir}/data`, dir, crashAt], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(child.stdout!)) return { ...JSON.parse(line), child };
  throw new Error('the server did not start');
}
const ended = (child: ChildProcess): Promise<unknown> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', resolve));

test.each(['call', 'result'])(
  'a server killed at the %s does the call once, whatever the host saw of it',
  async (crashAt) => {
    const temporary = temporaryDirectory();
    writeShop(temporary.path);
    const key = randomBytes(16);
    const card = newCard();
    const host = new TestHost();
    const first = await startChild(temporary.path, crashAt);
    let second: Awaited<ReturnType<typeof startChild>> | undefined;
    try {
      await host.connect(first.url);
      expect(await host.enrol(first.ticket, card)).toBeUndefined();
      const session = await host.session(card, 'shop');
      session.say('call', { call: 1, method: 0, key, ordinal: 0, body: n32(5) });
      await host.closed;
      await ended(first.child);
      second = await startChild(temporary.path);
      const { resumed } = await host.connect(second.url, true);
      expect(resumed).toBe(false);
      const again = await host.session(card, 'shop');
      const answer = await again.call(0, n32(5), { key });
      expect([answer.status, readN32(answer.body)]).toEqual([0, 5]);
      expect(await total(again)).toBe(5);
      await host.close();
    } finally {
      for (const run of [first, second]) {
        run?.child.kill('SIGKILL');
        if (run) await ended(run.child);
      }
      temporary.remove();
    }
  },
);
