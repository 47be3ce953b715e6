import { expect, test } from '@jest/globals';
import { lowered } from '../testing/pass.js';
import { deadZones } from './dead-zones.js';

test('a variable that no call can reach early is not tested', () => {
  expect(lowered('function f(){return x}let x=1;f()', deadZones)).toBe('function f(){return x}let x=1;f()');
});
test('a function called before the declaration tests', () => {
  expect(lowered('f();let x=1;function f(){return x}', deadZones)).toBe(
    "let x=$dead;f();x=1;function f(){return $live(x,'x')}",
  );
});
test('reads and writes above the declaration test', () => {
  expect(lowered('{x=2;let x}', deadZones)).toBe("{let x=$dead;$live(x,'x'),x=2;x=void 0}");
});
test('a later clause of a switch tests', () => {
  expect(lowered('switch(n){case 0:let v=1;break;default:f(v)}', deadZones)).toBe(
    "{let v=$dead;switch(n){case 0:v=1;break;default:f($live(v,'v'))}}",
  );
});
