// The publishers' signature as the card checks it: against the published vector and every way to spoil it.
import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isSignedBy, signatureLength } from '../protocol/publisher/slh-dsa.js';
import { runtimeModule } from './testing/runtime-module.js';
import { published } from './testing/signatures.js';

type Check = (piece: string) => number;
let makeSlhDsa: (key: string, context: string, message: string) => Check;
let lengthOnCard: number;

beforeAll(async () => {
  const module = await runtimeModule<{ makeSlhDsa: typeof makeSlhDsa; signatureLength: number }>('slh-dsa');
  makeSlhDsa = module.makeSlhDsa;
  lengthOnCard = module.signatureLength;
});

const latin1 = (b: Uint8Array): string => Buffer.from(b).toString('latin1');
const key = latin1(published.publicKey);
const message = latin1(published.message);
const signature = latin1(published.signature);

/** Feeds pieces of these sizes, the last one again and again. */
function checked(check: Check, text: string, sizes: readonly number[] = [448]): number {
  let answer = 0;
  for (let at = 0, i = 0; at < text.length; i++) {
    const size = sizes[Math.min(i, sizes.length - 1)]!;
    answer = check(text.substr(at, size));
    at += size;
  }
  return answer;
}

test('both ends agree on the length', () => {
  expect(lengthOnCard).toBe(signatureLength);
  expect(published.signature).toHaveLength(signatureLength);
});

test('the published signature is right on the server and on the card, in pieces of any size', () => {
  expect(isSignedBy(published.publicKey, new Uint8Array(0), published.message, published.signature)).toBe(true);
  for (const sizes of [[448], [1], [16], [15, 17, 700], [7856]])
    expect(checked(makeSlhDsa(key, '', message), signature, sizes)).toBe(1);
});

test('another key, context or message is refused', () => {
  const flipped = (s: string, at: number): string =>
    s.substr(0, at) + String.fromCharCode(s.charCodeAt(at) ^ 1) + s.substr(at + 1);
  for (const check of [
    makeSlhDsa(flipped(key, 0), '', message),
    makeSlhDsa(flipped(key, 31), '', message),
    makeSlhDsa(key, 'cpu6 v1 applet', message),
    makeSlhDsa(key, '', flipped(message, 100)),
    makeSlhDsa(key, '', message.substr(1)),
    makeSlhDsa(key, '', `${message}\0`),
  ])
    expect(checked(check, signature)).toBe(2);
});

test('a flipped bit anywhere in the signature is found, by the card as by the server', () => {
  fc.assert(
    fc.property(fc.nat(signatureLength * 8 - 1), (bit) => {
      const bad = Uint8Array.from(published.signature);
      bad[bit >> 3]! ^= 1 << (bit & 7);
      expect(checked(makeSlhDsa(key, '', message), latin1(bad))).toBe(2);
      expect(isSignedBy(published.publicKey, new Uint8Array(0), published.message, bad)).toBe(false);
    }),
    { numRuns: 60 },
  );
});

test('a signature that is too short is never right, one that is too long is wrong', () => {
  for (const length of [0, 1, 16, 2928, 7855])
    expect(checked(makeSlhDsa(key, '', message), signature.substr(0, length))).toBe(0);
  expect(checked(makeSlhDsa(key, '', message), `${signature}\0`, [7857])).toBe(2);
  const check = makeSlhDsa(key, '', message);
  expect(checked(check, signature)).toBe(1);
  expect(check('0123456789abcdef')).toBe(2);
});

test('random bytes are no signature and do not break the check', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 6 }), (pieces) => {
      const check = makeSlhDsa(key, '', message);
      for (const piece of pieces) expect(check(latin1(piece))).not.toBe(1);
    }),
    { numRuns: 30 },
  );
});
