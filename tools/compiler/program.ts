// Compiles a program for the bare interpreter of a board: `cpu6 compile`.
import { createHash } from 'node:crypto';
import type { Cost } from './costs.js';
import { BuildFailure, explain } from './diagnostics.js';
import { compilePlain } from './plain.js';
import { pretokenise } from './pretokenise.js';
import { estimateProgram, type ProgramSizes } from './program-estimate.js';
import { bundleProgram, entryOf, typesFile } from './program-source.js';
import type { SourceMap } from './source-map.js';
import { checkBundleSize, checkFile } from './source-size.js';
import type { TypeKinds } from './type-kinds.js';
import { typeCheckProgram } from './typecheck.js';

export interface ProgramOptions {
  /** Board whose API the program may use; without one, that of any. */
  readonly board?: string;
  /** Short names, one line. */
  readonly minify?: boolean;
  /** Words and operators as the single bytes that the interpreter makes of them. */
  readonly pretokenise?: boolean;
  /** Type-check first. Default true. */
  readonly types?: boolean;
  /** Told before a step that takes longer than a moment. */
  readonly progress?: (what: string) => void;
}

export interface ProgramBuild {
  readonly entry: string;
  /** What the interpreter reads; with `pretokenise` not all of it is text. */
  readonly code: Uint8Array;
  /** The same before it was pretokenised, to which `map` belongs. */
  readonly text: string;
  readonly map: SourceMap;
  /** SHA-256 of `code`, hex. */
  readonly measurement: string;
  readonly sizes: ProgramSizes;
  readonly costs: readonly Cost[];
  readonly inputs: readonly string[];
}

/** Bytes of bundled text that compile in about a second. */
const largeBytes = 20_000;

const measurementOf = (code: Uint8Array): string => createHash('sha256').update(code).digest('hex');

/** Throws {@link BuildFailure}. */
export async function compileProgram(path: string, options: ProgramOptions = {}): Promise<ProgramBuild> {
  const entry = entryOf(path);
  checkFile(entry);
  return notTooDeep(entry, async () => {
    // The bundler first: what does not parse at all is said once, and shortly.
    const bundled = await bundleProgram(entry, options.board);
    checkBundleSize(bundled);
    const large = bundled.code.length > largeBytes;
    let kinds: TypeKinds | undefined;
    if (large) options.progress?.(`checking the types of ${Math.round(bundled.code.length / 1000)} kB`);
    if (options.types !== false) {
      const checked = typeCheckProgram(entry, typesFile(options.board));
      if (checked.errors.length) throw new BuildFailure(entry, checked.errors);
      kinds = checked.kinds;
    }
    if (large) options.progress?.('compiling');
    const { code: text, map, costs, inputs } = compilePlain(entry, bundled, { readable: !options.minify, kinds });
    const code = options.pretokenise ? pretokenise(text).code : Buffer.from(text, 'latin1');
    const sizes = estimateProgram(text, code.length, map);
    return { entry, code, text, map, measurement: measurementOf(code), sizes, costs, inputs };
  });
}

/** Parsers and passes go down a tree by recursion: where the stack does not suffice, the source is to blame, not the author's patience. */
export async function notTooDeep<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RangeError) || !/call stack/.test(error.message)) throw error;
    throw new BuildFailure(file, [{ code: 'C6005', file, line: 1, column: 1, message: explain('C6005') }]);
  }
}
