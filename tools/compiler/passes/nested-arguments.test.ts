import { expect, test } from '@jest/globals';
import { lowered } from '../testing/pass.js';
import { nestedArguments } from './nested-arguments.js';

const made = (text: string): string => lowered(text, nestedArguments);

test('a function whose inner function asks for arguments, too, gets its own as a parameter of one beside it', () => {
  expect(made('function f(a){return arguments.length+g(function(){return arguments[0]})}')).toBe(
    'function f(){return _f.call(this,arguments)}function _f(_args){var a=_args[0];return _args.length+g(function(){return arguments[0]})}',
  );
  expect(made('x=function(){return function(){return arguments}(arguments[0])}')).toBe(
    'x=$variadic(function(_args){return function(){return arguments}(_args[0])})',
  );
});
test('where only one of them does, nothing changes', () => {
  for (const text of [
    'function f(){return arguments.length}',
    'function f(){return()=>arguments[0]}',
    'function f(){return o.arguments+function(){return arguments[0]}(1)}',
  ])
    expect(made(text)).toBe(text);
});
