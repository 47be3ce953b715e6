// The figures of the link as rows, part by part; each part is run from a state file's last result on.
import type { Kept } from '../kept.js';
import type { Row } from '../row.js';
import { type FaultRun, runFaults } from './faults.js';
import { canRecord } from './flash-writes.js';
import { fuzzParser } from './fuzz.js';
import { measureGoodput } from './goodput.js';
import { flashParts, measureMemory } from './memory.js';
import { type Moment, measureMoments, moments } from './moments.js';
import { measurePowerLoss } from './power-loss.js';
import { garbage, hung, type Recovery, replug, restart } from './recovery.js';
import { measureFramedEcho, measureRawEcho, measureSealedCall } from './round-trip.js';
import { measureUpload, type Uploads } from './upload.js';

export interface PartOptions {
  /** As many and as long as the documents name, instead of a quick look. */
  readonly full: boolean;
  readonly kept: Kept;
  /** Builds of the interpreter by name, the closest to a board last. */
  readonly builds: readonly (readonly [name: string, binary: string])[];
}
export type Part = (options: PartOptions) => Promise<Row[]>;

const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(0)} %`;
const rate = (bytesPerSecond: number): string => `${(bytesPerSecond / 1000).toFixed(1)} kB/s`;
const ms = (value: number): string => `${value.toFixed(value < 20 ? 1 : 0)} ms`;
const count = (value: number): string => value.toLocaleString('en');
const size = (full: boolean): string => (full ? 'full' : 'quick');
const baudName = (baud: number | undefined): string => (baud === undefined ? 'no line limit' : `${count(baud)} baud`);
const progress = (text: string): void => void process.stderr.write(`\r\x1b[K${text}`);

async function goodput({ builds, full, kept }: PartOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, binary] of builds) {
    const measure = (baud: number | undefined) =>
      kept.get(`goodput ${name} ${baudName(baud)} ${size(full)}`, () =>
        measureGoodput(binary, baud, full ? 200_000 : 40_000),
      );
    const free = await measure(undefined);
    rows.push({
      what: `${name}: no line limit, down and up (what the interpreter's polling allows)`,
      figure: `${rate(free.down)} ${rate(free.up)}`,
    });
    rows.push({
      what: `${name}: echo of 16 B and 512 B, no line limit`,
      figure: `${ms(free.echo16)} ${ms(free.echo512)}`,
    });
    for (const baud of [115_200, 921_600]) {
      const got = await measure(baud);
      rows.push({
        what: `${name}: ${baudName(baud)}, down and up, of the line`,
        figure: `${share(got.down, baud / 10)} ${share(got.up, baud / 10)}`,
        ...(baud === 115_200 ? { goal: '90 %' } : {}),
      });
    }
  }
  return rows;
}

/** Uploads of each size and speed, ours and the command's: a hundred of ours in all, and no Storage that is full. */
const uploadTimes = (full: boolean): readonly [number, number] => (full ? [17, 2] : [3, 1]);

async function uploads({ builds, full, kept }: PartOptions): Promise<Row[]> {
  const rows: Row[] = [];
  const [name, binary] = builds.at(-1)!;
  let right = 0;
  let all = 0;
  for (const baud of [115_200, undefined])
    for (const bytes of [4_096, 16_384, 61_440]) {
      const [times, commandTimes] = uploadTimes(full);
      progress(`uploads: ${bytes / 1024} kB, ${baudName(baud)}`);
      const run = await kept.get(`upload ${name} ${baudName(baud)} ${bytes} ${size(full)}`, () =>
        measureUpload(binary, baud, bytes, times, commandTimes),
      );
      right += run.ours.right;
      all += run.ours.times;
      // A time in which nothing arrived compares with nothing.
      const against = (theirs: Uploads): string =>
        theirs.right > 0
          ? `${theirs.seconds.toFixed(1)} s ${(theirs.seconds / run.ours.seconds).toFixed(1)} × (${theirs.right}/${theirs.times} right)`
          : `none of ${theirs.times} arrived whole`;
      const what = `${name}: ${bytes / 1024} kB, ${baudName(baud)}`;
      const line = baud === undefined ? '' : `, ${share((bytes * 10) / baud, run.ours.seconds)} of it the line's`;
      rows.push({ what: `${what}: to flash, verified`, figure: `${run.ours.seconds.toFixed(2)} s${line}` });
      rows.push({
        what: '  espruino command to flash, and as a multiple of ours',
        figure: against(run.flash),
        ...(baud === undefined ? { goal: '10 ×' } : bytes === 4_096 ? { goal: '4 ×' } : {}),
      });
      rows.push({
        what: '  espruino command to memory, likewise',
        figure: against(run.memory),
      });
    }
  progress('');
  rows.push({ what: `${name}: uploads of ours right by SHA-256`, figure: `${right} of ${all}`, goal: 'all' });
  return rows;
}

/** Pieces of a run with faults: each is kept for itself. */
const pieces = 40;

async function faults({ builds, full, kept }: PartOptions): Promise<Row[]> {
  const [name, binary] = builds.at(-1)!;
  const messages = full ? 250 : 4;
  const rows: Row[] = [];
  for (const bitErrors of [1e-5, 1e-4, 1e-3]) {
    const runs: FaultRun[] = [];
    for (let piece = 0; piece < (full ? pieces : 5); piece++) {
      progress(`${name}: bit errors ${bitErrors}: ${piece * messages} messages`);
      const settings = { bitErrors, drops: 0.01, cutEvery: 200_000, messages, seed: 100 + piece };
      runs.push(await kept.get(`faults ${name} ${bitErrors} ${piece} ${messages}`, () => runFaults(binary, settings)));
    }
    progress('');
    const sum = (of: (run: FaultRun) => number): number => runs.reduce((total, run) => total + of(run), 0);
    rows.push({
      what: `${name}: bit errors ${bitErrors}, 1 % drops, ${sum((r) => r.faults.cut ?? 0)} cuts: messages right, each way`,
      figure: `${count(sum((r) => r.messages - r.wrong))} of ${count(runs.length * messages)}`,
      goal: 'all',
    });
    rows.push({
      what: '  goodput, both ways at once, each',
      figure: rate(sum((r) => r.bytes) / sum((r) => r.seconds)),
    });
  }
  return rows;
}

async function recovery({ builds, full, kept }: PartOptions): Promise<Row[]> {
  const [name, binary] = builds.at(-1)!;
  const times = full ? 50 : 5;
  const row = async (what: string, measure: () => Promise<Recovery>): Promise<Row> => {
    progress(`${name}: ${what}`);
    const { median, worst } = await kept.get(`recovery ${name} ${what} ${times}`, measure);
    progress('');
    return {
      what: `${name}: ${what}, median and worst of ${times}`,
      figure: `${ms(median)} ${ms(worst)}`,
    };
  };
  return [
    await row('line cut and there again, to the next echo', () => replug(binary, times)),
    await row('card restarted, to the link', () => restart(binary, times)),
    await row('card hung, watchdog after 2 s, to the link', () => hung(binary, times, 2_000)),
    await row('garbage of 200 B at connect, to the link', () => garbage(binary, times, 200)),
  ];
}

const momentNames: Readonly<Record<Moment, string>> = {
  rest: 'when it greets the host, at rest but for that',
  description: 'when it describes itself',
  opened: 'session opened',
  projected: 'applet projected',
  ready: 'session ready',
  change: 'at most while an epoch changes that brings another applet, as seen',
  end: 'after the end, describing itself',
};

/** JsVars by moment of a session, on the interpreter that CPU6_ESPRUINO names and on those with the heaps of boards. */
async function sessionMemory(kept: Kept): Promise<Row[]> {
  const { CPU6_ESPRUINO, CPU6_ESPRUINO_5100, CPU6_ESPRUINO_2630 } = process.env;
  const binaries = [...new Set([CPU6_ESPRUINO, CPU6_ESPRUINO_5100, CPU6_ESPRUINO_2630])];
  const seen = new Set<number>();
  const rows: Row[] = [];
  for (const binary of binaries) {
    if (!binary) continue;
    const { total, vars, refused } = await kept.get(`moments ${binary}`, () => measureMoments(binary));
    // A heap that grows says nothing of a board's.
    if (total === 65_535 || seen.has(total)) continue;
    seen.add(total);
    rows.push({
      what: `a card of ${count(total)} JsVars, of which it holds`,
      figure: refused ? `the session ends early: ${refused}` : 'a whole session',
    });
    for (const moment of moments) {
      const held = vars[moment];
      if (held !== undefined)
        rows.push({
          what: `  ${momentNames[moment]}`,
          figure: `${held} JsVars`,
          ...(moment === 'rest' ? { goal: '900' } : {}),
        });
    }
  }
  for (const [part, bytes] of Object.entries(flashParts()))
    rows.push({ what: `flash of the runtime's part "${part}"`, figure: `${count(bytes)} B` });
  return rows;
}

async function memory({ kept }: PartOptions): Promise<Row[]> {
  const rows: Row[] = await sessionMemory(kept);
  for (const [vars, binary] of [
    [5_100, process.env.CPU6_ESPRUINO_5100],
    [2_630, process.env.CPU6_ESPRUINO_2630],
  ] as const) {
    if (!binary) {
      rows.push({ what: `JsVars of ${vars}`, figure: `skipped: no CPU6_ESPRUINO_${vars}` });
      continue;
    }
    const { link, bare, linkFlash, runtimeFlash } = await kept.get(`memory ${vars}`, () => measureMemory(binary, vars));
    rows.push({ what: `link and echo program on ${vars} JsVars, at rest`, figure: `${link - bare} JsVars` });
    rows.push({
      what: `  flash of that program, and of the whole runtime`,
      figure: `${linkFlash} B ${runtimeFlash} B`,
    });
  }
  return rows;
}

async function fuzz({ full, kept }: PartOptions): Promise<Row[]> {
  const { bytes, frames, found, exceptions, longest } = await kept.get(`fuzz ${size(full)}`, () =>
    fuzzParser(full ? 1e7 : 2e5, 1),
  );
  return [
    {
      what: `parser: exceptions in ${count(bytes)} random and mutated bytes`,
      figure: `${exceptions}`,
      goal: '0',
    },
    { what: '  good frames found behind them', figure: `${count(found)} of ${count(frames)}`, goal: 'all' },
    { what: '  longest wait for one, one deadline is 250 ms', figure: ms(longest), goal: '500 ms' },
  ];
}

async function roundTrip({ builds, full, kept }: PartOptions): Promise<Row[]> {
  const [name, binary] = builds.at(-1)!;
  const times = full ? 50 : 10;
  const raw = await kept.get(`raw echo ${name} ${times}`, () => measureRawEcho(binary, 256, times));
  const framed = await kept.get(`framed echo ${name} ${times}`, () => measureFramedEcho(binary, 256, times));
  const sealed = await kept.get(`sealed call ${name} ${times}`, () => measureSealedCall(binary, 256, times));
  const { frames, bytes } = sealed;
  return [
    {
      what: `${name}: raw echo of 256 B by a program of one line, the same as a message of the link`,
      figure: `${ms(raw)} ${ms(framed)}`,
    },
    {
      what: '  sealed call host–card–host, as a multiple of the raw echo and of the message',
      figure: `${ms(sealed.ms)} ${(sealed.ms / raw).toFixed(1)} × ${(sealed.ms / framed).toFixed(1)} ×`,
      goal: '2 ×',
    },
    {
      what: '  frames and bytes of such a call, down and up',
      figure: `${frames.map((n) => n.toFixed(1)).join(' and ')}, ${bytes.map((n) => n.toFixed(0)).join(' and ')} B`,
    },
  ];
}

/** Every so many writes of a run lose the power. */
const lossEvery = (full: boolean, run: 'compactions' | 'flash'): number => (full ? 1 : run === 'flash' ? 6 : 30);

async function powerLoss({ builds, full, kept }: PartOptions): Promise<Row[]> {
  const [name, binary] = builds.at(-1)!;
  if (!canRecord()) return [{ what: 'power-loss', figure: 'skipped: no strace' }];
  const rows: Row[] = [];
  for (const [run, what] of [
    ['compactions', 'Storage is compacted twice'],
    ['flash', '`cpu6 flash` replaces a runtime'],
  ] as const) {
    const tell = (done: number, total: number): void => progress(`${name}: losses of power: ${done} of ${total}`);
    const loss = await kept.get(`power loss ${name} ${run} ${size(full)}`, () =>
      measurePowerLoss(binary, run, lossEvery(full, run), tell),
    );
    progress('');
    rows.push({
      what: `${name}: power lost while ${what}, at ${count(loss.times)} points of ${count(loss.writes)} writes: the same card, with the old runtime and with the new one`,
      figure: `${loss.old} ${loss.fresh}`,
    });
    rows.push({
      what: '  an ordinary Espruino with its console; neither',
      figure: `${loss.consoles} ${loss.lost.length}`,
      goal: '0 neither',
    });
    rows.push({ what: '  of these consoles flashed again', figure: `${loss.flashed} of ${loss.tried}`, goal: 'all' });
  }
  return rows;
}

/** In the order of the page. `fuzz` needs no interpreter. */
export const parts = {
  fuzz,
  goodput,
  uploads,
  faults,
  recovery,
  'power-loss': powerLoss,
  memory,
  'round-trip': roundTrip,
} satisfies Record<string, Part>;
