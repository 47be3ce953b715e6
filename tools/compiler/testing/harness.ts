// Runs programs as written, as compiled in Node, and as compiled on the real interpreter.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { transformSync } from 'esbuild';
import { makeSupport } from '../../../device/runtime/support.js';
import { bundle } from '../bundle.js';
import { template } from '../confine/card-half.js';
import { compileConfinedBundle } from '../confined.js';
import { buildRuntime, compilePlain } from '../plain.js';
import { bundleProgram } from '../program-source.js';
import type { Program } from './programs/program.js';

/** The native build that tests run on, if there is one. */
export const espruino = process.env.CPU6_ESPRUINO;

/** Runs `work` with a directory that is removed afterwards. */
export async function inDirectory<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'cpu6-compiler-'));
  try {
    return await work(dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

const header = 'declare const c: any;\n';

export interface Compiled {
  readonly code: string;
  readonly table: readonly Uint8Array[];
}

/** Compiles a program to plain or confined text. */
export async function compile(program: string, confined: boolean): Promise<Compiled> {
  return inDirectory(async (dir) => {
    const file = join(dir, 'program.ts');
    if (!confined) {
      writeFileSync(file, header + program);
      const { code } = compilePlain(file, await bundleProgram(file));
      return { code, table: [] };
    }
    writeFileSync(file, `export default function program(c: any, _t: any) {\n${program}\nreturn [];\n}`);
    const members = new Set(['$out', '$later', '$fail', '$no', ...Object.keys(makeSupport())]);
    return compileConfinedBundle(file, await bundle(file, { card: true }), {
      strings: 'bytes',
      wire: new Set(),
      extract: (ast, context) => template(ast, members, context),
    });
  });
}

/** Keys that begin so are the interpreter's own: it lists them nowhere. */
const hidden = (key: string): boolean => key.startsWith('\xff');

/** What a value looks like in a log. */
const seen = (x: unknown): string =>
  x === undefined ? 'undefined' : JSON.stringify(x, (key, value: unknown) => (hidden(key) ? undefined : value));

interface World {
  out(x: unknown): void;
  later(x: unknown): Promise<unknown>;
  fail(message: string): Promise<never>;
  no(): boolean;
}
function world(log: string[]): World {
  return {
    out: (x) => log.push(seen(x)),
    later: (x) => Promise.resolve(x),
    fail: (m) => Promise.reject(new Error(m)),
    no: () => false,
  };
}
/** Lets all promises settle that need no timer. */
const settled = (): Promise<void> => new Promise((done) => setImmediate(() => setImmediate(done)));

export async function asWritten(program: Program): Promise<string[]> {
  if (program.want) return [...program.want];
  const log: string[] = [];
  const { code } = transformSync(program.text, { loader: 'ts', target: 'es2023' });
  new Function('c', `'use strict';${code}`)(world(log));
  await settled();
  return log;
}

/** Runs a plain program among built-ins of its own: it gives prototypes their methods, under the interpreter's names. */
function inOwnRealm(code: string, c: World): void {
  const realm = createContext({ c, setTimeout, clearTimeout, atob, btoa });
  runInContext('var global = globalThis, ArrayBufferView = Object.getPrototypeOf(Uint8Array)', realm);
  runInContext(`{ const { keys } = Object; Object.keys = (x) => keys(x).filter((k) => !k.startsWith('\xff')) }`, realm);
  // What is thrown is the realm's own too, or `instanceof Error` would deny it.
  const fail = 'm=>Promise.reject(new Error(m))';
  runInContext(`(function(c){${code}})(Object.assign({},c,{fail:${fail}}))`, realm);
}

export async function compiledInNode({ code, table }: Compiled, confined: boolean): Promise<string[]> {
  const log: string[] = [];
  const w = world(log);
  if (confined) {
    const c = { ...makeSupport(), $out: w.out, $later: w.later, $fail: w.fail, $no: w.no };
    new Function('$c', '$t', '$g', code)(
      c,
      table.map((b) => Buffer.from(b).toString('latin1')),
      () => {},
    );
  } else inOwnRealm(code, w);
  await settled();
  return log;
}

const ascii = (s: string): string =>
  JSON.stringify(s).replace(
    /[\u007f-\uffff]|\\u([0-9a-f]{4})/g,
    (m, hex: string | undefined) =>
      `\\x${(hex ? Number.parseInt(hex, 16) : m.charCodeAt(0)).toString(16).padStart(2, '0')}`,
  );

const kitFiles = {
  makeSupport: 'support.ts',
  verifyBytes: 'verifier.ts',
  loadProgram: 'program.ts',
  startApplet: 'program.ts',
  addCapabilities: 'capabilities.ts',
  scrub: 'scrub.ts',
  sweep: 'scrub.ts',
  derive: 'crypto.ts',
  mac: 'crypto.ts',
  pads: 'crypto.ts',
  trafficInfo: 'crypto.ts',
};

/** Parts of the runtime, compiled, as a script that leaves them in the global record. */
export async function kit(...names: (keyof typeof kitFiles)[]): Promise<string> {
  return inDirectory(async (dir) => {
    const file = join(dir, 'kit.ts');
    const source = (name: string): string =>
      fileURLToPath(new URL(`../../../../device/runtime/${name}`, import.meta.url));
    const lines = names.flatMap((n) => [
      `import { ${n} } from ${JSON.stringify(source(kitFiles[n]))};`,
      `global.${n} = ${n};`,
    ]);
    writeFileSync(file, ['declare const global: any;', ...lines].join('\n'));
    return (await buildRuntime(file)).code;
  });
}

/** The verifier on the interpreter: `kit('verifyBytes')` and this. */
export const verifyThere =
  'function verify(code){code=E.toString(code);return verifyBytes(code,new Uint8Array(E.toArrayBuffer(code)))}';

/** Runs a script on the real interpreter, at most `time` ms, and answers what it printed behind `@@`, line by line. */
export async function onInterpreter(script: string, time = 60_000): Promise<string[]> {
  return inDirectory(async (dir) => {
    const file = join(dir, 'script.js');
    writeFileSync(file, script, 'latin1');
    const { stdout } = spawnSync(espruino!, [file], {
      encoding: 'latin1',
      timeout: time,
      killSignal: 'SIGKILL',
      cwd: dir,
      maxBuffer: 1 << 24,
    });
    return stdout.split('\n').flatMap((line) => {
      const at = line.indexOf('@@');
      return at < 0 ? [] : [line.slice(at + 2).trimEnd()];
    });
  });
}

/** Bytes of a JsVar on the interpreter: 13 on 32-bit builds of few JsVars, whose heap does not grow. */
export const blockSize = async (): Promise<number> =>
  Number((await onInterpreter('print("@@"+process.memory().blocksize)'))[0]);

/** Bytes of programs that share one start of the interpreter: little, where the heap does not grow. */
const roomOf = async (): Promise<number> => ((await blockSize()) > 20 ? 40_000 : 5_000);

export interface Runnable {
  readonly compiled: Compiled;
  readonly confined: boolean;
}

/** Runs every program in its own function; answers what each reported. */
export async function allOnInterpreter(list: readonly Runnable[]): Promise<string[][]> {
  const prelude = [
    `function mk(n){return{out:function(x){print("@@"+n+"|"+(x===undefined?"undefined":JSON.stringify(x)))},later:function(x){return Promise.resolve(x)},fail:function(m){return Promise.reject(new Error(m))},no:function(){return false}}}`,
    ...(list.some((x) => x.confined)
      ? [
          await kit('makeSupport'),
          `function cf(n){var w=mk(n),s=makeSupport();s.$out=w.out;s.$later=w.later;s.$fail=w.fail;s.$no=w.no;return s}`,
        ]
      : []),
  ];
  const script = ({ compiled, confined }: Runnable, n: number): string => {
    const table = compiled.table.map((b) => ascii(Buffer.from(b).toString('latin1'))).join();
    const run = confined
      ? `new Function("$c","$t","$g",${ascii(compiled.code)})(cf(${n}),[${table}],function(){})`
      : `(function(c){${compiled.code}})(mk(${n}))`;
    return `try{${run}}catch(e){print("@@${n}|threw "+e)}`;
  };
  const logs: string[][] = list.map(() => []);
  const run = async (numbers: readonly number[]): Promise<void> => {
    const lines = await onInterpreter(
      [...prelude, ...numbers.map((n) => script(list[n]!, n)), 'print("@@end|")'].join(';\n'),
    );
    // One that stops the interpreter must not take the others with it.
    if (numbers.length > 1 && !lines.includes('end|')) {
      for (const n of numbers) await run([n]);
      return;
    }
    for (const line of lines) {
      const [n, ...rest] = line.split('|');
      logs[Number(n)]?.push(rest.join('|'));
    }
  };
  const room = await roomOf();
  let together: number[] = [];
  let bytes = 0;
  for (const [n, { compiled }] of list.entries()) {
    if (together.length && bytes + compiled.code.length > room) {
      await run(together);
      together = [];
      bytes = 0;
    }
    together.push(n);
    bytes += compiled.code.length;
  }
  if (together.length) await run(together);
  return logs;
}
