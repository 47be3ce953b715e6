// `cpu6 compile`: compiles any program for a board, without the rest of cpu6.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BoardProfile, boards } from '../../device/boards/index.js';
import { asCpu6Error, Cpu6Error } from '../../protocol/errors/error.js';
import type { ProgramBuild } from '../compiler/program.js';
import { keepSymbols } from '../symbols/store.js';
import { FileWatch } from '../watch.js';
import { buildError, showCosts } from './diagnostics.js';
import type { Output } from './output.js';
import { flag, text, type Values, type Verb, whole } from './verb.js';
import { until } from './wait.js';

function boardNamed(name: string): BoardProfile | undefined {
  const board = boards.find((b) => b.name === name);
  if (name && !board)
    throw new Cpu6Error('USAGE', {
      what: `--board takes one of ${boards.map((b) => b.name).join(', ')}, or all`,
      verb: 'compile',
    });
  return board;
}

interface Wanted {
  readonly file: string;
  readonly out: string;
  readonly board: BoardProfile | undefined;
  readonly all: boolean;
  readonly maxVars: number;
  readonly maxBytes: number;
  readonly values: Values;
}

/** Compiles once, writes and reports. Throws `BUILD_FAILED`, `BUDGET_EXCEEDED`, `INPUT_FILE`. */
async function once(wanted: Wanted, report: Output): Promise<ProgramBuild> {
  const { file, out, board, values } = wanted;
  const { compileProgram } = await import('../compiler/program.js');
  let built: ProgramBuild;
  try {
    built = await compileProgram(file, {
      board: board?.name,
      minify: flag(values, 'minify'),
      pretokenise: flag(values, 'pretokenise'),
      progress: (what) => report.note(`${path.basename(file)}: ${what} …`),
    });
  } catch (error) {
    throw buildError(error, file, report);
  }
  if (flag(values, 'strict-size')) showCosts(built.costs, report);
  await checkBudget(built, wanted);
  const { code, entry, map, measurement, text: plain, costs, sizes } = built;
  if (!out) process.stdout.write(code);
  else write(out, code);
  if (out && flag(values, 'source-map')) write(`${out}.map`, JSON.stringify({ ...map, file: path.basename(out) }));
  keepSymbols({
    version: 1,
    measurement,
    kind: 'program',
    name: path.basename(out || entry),
    root: path.dirname(entry),
    code: plain,
    pretokenised: flag(values, 'pretokenise'),
    map,
  });
  const { fitOf, pieceText } = await import('../compiler/program-fit.js');
  const fits = (wanted.all ? boards : board ? [board] : []).map((b) => fitOf(b, sizes));
  report.object({
    type: 'compiled',
    file: entry,
    out: out || null,
    measurement,
    ...sizes,
    costs: costs.length,
    boards: fits,
  });
  // With the program on standard output, the report goes to standard error.
  const say = (line: string): void => (out ? report.line(line) : report.note(line));
  say(
    `${path.basename(entry)}: ${sizes.code} bytes, measurement ${measurement.slice(0, 16)}…${out ? `, in ${out}` : ''}`,
  );
  say(`  in flash  ${sizes.flash} bytes of Storage and about ${sizes.vars} JsVars once it runs`);
  say(`  in RAM    about ${sizes.ramVars} JsVars`);
  if (sizes.pieces.length) say(`  largest   ${sizes.pieces.slice(0, 3).map(pieceText).join(', ')}`);
  if (wanted.all && out)
    report.table(
      ['BOARD', 'JSVARS', 'STORAGE', 'FROM FLASH', 'FROM RAM'],
      fits.map((f) => [f.board, String(f.vars), `${f.storage} B`, f.flash, f.ram]),
    );
  else
    for (const f of fits)
      say(`  ${f.board}  ${f.vars} JsVars, ${f.storage} bytes of Storage: from flash ${f.flash}, from RAM ${f.ram}`);
  return built;
}

async function checkBudget({ sizes, entry }: ProgramBuild, { board, maxVars, maxBytes }: Wanted): Promise<void> {
  const { pieceText } = await import('../compiler/program-fit.js');
  const largest = sizes.pieces.slice(0, 3).map(pieceText).join(', ') || 'there is nothing large in it';
  const check = (what: string, value: number, budget: number): void => {
    if (budget && value > budget)
      throw new Cpu6Error('BUDGET_EXCEEDED', { what: `${what} of ${path.basename(entry)}`, value, budget, largest });
  };
  check('the number of bytes', sizes.code, maxBytes);
  check('the number of JsVars', sizes.vars, maxVars);
  if (!board) return;
  check(`the number of JsVars, on ${board.name},`, sizes.vars, board.vars);
  check(`the number of bytes in the Storage of ${board.name}`, sizes.flash, board.storage);
}

function write(file: string, data: string | Uint8Array): void {
  try {
    writeFileSync(file, data);
  } catch (error) {
    throw new Cpu6Error('INPUT_FILE', { file, why: (error as Error).message });
  }
}

export const compile: Verb = {
  name: 'compile',
  summary: 'compiles any TypeScript or JavaScript program for an Espruino board',
  arguments: 'FILE|DIR',
  arity: [1, 1],
  options: {
    out: { type: 'string', short: 'o', value: 'OUT', help: 'where it goes (default: standard output)' },
    board: {
      type: 'string',
      value: 'BOARD',
      help: 'types of that board only; does it fit? all: a table of every board',
    },
    minify: { type: 'boolean', help: 'short names, one line' },
    pretokenise: { type: 'boolean', help: 'words and operators as single bytes: shorter and a little faster' },
    'source-map': { type: 'boolean', help: 'writes OUT.map besides' },
    'strict-size': { type: 'boolean', help: 'warns of each feature that compiles to much code' },
    'max-vars': { type: 'string', value: 'N', help: 'fail if it takes more JsVars, run from flash' },
    'max-bytes': { type: 'string', value: 'N', help: 'fail if it is longer' },
    watch: { type: 'boolean', help: 'compile again whenever a file changes' },
  },
  examples: [
    ['cpu6 compile blink.ts -o blink.js --board PUCKJS', 'for the Espruino tools; what Puck.js lacks is a type error'],
    ['cpu6 compile . -o app.js --minify --pretokenise', 'the entry that package.json names, as small as it gets'],
    ['cpu6 compile blink.ts -o blink.js --board all', 'on which boards it fits'],
  ],
  async run({ values, positionals, out, stop }) {
    const board = text(values, 'board');
    const all = board === 'all';
    const wanted: Wanted = {
      file: path.resolve(positionals[0]!),
      out: text(values, 'out'),
      board: all ? undefined : boardNamed(board),
      all,
      maxVars: whole(values, 'max-vars', 0, 1, 1_000_000, 'compile'),
      maxBytes: whole(values, 'max-bytes', 0, 1, 100_000_000, 'compile'),
      values,
    };
    if (!flag(values, 'watch')) {
      await once(wanted, out);
      return;
    }
    if (!wanted.out) throw new Cpu6Error('USAGE', { what: '--watch needs -o OUT', verb: 'compile' });
    await watching(wanted, out, stop);
  },
};

async function watching(wanted: Wanted, out: Output, stop: AbortSignal): Promise<void> {
  let again = true;
  let busy = false;
  const files = new FileWatch(() => {
    again = true;
    void turn();
  });
  async function turn(): Promise<void> {
    if (busy) return;
    busy = true;
    while (again && !stop.aborted) {
      again = false;
      try {
        files.files((await once(wanted, out)).inputs);
      } catch (error) {
        out.error(asCpu6Error(error));
        if (asCpu6Error(error).code === 'INTERNAL') throw error;
      }
      out.note('waiting for changes; Ctrl-C ends');
    }
    busy = false;
  }
  const { entryOf } = await import('../compiler/program-source.js');
  files.files([entryOf(wanted.file)]);
  await turn();
  await until(stop);
  files.close();
}
