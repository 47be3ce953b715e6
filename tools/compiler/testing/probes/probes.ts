// The recorded probes: small texts, each on one point of ECMAScript, with what Node answers. Measured for this project on
// Espruino 2v29; `was` is what the interpreter did with the text as it stands.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TraceMap } from '@jridgewell/trace-mapping';
import { transformSync } from 'esbuild';
import { BuildFailure } from '../../diagnostics.js';
import { compilePlain } from '../../plain.js';

export interface Probe {
  readonly id: string;
  readonly area: 'syntax' | 'semantics' | 'builtin' | 'limits';
  readonly feature: string;
  readonly snippet: string;
  readonly expected: unknown;
  /** What Node reports where the probe is a module, if that is something else: programs are modules. */
  readonly module?: string;
  readonly was: string;
}

export const here = (name: string): string =>
  fileURLToPath(new URL(`../../../../../tools/compiler/testing/probes/${name}`, import.meta.url));

export const recordingFile = here('recorded.json');
export const wrapper = readFileSync(here('wrapper.txt'), 'latin1');
export const probes = JSON.parse(readFileSync(here('probes.json'), 'utf8')) as readonly Probe[];

/** The compiled text, or the codes of what was refused. */
export type ProbeBuild = { readonly code: string } | { readonly refused: readonly string[]; readonly message: string };

export function buildProbe(probe: Probe): ProbeBuild {
  try {
    const { code, map } = transformSync(probe.snippet, {
      target: 'es2023',
      sourcemap: 'external',
      sourcefile: '/probe.js',
    });
    // There is no file beside a probe.
    if (/^(?:import|export) /m.test(code)) return { refused: ['C6003'], message: 'imports nothing that is there' };
    const raw = JSON.parse(map) as { sources: string[]; mappings: string; names: string[] };
    const input = { code, map: new TraceMap({ ...raw, version: 3 }), inputs: [], parts: new Map() };
    return { code: compilePlain('/probe.js', input).code };
  } catch (error) {
    if (error instanceof BuildFailure)
      return { refused: [...new Set(error.diagnostics.map((d) => d.code))], message: error.message };
    const { errors } = error as { errors?: { text: string }[] };
    if (errors) return { refused: ['C6001'], message: errors[0]?.text ?? '' };
    throw error;
  }
}

/** What the wrapper reported, line by line, with the interpreter's own error behind `!`. */
export function reported(output: string): string {
  const lines = output.replaceAll('\r', '').split('\n');
  const out = lines.flatMap((line) => {
    const at = line.indexOf('@@');
    return at < 0 ? [] : [line.slice(at + 2).trimEnd()];
  });
  const failed = /Uncaught [^\n]*|Execution Interrupted[^\n]*/.exec(output);
  if (failed) out.push(`!${failed[0]}`);
  return out.join('\n');
}

/** The same lines; of errors that nobody catches only that there was one. */
const sameReport = (a: string, b: string): boolean => a.replace(/^!.*$/m, '!') === b.replace(/^!.*$/m, '!');

const double = (text: string): unknown => {
  const bits = /^<f64 ([0-9a-f]{16})>$/.exec(text);
  return bits ? Buffer.from(bits[1]!, 'hex').readDoubleBE(0) : text;
};

/** Texts on the card are the bytes of UTF-8: so is what Node answered, for comparing. */
function inBytes(value: unknown): unknown {
  if (typeof value === 'string')
    return [...value].some((c) => c > '\xff') ? Buffer.from(value, 'utf8').toString('latin1') : value;
  if (Array.isArray(value)) return value.map(inBytes);
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, inBytes(v)]));
  return value;
}

/** Is this log what Node answers, to a script or to a module? */
export function isRight(probe: Probe, log: string): boolean {
  if (probe.module !== undefined && sameReport(probe.module, log)) return true;
  const lines = log ? log.split('\n') : [];
  const failed = lines.at(-1)?.startsWith('!') ? lines.pop() : undefined;
  let values: unknown[];
  try {
    values = lines.map((l) => JSON.parse(l, (_, v) => (typeof v === 'string' ? double(v) : v)) as unknown);
  } catch {
    return false;
  }
  const { expected } = probe;
  if (typeof expected === 'string' && expected.startsWith('throws ')) return failed !== undefined && !values.length;
  const both = expected as { values?: unknown[]; error?: string } | null;
  const same = (want: unknown): boolean => {
    const seen = JSON.stringify(values.length === 1 ? values[0] : values);
    return seen === JSON.stringify(want) || seen === JSON.stringify(inBytes(want));
  };
  if (both && typeof both === 'object' && 'values' in both && 'error' in both)
    return failed !== undefined && same(both.values!.length === 1 ? both.values![0] : both.values);
  return !failed && same(expected);
}
