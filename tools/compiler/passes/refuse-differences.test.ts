// What a program's text shows to behave otherwise on the interpreter is refused, and its neighbours are not.
import { expect, test } from '@jest/globals';
import { parse, traverse } from '../babel.js';
import { makeContext } from '../testing/pass.js';
import { refuseDifferences } from './refuse-differences.js';
import { refuseValues } from './refuse-values.js';

const refused = (text: string, foreign = false): readonly string[] => {
  const context = makeContext();
  const ast = parse(text);
  traverse(
    ast,
    refuseDifferences(context, () => foreign),
  );
  traverse(
    ast,
    refuseValues(context, () => foreign),
  );
  return context.refused;
};

test.each([
  ['C6170', 'const a = 1; a = 2', 'let a = 1; a = 2'],
  ['C6170', 'const a = 1; ({ b: a } = c)', 'const a = {}; a.b = 2'],
  ['C6171', 'nothere = 1', 'globalThis.nothere = 1'],
  ['C6172', 'Math.floor = f', 'Math.mine = f; String.prototype.mine = f'],
  ['C6172', 'delete globalThis.isNaN', 'delete o.isNaN'],
  ['C6172', "Object.defineProperty(globalThis, 'isNaN', d)", "Object.defineProperty(globalThis, 'mine', d)"],
  ['C6173', 'o["\\xffa"]', 'o["a\\xff"]'],
  ['C6173', '"\\xffsco" in o', '"sco" in o'],
  ['C6174', 'f([1,,2])', 'const [a,,b] = [1,,2]; for (const x of [1,,2]);'],
  ['C6175', 'Map()', 'new Map(); function Set() {} Set()'],
  ['C6176', 'const f = () => {}; new f()', 'function f() {} new f()'],
  ['C6176', 'const f = g.bind(1); new f()', 'const f = g(1); new f()'],
  ['C6177', 'function f() {} f.toString()', 'const f = 5; f.toString()'],
  ['C6178', 'const o = Object.freeze({ a: 1 }); o.a = 2', 'const o = Object.freeze({ a: 1 }); f(o.a)'],
  ['C6178', 'const o = Object.seal({ a: 1 }); o.b = 2', 'const o = Object.seal({ a: 1 }); o.a = 2'],
  ['C6178', 'const o = Object.seal({ a: 1 }); delete o.a', 'const o = { a: 1 }; delete o.a'],
  ['C6179', 'function f() { return arguments.callee }', 'function f() { return arguments.length }'],
  ['C6180', 'const b = new Uint8Array(2); b[-1]', 'const b = new Uint8Array(2); b[1]; const l = [1]; l[-1]'],
  ['C6180', 'const b = new Uint8Array(2).buffer; b[0]', 'const b = o.buffered; b[0]'],
  ['C6181', 'const b = new Uint8Array(2); b.name = 1', 'const b = new Uint8Array(2); b[0] = b.length'],
  ['C6182', "const s = '€'; s.length", "const s = 'e'; s.length; f('€')"],
  ['C6182', "'é'.toUpperCase()", "'e'.toUpperCase()"],
  ['C6182', "for (const x of '€') f(x)", "for (const x of 'e') f(x)"],
  ['C6183', 'Object.is(x, -0)', 'f(-0 + 1)'],
  ['C6184', "[1] == '1'", '[1] == null; [1] === x'],
  ['C6185', 'const d = new Date(); d + 1', 'const d = new Date(); d - 1'],
  ['C6186', 'for (const k in globalThis) f(k)', 'for (const k in o) f(k)'],
  ['C6187', 'for (const x of { a: 1 }) f(x)', 'for (const x of { [i]: g }) f(x)'],
  ['C6188', 'Object.defineProperty(a, 0, d)', "Object.defineProperty(a, 'b', d)"],
  ['C6112', 'new DataView(b).getBigUint64(0)', 'new DataView(b).getUint32(0)'],
])('%s: %s', (code, bad, good) => {
  expect([...new Set(refused(bad))]).toEqual([code]);
  expect(refused(good)).toEqual([]);
  // Packages have branches for other engines.
  expect(refused(bad, true)).toEqual([]);
});
