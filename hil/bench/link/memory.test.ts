// Parts of the runtime's text, as the bench counts them.
import { expect, test } from '@jest/globals';
import { shippedRuntime } from '../../../tools/artifacts.js';
import { flashParts } from './memory.js';

test('the parts are the whole runtime but for what stands between them', () => {
  const parts = Object.values(flashParts());
  expect(Math.min(...parts)).toBeGreaterThan(500);
  const between = (parts.length - 2) * '($out){'.length;
  expect(parts.reduce((sum, n) => sum + n, between)).toBe(shippedRuntime().code.length);
});
