import { createCipheriv } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { tagLength } from './aead.js';
import { openRecord, recordIv, sealRecord } from './cbc-hmac.js';
import { ccmOpen, ccmOpenRecord, ccmSeal, ccmSealRecord } from './ccm.js';
import { hmac } from './hmac.js';

const bin = (hex: string): Uint8Array => Buffer.from(hex, 'hex');
const keys = {
  enc: bin('603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4'),
  mac: bin('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'),
};

test('AES-256-ECB, under the IV, and AES-256-CBC agree with SP 800-38A F.1.5 and F.2.5', () => {
  const ecb = createCipheriv('aes-256-ecb', keys.enc, null).setAutoPadding(false);
  expect(ecb.update('6bc1bee22e409f96e93d7e117393172a', 'hex', 'hex')).toBe('f3eed1bdb5d2a03c064b5a7e3db181f8');
  const cbc = createCipheriv('aes-256-cbc', keys.enc, bin('000102030405060708090a0b0c0d0e0f')).setAutoPadding(false);
  expect(cbc.update('6bc1bee22e409f96e93d7e117393172a', 'hex', 'hex')).toBe('f58c4c04d6e5f1ba779eabfb5f7bfbd6');
});

test('the IV of a record is the encrypted counter, and no two records share one', () => {
  const block = createCipheriv('aes-256-ecb', keys.enc, null).setAutoPadding(false);
  expect(recordIv(keys.enc, 258)).toEqual(block.update(bin('00000000000000000000000000000102')));
  expect(new Set(Array.from({ length: 1000 }, (_, n) => Buffer.from(recordIv(keys.enc, n)).toString('hex'))).size).toBe(
    1000,
  );
});

test('what is sealed as record n opens as record n only, for any text and counter', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat({ max: 0xffff_fffd }), (plaintext, n) => {
      const record = sealRecord(keys, n, plaintext);
      expect(record.length).toBe((Math.floor(plaintext.length / 16) + 1) * 16 + tagLength);
      expect(Buffer.from(openRecord(keys, n, record)!)).toEqual(Buffer.from(plaintext));
      expect(openRecord(keys, n + 1, record)).toBeUndefined();
    }),
  );
});

test('a counter that is none, or is used up, seals nothing', () => {
  for (const n of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 0xffff_ffff, 0x1_0000_0000])
    for (const seal of [sealRecord, ccmSealRecord])
      expect(() => seal(keys, n, Buffer.from('x'))).toThrow('"n" is exhausted');
});

/** As a holder of the keys could make it: the record of a counter, of any ciphertext. */
function recordOf(n: number, ciphertext: Uint8Array): Uint8Array {
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(n);
  const iv = recordIv(keys.enc, n);
  const tag = hmac(keys.mac, counter, iv, ciphertext, bin('0000000000000020')).subarray(0, tagLength);
  return Buffer.concat([ciphertext, tag]);
}

test('nothing opens under the last counter, and no record that is not of whole blocks', () => {
  const whole = sealRecord(keys, 7, Buffer.from('a purchase')).subarray(0, -tagLength);
  expect(recordOf(7, whole)).toEqual(sealRecord(keys, 7, Buffer.from('a purchase')));
  const cipher = createCipheriv('aes-256-cbc', keys.enc, recordIv(keys.enc, 0xffff_ffff));
  const last = Buffer.concat([cipher.update('a purchase'), cipher.final()]);
  expect(openRecord(keys, 0xffff_ffff, recordOf(0xffff_ffff, last))).toBeUndefined();
  for (const text of [Buffer.alloc(0), whole.subarray(0, 15), Buffer.concat([whole, Buffer.of(1)])])
    expect(openRecord(keys, 7, recordOf(7, text))).toBeUndefined();
});

test('AES-CCM: nothing opens under the last counter, without a text, or shorter than a tag', () => {
  const key = keys.enc.subarray(0, 16);
  const nonce = (n: number): Uint8Array => {
    const b = Buffer.alloc(13);
    b.writeUInt32BE(n, 9);
    return b;
  };
  const text = Buffer.from('a purchase');
  expect(ccmOpenRecord(keys, 7, ccmSeal(key, nonce(7), text))).toEqual(text);
  expect(ccmOpenRecord(keys, 0xffff_ffff, ccmSeal(key, nonce(0xffff_ffff), text))).toBeUndefined();
  expect(ccmOpenRecord(keys, 7, ccmSeal(key, nonce(7), Buffer.alloc(0)))).toBeUndefined();
  for (let n = 0; n < 16; n++) expect(ccmOpen(key, nonce(7), Buffer.alloc(n))).toBeUndefined();
});

test('every flipped bit and every truncation of a record is refused', () => {
  const record = sealRecord(keys, 7, Buffer.from('a purchase of 12.50'));
  for (let bit = 0; bit < record.length * 8; bit++) {
    const bad = Uint8Array.from(record);
    bad[bit >> 3]! ^= 1 << (bit & 7);
    expect(openRecord(keys, 7, bad)).toBeUndefined();
  }
  for (let n = 0; n < record.length; n++) expect(openRecord(keys, 7, record.subarray(0, n))).toBeUndefined();
});
