import { expect, test } from '@jest/globals';
import { lowered } from '../testing/pass.js';
import { iteratorKeys, symbols } from './symbols.js';

test('well-known symbols are texts that start with \\xff', () => {
  expect(lowered('x=Symbol.iterator', symbols)).toBe(String.raw`x='\xffiterator'`);
  expect(lowered('a[Symbol.asyncIterator]()', symbols)).toBe(String.raw`a['\xffasyncIterator']()`);
  expect(lowered('__knownSymbol("metadata")', symbols)).toBe(String.raw`'\xffmetadata'`);
});
test('other members of Symbol, and a Symbol of the program, stay', () => {
  for (const text of ['x=Symbol.species', 'function f(Symbol){return Symbol.iterator}'])
    expect(lowered(text, symbols)).toBe(text);
});
test('card halves have them as keys only', () => {
  expect(lowered('a[Symbol.iterator]', iteratorKeys)).toBe(String.raw`a['\xffiterator']`);
  for (const text of ['f(Symbol.iterator)', 'function f(Symbol){return a[Symbol.iterator]}'])
    expect(lowered(text, iteratorKeys)).toBe(text);
});
