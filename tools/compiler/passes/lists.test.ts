import { expect, test } from '@jest/globals';
import { parse, recrawl, t, traverse } from '../babel.js';
import { isIndexed, isList, usesIterators } from './lists.js';

/** What a predicate says of the argument of `is(…)`. */
function asked(text: string, predicate: typeof isList | typeof isIndexed): boolean {
  const tree = parse(text);
  recrawl(tree);
  let answer: boolean | undefined;
  traverse(tree, {
    CallExpression(path) {
      if (t.isIdentifier(path.node.callee, { name: 'is' })) answer = predicate(path.scope, path.node.arguments[0]);
    },
  });
  return answer!;
}

test.each([
  'is([1])',
  'const a=[1];is(a)',
  'const a=[1].map(f);is(a.slice(1))',
  'is(Object.keys(o))',
  'is(x?[1]:[2])',
  'is((f(),[1]))',
  'function f(...a){is(a)}',
])('%s: a list', (text) => expect(asked(text, isList)).toBe(true));

test.each([
  'is(x)',
  'let a=[1];a=f();is(a)',
  'is(x.slice(1))',
  'is(x.map(f))',
  'is(x?[1]:y)',
  'function f(a){is(a)}',
  'function f(Object){is(Object.keys(o))}',
  'is(o["map"]())',
])('%s: perhaps none', (text) => expect(asked(text, isList)).toBe(false));

test('texts and bytes are gone through by index, too', () => {
  for (const text of ["is('a')", `is(\`a\${x}\`)`, "is(x+'a')", 'is(new Uint8Array(2))', 'is([1])'])
    expect([text, asked(text, isIndexed)]).toEqual([text, true]);
  for (const text of ['is(x+y)', 'is(new Map())']) expect([text, asked(text, isIndexed)]).toEqual([text, false]);
});

test('a program has iterators if something in it makes them', () => {
  for (const text of ['function*f(){}', 'new Set()', 'x.entries()', "o['\\xffiterator']"])
    expect([text, usesIterators(parse(text))]).toEqual([text, true]);
  for (const text of ['for(const x of y)f(x)', 'Object.entries(o)', 'x.forEach(f)'])
    expect([text, usesIterators(parse(text))]).toEqual([text, false]);
});
