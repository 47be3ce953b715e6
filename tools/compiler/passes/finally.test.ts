import { expect, test } from '@jest/globals';
import { lowered } from '../testing/pass.js';
import { finallyBlocks } from './finally.js';
import { labels } from './labels.js';

const pass: typeof finallyBlocks = (ast, context) => {
  finallyBlocks(ast, context);
  labels(ast, context);
};

test('a block that only sets variables stays', () => {
  expect(lowered('try{f()}finally{x=1}', pass)).toBe('try{f()}finally{x=1}');
});
test('a block that calls keeps the error in variables', () => {
  expect(lowered('try{f()}finally{g()}', pass)).toBe(
    'var _k,_v;_k=0;try{f()}catch(_e){_k=1;_v=_e}{g()}if(_k)throw _v;',
  );
});
test('what is returned is kept while the block runs', () => {
  expect(lowered('function h(){try{return f()}finally{g()}}', pass)).toBe(
    'function h(){var _k,_v;_k=0;do{try{_v=f();_k=2;break}catch(_e){_k=1;_v=_e}}while(0);{g()}if(_k==1)throw _v;if(_k==2)return _v}',
  );
});
