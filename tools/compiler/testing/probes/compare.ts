// How many probes are right as they are, after other compilers alone, and after this one.
// Usage: CPU6_ESPRUINO=… node dist/tools/compiler/testing/probes/compare.js [--every N]
// swc and Babel are tried if they are installed (`npm install --no-save @swc/core @babel/core @babel/preset-env`).
import { createRequire } from 'node:module';
import { transformSync } from 'esbuild';
import ts from 'typescript';
import { inParallel, runScript } from '../native.js';
import { Recording } from '../recording.js';
import { isRight, probes, recordingFile, reported, wrapper } from './probes.js';
import { verdictOf } from './verdict.js';

const binary = process.env.CPU6_ESPRUINO;
if (!binary) throw new Error('set CPU6_ESPRUINO to a native build of the interpreter');
const every = process.argv[2] === '--every' ? Number(process.argv[3]) : 1;
const list = probes.filter((_, i) => i % every === 0);
const from = createRequire(process.env.CPU6_COMPILERS ?? import.meta.url);

/** A package that need not be there. */
function optional<T>(name: string): T | undefined {
  try {
    return from(name) as T;
  } catch {
    return undefined;
  }
}
interface Swc {
  transformSync(code: string, options: object): { code: string };
}
const swc = optional<Swc>('@swc/core');
const babel = optional<Swc>('@babel/core');

const compilers: Record<string, ((text: string) => string) | undefined> = {
  'as they are': (text) => text,
  'esbuild to ES2015': (text) => transformSync(text, { target: 'es2015' }).code,
  'TypeScript to ES5': (text) =>
    ts.transpile(text, { target: ts.ScriptTarget.ES5, downlevelIteration: true, ignoreDeprecations: '6.0' }),
  'swc to ES5': swc && ((text) => swc.transformSync(text, { isModule: false, jsc: { target: 'es5' } }).code),
  'Babel to ES5':
    babel &&
    ((text) =>
      babel.transformSync(text, {
        sourceType: 'script',
        configFile: false,
        presets: [[from.resolve('@babel/preset-env'), { targets: { ie: '11' }, modules: false }]],
      }).code),
};

const print = (name: string, right: number, rest: string): void => {
  process.stdout.write(
    `${name.padEnd(20)} ${right} of ${list.length} right (${Math.round((1000 * right) / list.length) / 10} %)${rest}\n`,
  );
};
for (const [name, compile] of Object.entries(compilers)) {
  if (!compile) continue;
  let right = 0;
  await inParallel(list, 8, async (probe) => {
    let code: string;
    try {
      code = compile(probe.snippet);
    } catch {
      if (typeof probe.expected === 'string' && probe.expected.startsWith('throws ')) right++;
      return;
    }
    if (isRight(probe, reported(await runScript(binary, `${wrapper}\n${code}\n`)))) right++;
  });
  print(name, right, '');
}
const recording = new Recording(recordingFile);
const verdicts = list.map((p) => verdictOf(p, recording).verdict);
const count = (v: string): number => verdicts.filter((x) => x === v).length;
print('this compiler', count('right'), `, ${count('refused')} refused with a code, ${count('wrong')} known to differ`);
