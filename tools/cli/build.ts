// `cpu6 build`: compiles processes and writes their artifacts.
import path from 'node:path';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { BuildFailure, formatDiagnostic } from '../compiler/diagnostics.js';
import type { Output } from './output.js';
import { text, type Verb } from './verb.js';

/** Builds one process file into `dir`; prints its diagnostics. Throws `BUILD_FAILED`. The name of the process. */
export async function buildInto(file: string, dir: string, out: Output): Promise<string> {
  const { buildProcess, writeArtifacts } = await import('../compiler/build.js'); // loads the compilers: only when needed
  try {
    const built = await buildProcess(file);
    writeArtifacts(built, dir);
    const { name, header, measurement, sizes } = built;
    out.result(
      {
        type: 'built',
        process: name,
        version: header.version,
        measurement,
        bytes: sizes.applet,
        vars: sizes.vars,
        gate: header.gate.map(([method]) => method),
        dir,
      },
      `${name} ${header.version}: applet of ${sizes.applet} bytes, about ${sizes.vars} JsVars, measurement ${measurement.slice(0, 16)}…, in ${dir}`,
    );
    return name;
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
    for (const d of error.diagnostics) {
      out.object({ diagnostic: d });
      out.note(formatDiagnostic({ ...d, file: path.relative(process.cwd(), d.file) }));
    }
    throw new Cpu6Error('BUILD_FAILED', { file });
  }
}

export const build: Verb = {
  name: 'build',
  summary: 'compiles a process: the applet for the card and the module for the server',
  arguments: 'FILE…',
  arity: [1, 64],
  options: {
    out: { type: 'string', short: 'o', value: 'DIR', help: 'where the artifacts go', default: 'build' },
  },
  examples: [
    ['cpu6 build checkout.ts', 'writes build/checkout.applet, build/checkout.server.mjs and build/checkout.map.json'],
    ['cpu6 build checkout.ts --json', 'the measurement and the size, for a script'],
  ],
  async run({ values, positionals, out }) {
    for (const file of positionals)
      await buildInto(path.resolve(file), path.resolve(text(values, 'out', 'build')), out);
  },
};
