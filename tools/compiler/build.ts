// Builds a process: from the author's file to the applet, its measurement, and the server half.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { boardNamed } from '../../device/boards/index.js';
import { encodeApplet, measure } from '../../protocol/applet/applet.js';
import type { AppletHeader } from '../../protocol/applet/header.js';
import { encodeSegments, segmentsEntry } from '../../protocol/applet/segments.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { Process } from '../../protocol/process/index.js';
import { type Descriptor, Kind } from '../../protocol/schema/types.js';
import { bundle } from './bundle.js';
import { cardHalf } from './confine/card-half.js';
import { type ConfinedBuild, type ConfinedPart, compileConfinedBundle } from './confined.js';
import type { Cost } from './costs.js';
import { DeclarationError, headerOf, wireNames } from './declaration.js';
import { BuildFailure, explain } from './diagnostics.js';
import { estimate, largest, type Sizes } from './estimate.js';
import { fitOn } from './fit.js';
import { cardOnly, type ProcessSource, readProcess } from './process-source.js';
import { notTooDeep } from './program.js';
import type { SourceMap } from './source-map.js';
import { checkFile } from './source-size.js';
import { typeCheck } from './typecheck.js';

/** Characters of a segment, about: small enough to come in a moment, large enough that few are needed. */
const segmentTarget = 1500;
/** What `overlays: 'auto'` goes by. */
const referenceBoard = boardNamed('PICO_R1_3');

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
  /** What was cut out of it, each with its canonical bytes and their digest (hex); none if it is whole. */
  readonly segments: readonly (ConfinedPart & { readonly bytes: Uint8Array; readonly digest: string })[];
  readonly sizes: Sizes;
  /** Costly features and where they are used. */
  readonly costs: readonly Cost[];
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
  checkFile(entry);
  const source = readProcess(entry, readFileSync(entry, 'utf8'));
  if (options.types !== false) {
    const errors = typeCheck(entry);
    if (errors.length) throw new BuildFailure(entry, errors);
  }
  const [whole, half] = await Promise.all([
    bundle(entry, { platform: 'node', banner: requireBanner }),
    bundle(entry, { platform: 'node', card: true, plugins: [cardOnly(entry, source.cardText)] }),
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
  const exports = [...header.gate, ...header.card].map(([name]) => name);
  const compile = (overlays: boolean): ConfinedBuild =>
    compileConfinedBundle(entry, half, {
      strings: 'utf8',
      wire,
      overlays: overlays ? { exports: exports.length, target: segmentTarget } : undefined,
      extract: (ast, context) =>
        cardHalf(
          ast,
          {
            exports,
            server: header.server.map(([name]) => name),
            capabilities: header.caps,
            state: fieldsOf(header.state),
          },
          context,
        ),
    });
  let built = finish(compile(false), header);
  const { overlays = 'auto' } = process;
  if (overlays === true || (overlays === 'auto' && !fitOn(referenceBoard, built.sizes).fits)) {
    const cut = compile(true);
    if (cut.segments.length) built = finish(cut, header);
    else if (overlays === true)
      throw declarationFailure(
        entry,
        source,
        new DeclarationError('overlays: the card half has no parts that could go'),
      );
  }
  const { code, table, map, costs, applet, sizes, segments } = built;
  header = built.header;
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
    segments,
    sizes,
    costs,
    inputs: whole.inputs,
  };
}

/** Canonical bytes and figures of what was compiled. */
function finish({ code, table, map, costs, segments: parts }: ConfinedBuild, declared: AppletHeader) {
  const bytes = parts.length ? encodeSegments(parts) : [];
  const header = parts.length ? { ...declared, segments: segmentsEntry(bytes) } : declared;
  const applet = encodeApplet({ header, table, code });
  const segments = parts.map((part, i) => ({
    ...part,
    bytes: bytes[i]!,
    digest: Buffer.from(measure(bytes[i]!)).toString('hex'),
  }));
  return {
    header,
    code,
    table,
    map,
    costs,
    applet,
    segments,
    sizes: estimate(applet, code, table, header, map, segments),
  };
}

/**
 * Writes `NAME.applet` (canonical bytes), `NAME.segments` (if it has some), `NAME.server.mjs` and `NAME.map.json` into
 * `dir`; answers their paths.
 */
export function writeArtifacts(build: ProcessBuild, dir: string): { applet: string; server: string; map: string } {
  mkdirSync(dir, { recursive: true });
  const path = (suffix: string): string => join(dir, `${build.name}${suffix}`);
  const out = { applet: path('.applet'), server: path('.server.mjs'), map: path('.map.json') };
  const segments = path('.segments');
  if (build.segments.length) writeFileSync(segments, Buffer.concat(build.segments.map(({ bytes }) => bytes)));
  else rmSync(segments, { force: true });
  writeFileSync(out.applet, build.applet);
  writeFileSync(out.server, build.serverModule);
  writeFileSync(out.map, JSON.stringify(build.map));
  return out;
}
