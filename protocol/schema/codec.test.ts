import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decode, encode, SchemaError } from './codec.js';
import {
  blob,
  bool,
  bytes,
  type Descriptor,
  f64,
  i32,
  list,
  oneOf,
  optional,
  record,
  text,
  u8,
  u16,
  u32,
} from './types.js';

const hexOf = (b: Uint8Array): string => Buffer.from(b).toString('hex');

test('a payment encodes to known bytes', () => {
  const pay = record({ order: u32, pan: text(19), cents: u32, gift: optional(bool) });
  const value = { order: 1001, pan: '4242', cents: 1250 };
  expect(hexOf(encode(pay.descriptor, value))).toBe('e9030000' + '040034323432' + 'e2040000' + '00');
  expect(decode(pay.descriptor, encode(pay.descriptor, value))).toEqual(value);
});

/** A random declaration with a random value that fits it. */
const leaf: fc.Arbitrary<[Descriptor, unknown]> = fc.oneof(
  fc.tuple(fc.constant(u8.descriptor), fc.integer({ min: 0, max: 0xff })),
  fc.tuple(fc.constant(u16.descriptor), fc.integer({ min: 0, max: 0xffff })),
  fc.tuple(fc.constant(u32.descriptor), fc.integer({ min: 0, max: 0xffffffff })),
  fc.tuple(fc.constant(i32.descriptor), fc.integer()),
  fc.tuple(fc.constant(bool.descriptor), fc.boolean()),
  fc.tuple(fc.constant(f64.descriptor), fc.double({ noNaN: true })),
  fc.tuple(
    fc.constant(text(200).descriptor),
    fc.string({ unit: 'grapheme', maxLength: 12 }).filter((s) => Buffer.byteLength(s) <= 200),
  ),
  fc.tuple(fc.constant(bytes(5).descriptor), fc.uint8Array({ minLength: 5, maxLength: 5 })),
  fc.tuple(fc.constant(blob(40).descriptor), fc.uint8Array({ maxLength: 40 })),
  fc.tuple(fc.constant(oneOf('red', 'green').descriptor), fc.constantFrom('red', 'green')),
);
const any: fc.Arbitrary<[Descriptor, unknown]> = fc.letrec<{ node: [Descriptor, unknown] }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    leaf,
    tie('node').map(([d, v]): [Descriptor, unknown] => [
      [10, 3, d],
      [v, v],
    ]),
    tie('node').map(([d, v]): [Descriptor, unknown] => [[11, d], v]),
    fc
      .tuple(tie('node'), tie('node'))
      .map(([[d1, v1], [d2, v2]]): [Descriptor, unknown] => [[12, 'a', d1, 'b', d2], { a: v1, b: v2 }]),
  ),
})).node;

test('whatever a declaration admits comes back as it was', () => {
  fc.assert(
    fc.property(any, ([d, v]) => {
      expect(decode(d, encode(d, v))).toEqual(v);
    }),
  );
});

test('bytes that no value encodes to are refused, and never crash the reader', () => {
  fc.assert(
    fc.property(any, fc.uint8Array({ maxLength: 60 }), ([d], input) => {
      try {
        expect(hexOf(encode(d, decode(d, input)))).toBe(hexOf(input));
      } catch (error) {
        expect(error).toBeInstanceOf(SchemaError);
      }
    }),
    { numRuns: 500 },
  );
});

describe('each misfit names its field', () => {
  const d = record({ pan: text(4), list: list(record({ n: u8 }), 2), key: bytes(2) }).descriptor;
  const good = { pan: '1', list: [{ n: 1 }], key: Uint8Array.of(1, 2) };
  test.each([
    [{ ...good, pan: 7 }, 'pan: needs text'],
    [{ ...good, pan: 'ééé' }, 'pan: is 6 bytes of UTF-8, at most 4 are allowed'],
    [{ ...good, pan: '\ud800' }, 'pan: has an unpaired surrogate'],
    [{ ...good, list: [{ n: 256 }] }, 'list[0].n: needs a whole number from 0 to 255'],
    [{ ...good, list: [{ n: 1 }, { n: 1 }, { n: 1 }] }, 'list: has 3 items, at most 2 are allowed'],
    [{ ...good, key: Uint8Array.of(1) }, 'key: is 1 bytes, exactly 2 are needed'],
    [{ ...good, more: 1 }, 'more: is not declared'],
    [null, 'needs an object'],
  ])('%j', (value, message) => {
    expect(() => encode(d, value)).toThrow(message);
  });
});

describe('what a declaration does not admit is refused, whatever kind of value comes', () => {
  const values: unknown[] = [
    undefined,
    null,
    true,
    0,
    1,
    -1,
    1.5,
    255,
    256,
    Number.NaN,
    2 ** 31,
    2 ** 32,
    -(2 ** 31) - 1,
    1n,
  ];
  values.push('', '1', 'red', 'blue', [], [1], [1, 2, 3], {}, { n: 1 }, { length: 1 }, Uint8Array.of(1, 2), () => 1);
  const whole = (low: number, high: number) => (v: unknown) =>
    typeof v === 'number' && Number.isInteger(v) && v >= low && v <= high;
  const nothing = (v: unknown): boolean => v === undefined || v === null;
  const cases: [string, Descriptor, (v: unknown) => boolean][] = [
    ['nothing', 0, nothing],
    ['u8', u8.descriptor, whole(0, 255)],
    ['u16', u16.descriptor, whole(0, 65535)],
    ['u32', u32.descriptor, whole(0, 2 ** 32 - 1)],
    ['i32', i32.descriptor, whole(-(2 ** 31), 2 ** 31 - 1)],
    ['f64', f64.descriptor, (v) => typeof v === 'number'],
    ['bool', bool.descriptor, (v) => typeof v === 'boolean'],
    ['text', text(3).descriptor, (v) => typeof v === 'string' && v.length <= 3],
    ['bytes', bytes(2).descriptor, (v) => v instanceof Uint8Array],
    ['blob', blob(1).descriptor, () => false],
    ['list', list(u8, 2).descriptor, (v) => Array.isArray(v) && v.length <= 2],
    ['one of', oneOf('red', 'green').descriptor, (v) => v === 'red'],
    ['optional', optional(bool).descriptor, (v) => nothing(v) || typeof v === 'boolean'],
    [
      'record',
      record({ n: u8 }).descriptor,
      (v) => typeof v === 'object' && !nothing(v) && Object.keys(v as object).join() === 'n',
    ],
  ];
  test.each(cases)('%s', (_, d, admits) => {
    for (const value of values) {
      let taken = true;
      try {
        encode(d, value);
      } catch (error) {
        taken = false;
        expect(error).toBeInstanceOf(SchemaError);
      }
      expect([value, taken]).toEqual([value, admits(value)]);
    }
  });

  test('bytes of another kind of view are bytes', () => {
    expect(hexOf(encode(bytes(2).descriptor, new DataView(Uint8Array.of(1, 2).buffer)))).toBe('0102');
  });

  test.each([
    ['2 for true', bool.descriptor, '02', 'is 2, not 0 or 1'],
    ['2 for there', optional(u8).descriptor, '0201', 'is 2, not 0 or 1'],
    ['a longer text', text(2).descriptor, '0300616263', 'is 3 bytes of UTF-8, at most 2 are allowed'],
    ['a text that is not there', text(9).descriptor, '030061', 'ends too early'],
    ['a text that is none', text(9).descriptor, '0100ff', 'is not UTF-8'],
    ['longer bytes', blob(2).descriptor, '0300616263', 'is 3 bytes, at most 2 are allowed'],
    ['a longer list', list(u8, 2).descriptor, '0300010203', 'has 3 items, at most 2 are allowed'],
    ['a name that there is not', oneOf('red', 'green').descriptor, '02', 'has no name number 2'],
    ['more', u8.descriptor, '0102', 'has 1 bytes too many'],
  ] as [string, Descriptor, string, string][])('read: %s', (_, d, input, problem) => {
    expect(() => decode(d, Buffer.from(input, 'hex'))).toThrow(new SchemaError('', problem));
  });
});

test('sizes, counts and names that no declaration may have are refused when it is written', () => {
  for (const size of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e9])
    for (const declare of [text, bytes, blob, (n: number) => list(u8, n)])
      expect(() => declare(size)).toThrow('takes a whole number from 1 to');
  expect(() => oneOf(...(Array.from({ length: 256 }, (_, i) => `n${i}`) as [string]))).toThrow(RangeError);
  for (const name of ['', 'a b', '1a', '__proto__', '$x', 'x'.repeat(25)])
    expect(() => record({ [name]: u8 })).toThrow('use 1 to 24 letters and digits');
});

test('every truncation of an encoded record is refused', () => {
  const d = record({ a: u32, b: text(9), c: list(u16, 4) }).descriptor;
  const whole = encode(d, { a: 1, b: 'abc', c: [1, 2] });
  for (let n = 0; n < whole.length; n++) expect(() => decode(d, whole.subarray(0, n))).toThrow(SchemaError);
});

test('sizes of a declaration are whole numbers within their limits', () => {
  const wrong: (() => unknown)[] = [0, -1, 1.5, Number.NaN].flatMap((n) => [
    () => text(n),
    () => bytes(n),
    () => blob(n),
    () => list(u8, n),
  ]);
  wrong.push(
    () => text(4097),
    () => bytes(4097),
    () => blob(16385),
    () => list(u8, 1025),
  );
  wrong.push(() => oneOf(...(Array.from({ length: 256 }, (_, i) => `n${i}`) as [string])));
  for (const make of wrong) expect(make).toThrow(RangeError);
  expect(text(4096).descriptor).toEqual([7, 4096]);
});

test('a field has a name of letters and digits', () => {
  for (const name of ['', '1a', 'a-b', '__proto__', 'a'.repeat(25), 'é'])
    expect(() => record({ [name]: u8 })).toThrow(RangeError);
});

test('a list is no record, and a text of digits no number', () => {
  expect(() => encode(record({}).descriptor, [])).toThrow(SchemaError);
  expect(() => encode(u8.descriptor, '5')).toThrow(SchemaError);
});
