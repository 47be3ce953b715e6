import { expect, test } from '@jest/globals';
import { traverse } from '../babel.js';
import { lowered } from '../testing/pass.js';
import { functionFacts } from './function-facts.js';

const made = (text: string): string => lowered(text, (ast) => traverse(ast, functionFacts));

test('arguments are no list, and a module has none', () => {
  expect(made('function f(){return Array.isArray(arguments)}')).toBe('function f(){return false}');
  expect(made('x=typeof arguments;function f(){return typeof arguments}')).toBe(
    "x='undefined';function f(){return typeof arguments}",
  );
});
test('an empty list of arguments is spelled as none', () => {
  expect(made('f.apply(o,null);f.apply(o,void 0);f.apply(o,l)')).toBe('f.call(o);f.call(o);f.apply(o,l)');
});
