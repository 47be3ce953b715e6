// `npm run mutate [-- --list] [--only TEXT] [--jobs N] [--from FILE] [--out FILE] [--quick]`: leaves every security check of card, host
// and server out, one at a time; some test must fail each time. Prints those that nothing missed.
//
// With --from, only the survivors of an earlier run (its --out) are tried again. --quick tries only the most
// likely test files on each check, and no suite of several sides.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { scratch } from '../stack/scratch.js';
import { tryOnCard } from './card-side.js';
import { equivalent } from './equivalent.js';
import { type Mutant, mutants } from './mutants.js';
import { NodeSide } from './node-side.js';
import { nodeTests, wholeTests } from './scope.js';
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
  const again =
    values.from &&
    new Set((JSON.parse(readFileSync(values.from, 'utf8')) as Outcome[]).filter((o) => !o.noticed).map((o) => o.check));
  const every = mutants(root);
  const all = every.filter((m) => m.name.includes(values.only ?? '') && (!again || again.has(m.name)));
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
    if (values.out) writeFileSync(values.out, `${JSON.stringify(outcomes, null, 1)}\n`);
  };
  try {
    const onNode = all.filter((m) => !m.card);
    if (onNode.length) {
      const node = new NodeSide(new Workshop(root, path.join(room.dir, 'node')));
      await node.build(every.filter((m) => !m.card));
      const tryAll = (list: readonly Mutant[], then: (o: Outcome) => void): Promise<void> =>
        each(
          list,
          async (m) => {
            const { noticed, reached } = await node.tryOut(m, values.quick ? few : Number.POSITIVE_INFINITY);
            return { noticed, ...(reached ? {} : { unreached: true }) };
          },
          then,
        );
      const left: Mutant[] = [];
      await node.measure(nodeTests, jobs, console.log);
      await tryAll(onNode, (o) => {
        if (o.noticed || o.reason || values.quick) done(o);
        else left.push(onNode.find((m) => m.name === o.check)!);
      });
      if (left.length) {
        console.log(`${left.length} are left for the suites of several sides`);
        await node.measure(wholeTests, jobs, console.log);
        await tryAll(left, done);
      }
    }
    const onCard = all.filter((m) => m.card);
    const shops = onCard.length
      ? Array.from({ length: jobs }, (_, n) => new Workshop(root, path.join(room.dir, `card-${n}`)))
      : [];
    await each(onCard, async (m, worker) => ({ noticed: await tryOnCard(shops[worker]!, m) }), done);
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
