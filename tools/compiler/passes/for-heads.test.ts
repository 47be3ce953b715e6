import { expect, test } from '@jest/globals';
import { type t, traverse } from '../babel.js';
import type { PassContext } from '../context.js';
import { lowered } from '../testing/pass.js';
import { forHeads } from './for-heads.js';
import { labels } from './labels.js';

const made = (text: string): string => lowered(text, (ast) => traverse(ast, forHeads));

test('values of a head with `in` are computed before the loop, in their order', () => {
  expect(made("for(let a=f(),b=('k'in o);b;)g()")).toBe("const _h=f();const _h2='k'in o;for(let a=_h,b=_h2;b;)g();");
  expect(made("for(x=('k'in o);x;)f()")).toBe("x='k'in o;for(;x;)f();");
});
test('a later value reads an earlier variable by its new name, and members of that name as they are', () => {
  expect(made('for(let a=1,b=(a in o),d=o.a;b;)f()')).toBe(
    'const _h=1;const _h2=_h in o;const _h3=o.a;for(let a=_h,b=_h2,d=_h3;b;)f();',
  );
  expect(made('for(let a=1,b=(a=>a in o);b;)f()')).toBe('const _h=1;const _h2=a=>a in o;for(let a=_h,b=_h2;b;)f();');
});
test('a label stays at its loop', () => {
  const both = (ast: t.File, context: PassContext): void => {
    traverse(ast, forHeads);
    labels(ast, context);
  };
  expect(lowered("l:for(x=('k'in o);x;)continue l", both)).toBe("x='k'in o;for(;x;)continue;");
});
test('other heads stay', () => {
  expect(made("for(let i=0;i<3;i++)f('k'in o)")).toBe("for(let i=0;i<3;i++)f('k'in o);");
});
