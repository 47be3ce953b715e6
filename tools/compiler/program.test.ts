// Programs for the bare interpreter: board types, entry, globals, all forms of output, and broken input.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { BuildFailure } from './diagnostics.js';
import { compileProgram, type ProgramBuild, type ProgramOptions } from './program.js';
import { espruino, inDirectory, onInterpreter } from './testing/harness.js';

const inFiles = (
  files: Readonly<Record<string, string | Uint8Array>>,
  entry: string,
  options: ProgramOptions = {},
): Promise<ProgramBuild> =>
  inDirectory(async (dir) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, name)), { recursive: true });
      writeFileSync(join(dir, name), text);
    }
    return compileProgram(join(dir, entry), options);
  });
const compile = (text: string, options: ProgramOptions = {}, name = 'p.ts'): Promise<ProgramBuild> =>
  inFiles({ [name]: text }, name, options);

async function found(work: Promise<unknown>): Promise<string[]> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
    return error.diagnostics.map((d) => `${d.file.split('/').pop()}:${d.line}:${d.column} ${d.code}`);
  }
  return [];
}

describe('what a board has is known', () => {
  const uses = `digitalWrite(LED1, true);\nrequire('Storage').write('a', 'b');\nNRF.sleep();\nrequire('Wifi');\n`;
  test('what it lacks is a type error at its place', async () => {
    expect(await found(compile(uses, { board: 'PICO_R1_3' }))).toContain('p.ts:4:9 C6003');
    const some = uses.replace(/require\('Wifi'\);/, '');
    expect(await found(compile(some, { board: 'PICO_R1_3' }))).toEqual(['p.ts:3:1 TS2304']);
    expect(await found(compile(some, { board: 'LINUX' }))).toEqual(['p.ts:1:14 TS2304', 'p.ts:3:1 TS2304']);
    expect(await found(compile(some, { board: 'PUCKJS' }))).toEqual([]);
  });
  test('without a board, all that some board has', async () => {
    expect(await found(compile(uses))).toEqual([]);
  });
  test('in JavaScript names are checked and types are not', async () => {
    const text = 'var n = 1; n = "x"; n.foo = 2;\nprint(n, nowhere);\n';
    expect(await found(compile(text, { board: 'LINUX' }, 'p.js'))).toEqual(['p.js:2:10 TS2304']);
  });
  test('modules inside the interpreter stay calls of require, by import too', async () => {
    const { text } = await compile("import Storage from 'Storage';\nprint(Storage.getFree());", { minify: true });
    expect(text).toMatch(/^\(function\(\)\{var a=require\('Storage'\);print\(a\.getFree\(\)\)\}\(\)\)$/);
  });
});

describe('a program is found and its surface kept', () => {
  test('what the entry exports becomes global, and onInit does', async () => {
    const { text } = await compile(
      'export function go() { return 1; }\nconst a = 2; export { a as b };\nfunction onInit() { go(); }\nfunction unused() {}',
      { minify: true },
    );
    expect(text).toContain('global.go=');
    expect(text).toContain('global.b=2');
    expect(text).toContain('global.onInit=');
    expect(text).not.toContain('unused');
  });
  test('a directory is entered as package.json says', async () => {
    const files = {
      'package.json': '{"main":"src/app.js"}',
      'src/app.js': 'print(require("./n.js").n)',
      'src/n.js': 'exports.n = 5;',
    };
    expect((await inFiles(files, '.')).entry).toMatch(/src\/app\.js$/);
    expect((await inFiles({ 'index.ts': 'print(1)' }, '.')).text).toContain('print(1)');
    expect(await found(inFiles({ 'a.ts': '' }, '.'))).toHaveLength(1);
    expect(await found(inFiles({ 'package.json': '{' }, '.'))).toEqual(['package.json:1:1 C6001']);
  });
});

describe('broken input gives a diagnostic', () => {
  test.each([
    { name: 'a syntax error', text: 'const = 1;', want: 'p.ts:1:7 C6001' },
    { name: 'a missing import', text: "import { x } from './no.ts';\nprint(x);", want: 'p.ts:1:19 C6003' },
    { name: 'a missing package', text: "import x from 'no-such-package';\nprint(x);", want: 'p.ts:1:15 C6003' },
    { name: 'a type error', text: "const n: number = 'x';\nprint(n);", want: 'p.ts:1:7 TS2322' },
    { name: 'deep nesting', text: `print(${'['.repeat(20_000)}1${']'.repeat(20_000)});`, want: 'p.ts:1:1 C6005' },
  ])('$name', async ({ text, want }) => {
    expect((await found(compile(text)))[0]).toBe(want);
  });
  test('bytes that are no UTF-8', async () => {
    const text = Buffer.concat([Buffer.from('print(1);\nprint("'), Buffer.of(0xff, 0xe9), Buffer.from('");')]);
    expect(await found(inFiles({ 'p.ts': text }, 'p.ts'))).toEqual(['p.ts:2:8 C6001']);
  });
  test('a file that is not there', async () => {
    expect(await found(compileProgram('/nowhere/p.ts'))).toEqual(['p.ts:1:1 C6003']);
  });
  test('imports in a circle are no error', async () => {
    const files = {
      'a.ts': "import { b } from './b.ts';\nexport const a = (n: number): number => (n ? b(n - 1) : 0);\nprint(a(3));",
      'b.ts': "import { a } from './a.ts';\nexport const b = (n: number): number => a(n) + 1;",
    };
    expect((await inFiles(files, 'a.ts')).code.length).toBeGreaterThan(0);
  });
});

const program = `
import { twice } from './lib.ts';
export function run(): string {
  const list = [3, 1, 2].map((x, i) => twice(x) + i / 10 - -i);
  let text = 'in of if' + \`=\${list.join()}\`;
  for (const c of ['a', 'b']) text += c;
  const o = { in: 1, 'new': 2, default: 3, if: 4 };
  text += o.in + o.new + o.default + o.if;
  if (!(list.length >= 3 && list.length <= 3) || list[0] === 7) text += '!';
  return text + (300 >>> 2) + (-8 >> 1) + (1 << 5);
}
print('@@' + run());
`;
const lib = 'export const twice = (x: number): number => x * 2;\n';
const forms: readonly ProgramOptions[] = [
  {},
  { minify: true },
  { pretokenise: true },
  { minify: true, pretokenise: true },
];

test('pretokenised and minified programs are shorter, the readable one keeps the names', async () => {
  const [plain, small, tokens, both] = await Promise.all(
    forms.map((o) => inFiles({ 'p.ts': program, 'lib.ts': lib }, 'p.ts', o)),
  );
  expect(plain!.text).toMatch(/\n {2}var list=/);
  for (const [less, more] of [
    [small, plain],
    [tokens, plain],
    [both, small],
    [both, tokens],
  ])
    expect(less!.code.length).toBeLessThan(more!.code.length);
  expect(new Set([plain, small, tokens, both].map((b) => b!.measurement)).size).toBe(4);
});

test('a variable called `of`, a word of its own for the interpreter, gets another name', async () => {
  const text = 'const of = [1]; function f(of: number, of$ = 2) { return of + of$ } for (const x of of) print(f(x));';
  const made = await inFiles({ 'p.ts': text }, 'p.ts', {});
  expect(made.text).not.toMatch(/(?:var|const|let|[(,]) ?of(?![\w$])/);
});

(espruino ? test : test.skip)(
  `every form does the same on the interpreter${espruino ? '' : ' (skipped: no Espruino binary)'}`,
  async () => {
    for (const options of forms) {
      const { code } = await inFiles({ 'p.ts': program, 'lib.ts': lib }, 'p.ts', { ...options, board: 'LINUX' });
      const text = Buffer.from(code).toString('latin1');
      expect([options, await onInterpreter(text)]).toEqual([options, ['in of if=6,3.1,6.2ab1075-432']]);
    }
  },
);

test('what the bundler adds for decorators is not held against the author', async () => {
  const text =
    'function d(v: any, _: any): any { return v } class A { @d #p() { return 1 } @d m() { return this.#p() } } console.log(new A().m());';
  expect(await found(compile(text))).toEqual([]);
});

test('files that are no program, and await at the top, are refused with a code', async () => {
  expect(await found(compile('{"a":1}', {}, 'p.json'))).toEqual(['p.json:1:1 C6003']);
  expect(await found(compile('declare const a: number;', {}, 'p.d.ts'))).toEqual(['p.d.ts:1:1 C6003']);
  expect(await found(compile('console.log(await f()); export {};'))).toEqual(['p.ts:1:13 C6189']);
  expect(await found(compile('const a: number = 1; console.log(a);', {}, 'p.tsx'))).toEqual([]);
});

test('a large program tells what it is at', async () => {
  const steps: string[] = [];
  const text = `console.log('${'x'.repeat(30_000)}');`;
  await compile(text, { progress: (what) => steps.push(what) });
  expect(steps).toEqual(['checking the types of 30 kB', 'compiling']);
});
