import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { GateEntry } from '../../protocol/applet/header.js';
import { encode } from '../../protocol/schema/codec.js';
import {
  blob,
  bool,
  bytes,
  type Descriptor,
  type Fields,
  f64,
  Kind,
  list,
  oneOf,
  optional,
  record,
  text,
  u32,
} from '../../protocol/schema/types.js';
import { toyHeader } from '../testing/fake-card.js';
import { FakeClock } from '../testing/fake-clock.js';
import { checkCall, readAnswer } from './arguments.js';
import { idempotencyKey } from './key.js';
import { appOf, type Caller, defaultPolicy, parsePolicy } from './policy.js';
import { RateLimiter } from './rate.js';

const unix: Caller = { kind: 'unix' };
const page = (origin: string): Caller => ({ kind: 'web', origin });
const hex = (b: Uint8Array): string => Buffer.from(b).toString('hex');

test('JSON values cross to bytes and back, bytes as base64 with their paths named', () => {
  const fields: Fields = {
    id: bytes(4),
    name: optional(text(20)),
    kind: oneOf('a', 'b'),
    items: list(record({ data: blob(9), n: u32, ok: bool, x: f64 }), 4),
  };
  const d = record(fields).descriptor;
  const entry: GateEntry = ['m', d, d, 0, 1, 1];
  const header = { ...toyHeader('toy'), gate: [entry] };
  const base64 = (max: number, min = 0) =>
    fc.uint8Array({ maxLength: max, minLength: min }).map((b) => Buffer.from(b).toString('base64'));
  const value = fc.record(
    {
      id: base64(4, 4),
      name: fc.string({ maxLength: 20, unit: 'grapheme-ascii' }),
      kind: fc.constantFrom('a', 'b'),
      items: fc.array(fc.record({ data: base64(9), n: fc.nat(), ok: fc.boolean(), x: fc.double({ noNaN: true }) }), {
        maxLength: 4,
      }),
    },
    { requiredKeys: ['id', 'kind', 'items'] },
  );
  fc.assert(
    fc.property(value, (v) => {
      const { body } = checkCall(header, 'm', v, 2048);
      const answer = readAnswer(entry, body);
      expect(answer.value).toEqual(v);
      expect(answer.bytes).toEqual([['id'], ...v.items.map((_, i) => ['items', i, 'data'])]);
    }),
  );
});

test('whatever JSON a caller sends as arguments: encoded, or ARGUMENTS_INVALID', () => {
  const header = toyHeader('toy');
  fc.assert(
    fc.property(fc.constantFrom('pay', 'echo', 'fail'), fc.jsonValue(), (method, args) => {
      try {
        checkCall(header, method, args, 2048);
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^ARGUMENTS_(INVALID|TOO_BIG)$/) });
      }
    }),
    { numRuns: 1_000 },
  );
});

test('names of the language itself are no fields and no methods', () => {
  const header = toyHeader('toy');
  const args = JSON.parse('{"order":1,"pan":"1","__proto__":{"x":1}}');
  expect(() => checkCall(header, 'pay', args, 2048)).toThrow(expect.objectContaining({ code: 'ARGUMENTS_INVALID' }));
  for (const name of ['constructor', '__proto__', 'toString', ''])
    expect(() => checkCall(header, name, {}, 2048)).toThrow(expect.objectContaining({ code: 'METHOD_UNKNOWN' }));
});

/** A gate of one method `m` with these arguments. */
const taking = (d: Descriptor) => ({ ...toyHeader('toy'), gate: [['m', d, 0, 0, 1, 1]] as GateEntry[] });
const invalid = expect.objectContaining({ code: 'ARGUMENTS_INVALID' });

test('a method without arguments takes none, or an empty object', () => {
  for (const d of [Kind.none, record({}).descriptor]) {
    for (const args of [undefined, null, {}]) expect(checkCall(taking(d), 'm', args, 2048).body).toHaveLength(0);
    for (const args of [{ a: 1 }, [], [1], 'x', 0])
      expect(() => checkCall(taking(d), 'm', args, 2048)).toThrow(invalid);
  }
});

test('arguments over the limit are ARGUMENTS_TOO_BIG', () => {
  const header = taking(record({ data: blob(100) }).descriptor);
  const data = Buffer.alloc(62).toString('base64');
  expect(checkCall(header, 'm', { data }, 64).body).toHaveLength(64);
  expect(() => checkCall(header, 'm', { data }, 63)).toThrow(expect.objectContaining({ code: 'ARGUMENTS_TOO_BIG' }));
});

test('bytes are base64 as it is written, or a Uint8Array of this process', () => {
  const header = taking(record({ data: blob(100) }).descriptor);
  const bodyOf = (data: unknown): string => hex(checkCall(header, 'm', { data }, 2048).body);
  expect(bodyOf('AQI=')).toBe('02000102');
  expect(bodyOf(Uint8Array.of(1, 2))).toBe('02000102');
  for (const data of ['AQI', 'AQI= ', 'A-_/', 5, null, [1, 2]]) expect(() => bodyOf(data)).toThrow(invalid);
});

test('what is no object is none, even where every field may be left out', () => {
  const header = taking(record({ a: optional(u32) }).descriptor);
  expect(checkCall(header, 'm', {}, 2048).body).toHaveLength(1);
  for (const args of [5, true, [], '']) expect(() => checkCall(header, 'm', args, 2048)).toThrow(invalid);
});

test('an answer that was not declared is ANSWER_INVALID', () => {
  const entry = toyHeader('toy').gate[0]!;
  const good = encode(entry[2], { receipt: new Uint8Array(32), count: 1 });
  expect(readAnswer(entry, good)).toMatchObject({ value: { count: 1 } });
  for (const bad of [good.subarray(1), Buffer.concat([good, Uint8Array.of(0)]), new Uint8Array(0)])
    expect(() => readAnswer(entry, bad)).toThrow(expect.objectContaining({ code: 'ANSWER_INVALID' }));
});

test('rates are counted in a sliding window, per card, process and method', async () => {
  const clock = new FakeClock();
  const rates = new RateLimiter(clock);
  const take = (card = 'a', method = 'm'): void => rates.take(card, 'p', method, 2, 10);
  take();
  await clock.advance(6_000);
  take();
  expect(() => take()).toThrow(
    expect.objectContaining({ code: 'RATE_EXCEEDED', facts: { method: 'm', calls: 2, seconds: 10 } }),
  );
  take('b');
  take('a', 'n');
  await clock.advance(4_001);
  take();
  expect(() => take()).toThrow();
});

test('an idempotency key is one caller’s, one process’s and one method’s', () => {
  const a = idempotencyKey('local', 'p', 'm', 'k');
  expect(a.length).toBe(16);
  expect(idempotencyKey('local', 'p', 'm', 'k')).toEqual(a);
  const others = [
    idempotencyKey('https://x', 'p', 'm', 'k'),
    idempotencyKey('local', 'pm', '', 'k'),
    idempotencyKey('local', 'p', 'mk', ''.padEnd(1)),
    idempotencyKey('local', 'p', 'm', 'k2'),
    idempotencyKey('local', 'p', 'm', undefined),
    idempotencyKey('local', 'p', 'm', undefined),
  ];
  expect(new Set([a, ...others].map(hex)).size).toBe(7);
  for (const bad of ['', 'x'.repeat(129)])
    expect(() => idempotencyKey('local', 'p', 'm', bad)).toThrow(
      expect.objectContaining({ code: 'ARGUMENTS_INVALID' }),
    );
});

test('without a policy file programs of this user may call, pages and pushes may not', () => {
  for (const policy of [defaultPolicy(), parsePolicy('null', 'policy')]) {
    policy.checkCall(unix, 'p', 'm');
    policy.checkCall({ kind: 'token' }, 'p', 'm');
    expect(() => policy.checkCall(page('https://x'), 'p', 'm')).toThrow(
      expect.objectContaining({ code: 'NOT_ALLOWED' }),
    );
    expect(policy.allowsOrigin('https://x')).toBe(false);
    expect(() => policy.checkPush({ id: 'a', name: 'b' }, 'p')).toThrow(
      expect.objectContaining({ code: 'PUSH_REFUSED' }),
    );
  }
});

test('a policy grants what it lists and nothing else', () => {
  const policy = parsePolicy(
    `local: { checkout: [pay], notes: all }
origins:
  https://shop.example: { checkout: [pay] }
  http://localhost:3000: { any: all }
push:
  Shop: [checkout]
  ${'ab'.repeat(16)}: all
`,
    'policy.yaml',
  );
  const may = (caller: Caller, process: string, method: string): boolean => {
    try {
      policy.checkCall(caller, process, method);
      return true;
    } catch {
      return false;
    }
  };
  expect([
    may(unix, 'checkout', 'pay'),
    may(unix, 'checkout', 'x'),
    may(unix, 'notes', 'x'),
    may(unix, 'y', 'z'),
  ]).toEqual([true, false, true, false]);
  expect([
    may(page('https://shop.example'), 'checkout', 'pay'),
    may(page('https://shop.example'), 'notes', 'x'),
  ]).toEqual([true, false]);
  expect([
    may(page('http://localhost:3000'), 'y', 'z'),
    may(page('https://shop.example.evil'), 'checkout', 'pay'),
  ]).toEqual([true, false]);
  policy.checkPush({ id: '', name: 'Shop' }, 'checkout');
  policy.checkPush({ id: 'ab'.repeat(16), name: '' }, 'anything');
  expect(() => policy.checkPush({ id: '', name: 'Shop' }, 'notes')).toThrow();
  expect(appOf(page('https://shop.example'))).toBe('https://shop.example');
});

test('a policy file with a mistake is refused and the mistake named', () => {
  const why = (text: string): unknown => {
    try {
      parsePolicy(text, 'policy.yaml');
      return undefined;
    } catch (error) {
      expect(error).toMatchObject({ code: 'CONFIG_INVALID', facts: { file: 'policy.yaml' } });
      return (error as Error).message;
    }
  };
  expect(why('')).toBeUndefined();
  expect(why('locla: allow')).toMatch('there is no setting "locla"');
  expect(why('local: maybe')).toMatch('local needs names and values');
  expect(why('local: { checkout: pay }')).toMatch('local.checkout needs "all" or a list');
  expect(why('origins: { shop.example: {} }')).toMatch('"shop.example" is no origin');
  expect(why('origins: { "https://shop.example/": {} }')).toMatch('is no origin');
  expect(why('push: [checkout]')).toMatch('push needs names');
  expect(why('{')).toMatch('policy.yaml');
  expect(why('a: &a [*a]')).toBeDefined();
});
