// Builds a process: from the author's file to the applet, its measurement, and the server half.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { encodeApplet, measure } from '../../protocol/applet/applet.js';
import type { AppletHeader } from '../../protocol/applet/header.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { Process } from '../../protocol/process/index.js';
import { type Descriptor, Kind } from '../../protocol/schema/types.js';
import { bundle } from './bundle.js';
import { cardHalf } from './confine/card-half.js';
import { compileConfinedBundle } from './confined.js';
import { DeclarationError, headerOf, wireNames } from './declaration.js';
import { BuildFailure, explain } from './diagnostics.js';
import { estimate, largest, type Sizes } from './estimate.js';
import { cardOnly, type ProcessSource, readProcess } from './process-source.js';
import { notTooDeep } from './program.js';
import type { SourceMap } from './source-map.js';
import { typeCheck } from './typecheck.js';

export interface BuildOptions {
  /** Type-check the file first. Default true; a watcher may check beside the build instead. */
  readonly types?: boolean;
}

export interface ProcessBuild {
  readonly name: string;
  readonly header: AppletHeader;
  /** Confined program text and the strings it reads. */
  readonly code: string;
  readonly table: readonly Uint8Array[];
  /** Canonical bytes: what is measured, signed and sent. */
  readonly applet: Uint8Array;
  /** SHA-256 of the canonical bytes, hex. */
  readonly measurement: string;
  /** An ES module whose default export is the process; Node's own modules are its only imports. */
  readonly serverModule: string;
  /** From places in `code` to the author's files. */
  readonly map: SourceMap;
  readonly sizes: Sizes;
  /** Files it was made from, absolute. */
  readonly inputs: readonly string[];
}

/** CommonJS packages inside the server half may still ask for Node's modules by `require`. */
const requireBanner =
  "import{createRequire as cpu6Require}from'node:module';const require=cpu6Require(process.cwd()+'/');";

function declarationFailure(file: string, at: ProcessSource, error: unknown): BuildFailure {
  const message = error instanceof Error ? error.message : String(error);
  return new BuildFailure(file, [
    { code: 'C6137', file, line: at.line, column: at.column, message: explain('C6137', { message }) },
  ]);
}

/** Runs the bundled file and takes its default export. Building trusts the author as a server does. */
async function evaluate(file: string, source: ProcessSource, module: string): Promise<Process> {
  try {
    const url = `data:text/javascript;base64,${Buffer.from(module).toString('base64')}`;
    const { default: process } = (await import(url)) as { default?: Process };
    if (!process || typeof process !== 'object' || typeof process.card !== 'function')
      throw new DeclarationError('the file does not export it by default');
    return process;
  } catch (error) {
    throw declarationFailure(file, source, error);
  }
}

const fieldsOf = (d: Descriptor): string[] =>
  typeof d !== 'number' && d[0] === Kind.record ? (d.slice(1).filter((_, i) => i % 2 === 0) as string[]) : [];

/**
 * Builds the process that `file` declares. Throws {@link BuildFailure}; `APPLET_TOO_BIG` beyond the format's limits;
 * `BUDGET_EXCEEDED` if the estimate exceeds the declared `quota.vars`.
 */
export const buildProcess = (file: string, options: BuildOptions = {}): Promise<ProcessBuild> =>
  notTooDeep(resolve(file), () => build(resolve(file), options));

async function build(entry: string, options: BuildOptions): Promise<ProcessBuild> {
  const source = readProcess(entry, readFileSync(entry, 'utf8'));
  if (options.types !== false) {
    const errors = typeCheck(entry);
    if (errors.length) throw new BuildFailure(entry, errors);
  }
  const [whole, half] = await Promise.all([
    bundle(entry, { platform: 'node', banner: requireBanner }),
    bundle(entry, { platform: 'node', plugins: [cardOnly(entry, source.cardText)] }),
  ]);
  const process = await evaluate(entry, source, whole.code);
  let header: AppletHeader;
  let wire: Set<string>;
  try {
    header = headerOf(process);
    wire = wireNames(header);
  } catch (error) {
    throw declarationFailure(entry, source, error);
  }
  const { code, table, map } = compileConfinedBundle(entry, half, {
    strings: 'utf8',
    wire,
    extract: (ast, context) =>
      cardHalf(
        ast,
        {
          exports: [...header.gate, ...header.card].map(([name]) => name),
          server: header.server.map(([name]) => name),
          capabilities: header.caps,
          state: fieldsOf(header.state),
        },
        context,
      ),
  });
  const applet = encodeApplet({ header, table, code });
  const sizes = estimate(applet, code, table, header, map);
  if (header.vars && sizes.vars > header.vars)
    throw new Cpu6Error('BUDGET_EXCEEDED', {
      what: `the estimate of the JsVars of "${header.name}"`,
      value: sizes.vars,
      budget: header.vars,
      largest: largest(sizes),
    });
  return {
    name: header.name,
    header,
    code,
    table,
    applet,
    measurement: Buffer.from(measure(applet)).toString('hex'),
    serverModule: whole.code,
    map,
    sizes,
    inputs: whole.inputs,
  };
}

/** Writes `NAME.applet` (canonical bytes), `NAME.server.mjs` and `NAME.map.json` into `dir`; answers their paths. */
export function writeArtifacts(build: ProcessBuild, dir: string): { applet: string; server: string; map: string } {
  mkdirSync(dir, { recursive: true });
  const path = (suffix: string): string => join(dir, `${build.name}${suffix}`);
  const out = { applet: path('.applet'), server: path('.server.mjs'), map: path('.map.json') };
  writeFileSync(out.applet, build.applet);
  writeFileSync(out.server, build.serverModule);
  writeFileSync(out.map, JSON.stringify(build.map));
  return out;
}
