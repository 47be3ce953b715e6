// What the compiler makes of programs: size against the input minified by terser alone, and speed on the real interpreter
// against ES5 written by hand for the same function.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { transform } from 'esbuild';
import { minify } from 'terser';
import { compileProgram } from '../../tools/compiler/program.js';
import { subjects } from './compiler-subjects.js';
import type { Row } from './row.js';

interface Result {
  readonly name: string;
  readonly terser: number;
  readonly ours: number;
  readonly tokens: number;
  /** Microseconds of one call: ES5 by hand, ours, ours pretokenised; undefined without an interpreter. */
  readonly times: readonly [number, number, number] | undefined;
}

async function terserAlone(text: string): Promise<number> {
  const { code } = await transform(text, { loader: 'ts', target: 'es2023' });
  const { code: small } = await minify(code, { module: true, compress: { passes: 2 }, mangle: true });
  return small!.length;
}

/** Seconds of `count` calls of `bench`, the shortest of some tries; undefined if the interpreter did not print it. */
function timed(binary: string, code: Uint8Array, count: number): number {
  const dir = mkdtempSync(path.join(tmpdir(), 'cpu6-bench-'));
  const loop = `;(function(f){var best=1e9,k,i,t;for(k=0;k<7;k++){t=getTime();for(i=0;i<${count};i++)f();t=getTime()-t;if(t<best)best=t}print("@@"+best)})(global.bench)`;
  try {
    writeFileSync(path.join(dir, 'b.js'), Buffer.concat([code, Buffer.from(loop)]));
    const { stdout } = spawnSync(binary, ['b.js'], { cwd: dir, encoding: 'latin1', timeout: 60_000 });
    const best = Number(/@@([\d.e-]+)/.exec(stdout)?.[1]);
    if (!Number.isFinite(best)) throw new Error(`the interpreter printed no time: ${stdout.slice(-300)}`);
    return best / count;
  } finally {
    rmSync(dir, { recursive: true });
  }
}

async function measure(binary: string | undefined): Promise<Result[]> {
  const results: Result[] = [];
  const dir = mkdtempSync(path.join(tmpdir(), 'cpu6-bench-'));
  try {
    for (const { name, modern, es5, count } of subjects) {
      const file = path.join(dir, `${name.replace(/\W+/g, '-')}.ts`);
      writeFileSync(file, modern);
      const options = { board: 'LINUX', minify: true };
      const ours = await compileProgram(file, options);
      const tokens = await compileProgram(file, { ...options, pretokenise: true });
      const times = binary
        ? ([
            timed(binary, Buffer.from(`${es5};global.bench=bench`), count),
            timed(binary, ours.code, count),
            timed(binary, tokens.code, count),
          ] as const)
        : undefined;
      results.push({
        name,
        terser: await terserAlone(modern),
        ours: ours.code.length,
        tokens: tokens.code.length,
        times,
      });
    }
  } finally {
    rmSync(dir, { recursive: true });
  }
  return results;
}

const ratio = (a: number, b: number): string => (a / b).toFixed(2);
const us = (s: number): string => (s * 1e6).toFixed(s < 1e-3 ? 1 : 0);

export async function compiler(): Promise<Row[]> {
  const results = await measure(process.env.CPU6_ESPRUINO);
  return results.flatMap(({ name, terser, ours, tokens, times }) => [
    {
      what: `${name}: bytes, terser alone / cpu6 / pretokenised (÷ terser)`,
      figure: `${terser} / ${ours} / ${tokens} (${ratio(ours, terser)}, ${ratio(tokens, terser)})`,
    },
    {
      what: `${name}: µs of a call, ES5 by hand / cpu6 / pretokenised (÷ ES5)`,
      figure: times
        ? `${times.map(us).join(' / ')} (${ratio(times[1], times[0])}, ${ratio(times[2], times[0])})`
        : 'skipped: no Espruino binary',
    },
  ]);
}
