import { expect, test } from '@jest/globals';
import { stalePages } from './generate.js';

test('the generated pages in docs/ are current (else run `npm run docs`)', () => {
  expect(stalePages()).toEqual([]);
});
