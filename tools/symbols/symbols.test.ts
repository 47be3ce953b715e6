// Errors on cards are shown at the author's line, with the author's names, from what interpreters really print.
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildProcess } from '../compiler/build.js';
import { compileProgram } from '../compiler/program.js';
import { espruino, inDirectory } from '../compiler/testing/harness.js';
import { authorNames, decode, decodedLines, logPlace, whereText } from './decode.js';
import { partsOf } from './report.js';
import { findSymbols, keepSymbols, type Symbols } from './store.js';
import { parseTrace } from './trace.js';

const program = `interface Reading { value: { celsius: number } }
function celsius(reading: Reading): number {
  return reading.value.celsius;
}
const average = (list: Reading[]): number => {
  let sum = 0;
  for (const r of list) sum += celsius(r);
  return sum / list.length;
};
export function report(list: Reading[]): string {
  const n = average(list);
  return \`\${n} degrees\`;
}
setTimeout(() => {
  print(report([{ value: { celsius: 20 } }, {} as Reading]));
}, 10);
`;
const expected = [
  'celsius (crash.ts:3:18)',
  'average (crash.ts:7:40)',
  'report (crash.ts:11:21)',
  '(function) (crash.ts:15:28)',
];

const compiled = (minify: boolean, pretokenise: boolean): Promise<{ symbols: Symbols; code: Uint8Array }> =>
  inDirectory(async (dir) => {
    const file = path.join(dir, 'crash.ts');
    writeFileSync(file, program);
    const { text, code, map, measurement } = await compileProgram(file, {
      board: 'LINUX',
      minify,
      pretokenise,
      types: false,
    });
    const symbols = {
      version: 1,
      measurement,
      kind: 'program',
      name: 'crash.js',
      root: dir,
      code: text,
      pretokenised: pretokenise,
      map,
    } as const;
    return { symbols, code };
  });

/** What Espruino 2v29 printed for this program, with the symbols of what ran. */
const recorded = JSON.parse(readFileSync('tools/symbols/recorded.json', 'utf8')) as readonly {
  readonly name: string;
  readonly trace: string;
  readonly symbols: Symbols;
}[];

describe('the traces of the interpreter', () => {
  test('are read with and without source lines, prompts and escapes', () => {
    const { message, frames } = parseTrace(`>\r\x1b[J${recorded[0]!.trace.replace(/\n/g, '\r\n')}`);
    expect(message).toBe("Error: Can't read property 'celsius' of undefined");
    expect(frames.map(({ name, line, column }) => [name, line, column])).toEqual([
      ['celsius', 1, 14],
      ['average', 2, 35],
      ['report', 1, 21],
      ['', 1, 39],
    ]);
    const flash =
      '    at go (app.js:1:47)\nx.q.r\n ^\n    at function () {\n  var a\n (app.js:4:7)\n    at [raw] (:2:34)\neval(...\n ^\n';
    expect(parseTrace(flash).frames.map((f) => [f.name, f.file, f.line, f.column, f.text])).toEqual([
      ['go', 'app.js', 1, 47, 'x.q.r'],
      ['', '', 2, 34, 'eval('],
    ]);
    // A long line is cut at both ends.
    expect(parseTrace('    at a (:1:104)\n...$d=0;return f()...\n       ^\n').frames[0]!.text).toBe('$d=0;return f()');
    expect(
      parseTrace('Uncaught Error: x\n at line 1 col 1234\nin function "f" called from line 1 col 5\n').frames,
    ).toMatchObject([
      { name: '', line: 1, column: 1234 },
      { name: 'f', line: 1, column: 5 },
    ]);
  });
  test('are no trouble when they are none', () => {
    for (const text of ['', '\0\xff', 'at', 'at (', '    at f (:1:', '{"applet":1}', 'at '.repeat(5000)])
      expect(parseTrace(text).frames.length).toBeLessThanOrEqual(1);
  });
});

test.each(recorded)(
  'a position relative to a function in RAM leads to the function that was called so: $name',
  ({ trace, symbols }) => {
    const decoded = decode(trace, symbols);
    expect(decodedLines(decoded).map((l) => l.replace(/^ +at /, ''))).toEqual(expected);
    expect(whereText(decoded)).toBe('crash.ts:3:18');
  },
);

test('a position in a file that runs from flash counts from its start', async () => {
  const { symbols } = await compiled(true, false);
  const column = symbols.code.indexOf('.celsius') + 1;
  const [frame] = decode(`Uncaught Error: x\n    at c (crash.js:1:${column})\n`, symbols).frames;
  expect(frame!.places[0]).toMatchObject({ source: 'crash.ts', line: 3, in: 'celsius' });
});

(espruino ? describe : describe.skip)(`on the interpreter${espruino ? '' : ' (skipped: no Espruino binary)'}`, () => {
  test.each([
    { minify: false, pretokenise: false },
    { minify: true, pretokenise: false },
    { minify: false, pretokenise: true },
    { minify: true, pretokenise: true },
  ])('every frame is found: %j', async ({ minify, pretokenise }) => {
    const { symbols, code } = await compiled(minify, pretokenise);
    const { spawnSync } = await import('node:child_process');
    const text = await inDirectory(async (dir) => {
      writeFileSync(path.join(dir, 'crash.js'), code);
      return spawnSync(espruino!, ['crash.js'], { cwd: dir, encoding: 'latin1', timeout: 5000 }).stdout;
    });
    expect(decodedLines(decode(text, symbols)).map((l) => l.replace(/^ +at /, ''))).toEqual(expected);
  });
});

describe('an applet', () => {
  const source = `import { defineProcess, u32 } from 'cpu6/process';
function check(amount: number): number {
  if (amount > 100) throw new Error('too much');
  return amount;
}
export default defineProcess({
  name: 'faulty',
  gate: { pay: { in: { amount: u32 }, out: { left: u32 } } },
  state: { spent: u32 },
  card: ({ state }) => ({
    pay({ amount }) {
      console.log('paying', amount);
      state.spent += check(amount);
      const lost: any = undefined;
      return { left: lost.deeper + 1 };
    },
  }),
});
`;
  const built = (): Promise<Symbols> =>
    inDirectory(async (dir) => {
      const file = path.join(dir, 'faulty.ts');
      writeFileSync(file, source);
      const { code, map, measurement, name } = await buildProcess(file, { types: false });
      return { version: 1, measurement, kind: 'applet', name, root: dir, code, pretokenised: false, map };
    });

  test('has places for traces of both interpreters, and for what it logs', async () => {
    const symbols = await built();
    const at = symbols.code.indexOf('$c.$error(') + 1;
    expect(whereText(decode(`    at $a (<input>:3:${at})\n    at x (evalScript:1:9)\n`, symbols))).toBe(
      'faulty.ts:3:27',
    );
    // Frames of the runtime, which runs from flash, are none of the applet's.
    expect(whereText(decode('    at e (cpu6.js:1:16)\n    at f (cpu6.js:1:300)\n', symbols))).toBeUndefined();
    expect(logPlace(symbols, 1)).toBe('faulty.ts:12:7');
    expect(logPlace(symbols, 2)).toBeUndefined();
  });
  test('shows names in messages as the author wrote them', async () => {
    const symbols = await built();
    const [, printedName] = /\.(\$\w+)\+1/.exec(symbols.code)!;
    expect(authorNames(`Can't read property '${printedName}' of undefined`, symbols)).toBe(
      "Can't read property 'deeper' of undefined",
    );
    expect(authorNames("'$amount'", symbols)).toBe("'amount'");
  });
});

test('reports of servers are found in their logs', () => {
  const event = { type: 'applet-error', applet: 'ab'.repeat(32), message: 'm', trace: 't' };
  expect(partsOf(`12:00 x\n${JSON.stringify(event)}\n{broken\n`)).toEqual([
    { measurement: event.applet, message: 'm', trace: 't', log: 0 },
  ]);
  expect(partsOf(`measurement 0123456789abcdef\nUncaught Error: x\n`)[0]).toMatchObject({
    measurement: '0123456789abcdef',
    message: 'Error: x',
  });
});

test('symbols are kept by measurement, found by its beginning, and the oldest go beyond the limit', () =>
  inDirectory(async (root) => {
    const dir = path.join(root, 'symbols');
    const { symbols } = await compiled(true, false);
    const size = JSON.stringify(symbols).length;
    const named = (n: number): Symbols => ({ ...symbols, measurement: String(n).repeat(64) });
    keepSymbols(named(1), dir, 3 * size);
    keepSymbols(named(2), dir, 3 * size);
    utimesSync(path.join(dir, `${'2'.repeat(64)}.json`), 1, 1);
    keepSymbols(named(3), dir, 3 * size);
    keepSymbols(named(4), dir, 3 * size);
    expect(
      readdirSync(dir)
        .map((n) => n[0])
        .sort(),
    ).toEqual(['1', '3', '4']);
    expect(findSymbols('1'.repeat(16), dir)?.measurement).toBe('1'.repeat(64));
    for (const wrong of ['2'.repeat(64), '1', '../../etc', '1'.repeat(65)])
      expect(findSymbols(wrong, dir)).toBeUndefined();
    mkdirSync(path.join(root, 'empty'));
    expect(findSymbols('1'.repeat(64), path.join(root, 'empty'))).toBeUndefined();
  }));
