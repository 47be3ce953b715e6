// Any double comes out exactly, from whole numbers that the card reads exactly.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { t } from '../babel.js';
import { print } from '../print.js';
import { exactNumber } from './numbers.js';

const textOf = (value: number): string => print(t.file(t.program([t.expressionStatement(exactNumber(value))]))).code;
const evaluated = (text: string): number => new Function(`return ${text}`)() as number;

test('every double is written exactly, without a point or an exponent', () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      const text = textOf(value);
      expect(text).toMatch(/^[-()*/0-9a-fx]+$/);
      expect(evaluated(text)).toBe(Object.is(value, -0) ? 0 : value);
    }),
    { numRuns: 5000 },
  );
});

test('decimal fractions stay short', () => {
  expect(textOf(0.3)).toBe('3/10');
  expect(textOf(-12.34)).toBe('-(1234/100)');
  expect(textOf(1e21)).toMatch(/^\d+\*/);
});
