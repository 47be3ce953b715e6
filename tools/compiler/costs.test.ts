// What `--strict-size` says is what was measured, and the measurement is of this compiler.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildProcess } from './build.js';
import type { Cost } from './costs.js';
import { compileProgram } from './program.js';
import { measureCosts, recordedCosts } from './testing/costs.js';
import { inDirectory } from './testing/harness.js';

const shown = (costs: readonly Cost[]): string[] =>
  costs.map((c) => `${c.line} ${c.code}${/ \(.*\)$/.exec(c.message)?.[0] ?? ''}`);

describe('costs of features', () => {
  test('the recorded ones are those of this compiler', async () => {
    const known = recordedCosts();
    const now = await measureCosts();
    for (const kind of ['plain', 'confined'] as const) {
      expect(Object.keys(now[kind])).toEqual(Object.keys(known[kind]));
      // With room for small changes; `npm run record:costs` measures again.
      for (const [code, bytes] of Object.entries(now[kind]))
        expect(Math.abs(bytes - known[kind][code]!)).toBeLessThanOrEqual(8 + known[kind][code]! / 5);
    }
  });

  test('a program is told what each part of the library adds, where it first asks for it', () =>
    inDirectory(async (dir) => {
      const file = join(dir, 'p.ts');
      writeFileSync(
        file,
        "declare const print: (x: unknown) => void;\nconst m = new Map([['a', 1]]);\nprint(m.get('a'));\nprint(/a+/.test('b'));\nprint(Math.hypot(3, 4));\nprint([3, 1].sort());\n",
      );
      const { costs, text } = await compileProgram(file, { types: false, minify: true });
      const lines = shown(costs);
      expect(lines).toContain('2 C6508 (`Map`)');
      expect(lines).toContain('4 C6508 (a regular expression)');
      expect(lines).toContain('5 C6508 (`Math.hypot`)');
      expect(lines).toContain('6 C6508 (`sort`)');
      // Together they are the text, but for the program's own lines.
      const sum = costs.reduce((n, c) => n + c.bytes, 0);
      expect(Math.abs(sum - text.length)).toBeLessThan(text.length / 5);
    }));

  test('a card half is told, too', () =>
    inDirectory(async (dir) => {
      const file = join(dir, 'p.ts');
      writeFileSync(
        file,
        `import { defineProcess, u32 } from 'cpu6/process';
class A { m() { return 1 } }
function* g() { yield 1 }
export default defineProcess({
  name: 'p', gate: { m: { in: { a: u32 }, out: { a: u32 } } },
  card: () => ({ async m({ a }) {
    for (const x of g()) a += x;
    return { a: a + new A().m() };
  } }),
  server: () => ({}),
});
`,
      );
      const lines = shown((await buildProcess(file, { types: false })).costs);
      for (const line of [
        '2 C6504',
        '3 C6501',
        '6 C6502',
        '7 C6503',
        '7 C6508 (going through iterators)',
        '3 C6508 (generators)',
      ])
        expect(lines).toContain(line);
    }));
});
