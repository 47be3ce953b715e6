import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalogue } from '../protocol/errors/catalogue.js';
import { cardMessages } from '../protocol/messages/card.js';
import { channelMessages } from '../protocol/messages/channel.js';
import { decode, encode } from '../protocol/schema/codec.js';
import { type Descriptor, Kind } from '../protocol/schema/types.js';
import { vectors } from './testing/drbg-vectors.js';
import { runtimeModule } from './testing/runtime-module.js';

describe('HMAC_DRBG', () => {
  test('agrees with the CAVP vectors', async () => {
    const { makeDrbg } = await runtimeModule<{
      makeDrbg(
        hmac: (key: string, data: unknown) => string,
        s: { k: string; v: string },
      ): { draw(n: number): string; mix(data: unknown): void };
    }>('drbg');
    const flat = (x: unknown): string =>
      Array.isArray(x) ? x.map(flat).join('') : typeof x === 'number' ? String.fromCharCode(x) : String(x);
    const hmac = (key: string, data: unknown): string =>
      createHmac('sha256', Buffer.from(key, 'latin1')).update(flat(data), 'latin1').digest().toString('latin1');
    for (const v of vectors) {
      const drbg = makeDrbg(hmac, { k: '\0'.repeat(32), v: '\x01'.repeat(32) });
      drbg.mix(Buffer.from(v.entropy + v.nonce, 'hex').toString('latin1'));
      drbg.draw(128);
      expect(Buffer.from(drbg.draw(128), 'latin1').toString('hex')).toBe(v.returned);
    }
  });
});

test('message codes are those of the message tables', async () => {
  const codes = await runtimeModule<Record<string, number>>('messages');
  const name = (s: string): string => s[0]!.toLowerCase() + s.slice(1);
  for (const [constant, code] of Object.entries(codes)) {
    const table = constant.startsWith('msg') ? cardMessages.table : channelMessages.table;
    const entry = name(constant.replace(/^(msg|ch)/, ''));
    expect([constant, code]).toEqual([constant, (table as Record<string, { code: number }>)[entry]?.code]);
  }
});

/** A declaration, and values that it admits. */
const leaf: fc.Arbitrary<[Descriptor, fc.Arbitrary<unknown>]> = fc.oneof(
  fc.constant<[Descriptor, fc.Arbitrary<unknown>]>([Kind.u8, fc.nat(255)]),
  fc.constant<[Descriptor, fc.Arbitrary<unknown>]>([Kind.u16, fc.nat(65535)]),
  fc.constant<[Descriptor, fc.Arbitrary<unknown>]>([Kind.u32, fc.integer({ min: 0, max: 0xffffffff })]),
  fc.constant<[Descriptor, fc.Arbitrary<unknown>]>([Kind.i32, fc.integer()]),
  fc.constant<[Descriptor, fc.Arbitrary<unknown>]>([Kind.bool, fc.boolean()]),
  fc.constant<[Descriptor, fc.Arbitrary<unknown>]>([Kind.f64, fc.double({ noNaN: true })]),
  fc.constant<[Descriptor, fc.Arbitrary<unknown>]>([[Kind.text, 60], fc.string({ maxLength: 10 })]),
  fc.constant<[Descriptor, fc.Arbitrary<unknown>]>([[Kind.bytes, 4], fc.uint8Array({ minLength: 4, maxLength: 4 })]),
  fc.constant<[Descriptor, fc.Arbitrary<unknown>]>([[Kind.blob, 9], fc.uint8Array({ maxLength: 9 })]),
  fc.constant<[Descriptor, fc.Arbitrary<unknown>]>([[Kind.oneOf, 'red', 'green'], fc.constantFrom('red', 'green')]),
);
const pair: fc.Arbitrary<[Descriptor, unknown]> = fc
  .letrec<{ type: [Descriptor, fc.Arbitrary<unknown>] }>((tie) => ({
    type: fc.oneof(
      { maxDepth: 3 },
      leaf,
      tie('type').map(([d, v]): [Descriptor, fc.Arbitrary<unknown>] => [
        [Kind.list, 5, d],
        fc.array(v, { maxLength: 5 }),
      ]),
      // An optional value of an optional type has two ways to be absent: the declaration language has no use for it.
      leaf.map(([d, v]): [Descriptor, fc.Arbitrary<unknown>] => [[Kind.optional, d], fc.option(v, { nil: undefined })]),
      fc
        .array(tie('type'), { maxLength: 4 })
        .map((fields): [Descriptor, fc.Arbitrary<unknown>] => [
          [Kind.record, ...fields.flatMap(([d], i) => [`f${i}`, d])] as unknown as Descriptor,
          fc.record(Object.fromEntries(fields.map(([, v], i) => [`f${i}`, v]))),
        ]),
    ),
  }))
  .type.chain(([d, v]) => fc.tuple(fc.constant(d), v));

/** A value as the card has it: fields with a sigil, text as a byte string. */
function onCard(d: Descriptor, v: unknown): unknown {
  if (v === undefined || typeof d === 'number') return v;
  if (d[0] === Kind.text) return Buffer.from(v as string, 'utf8').toString('latin1');
  if (d[0] === Kind.list) return (v as unknown[]).map((x) => onCard(d[2], x));
  if (d[0] === Kind.optional) return onCard(d[1], v);
  if (d[0] !== Kind.record) return v;
  const out: Record<string, unknown> = {};
  for (let i = 1; i < d.length; i += 2) {
    const value = (v as Record<string, unknown>)[d[i] as string];
    if (value !== undefined) out[`$${d[i]}`] = onCard(d[i + 1] as Descriptor, value);
  }
  return out;
}

test('counted bytes of a message end where it ends, and are no more than allowed', async () => {
  const { rest, exactly } = await runtimeModule<{
    rest(s: string, i: number, max: number): string;
    exactly(s: string, length: number): void;
  }>('bytes');
  expect([rest('\x02\0ab', 0, 2), rest('xy\0\0', 2, 2)]).toEqual(['ab', '']);
  for (const [s, i, max] of [
    ['\x02\0abc', 0, 9],
    ['\x03\0ab', 0, 9],
    ['\x02\0ab', 0, 1],
    ['\x02', 0, 9],
    ['', 0, 9],
  ] as const)
    expect(() => rest(s, i, max)).toThrow(expect.objectContaining({ $code: catalogue.MESSAGE_MALFORMED.number }));
  exactly('abc', 3);
  for (const length of [2, 4]) expect(() => exactly('abc', length)).toThrow();
});

describe('the codec of the card', () => {
  interface Codec {
    put(d: Descriptor, v: unknown, path: string): string;
    get(d: Descriptor, bytes: string): unknown;
    zero(d: Descriptor): unknown;
  }
  test('writes and reads what protocol/schema does', async () => {
    const codec = await runtimeModule<Codec>('codec');
    fc.assert(
      fc.property(pair, ([d, v]) => {
        const bytes = Buffer.from(encode(d, v)).toString('latin1');
        expect(codec.put(d, onCard(d, v), '')).toBe(bytes);
        expect(codec.get(d, bytes)).toEqual(onCard(d, decode(d, Buffer.from(bytes, 'latin1'))));
      }),
    );
  });

  test('refuses what protocol/schema refuses', async () => {
    const codec = await runtimeModule<Codec>('codec');
    const refused = (f: () => unknown): boolean => {
      try {
        f();
        return false;
      } catch {
        return true;
      }
    };
    fc.assert(
      fc.property(pair, fc.uint8Array({ maxLength: 40 }), ([d], bytes) => {
        const text = Buffer.from(bytes).toString('latin1');
        // Text that is no UTF-8 is the one thing that the card lets pass: to it, text is bytes.
        const node = refused(() => decode(d, bytes));
        const card = refused(() => codec.get(d, text));
        if (card) expect(node).toBe(true);
        else if (node) expect(JSON.stringify(d)).toMatch(/\[7,/);
      }),
    );
    for (const v of [-1, 256, 1.5, Number.NaN, '1', true, undefined, null, {}])
      expect(refused(() => codec.put(Kind.u8, v, ''))).toBe(true);
    expect(refused(() => codec.put([Kind.record, 'a', Kind.u8], { $a: 1, $b: 2 }, ''))).toBe(true);
    expect(refused(() => codec.put([Kind.oneOf, 'x'], 13, ''))).toBe(true);
  });

  test('a state starts at zero', async () => {
    const { zero } = await runtimeModule<Codec>('codec');
    const d: Descriptor = [
      Kind.record,
      'n',
      Kind.u32,
      't',
      [Kind.text, 4],
      'o',
      [Kind.optional, Kind.u8],
      'l',
      [10, 2, 1],
    ];
    expect(zero(d)).toEqual({ $n: 0, $t: '', $l: [] });
  });
});
