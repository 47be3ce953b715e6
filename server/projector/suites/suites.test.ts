// What the server seals in a suite is that suite, byte for byte, and nothing altered opens.
import { createCipheriv, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asconSeal } from '../../../protocol/crypto/ascon.js';
import { openRecord, sealRecord } from '../../../protocol/crypto/cbc-hmac.js';
import { ccmSeal } from '../../../protocol/crypto/ccm.js';
import { hmac } from '../../../protocol/crypto/hmac.js';
import { mistyCtr, mistySchedule } from '../../../protocol/crypto/misty1.js';
import { type SuiteName, suiteNames } from '../../../protocol/crypto/suites.js';
import { draw, nonceOf } from '../draw.js';
import { suiteEnds } from './index.js';

const newKeys = () => ({ enc: randomBytes(32), mac: randomBytes(32) });
type Keys = ReturnType<typeof newKeys>;
const u32 = (n: number): Uint8Array => {
  const b = Buffer.alloc(4);
  b.writeUInt32BE(n);
  return b;
};

/** The suites by their definitions, ciphertext ‖ tag. */
const defined: Record<SuiteName, (keys: Keys, n: number, nonce: Uint8Array, text: Uint8Array) => Uint8Array> = {
  'aes-cbc-hmac': (keys, n, nonce, text) => sealRecord(keys, n, text, nonce),
  'aes-ccm': (keys, _n, nonce, text) => ccmSeal(keys.enc.subarray(0, 16), nonce, text),
  'chacha20-poly1305': (keys, _n, nonce, text) => {
    const cipher = createCipheriv('chacha20-poly1305', keys.enc, nonce, { authTagLength: 16 });
    return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  },
  'ascon-aead128': (keys, _n, nonce, text) => asconSeal(keys.enc.subarray(0, 16), nonce, text),
  'misty1-hmac': (keys, n, nonce, text) => {
    const sealed = mistyCtr(mistySchedule(keys.enc), nonce, text);
    return Buffer.concat([
      sealed,
      hmac(keys.mac, u32(n), nonce, sealed, Buffer.from('0000000000000020', 'hex')).subarray(0, 16),
    ]);
  },
};

describe.each(suiteNames.map((name) => [name] as const))('%s', (name) => {
  const ends = suiteEnds[name];

  test('a sequence of records is sealed as the suite is defined, and opened again', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 16, maxLength: 100 }), { minLength: 1, maxLength: 8 }),
        (plaintexts) => {
          const keys = newKeys();
          const d = draw(name);
          const [sealer, opener] = [ends.sealer(keys), ends.opener(keys)];
          for (const [n, plaintext] of plaintexts.entries()) {
            const nonce = nonceOf(d, n);
            const sealed = sealer.seal(n, nonce, plaintext);
            expect(Buffer.from(sealed).equals(defined[name](keys, n, nonce, plaintext))).toBe(true);
            const end = sealed.length - 16;
            const opened = opener.open(n, nonce, sealed.subarray(0, end), sealed.subarray(end));
            expect(Buffer.from(opened!).equals(plaintext)).toBe(true);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('every flipped bit of record and nonce, another number and every cut are refused; the record itself opens after', () => {
    const keys = newKeys();
    const d = draw(name);
    const opener = ends.opener(keys);
    const nonce = nonceOf(d, 5);
    const sealed = ends.sealer(keys).seal(5, nonce, Buffer.from('a purchase of 12.50 and its text'));
    const end = sealed.length - 16;
    const open = (record: Uint8Array, n = 5, with_ = nonce) =>
      opener.open(n, with_, record.subarray(0, record.length - 16), record.subarray(record.length - 16));
    const flip = (bytes: Uint8Array, bit: number): Uint8Array => {
      const out = Uint8Array.from(bytes);
      out[bit >> 3]! ^= 1 << (bit & 7);
      return out;
    };
    for (let bit = 0; bit < sealed.length * 8; bit++) expect(open(flip(sealed, bit))).toBeUndefined();
    for (let bit = 0; bit < nonce.length * 8; bit++) expect(open(sealed, 5, flip(nonce, bit))).toBeUndefined();
    for (let cut = 16; cut < sealed.length; cut++) expect(open(sealed.subarray(0, cut))).toBeUndefined();
    expect(open(sealed, 6, nonceOf(d, 6))).toBeUndefined();
    expect(opener.open(5, nonce, sealed.subarray(0, end), sealed.subarray(end, end + 15))).toBeUndefined();
    expect(open(sealed)).toBeDefined();
  });

  test('wiping ends it, twice without harm', () => {
    const keys = newKeys();
    const sealer = ends.sealer(keys);
    const nonce = nonceOf(draw(name), 0);
    sealer.seal(0, nonce, Buffer.alloc(16));
    sealer.wipe();
    sealer.wipe();
    expect(() => sealer.seal(1, nonce, Buffer.alloc(16))).toThrow();
    const opener = ends.opener(keys);
    opener.wipe();
    opener.wipe();
  });
});

test('CBC records are those of protocol/crypto/cbc-hmac.ts', () => {
  const keys = newKeys();
  const nonce = Buffer.concat([Buffer.alloc(12), u32(3)]);
  const sealed = suiteEnds['aes-cbc-hmac'].sealer(keys).seal(3, nonce, Buffer.from('record 3'));
  expect(Buffer.from(openRecord(keys, 3, sealed)!).toString()).toBe('record 3');
});
