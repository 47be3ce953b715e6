import { expect, test } from '@jest/globals';
import { lowered } from '../testing/pass.js';
import { receivers } from './receivers.js';

test('a method that nothing takes off its record keeps `this` as it is', () => {
  expect(lowered('o={m:function(){return this.x}};o.m()', receivers)).toBe('o={m:function(){return this.x}};o.m()');
});
test('a method that something reads may be called without its record', () => {
  expect(lowered('o={m:function(){return this.x}};f=o.m', receivers)).toBe(
    'o={m:function(){return $strict(this).x}};f=o.m',
  );
});
test('a function that is called plainly has no global object', () => {
  expect(lowered('function f(){return this}f()', receivers)).toBe('function f(){return $strict(this)}f()');
});
test('arrow functions take `this` and `arguments` from a variable', () => {
  expect(lowered('o.m=function(){return ()=>this.x};new o.m', receivers)).toBe(
    'o.m=function(){let _this=this;return()=>_this.x};new(o.m)()',
  );
  expect(lowered('function f(){return ()=>arguments}f()', receivers)).toBe(
    'function f(){let _args=arguments;return()=>_args}f()',
  );
});
test('parameters beside `arguments` are read from it', () => {
  expect(lowered('function f(a){return a+arguments.length}f()', receivers)).toBe(
    'function f(){var a=arguments[0];return a+arguments.length}f()',
  );
});
