// The tables hold all that the standard's library has, and what they call refused is refused at its place.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { BuildFailure, type Diagnostic } from '../diagnostics.js';
import { compile } from '../testing/harness.js';
import { declaredNames } from './declared.js';
import { covered, es2023 } from './es2023.js';
import type { Refused } from './feature.js';
import { newer } from './newer.js';

/** Values that are members of nothing but themselves. */
const apart = /^(?:NaN|Infinity)\./;
/** Functions of the kinds of errors that Error has. */
const inherited = /^(?:\w+)Error\.isError$/;

const listed = new Set(
  Object.entries(es2023).flatMap(([owner, cases]) =>
    Object.keys(cases).map((name) => (owner ? `${owner}.${name}` : name)),
  ),
);
const isCovered = (name: string): boolean => covered.has(name.split('.')[0]!);

test('every member of the library of ES2023 is in the table', () => {
  const names = [...declaredNames(['es2023'])].filter((n) => !apart.test(n) && !isCovered(n) && !listed.has(n));
  // Not of the standard, and no names that a program can spell with a dot.
  expect(names.filter((n) => !/^RegExp\.(?:\$_|\$[^\d]|\$$)/.test(n))).toEqual([]);
});

test('every member that came since is in the table', () => {
  const before = declaredNames(['es2023']);
  const told = new Set(newer.map((f) => f.name));
  const names = [...declaredNames(['esnext'])].filter(
    (n) => !before.has(n) && !apart.test(n) && !inherited.test(n) && !told.has(n),
  );
  expect(names.filter((n) => !(isCovered(n) && (n.includes('.') || told.has(n))))).toEqual([
    'Symbol.metadata',
    'Date.prototype.toTemporalInstant',
    'Iterator.from',
  ]);
});

const refusals: readonly (readonly [string, string, Refused])[] = [
  ...Object.entries(es2023).flatMap(([owner, cases]) =>
    Object.entries(cases).flatMap(([name, it]) =>
      typeof it === 'string' ? [] : [[owner ? `${owner}.${name}` : name, `c.out(${it.text});`, it] as const],
    ),
  ),
  ...newer.flatMap(({ name, text, code }) => (code ? [[name, text, { code, text }] as const] : [])),
];

/** The refusals of programs with one case a line: what one stage of the compiler refuses hides what the next one would. */
async function refusedLines(lines: readonly string[]): Promise<ReadonlyMap<number, readonly Diagnostic[]>> {
  const found = new Map<number, Diagnostic[]>();
  for (;;) {
    const text = lines.map((line, i) => (found.has(i) ? '' : line)).join('\n');
    const failure = await compile(text, false).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(failure instanceof BuildFailure)) return found;
    const before = found.size;
    // The harness puts a line before the program.
    for (const d of failure.diagnostics) found.set(d.line - 2, [...(found.get(d.line - 2) ?? []), d]);
    if (found.size === before) return found;
  }
}

describe('what is refused has a code and a place', () => {
  let found: ReadonlyMap<number, readonly Diagnostic[]>;
  beforeAll(async () => {
    found = await refusedLines(refusals.map(([, text]) => text));
  }, 60_000);
  test.each(refusals.map(([name, , { code }], i) => ({ name, code, i })))('$name: $code', ({ code, i }) => {
    const own = found.get(i) ?? [];
    expect(own.map((d) => d.code)).toContain(code);
    expect(own.every((d) => d.column > 1)).toBe(true);
  });
});
