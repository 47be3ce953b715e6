// Whatever file the compiler is handed, the command answers with a program or with a diagnostic and exit code 3.
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { limitOf } from '../../protocol/limits.js';
import { inDirectory } from '../compiler/testing/harness.js';
import { Output } from './output.js';
import { run } from './run.js';

/** A stream that keeps what is written. */
const kept = (lines: string[]): NodeJS.WriteStream =>
  ({ isTTY: false, write: (text: string) => lines.push(text) > 0 }) as unknown as NodeJS.WriteStream;

type Content = string | Uint8Array | ((path: string) => void);

/** Runs `cpu6 VERB FILE`; answers the exit code and the codes of diagnostics. Nobody may see a trace. */
async function outcome(verb: string, name: string, files: Readonly<Record<string, Content>>): Promise<string> {
  return inDirectory(async (dir) => {
    for (const [file, content] of Object.entries(files)) {
      if (typeof content === 'function') content(join(dir, file));
      else writeFileSync(join(dir, file), content);
    }
    const shown: string[] = [];
    const stream = kept(shown);
    const out = verb === 'compile' ? join(dir, 'out.js') : dir;
    const words = [verb, join(dir, name), '-o', out];
    const code = await run(words, new Output(false, stream, stream), new AbortController().signal);
    const text = shown.join('');
    expect(text).not.toMatch(/\n\s+at |INTERNAL|node_modules/);
    if (code) expect(text).toMatch(/\nerror BUILD_FAILED: \S+ does not compile\n/);
    const found = [...text.matchAll(/^(\S+):(\d+):(\d+) - error (\w+): /gm)];
    for (const [, file, line, column] of found) expect([file, line, column]).not.toContain('0');
    return [code, ...new Set(found.map((m) => m[4]))].join(' ');
  });
}

// What is compiled keeps its symbols in the author's home, which must not be this machine's.
const home = process.env.XDG_DATA_HOME;
let leave: (() => void) | undefined;
beforeAll(async () => {
  await new Promise<void>((ready) => {
    void inDirectory((dir) => {
      process.env.XDG_DATA_HOME = dir;
      ready();
      return new Promise<void>((done) => {
        leave = done;
      });
    });
  });
});
afterAll(() => {
  if (home === undefined) delete process.env.XDG_DATA_HOME;
  else process.env.XDG_DATA_HOME = home;
  leave?.();
});

const deep = `${'['.repeat(20_000)}1${']'.repeat(20_000)}`;
const large = `print('${'x'.repeat(limitOf('compile.text'))}');`;
const half = `print('${'x'.repeat(limitOf('compile.text') / 2)}');`;
const declared = (text: string): string =>
  `import { defineProcess } from 'cpu6/process';\n${text}\nexport default defineProcess({ name: 'a', card: () => ({}) });`;

test.each<[string, string, Readonly<Record<string, Content>>, string]>([
  ['nothing', 'a.ts', { 'a.ts': '' }, '0'],
  ['a mark of byte order', 'a.ts', { 'a.ts': '\ufeffprint(1);' }, '0'],
  ['lines that end in CR LF', 'a.ts', { 'a.ts': 'print\r\n(1)\r\n' }, '0'],
  ['a line for the shell', 'a.js', { 'a.js': '#!/usr/bin/env node\nprint(1);' }, '0'],
  [
    'imports in a circle',
    'a.ts',
    {
      'a.ts': "import { b } from './b'; export const a = 1; print(b());",
      'b.ts': "import { a } from './a'; export const b = (): number => a;",
    },
    '0',
  ],
  ['broken syntax', 'a.ts', { 'a.ts': 'let x = ;' }, '3 C6001'],
  ['a wrong type', 'a.ts', { 'a.ts': "const x: number = 'a'; print(x);" }, '3 TS2322'],
  ['a missing import', 'a.ts', { 'a.ts': "import a from './b'; print(a);" }, '3 C6003'],
  ['an import of broken JSON', 'a.ts', { 'a.ts': "import d from './d.json'; print(d);", 'd.json': '{a' }, '3 C6001'],
  ['an import of a directory', 'a.ts', { 'a.ts': "import './d';", d: (path) => mkdirSync(path) }, '3 C6003'],
  ['an import that cannot be read', 'a.ts', { 'a.ts': "import './b.ts';", 'b.ts': (p) => mkdirSync(p) }, '3 C6003'],
  ['a large file', 'a.ts', { 'a.ts': large }, '3 C6004'],
  ['a file of 1 MB', 'a.ts', { 'a.ts': 'print(1);\n'.repeat(100_000) }, '3 C6004'],
  ['a large import', 'a.ts', { 'a.ts': "import './b';", 'b.ts': large }, '3 C6004'],
  ['two that are large together', 'a.ts', { 'a.ts': `import './b';${half}`, 'b.ts': half }, '3 C6004'],
  ['deep nesting', 'a.ts', { 'a.ts': `print(${deep});` }, '3 C6005'],
  ['bytes that are no UTF-8', 'a.ts', { 'a.ts': Uint8Array.of(0x27, 0xff, 0x27) }, '3 C6001'],
  ['UTF-16', 'a.ts', { 'a.ts': Buffer.from('print(1)', 'utf16le') }, '3 C6001'],
  ['a NUL', 'a.ts', { 'a.ts': 'let a = 1;\0' }, '3 C6001'],
  ['an empty directory', 'd', { d: (path) => mkdirSync(path) }, '3 C6003'],
  ['a directory that is named like a file', 'a.ts', { 'a.ts': (path) => mkdirSync(path) }, '3 C6003'],
  ['a link to itself', 'a.ts', { 'a.ts': (path) => symlinkSync(path, path) }, '3 C6003'],
  ['no file', 'a.ts', {}, '3 C6003'],
  ['JSON', 'a.json', { 'a.json': '{"a":1}' }, '3 C6003'],
  ['types only', 'a.d.ts', { 'a.d.ts': 'declare const a: number;' }, '3 C6003'],
  ['another kind of file', 'a.txt', { 'a.txt': 'hello' }, '3 C6003'],
])('cpu6 compile: %s', async (_, name, files, want) => {
  expect(await outcome('compile', name, files)).toBe(want);
});

test.each<[string, string, Readonly<Record<string, Content>>, string]>([
  ['no file', 'a.ts', {}, '3 C6003'],
  ['a directory', 'a.ts', { 'a.ts': (path) => mkdirSync(path) }, '3 C6003'],
  ['nothing', 'a.ts', { 'a.ts': '' }, '3 C6129'],
  ['broken syntax', 'a.ts', { 'a.ts': declared('let x = ;') }, '3 C6001'],
  ['a large file', 'a.ts', { 'a.ts': declared(large) }, '3 C6004'],
  ['deep nesting', 'a.ts', { 'a.ts': declared(deep) }, '3 C6005'],
  ['bytes that are no UTF-8', 'a.ts', { 'a.ts': Uint8Array.of(0x27, 0xff, 0x27) }, '3 C6129'],
  ['a NUL', 'a.ts', { 'a.ts': declared('\0') }, '3 C6001'],
  ['JSON', 'a.json', { 'a.json': '{"a":1}' }, '3 C6001'],
])('cpu6 build: %s', async (_, name, files, want) => {
  expect(await outcome('build', name, files)).toBe(want);
});

// Root may read everything.
(process.getuid?.() === 0 ? test.skip : test)('a file that may not be read', async () => {
  const secret = (path: string): void => {
    writeFileSync(path, 'print(1);');
    chmodSync(path, 0);
  };
  expect(await outcome('compile', 'a.ts', { 'a.ts': secret })).toBe('3 C6003');
  expect(await outcome('compile', 'a.ts', { 'a.ts': "import './b.ts';", 'b.ts': secret })).toBe('3 C6003');
  expect(await outcome('build', 'a.ts', { 'a.ts': secret })).toBe('3 C6003');
});
