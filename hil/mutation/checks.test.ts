// What counts as a check, and what stands in its place when it is left out.
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { checksOf, without } from './checks.js';
import { equivalent } from './equivalent.js';
import { mutants } from './mutants.js';
import { withSwitches } from './switches.js';

const lines = (text: string, returns = false): string[] => checksOf(text, returns).map((c) => without(text, c));

test('each operand of a refusing condition is a check of its own', () => {
  expect(lines(`if (a || b.length > 2) throw new Error('x');`)).toEqual([
    `if (false || b.length > 2) throw new Error('x');`,
    `if (a || false) throw new Error('x');`,
  ]);
  expect(lines(`if (a && b) { this.close(1); }`)).toEqual([`if (false) { this.close(1); }`]);
  expect(lines(`if (a) count++;`)).toEqual([]);
});

test('early returns count where that is said, and verdicts as values always', () => {
  const text = `function f() { if (n < 16) return undefined; return x; }`;
  expect(lines(text)).toEqual([]);
  expect(lines(text, true)).toEqual([`function f() { if (false) return undefined; return x; }`]);
  expect(lines(`const why = bad ? 'slash' : undefined;`)).toEqual([`const why = false ? 'slash' : undefined;`]);
});

test('a function that judges is a check as a whole', () => {
  expect(lines(`const equal = (a, b) => a === b;`)).toEqual([`const equal = (a, b) => true;`]);
  expect(lines(`function same(a, b) { let d = a ^ b; return d === 0; }`)).toEqual([
    `function same(a, b) { let d = a ^ b; return true; }`,
  ]);
});

test('names of checks are unique in their file, and those said to be equivalent exist', () => {
  const names = mutants(fileURLToPath(new URL('../../../', import.meta.url))).map((m) => m.name);
  expect(new Set(names).size).toBe(names.length);
  expect(Object.keys(equivalent).filter((name) => !names.includes(name))).toEqual([]);
});

test('switches stand around checks, also around those inside of others, and lines keep their numbers', () => {
  const text = `const isGood = (a) => f(() => { if (a || b) throw 1; });\n`;
  const out = withSwitches('x.ts', text, checksOf(text, false));
  expect(out.split('\n')).toHaveLength(2);
  expect(out.slice(out.indexOf('const isGood'))).toBe(
    'const isGood = (a) => (off$(0) ? true : (f(() => { if ((off$(1) ? false : (a)) || (off$(2) ? false : (b))) throw 1; })));\n',
  );
});
