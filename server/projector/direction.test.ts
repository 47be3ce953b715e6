// The fast seal is the protocol's seal, byte for byte.
import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openRecord, sealRecord } from '../../protocol/crypto/cbc-hmac.js';
import { Opener, Sealer } from './direction.js';

const newKeys = () => ({ enc: randomBytes(32), mac: randomBytes(32) });
const copy = (keys: ReturnType<typeof newKeys>) => ({ enc: Buffer.from(keys.enc), mac: Buffer.from(keys.mac) });

test('a sequence of records is sealed as sealRecord seals it, and opened likewise', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 100 }), { minLength: 1, maxLength: 8 }), (plaintexts) => {
      const keys = newKeys();
      const [sealer, opener] = [new Sealer(copy(keys)), new Opener(copy(keys))];
      for (const [n, plaintext] of plaintexts.entries()) {
        const expected = sealRecord(keys, n, plaintext);
        const [ciphertext, tag] = sealer.seal(plaintext);
        expect(Buffer.concat([ciphertext, tag]).equals(expected)).toBe(true);
        expect(Buffer.from(openRecord(keys, n, expected)!).equals(plaintext)).toBe(true);
        expect(Buffer.from(opener.open(ciphertext, tag)!).equals(plaintext)).toBe(true);
      }
    }),
  );
});

test('a refused record leaves the next good one openable', () => {
  const keys = newKeys();
  const [sealer, opener] = [new Sealer(copy(keys)), new Opener(copy(keys))];
  for (let i = 0; i < 5; i++) {
    const [ciphertext, tag] = sealer.seal(Buffer.from(`record ${i}`));
    const bad = Uint8Array.from(ciphertext);
    bad[i]! ^= 1;
    expect(opener.open(bad, tag)).toBeUndefined();
    expect(opener.open(ciphertext, tag.subarray(1))).toBeUndefined();
    expect(opener.open(ciphertext.subarray(1), tag)).toBeUndefined();
    expect(opener.open(new Uint8Array(0), tag)).toBeUndefined();
    expect(Buffer.from(opener.open(ciphertext, tag)!).toString()).toBe(`record ${i}`);
  }
});

test('wiping overwrites the keys and ends the ciphers, twice without harm', () => {
  const keys = newKeys();
  const sealer = new Sealer(keys);
  sealer.seal(Buffer.from('x'));
  sealer.wipe();
  sealer.wipe();
  expect([...keys.enc, ...keys.mac].every((byte) => byte === 0)).toBe(true);
  expect(() => sealer.seal(Buffer.from('x'))).toThrow();
});
