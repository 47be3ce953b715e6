import { expect, test } from '@jest/globals';
import { traverse } from '../babel.js';
import { lowered } from '../testing/pass.js';
import { deletions } from './deletions.js';

const made = (text: string): string => lowered(text, (ast) => traverse(ast, deletions));

test('the value of a deletion is true where it is asked for', () => {
  expect(made('x=delete a.b')).toBe('x=(delete a.b,true)');
  expect(made('delete a.b.c')).toBe('delete a.b.c');
});
test('what is deleted from is held, if it is no name or member', () => {
  expect(made('delete f().x')).toBe('var _o;_o=f(),delete _o.x');
  expect(made('y=delete f()[k]')).toBe('var _o;y=(_o=f(),delete _o[k],true)');
});
