import { expect, test } from '@jest/globals';
import { lowered } from '../testing/pass.js';
import { labels } from './labels.js';

test('a jump over one loop sets a variable that is tested behind that loop', () => {
  expect(lowered('a: for(;x;){for(;y;){if(z)continue a}f()}', labels)).toBe(
    'var _j;for(;x;){for(;y;){if(z){_j=1;break}}if(_j==1){_j=0;continue}f()}',
  );
});
test('a jump that a plain one can do needs no variable', () => {
  expect(lowered('a: for(;x;){if(y)break a;switch(z){case 1:continue a}}', labels)).toBe(
    'for(;x;){if(y)break;switch(z){case 1:continue}}',
  );
});
test('a labelled block is a loop that runs once', () => {
  expect(lowered('a: {if(x)break a;f()}', labels)).toBe('do{if(x)break;f()}while(0)');
});
test('jumps of an outer loop pass the loop made of a block', () => {
  expect(lowered('for(;x;){a: {if(y)continue;if(z)break a;f()}g()}', labels)).toBe(
    'var _j;for(;x;){do{if(y){_j=1;break}if(z)break;f()}while(0);if(_j==1){_j=0;continue}g()}',
  );
});
