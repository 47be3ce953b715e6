import { expect, test } from '@jest/globals';
import { limits } from '../limits.js';
import { catalogue, type ErrorEntry } from './catalogue.js';
import { asCpu6Error, Cpu6Error, closingError, errorFromNumber, factsIn, isRetryable } from './error.js';

const entries = Object.entries(catalogue) as [keyof typeof catalogue, ErrorEntry][];

test('numbers are unique, fit 16 bits, and 0 stays free for success', () => {
  const numbers = entries.map(([, e]) => e.number);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const n of numbers) expect(n > 0 && n < 0x10000).toBe(true);
});

test('every error has a cause and a fix', () => {
  for (const [, e] of entries) {
    expect(e.cause.length).toBeGreaterThan(5);
    expect(e.fix.length).toBeGreaterThan(4);
  }
});

test('every limit that refuses names an error of the catalogue', () => {
  for (const limit of Object.values(limits)) if (limit.error) expect(Object.keys(catalogue)).toContain(limit.error);
});

test('an error fills in its facts and reports without stack or inner error', () => {
  const error = new Cpu6Error(
    'RATE_EXCEEDED',
    { method: 'pay', calls: 6, seconds: 60 },
    { cause: new Error('secret') },
  );
  expect(error.message).toBe('"pay" may be called 6 times in 60 s');
  expect(Object.keys(error.report()).sort()).toEqual(['code', 'facts', 'fix', 'message', 'retryable']);
  expect(JSON.stringify(error.report())).not.toContain('secret');
});

test('numbers from the wire come back as their errors, unknown ones say so', () => {
  for (const [code, e] of entries) expect(errorFromNumber(e.number).code).toBe(code);
  expect(errorFromNumber(65535).code).toBe('PEER_UNKNOWN_CODE');
  expect(closingError(0).code).toBe('SESSION_CLOSED');
  expect(closingError(57).code).toBe('HOST_REVOKED');
});

test('the facts of an error are found again in its message, and in nothing else', () => {
  for (const [code, { number, cause }] of entries) {
    const facts = Object.fromEntries([...cause.matchAll(/\{(\w+)\}/g)].map(([, name], i) => [name, `<${i}: ${name}>`]));
    const { message } = new Cpu6Error(code, facts);
    const found = factsIn(number, message);
    if (Object.keys(facts).length === 0) expect(found).toBeUndefined();
    else expect([code, new Cpu6Error(code, found).message]).toEqual([code, message]);
  }
  const { number } = catalogue.SUITE_MEMORY;
  expect(factsIn(number, 'something else')).toBeUndefined();
  expect(factsIn(65_535, 'x')).toBeUndefined();
});

test('only catalogued errors are retryable, and what is thrown by mistake is INTERNAL', () => {
  expect(isRetryable(new Cpu6Error('CARD_LOST'))).toBe(true);
  expect(isRetryable(new Error('x'))).toBe(false);
  expect(asCpu6Error('x').code).toBe('INTERNAL');
});
