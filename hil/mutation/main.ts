// `npm run mutate [-- --list] [--only TEXT] [--jobs N] [--from FILE] [--out FILE] [--quick]`: leaves every security check of card, host
// and server out, one at a time; some test must fail each time. Prints those that nothing missed.
//
// With --from, what an earlier run (its --out) saw noticed is not tried again: only its survivors, and what it did not come to.
// --quick tries only the most likely test files on each check, and no suite of several sides.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { scratch } from '../stack/scratch.js';
import { CardSide } from './card-side.js';
import { equivalent } from './equivalent.js';
import { type Mutant, mutants } from './mutants.js';
import { NodeSide } from './node-side.js';
import { Reach } from './reach.js';
import { cardTests, nodeTests, wholeTests } from './scope.js';
import { Workshop } from './workshop.js';

interface Outcome {
  readonly check: string;
  readonly line: number;
  /** Where it was noticed: a test file, `build`, or nowhere. */
  readonly noticed: string | undefined;
  /** Nowhere, since no test reaches it. */
  readonly unreached?: boolean;
  readonly reason?: string;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const { values } = parseArgs({
  options: {
    list: { type: 'boolean' },
    only: { type: 'string' },
    jobs: { type: 'string' },
    from: { type: 'string' },
    out: { type: 'string' },
    quick: { type: 'boolean' },
  },
});
/** Test files that --quick tries on a check of Node's side. */
const few = 8;
const jobs = Number(values.jobs ?? cpus().length);

/** Works through the checks, `jobs` at a time. */
async function each(
  list: readonly Mutant[],
  job: (m: Mutant, worker: number) => Promise<Pick<Outcome, 'noticed' | 'unreached'>>,
  done: (outcome: Outcome) => void,
): Promise<void> {
  const waiting = list.values();
  const work = async (worker: number): Promise<void> => {
    for (const m of waiting) {
      const found = await job(m, worker);
      const reason = found.noticed ? undefined : equivalent[m.name];
      done({ check: m.name, line: m.line, ...found, ...(reason ? { reason } : {}) });
    }
  };
  await Promise.all(Array.from({ length: jobs }, (_, n) => work(n)));
}

async function main(): Promise<void> {
  const before = values.from ? (JSON.parse(readFileSync(values.from, 'utf8')) as Outcome[]) : [];
  const every = mutants(root);
  const known = before.filter((o) => o.noticed && every.some((m) => m.name === o.check));
  const settled = new Set(known.map((o) => o.check));
  const all = every.filter((m) => m.name.includes(values.only ?? '') && !settled.has(m.name));
  if (values.list) {
    for (const m of all) console.log(`${m.file}:${m.line}  ${m.id}`);
    console.log(`${all.length} checks`);
    return;
  }
  const room = scratch('mutation');
  const outcomes: Outcome[] = [];
  const done = (o: Outcome): void => {
    outcomes.push(o);
    const survived = o.unreached ? 'SURVIVED: no test reaches it' : 'SURVIVED';
    const verdict = o.noticed ? `noticed by ${o.noticed}` : o.reason ? `equivalent: ${o.reason}` : survived;
    console.log(`${String(outcomes.length).padStart(4)}/${all.length}  ${o.check} (line ${o.line})  ${verdict}`);
    if (values.out) writeFileSync(values.out, `${JSON.stringify([...known, ...outcomes], null, 1)}\n`);
  };
  /** Those that `tests` do not notice are told, unless `then` is to try them again: they are answered. */
  const tryAll = async (reach: Reach, list: readonly Mutant[], tests: readonly string[], then: boolean) => {
    const left: Mutant[] = [];
    await reach.measure(tests, console.log);
    await each(
      list,
      async (m, worker) => {
        const { noticed, reached } = await reach.tryOut(m, worker, values.quick ? few : Number.POSITIVE_INFINITY);
        return { noticed, ...(reached ? {} : { unreached: true }) };
      },
      (o) => {
        if (o.noticed || o.reason || !then) done(o);
        else left.push(list.find((m) => m.name === o.check)!);
      },
    );
    return left;
  };
  const inTwoRounds = async (reach: Reach, list: readonly Mutant[], tests: readonly string[]): Promise<void> => {
    const left = await tryAll(reach, list, tests, !values.quick);
    if (!left.length) return;
    console.log(`${left.length} are left for the suites of several sides`);
    await tryAll(reach, left, wholeTests, false);
  };
  const shop = (name: string): Workshop => new Workshop(root, path.join(room.dir, name));
  const [onCard, onNode] = [true, false].map((card) => all.filter((m) => m.card === card)) as [Mutant[], Mutant[]];
  try {
    if (onNode.length) {
      const checks = every.filter((m) => !m.card);
      await inTwoRounds(new Reach(new NodeSide(shop('node'), jobs, checks), checks), onNode, nodeTests);
    }
    if (onCard.length) {
      const shops = Array.from({ length: jobs }, (_, n) => shop(`card-${n}`));
      const checks = every.filter((m) => m.card);
      const card = new CardSide(shops, checks);
      await card.build();
      await inTwoRounds(new Reach(card, checks), onCard, cardTests);
    }
  } finally {
    room.remove();
  }
  const survivors = outcomes.filter((o) => !o.noticed && !o.reason);
  const equal = outcomes.filter((o) => o.reason).length;
  console.log(
    `\n${all.length} checks, ${outcomes.length - survivors.length - equal} noticed, ${equal} equivalent, ${survivors.length} survived`,
  );
  for (const { check, line } of survivors) console.log(`  ${check} (line ${line})`);
  if (survivors.length) process.exitCode = 1;
}

await main();
