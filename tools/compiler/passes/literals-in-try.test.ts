// In a `try`, only the last value of a record literal may throw.
import { expect, test } from '@jest/globals';
import { traverse } from '../babel.js';
import { lowered } from '../testing/pass.js';
import { literalsInTry } from './literals-in-try.js';

const made = (text: string): string => lowered(text, (ast) => traverse(ast, literalsInTry));

test('what may throw before another key is computed before the literal, in its order', () => {
  expect(made('function g(a) { try { return { x: f(a), y: a.b, z: 1 } } catch (e) {} }')).toBe(
    'function g(a){var _v,_v2;try{return _v=f(a),_v2=a.b,{x:_v,y:_v2,z:1}}catch(e){}}',
  );
});

test('what a later value may change is read in its turn', () => {
  expect(made('function g() { let n = 1; n = 2; try { return { x: n, y: f(), z: 1 } } catch (e) {} }')).toBe(
    'function g(){var _v,_v2;let n=1;n=2;try{return _v=n,_v2=f(),{x:_v,y:_v2,z:1}}catch(e){}}',
  );
});

test('a literal stays whose last value alone may throw, whose values are harmless, or that is in a function of its own', () => {
  for (const text of [
    'function g(a){try{return{x:a,y:f()}}catch(e){}}',
    'function g(a){try{return{x:a+1,y:typeof a,z:[1,2],w:f()}}catch(e){}}',
    'function g(a){try{return h(()=>{return{x:f(),y:1}})}catch(e){}}',
    'function g(a){return{x:f(),y:1}}',
  ])
    expect(made(text)).toBe(text);
});
