// The published vectors of the ciphers that the suites are made of.
import { createCipheriv } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asconOpen, asconSeal } from './ascon.js';
import { ccmOpen, ccmSeal } from './ccm.js';
import { mistyCtr, mistyEncrypt, mistySchedule, s7, s9 } from './misty1.js';

const bin = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('AES-128-CCM', () => {
  // RFC 3610 section 8 has tags of 8 and 10 bytes and associated data; with them node:crypto's cipher is that of the RFC.
  test.each([
    [1, '00000003020100A0A1A2A3A4A5', 8, '588C979A61C663D2F066D0C2C0F989806D5F6B61DAC38417E8D12CFDF926E0'],
    [2, '00000004030201A0A1A2A3A4A5', 8, '72C91A36E135F8CF291CA894085C87E3CC15C439C9E43A3BA091D56E10400916'],
  ])('packet vector %i of RFC 3610', (_, nonce, tag, expected) => {
    const key = bin('C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF');
    const cipher = createCipheriv('aes-128-ccm', key, bin(nonce), { authTagLength: tag });
    const size = expected.length / 2 - tag;
    cipher.setAAD(bin('0001020304050607'), { plaintextLength: size });
    const text = cipher.update(Buffer.from(Array.from({ length: size }, (_, i) => 8 + i)));
    cipher.final();
    expect(hex(Buffer.concat([text, cipher.getAuthTag()])).toUpperCase()).toBe(expected);
  });

  // Without associated data, tag of 16 bytes: NIST CAVP, DVPT128.rsp, [Alen = 0, Plen = 24, Nlen = 13, Tlen = 16].
  test('vectors of NIST with a tag of 16 bytes and no associated data', () => {
    const key = bin('d24a3d3dde8c84830280cb87abad0bb3');
    const nonce = bin('f1100035bb24a8d26004e0e24b');
    const sealed = bin('1faeb0ee2ca2cd52f0aa3966578344f24e69b742c4ab37ab1123301219c70599b7c373ad4b3ad67b');
    expect(hex(ccmOpen(key, nonce, sealed)!)).toBe('7c86135ed9c2a515aaae0e9a208133897269220f30870006');
    expect(hex(ccmSeal(key, nonce, ccmOpen(key, nonce, sealed)!))).toBe(hex(sealed));
  });
});

test('ChaCha20-Poly1305: the example of RFC 8439 section 2.8.2', () => {
  const key = bin('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f');
  const cipher = createCipheriv('chacha20-poly1305', key, bin('070000004041424344454647'), { authTagLength: 16 });
  cipher.setAAD(bin('50515253c0c1c2c3c4c5c6c7'), { plaintextLength: 114 });
  const text = cipher.update(
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
  );
  cipher.final();
  expect(hex(text.subarray(0, 16))).toBe('d31a8d34648e60db7b86afbc53ef7ec2');
  expect(hex(cipher.getAuthTag())).toBe('1ae10b594f09e26a7e902ecbd0600691');
});

describe('Ascon-AEAD128', () => {
  const vectors = JSON.parse(readFileSync('protocol/crypto/vectors/ascon-aead128.json', 'utf8')) as {
    key: string;
    nonce: string;
    cases: { pt: string; ad: string; ct: string }[];
  };
  const key = bin(vectors.key);
  const nonce = bin(vectors.nonce);

  test('seals and opens the known-answer tests of SP 800-232', () => {
    for (const { pt, ad, ct } of vectors.cases) {
      expect(hex(asconSeal(key, nonce, bin(pt), bin(ad)))).toBe(ct);
      expect(hex(asconOpen(key, nonce, bin(ct), bin(ad))!)).toBe(pt);
    }
  });

  test('every flipped bit of text, tag, associated data and nonce is refused', () => {
    const { ad, ct } = vectors.cases.at(-1)!;
    const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
      const out = Uint8Array.from(bytes);
      out[bit >> 3]! ^= 1 << (bit & 7);
      return out;
    };
    for (let bit = 0; bit < ct.length * 4; bit++)
      expect(asconOpen(key, nonce, flipped(bin(ct), bit), bin(ad))).toBeUndefined();
    for (let bit = 0; bit < ad.length * 4; bit++)
      expect(asconOpen(key, nonce, bin(ct), flipped(bin(ad), bit))).toBeUndefined();
    for (let bit = 0; bit < 128; bit++) expect(asconOpen(key, flipped(nonce, bit), bin(ct), bin(ad))).toBeUndefined();
    for (let n = 0; n < ct.length / 2; n++)
      expect(asconOpen(key, nonce, bin(ct).subarray(0, n), bin(ad))).toBeUndefined();
  });
});

describe('MISTY1', () => {
  const key = bin('00112233445566778899aabbccddeeff');

  test('the two blocks of RFC 2994 section 5', () => {
    const schedule = mistySchedule(key);
    const block = Uint32Array.of(0x01234567, 0x89abcdef);
    mistyEncrypt(schedule, block);
    expect([...block]).toEqual([0x8b1da5f5, 0x6ab3d07c]);
    block.set([0xfedcba98, 0x76543210]);
    mistyEncrypt(schedule, block);
    expect([...block]).toEqual([0x04b68240, 0xb13be95d]);
  });

  test('its tables are permutations', () => {
    expect(new Set(s7).size).toBe(128);
    expect(new Set(s9).size).toBe(512);
  });

  test('counter mode ends where its counter would begin again', () => {
    const schedule = mistySchedule(new Uint8Array(16));
    expect(mistyCtr(schedule, new Uint8Array(6), new Uint8Array(8 * 0x10000))).toHaveLength(0x80000);
    expect(() => mistyCtr(schedule, new Uint8Array(6), new Uint8Array(8 * 0x10000 + 1))).toThrow(RangeError);
  });

  test('counter mode is its own inverse and encrypts nonce ‖ i', () => {
    const schedule = mistySchedule(key);
    const nonce = bin('0123456789ab');
    const block = Uint32Array.of(0x01234567, 0x89ab0002);
    mistyEncrypt(schedule, block);
    const stream = mistyCtr(schedule, nonce, new Uint8Array(24));
    expect(Buffer.from(stream).readUInt32BE(16)).toBe(block[0]);
    expect(Buffer.from(stream).readUInt32BE(20)).toBe(block[1]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (text) => {
        expect(Buffer.from(mistyCtr(schedule, nonce, mistyCtr(schedule, nonce, text))).equals(text)).toBe(true);
      }),
    );
  });
});
