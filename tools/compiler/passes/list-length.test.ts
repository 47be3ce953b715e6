import { expect, test } from '@jest/globals';
import { traverse } from '../babel.js';
import { lowered } from '../testing/pass.js';
import { listLength } from './list-length.js';

const made = (text: string): string => lowered(text, (ast, context) => traverse(ast, listLength(context)));

test('length is set by a call, also with another operator', () => {
  expect(made('l.length=0')).toBe('$setLength(l,0)');
  expect(made('l.length-=2')).toBe('$setLength(l,l.length-2)');
  expect(made('--l.length')).toBe('$setLength(l,l.length-1)');
});
test('what is asked for its length is evaluated once', () => {
  expect(made('f().length+=1')).toBe('var _o;_o=f(),$setLength(_o,_o.length+1)');
  expect(made('l[i++].length--')).toBe('var _o;_o=l[i++],$setLength(_o,_o.length-1)');
});
test('behind the list the operator answers the length before', () => {
  expect(made('x=l.length++')).toBe('var _n;x=($setLength(l,(_n=l.length)+1),_n)');
});
test('reading it, and the field of an instance, stay as they are', () => {
  for (const text of ['x=l.length', 'this.length=1', 'this.length++']) expect(made(text)).toBe(text);
});
