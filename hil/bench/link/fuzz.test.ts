import { expect, test } from '@jest/globals';
import { fuzzParser } from './fuzz.js';

/** More with CPU6_RUNS; the full count is in the benchmark. */
const bytes = Number(process.env.CPU6_RUNS ?? 0) * 1_000 || 200_000;

test('random and mutated bytes: no exception, and every good frame behind them comes out within two deadlines', () => {
  const { frames, found, exceptions, longest } = fuzzParser(bytes, 1);
  expect(exceptions).toBe(0);
  expect(frames).toBeGreaterThan(500);
  expect(found).toBe(frames);
  expect(longest).toBeLessThanOrEqual(500);
});
