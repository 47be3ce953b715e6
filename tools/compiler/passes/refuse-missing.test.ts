// A member that nothing has is refused where the program's text shows it; the program's own of that name, and packages, are not.
import { expect, test } from '@jest/globals';
import { parse, traverse } from '../babel.js';
import { makeContext } from '../testing/pass.js';
import { refuseMissing } from './refuse-missing.js';

const refused = (text: string, foreign = false): readonly string[] => {
  const context = makeContext();
  const ast = parse(text);
  traverse(
    ast,
    refuseMissing(ast, context, () => foreign),
  );
  return context.refused;
};

test.each([
  ['Object.getOwnPropertySymbols(o)', 'Object.getOwnPropertyNames(o)'],
  ['Math.f16round(1)', 'const Math = m; Math.f16round(1)'],
  ['Math.sumPrecise(l)', 'typeof Math.sumPrecise'],
  ['x.isWellFormed()', 'class A { isWellFormed() {} } x.isWellFormed()'],
  ['x.toLocaleDateString()', 'x.toLocaleDateString = f; x.toLocaleDateString()'],
  ['x.setFromHex(t)', "Object.defineProperty(x, 'setFromHex', d); x.setFromHex(t)"],
  ['new ArrayBuffer(8).resize(4)', 'x.resize(4)'],
  ['const b = new ArrayBuffer(1); b.transfer()', 'let b = new ArrayBuffer(1); b = c; b.transfer()'],
  ['new ArrayBuffer(1, { maxByteLength: 2 })', 'new ArrayBuffer(1)'],
  ['function* g() {} g().map(f)', 'function* g() {} [...g()].map(f)'],
  ['m.values().toArray()', 'Object.values(m).filter(f)'],
  ['l[Symbol.iterator]().take(2)', 'x.take(2)'],
  ["'a'.big()", 'x.big()'],
  ["Symbol('a').toString()", 'x.toString()'],
  ['JSON.parse(t, (k, v, x) => x.source)', 'JSON.parse(t, (k, v) => v)'],
])('%s', (bad, good) => {
  expect([...new Set(refused(bad))]).toEqual(['C6125']);
  expect(refused(good)).toEqual([]);
  // Packages have branches for other engines.
  expect(refused(bad, true)).toEqual([]);
});
