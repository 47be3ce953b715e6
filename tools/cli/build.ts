// `cpu6 build`: compiles processes and writes their artifacts.
import path from 'node:path';
import { type BoardProfile, boards } from '../../device/boards/index.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { ProcessBuild } from '../compiler/build.js';
import { keepSymbols, type Symbols } from '../symbols/store.js';
import { buildError, showCosts } from './diagnostics.js';
import type { Output } from './output.js';
import { flag, text, type Verb } from './verb.js';

/** The boards that `--board` names. Throws `USAGE`. */
function boardsNamed(name: string): readonly BoardProfile[] {
  const found = name === 'all' ? boards : boards.filter((b) => b.name === name);
  if (name && !found.length)
    throw new Cpu6Error('USAGE', {
      what: `--board takes all or one of ${boards.map((b) => b.name).join(', ')}`,
      verb: 'build',
    });
  return found;
}

/** One row for each board: does the applet fit? Throws `BUDGET_EXCEEDED` or `CARD_CRYPTO` if it fits none. */
function report(built: ProcessBuild, on: readonly BoardProfile[], compiler: Compiler, out: Output): void {
  const { name, sizes } = built;
  const fits = on.map((board) => compiler.fitOn(board, sizes));
  for (const f of fits)
    out.object({ type: 'board', process: name, ...f, applet: sizes.applet, code: sizes.code, held: sizes.vars });
  out.table(
    ['BOARD', 'JSVARS', 'FREE', 'NEEDED', 'HELD', 'CODE', 'FITS'],
    fits.map((f) => [
      f.board,
      ...[f.vars, f.free, f.needed, sizes.vars].map(String),
      `${sizes.code} B`,
      f.fits ? 'yes' : `no: ${f.why}`,
    ]),
  );
  out.line(`largest: ${compiler.largest(sizes)}`);
  const [first] = fits;
  if (!first || fits.some((f) => f.fits)) return;
  const tight = fits.find((f) => !f.lacks);
  if (!tight) throw new Cpu6Error('CARD_CRYPTO', { board: first.board, what: first.lacks! });
  throw new Cpu6Error('BUDGET_EXCEEDED', {
    what: `the number of JsVars that "${name}" needs on ${tight.board}`,
    value: tight.needed,
    budget: tight.free,
    largest: compiler.largest(sizes),
  });
}

interface Compiler {
  readonly fitOn: typeof import('../compiler/fit.js').fitOn;
  readonly largest: typeof import('../compiler/estimate.js').largest;
}

/** What reports from a card that runs it are decoded with: those of its segments name the segment. */
export const symbolsOf = (built: ProcessBuild, file: string): Symbols[] =>
  [{ ...built, digest: built.measurement }, ...built.segments].map(({ digest, code, map }) => ({
    version: 1,
    measurement: digest,
    kind: 'applet',
    name: built.name,
    root: path.dirname(file),
    code,
    pretokenised: false,
    map,
  }));

/**
 * Builds one process file into `dir`; prints its diagnostics, and how it fits `board` (a name, `all`, or none). Throws
 * `BUILD_FAILED`, `BUDGET_EXCEEDED`. The name of the process.
 */
export async function buildInto(
  file: string,
  dir: string,
  out: Output,
  board = '',
  strictSize = false,
): Promise<string> {
  const on = boardsNamed(board);
  // Loads the compilers: only when needed.
  const { buildProcess, writeArtifacts } = await import('../compiler/build.js');
  const { peakOf } = await import('../compiler/fit.js');
  try {
    const built = await buildProcess(file);
    if (strictSize) showCosts(built.costs, out);
    if (on.length)
      report(built, on, { ...(await import('../compiler/fit.js')), ...(await import('../compiler/estimate.js')) }, out);
    writeArtifacts(built, dir);
    for (const symbols of symbolsOf(built, file)) keepSymbols(symbols);
    const { name, header, measurement, sizes } = built;
    out.result(
      {
        type: 'built',
        process: name,
        version: header.version,
        measurement,
        bytes: sizes.applet,
        vars: sizes.vars,
        ...(sizes.segments ? { segments: { ...sizes.segments, peak: peakOf(sizes) } } : {}),
        gate: header.gate.map(([method]) => method),
        dir,
      },
      `${name} ${header.version}: applet of ${sizes.applet} bytes, about ${sizes.vars} JsVars, measurement ${measurement.slice(0, 16)}…, in ${dir}`,
    );
    if (sizes.segments) {
      const { count, size, vars } = sizes.segments;
      out.line(
        `${count} segments of ${size} bytes, ${Math.min(...vars)} to ${Math.max(...vars)} JsVars each, never all at once; at the peak about ${peakOf(sizes)} JsVars: the resident part and one that is loaded`,
      );
    }
    return name;
  } catch (error) {
    throw buildError(error, file, out);
  }
}

export const build: Verb = {
  name: 'build',
  summary: 'compiles a process: the applet for the card and the module for the server',
  arguments: 'FILE…',
  arity: [1, 64],
  options: {
    out: { type: 'string', short: 'o', value: 'DIR', help: 'where the artifacts go', default: 'build' },
    'strict-size': { type: 'boolean', help: 'warns of each feature that compiles to much code' },
    board: { type: 'string', value: 'BOARD', help: 'show whether it fits that board; all: every board known' },
  },
  examples: [
    ['cpu6 build checkout.ts', 'writes build/checkout.applet, build/checkout.server.mjs and build/checkout.map.json'],
    ['cpu6 build checkout.ts --board all', 'code, JsVars and whether it fits, for every board'],
    ['cpu6 build checkout.ts --json', 'the measurement and the size, for a script'],
  ],
  async run({ values, positionals, out }) {
    for (const file of positionals)
      await buildInto(
        path.resolve(file),
        path.resolve(text(values, 'out', 'build')),
        out,
        text(values, 'board'),
        flag(values, 'strict-size'),
      );
  },
};
