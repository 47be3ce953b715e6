import { expect, test } from '@jest/globals';
import { commitmentOf, shortCode } from './short-code.js';

const b = (n: number, length: number): Uint8Array => new Uint8Array(length).fill(n);
const parts = { serverKey: b(1, 32), hostKey: b(2, 32), cardId: b(3, 16) };
const commitment = commitmentOf(parts, b(5, 16));

test('both ends come to the same six digits, and any other key, card or nonce to others', () => {
  const code = shortCode(parts, commitment, b(4, 16), b(5, 16));
  expect(code).toMatch(/^\d{6}$/);
  expect(shortCode(parts, commitment, b(4, 16), b(5, 16))).toBe(code);
  for (const other of [
    { ...parts, serverKey: b(9, 32) },
    { ...parts, hostKey: b(9, 32) },
    { ...parts, cardId: b(9, 16) },
  ])
    expect(shortCode(other, commitmentOf(other, b(5, 16)), b(4, 16), b(5, 16))).not.toBe(code);
  expect(shortCode(parts, commitment, b(9, 16), b(5, 16))).not.toBe(code);
});

test('a server that reveals another nonce than it committed to gets no code', () => {
  expect(shortCode(parts, commitment, b(4, 16), b(6, 16))).toBeUndefined();
});
