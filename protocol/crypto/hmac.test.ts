import { expect, test } from '@jest/globals';
import { equal, expand, extract, hmac } from './hmac.js';

const bin = (hex: string): Uint8Array => Buffer.from(hex.replace(/\s/g, ''), 'hex');
const hexOf = (b: Uint8Array): string => Buffer.from(b).toString('hex');

// RFC 4231 section 4: key, data, HMAC-SHA-256.
const rfc4231 = [
  ['0b'.repeat(20), '4869205468657265', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
  [
    '4a656665',
    '7768617420646f2079612077616e7420666f72206e6f7468696e673f',
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  ['aa'.repeat(20), 'dd'.repeat(50), '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe'],
  [
    '0102030405060708090a0b0c0d0e0f10111213141516171819',
    'cd'.repeat(50),
    '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
  ],
  [
    'aa'.repeat(131),
    '54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374',
    '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  ],
] as const;

test.each(rfc4231)('HMAC-SHA-256 of RFC 4231, key %#', (key, data, mac) => {
  expect(hexOf(hmac(bin(key), bin(data)))).toBe(mac);
});

// RFC 5869 appendix A, the SHA-256 cases: IKM, salt, info, length, PRK, OKM.
const rfc5869 = [
  [
    '0b'.repeat(22),
    '000102030405060708090a0b0c',
    'f0f1f2f3f4f5f6f7f8f9',
    42,
    '077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5',
    '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  ],
  [
    '0b'.repeat(22),
    '',
    '',
    42,
    '19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04',
    '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
  ],
] as const;

test.each(rfc5869)('HKDF-SHA-256 of RFC 5869, case %#', (ikm, salt, info, length, prk, okm) => {
  const extracted = extract(bin(salt), bin(ikm));
  expect(hexOf(extracted)).toBe(prk);
  expect(hexOf(expand(extracted, bin(info), length))).toBe(okm);
});

test('HKDF refuses lengths outside 1 to 255 blocks', () => {
  for (const length of [0, -1, 255 * 32 + 1, 1.5])
    expect(() => expand(new Uint8Array(32), new Uint8Array(0), length)).toThrow(RangeError);
});

test('equal compares lengths and contents', () => {
  expect(equal(bin('00ff'), bin('00ff'))).toBe(true);
  expect(equal(bin('00ff'), bin('00fe'))).toBe(false);
  expect(equal(bin('00'), bin('0000'))).toBe(false);
});
