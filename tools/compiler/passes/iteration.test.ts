import { describe, expect, test } from '@jest/globals';
import { lowered, makeContext } from '../testing/pass.js';
import { iteration } from './iteration.js';

const iterators = 'function f(){return "\\xffiterator"}';

describe('without iterators in the program', () => {
  test('for-of stays', () => {
    expect(lowered('for(var x of e)f(x)', iteration)).toBe('for(var x of e)f(x);');
  });
  test('for-in goes through names in the order of ECMAScript', () => {
    expect(lowered('for(var k in o)f(k)', iteration)).toBe('for(var k of $keysIn(o))f(k);');
  });
});
describe('with iterators', () => {
  const made = (text: string): string =>
    lowered(iterators + text, iteration).slice(lowered(iterators, iteration).length);
  test('a value of unknown kind is asked step by step', () => {
    expect(made('for(var x of e)g=x')).toBe('let _t=$iterate(e);while(!_t.n()){var x=_t.v;{g=x}}');
  });
  test('lists, texts and bytes keep the interpreter’s for-of', () => {
    expect(made('for(var x of [1])g=x;for(var y of "ab")g=y;for(var z of Object.keys(o))g=z')).toContain(
      'for(var x of[1])',
    );
    expect(made('for(var x of [1])g=x')).not.toContain('$iterate');
  });
  test('what is left early is closed, if that shows', () => {
    const text = `${iterators}o={return:function(){}};for(var x of e){if(x)break}`;
    const context = makeContext();
    let message = '';
    try {
      message = lowered(text, iteration, context);
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain('finally{_t.c()}');
  });
});
