// `npm run bench -- link`: the figures of docs/link.md. On a real interpreter, named by CPU6_ESPRUINO; a build of it that polls
// without pauses, closer to a board, by CPU6_ESPRUINO_FAST; builds with the heaps of boards by CPU6_ESPRUINO_5100 and _2630.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { type FaultRun, runFaults } from './link/faults.js';
import { fuzzParser } from './link/fuzz.js';
import { measureGoodput } from './link/goodput.js';
import { measureMemory } from './link/memory.js';
import { garbage, hung, type Recovery, replug, restart } from './link/recovery.js';
import { measureRawEcho, measureSealedCall } from './link/round-trip.js';
import { measureUpload } from './link/upload.js';
import { type Interpreters, interpreters } from './link/world.js';
import type { Options, Row } from './row.js';

const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(0)} %`;
const rate = (bytesPerSecond: number): string => `${(bytesPerSecond / 1000).toFixed(1)} kB/s`;
const ms = (value: number): string => `${value.toFixed(value < 20 ? 1 : 0)} ms`;

const bauds = [115_200, 921_600];
const quickBytes = 40_000;
const fullBytes = 200_000;

async function goodput(builds: readonly [string, string][], { full }: Options): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, binary] of builds) {
    const free = await measureGoodput(binary, undefined, full ? fullBytes : quickBytes);
    rows.push({
      what: `${name}: no line limit, down and up (what the interpreter's polling allows)`,
      figure: `${rate(free.down)} ${rate(free.up)}`,
    });
    rows.push({
      what: `${name}: echo of 16 B and 512 B, no line limit`,
      figure: `${ms(free.echo16)} ${ms(free.echo512)}`,
    });
    for (const baud of bauds) {
      const got = await measureGoodput(binary, baud, full ? fullBytes : quickBytes);
      const line = baud / 10;
      rows.push({
        what: `${name}: ${baud.toLocaleString('en')} baud, down and up, of the line`,
        figure: `${share(got.down, line)} ${share(got.up, line)}`,
        ...(baud === 115_200 ? { goal: '90 %' } : {}),
      });
    }
  }
  return rows;
}

async function uploads(name: string, binary: string, { full }: Options): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [baud, label, goal] of [
    [115_200, '115,200 baud', 4],
    [undefined, 'no line limit', 10],
  ] as const)
    for (const bytes of [4_096, 16_384, 61_440]) {
      const times = baud === undefined && bytes === 4_096 ? (full ? 100 : 5) : 3;
      const run = await measureUpload(binary, baud, bytes, times, full ? 3 : 1);
      // A time in which nothing arrived compares with nothing.
      const theirs = run.command !== undefined && run.commandRight > 0 ? run.command : undefined;
      rows.push({
        what: `${name}: ${bytes / 1024} kB to flash, ${label}: ours, espruino command, ratio`,
        figure: theirs
          ? `${run.ours.toFixed(2)} s ${theirs.toFixed(1)} s ${(theirs / run.ours).toFixed(1)} ×`
          : `${run.ours.toFixed(2)} s, its file did not arrive`,
        ...(baud === undefined || bytes === 4_096 ? { goal: `${goal} ×` } : {}),
      });
      rows.push({
        what: `  right by SHA-256: ours, espruino command`,
        figure: `${run.right}/${run.uploads} ${run.commandRight}/${run.commandUploads}`,
      });
    }
  return rows;
}

/** A part of a long run: done once, kept in the state file, not repeated. */
interface Part extends FaultRun {
  readonly bitErrors: number;
  readonly part: number;
}

const parts = 40;

async function faults(name: string, binary: string, { full, state }: Options): Promise<Row[]> {
  const messages = full ? 250 : 2;
  const count = full ? parts : 5;
  const kept = state && existsSync(state) ? readFileSync(state, 'utf8').trim().split('\n').filter(Boolean) : [];
  const known = kept.map((line) => JSON.parse(line) as Part);
  const rows: Row[] = [];
  for (const bitErrors of [1e-5, 1e-4, 1e-3]) {
    const runs: FaultRun[] = [];
    for (let part = 0; part < count; part++) {
      const old = known.find((k) => k.bitErrors === bitErrors && k.part === part && k.messages >= messages);
      const run =
        old ?? (await runFaults(binary, { bitErrors, drops: 0.01, cutEvery: 200_000, messages, seed: 100 + part }));
      if (!old && state) appendFileSync(state, `${JSON.stringify({ bitErrors, part, ...run })}\n`);
      runs.push(run);
      process.stderr.write(`\r${name}: bit errors ${bitErrors}: ${part + 1}/${count} `);
    }
    process.stderr.write('\r\x1b[K');
    const sum = (of: (run: FaultRun) => number): number => runs.reduce((total, run) => total + of(run), 0);
    rows.push({
      what: `${name}: bit errors ${bitErrors}, 1 % drops, ${sum((r) => r.faults.cut ?? 0)} cuts: messages right, each way`,
      figure: `${sum((r) => r.messages - r.wrong).toLocaleString('en')} of ${sum((r) => Math.max(messages, r.messages)).toLocaleString('en')}`,
      goal: 'all',
    });
    rows.push({
      what: `  goodput, both ways at once, each`,
      figure: rate(sum((r) => r.bytes) / sum((r) => r.seconds)),
    });
  }
  return rows;
}

async function recoveries(name: string, binary: string, { full }: Options): Promise<Row[]> {
  const times = full ? 50 : 5;
  const row = (what: string, { median, worst }: Recovery): Row => ({
    what: `${name}: ${what}, median and worst of ${times}`,
    figure: `${ms(median)} ${ms(worst)}`,
  });
  return [
    row('line cut and there again, to the next echo', await replug(binary, times)),
    row('card restarted, to the link', await restart(binary, times)),
    row('card hung, watchdog after 2 s, to the link', await hung(binary, times, 2_000)),
    row('garbage of 200 B at connect, to the link', await garbage(binary, times, 200)),
  ];
}

async function memory(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [vars, binary] of [
    [5_100, process.env.CPU6_ESPRUINO_5100],
    [2_630, process.env.CPU6_ESPRUINO_2630],
  ] as const) {
    if (!binary) {
      rows.push({ what: `JsVars of ${vars}`, figure: `skipped: no CPU6_ESPRUINO_${vars}` });
      continue;
    }
    const { link, bare, linkFlash, runtimeFlash } = await measureMemory(binary, vars);
    rows.push({ what: `link and echo program on ${vars} JsVars, at rest`, figure: `${link - bare} JsVars` });
    rows.push({
      what: `  flash of that program, and of the whole runtime`,
      figure: `${linkFlash} B ${runtimeFlash} B`,
    });
  }
  return rows;
}

function fuzz({ full }: Options): Row[] {
  const { bytes, frames, found, exceptions, longest } = fuzzParser(full ? 1e7 : 2e5, 1);
  return [
    {
      what: `parser: exceptions in ${bytes.toLocaleString('en')} random and mutated bytes`,
      figure: `${exceptions}`,
      goal: '0',
    },
    { what: '  good frames found behind them', figure: `${found} of ${frames}`, goal: 'all' },
    { what: '  longest wait for one, one deadline is 250 ms', figure: ms(longest), goal: '500 ms' },
  ];
}

async function roundTrip(name: string, binary: string, { full }: Options): Promise<Row[]> {
  const count = full ? 50 : 10;
  const raw = await measureRawEcho(binary, 256, count);
  const sealed = await measureSealedCall(binary, 256, count);
  return [
    {
      what: `${name}: raw echo, sealed call host–card–host, 256 B, ratio`,
      figure: `${ms(raw)} ${ms(sealed)} ${(sealed / raw).toFixed(1)} ×`,
      goal: '2 ×',
    },
  ];
}

export async function link(options: Options): Promise<Row[]> {
  const rows = fuzz(options);
  const found: Interpreters | undefined = interpreters();
  if (!found) return [...rows, { what: 'everything else', figure: 'skipped: no Espruino binary' }];
  const builds: [string, string][] = [['stock', found.stock]];
  if (found.fast) builds.push(['fast', found.fast]);
  const [name, binary] = builds.at(-1)!;
  return [
    ...rows,
    ...(await goodput(builds, options)),
    ...(await uploads(name, binary, options)),
    ...(await faults(name, binary, options)),
    ...(await recoveries(name, binary, options)),
    ...(await memory()),
    ...(await roundTrip(name, binary, options)),
  ];
}
