// `cpu6 build`: compiles processes and writes their artifacts.
import path from 'node:path';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { buildProcess, writeArtifacts } from '../compiler/build.js';
import type { Output } from './output.js';
import { text, type Verb } from './verb.js';

/** Builds one process file into `dir`; prints its diagnostics. Throws `BUILD_FAILED`. */
export async function buildInto(file: string, dir: string, out: Output, board?: string): Promise<string> {
  const result = await buildProcess(file, { board });
  for (const d of result.diagnostics) {
    if (out.json) out.object({ diagnostic: d });
    else process.stderr.write(`${d.text}\n`);
  }
  if (!result.ok) throw new Cpu6Error('BUILD_FAILED', { file });
  await writeArtifacts(result, dir);
  const { header, canonical, measurement } = result;
  out.result(
    {
      process: header.name,
      version: header.version,
      measurement,
      bytes: canonical.length,
      dir,
      gate: header.gate.map(([name]) => name),
    },
    `${header.name} ${header.version}: ${canonical.length} bytes, measurement ${measurement.slice(0, 16)}…, in ${dir}`,
  );
  return header.name;
}

export const build: Verb = {
  name: 'build',
  summary: 'compiles a process: the applet for the card and the module for the server',
  arguments: 'FILE…',
  arity: [1, 64],
  options: {
    out: { type: 'string', short: 'o', value: 'DIR', help: 'where the artifacts go', default: 'build' },
    board: { type: 'string', value: 'BOARD', help: 'check against what this board has' },
  },
  examples: [
    ['cpu6 build checkout.ts', 'writes build/checkout.applet, build/checkout.server.mjs and build/checkout.map.json'],
    ['cpu6 build checkout.ts --json', 'the measurement and the size, for a script'],
  ],
  async run({ values, positionals, out }) {
    for (const file of positionals)
      await buildInto(
        path.resolve(file),
        path.resolve(text(values, 'out', 'build')),
        out,
        text(values, 'board') || undefined,
      );
  },
};
