// The runner on its own: turns, several card calls at once, calls that take too long.
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CallStore } from '../store/answers.js';
import { migrations } from '../store/migrations.js';
import { Sql } from '../store/sql.js';
import { type Call, callStore, Runner, scopeOf, whileParked } from './exactly-once.js';
import { Mutex } from './mutex.js';

let sql: Sql;
let runner: Runner;
beforeEach(() => {
  sql = new Sql(':memory:');
  sql.exec(migrations[0]!);
  runner = new Runner(sql, new CallStore(sql, Date.now), 50);
});
afterEach(() => sql.close());

let next = 0;
const call = (handle: Call['handle'], more: Partial<Call> = {}): Call => ({
  host: new Uint8Array(16),
  hostName: 'host',
  card: '00',
  process: 'shop',
  key: Buffer.alloc(16, ++next),
  ordinal: 0,
  method: 'm',
  body: new Uint8Array(0),
  handle,
  ...more,
});
const done = async () => new Uint8Array(1);
/** A handler that does `work` and answers. */
const doing = (work: () => unknown): Call['handle'] => {
  return async () => {
    await work();
    return done();
  };
};

/** A promise and its ends. */
function later<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((r) => {
    resolve = r;
  });
  return { promise, resolve };
}

test('turns are given in order of arrival', async () => {
  const mutex = new Mutex();
  const order: number[] = [];
  const first = await mutex.acquire();
  const rest = [1, 2, 3].map(async (i) => {
    const release = await mutex.acquire();
    order.push(i);
    release();
    release();
  });
  expect(order).toEqual([]);
  first();
  await Promise.all(rest);
  expect(order).toEqual([1, 2, 3]);
});

test('a handler may call its card several times at once', async () => {
  const [a, b] = [later<number>(), later<number>()];
  const run = runner.run(
    call(async () => {
      const sum = await Promise.all([whileParked(a.promise), whileParked(b.promise)]);
      callStore.put('sum', sum[0]! + sum[1]!);
      return done();
    }),
  );
  await runner.run(call(doing(() => callStore.put('between', 1))));
  b.resolve(2);
  await runner.run(call(doing(() => callStore.put('between', 2))));
  a.resolve(1);
  expect((await run).repeated).toBe(false);
  await runner.run(
    call(async () => {
      expect([callStore.get('sum'), callStore.get('between')]).toEqual([3, 2]);
      return done();
    }),
  );
});

test('a handler that takes too long is answered for, keeps nobody waiting, and can write nothing afterwards', async () => {
  const stuck = later<void>();
  let late: unknown;
  const slow = call(async () => {
    callStore.put('a', 1);
    await stuck.promise;
    try {
      callStore.put('a', 2);
    } catch (error) {
      late = error;
    }
    return done();
  });
  await expect(runner.run(slow)).rejects.toMatchObject({ code: 'CALL_TIMEOUT' });
  await runner.run(call(doing(() => expect(callStore.get('a')).toBeUndefined())));
  stuck.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  expect(late).toMatchObject({ code: 'APPLET_ERROR' });
});

test('a call that timed out while it waited for its card gives its turn back when the card answers', async () => {
  const card = later<void>();
  const slow = call(async () => {
    await whileParked(card.promise);
    return done();
  });
  await expect(runner.run(slow)).rejects.toMatchObject({ code: 'CALL_TIMEOUT' });
  card.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  expect((await runner.run(call(done))).body).toHaveLength(1);
});

test('processes do not wait for each other', async () => {
  const stuck = later<void>();
  const slow = runner.run(call(doing(() => stuck.promise)));
  expect((await runner.run(call(done, { process: 'other' }))).body).toHaveLength(1);
  stuck.resolve();
  await slow;
});

test('the store outside a call is refused', () => {
  expect(() => callStore.get('a')).toThrow(expect.objectContaining({ code: 'APPLET_ERROR' }));
});

test('no two calls have one name', () => {
  const base = call(done, { key: Buffer.alloc(16, 1) });
  const others = [
    { host: Buffer.alloc(16, 9) },
    { process: 'shop2' },
    { key: Buffer.alloc(16, 2) },
    { ordinal: 1 },
    { method: 'n' },
    { method: 'mm' },
  ].map((change) => ({ ...base, ...change }));
  const names = [base, ...others].map((c) => Buffer.from(scopeOf(c)).toString('hex'));
  expect(new Set(names).size).toBe(names.length);
});

test('the key that a handler sees is the same for a repetition and another for another call', async () => {
  const keys: string[] = [];
  const handle: Call['handle'] = async ({ key }) => {
    keys.push(key);
    throw new Error('try again');
  };
  const one = call(handle);
  await expect(runner.run(one)).rejects.toThrow();
  await expect(runner.run(one)).rejects.toThrow();
  await expect(runner.run(call(handle))).rejects.toThrow();
  await expect(runner.run(call(handle, { key: new Uint8Array(16) }))).rejects.toThrow();
  await expect(runner.run(call(handle, { key: new Uint8Array(16) }))).rejects.toThrow();
  expect(keys[0]).toBe(keys[1]);
  expect(new Set(keys).size).toBe(4);
});

test('a call that comes again while the first waits for its card is answered with it', async () => {
  const card = later<void>();
  let runs = 0;
  const key = Buffer.alloc(16, 99);
  const waiting = doing(async () => {
    runs++;
    await whileParked(card.promise);
  });
  const both = [runner.run(call(waiting, { key })), runner.run(call(waiting, { key }))];
  await expect(runner.run(call(waiting, { key, body: Uint8Array.of(1) }))).rejects.toMatchObject({
    code: 'KEY_REUSED',
  });
  card.resolve();
  expect((await Promise.all(both)).map((a) => a.repeated)).toEqual([false, true]);
  expect(runs).toBe(1);
});
