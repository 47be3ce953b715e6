import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type RecordForm, RecordStream, recordForm } from './record-stream.js';

const newKeys = () => ({ enc: new Uint8Array(32).fill(3), mac: new Uint8Array(32).fill(4) });

test('the form follows from what the board has: CBC first, CCM where it is alone, none without SHA-256', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7].map(recordForm)).toEqual([
    undefined,
    undefined,
    undefined,
    'cbc-hmac',
    undefined,
    'ccm',
    undefined,
    'cbc-hmac',
  ]);
});

describe.each(['cbc-hmac', 'ccm'] as const)('%s', (form: RecordForm) => {
  test('a stream refuses a repeated, skipped or reflected record and goes on with the right one', () => {
    const out = new RecordStream(newKeys(), form);
    const into = new RecordStream(newKeys(), form);
    const [a, b, c] = ['a', 'b', 'c'].map((t) => out.seal(Buffer.from(t)));
    expect(into.open(a!)).toBeDefined();
    expect(into.open(a!)).toBeUndefined();
    expect(into.open(c!)).toBeUndefined();
    expect(Buffer.from(into.open(b!)!).toString()).toBe('b');
    expect(Buffer.from(into.open(c!)!).toString()).toBe('c');
    into.wipe();
    expect(into.keys.enc.every((x) => x === 0) && into.keys.mac.every((x) => x === 0)).toBe(true);
  });

  test('every flipped bit and every truncation of a record is refused', () => {
    const record = new RecordStream(newKeys(), form).seal(Buffer.from('a purchase of 12.50'));
    const opened = (bytes: Uint8Array) => new RecordStream(newKeys(), form).open(bytes);
    for (let bit = 0; bit < record.length * 8; bit++) {
      const bad = Uint8Array.from(record);
      bad[bit >> 3]! ^= 1 << (bit & 7);
      expect(opened(bad)).toBeUndefined();
    }
    for (let n = 0; n < record.length; n++) expect(opened(record.subarray(0, n))).toBeUndefined();
    expect(opened(record)).toBeDefined();
  });

  test('any text of one byte or more comes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), (text) => {
        const sealed = new RecordStream(newKeys(), form).seal(text);
        expect(Buffer.from(new RecordStream(newKeys(), form).open(sealed)!).equals(text)).toBe(true);
      }),
    );
  });
});
