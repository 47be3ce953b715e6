// `npm run mutate [-- --list] [--only TEXT] [--jobs N] [--from FILE] [--out FILE] [--quick]`: leaves every security check of card,
// host and server out, one at a time; some test must fail each time. Prints those that nothing missed.
//
// With --from, only the survivors of an earlier run (its --out) are tried again. --quick leaves the suites of several sides out.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { scratch } from '../stack/scratch.js';
import { type Check, checksOf, without } from './checks.js';
import { equivalent } from './equivalent.js';
import { type Area, areas, whole } from './scope.js';
import { Workshop } from './workshop.js';

export interface Mutant extends Check {
  readonly file: string;
  readonly area: Area;
}
interface Outcome {
  readonly check: string;
  readonly line: number;
  /** Where it was noticed: a test file, `build`, or nowhere. */
  readonly noticed: string | undefined;
  readonly reason?: string;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Every check in scope. */
export function mutants(): Mutant[] {
  return areas.flatMap((area) =>
    readdirSync(path.join(root, area.folder), { recursive: true, encoding: 'utf8' })
      .filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts') && !area.leaveOut.test(f))
      .sort()
      .flatMap((f) => {
        const file = `${area.folder}/${f}`;
        return checksOf(readFileSync(path.join(root, file), 'utf8'), area.returns.test(f)).map((check) => ({
          ...check,
          file,
          area,
        }));
      }),
  );
}

const nameOf = (m: Mutant): string => `${m.file}: ${m.id}`;

/** Test files that noticed something, the latest first, by source file and by area: they are tried before the others. */
const noticedBefore = new Map<string, string[]>();
const likely = 4;

function remember(key: string, test: string): void {
  noticedBefore.set(key, [test, ...(noticedBefore.get(key) ?? []).filter((t) => t !== test)]);
}

/** The tests in the order in which they are tried: what noticed its neighbours, what stands beside it, the area's, the whole's. */
function order(shop: Workshop, m: Mutant, quick: boolean): string[][] {
  const known = [m.file, m.area.folder].flatMap((key) => noticedBefore.get(key) ?? []);
  const named = `${m.file.replace(/\.ts$/, '')}.test.js`;
  const all = shop.tests([path.dirname(m.file), ...m.area.tests]);
  const first = [...new Set([...(all.includes(named) ? [named] : []), ...known])].slice(0, likely);
  const rest = all.filter((t) => !first.includes(t));
  return [...first.map((t) => [t]), rest, ...(quick ? [] : [shop.tests(whole)])].filter((tests) => tests.length > 0);
}

async function tryOut(shop: Workshop, m: Mutant, quick = false): Promise<string | undefined> {
  if (!(await shop.change(m.file, without(shop.read(m.file), m)))) return 'build';
  for (const tests of order(shop, m, quick)) {
    const failed = await shop.firstFailure(tests);
    if (!failed) continue;
    remember(m.area.folder, failed);
    remember(m.file, failed);
    return failed;
  }
  return undefined;
}

async function main(): Promise<void> {
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
  const again =
    values.from &&
    new Set((JSON.parse(readFileSync(values.from, 'utf8')) as Outcome[]).filter((o) => !o.noticed).map((o) => o.check));
  const all = mutants().filter((m) => nameOf(m).includes(values.only ?? '') && (!again || again.has(nameOf(m))));
  if (values.list) {
    for (const m of all) console.log(`${m.file}:${m.line}  ${m.id}`);
    console.log(`${all.length} checks`);
    return;
  }
  const room = scratch('mutation');
  const outcomes: Outcome[] = [];
  const waiting = [...all];
  const work = async (n: number): Promise<void> => {
    const shop = new Workshop(root, path.join(room.dir, `shop-${n}`));
    for (let m = waiting.shift(); m; m = waiting.shift()) {
      const noticed = await tryOut(shop, m, values.quick);
      await shop.restore(m.file);
      const reason = noticed ? undefined : equivalent[nameOf(m)];
      outcomes.push({ check: nameOf(m), line: m.line, noticed, ...(reason ? { reason } : {}) });
      const verdict = noticed ? `noticed by ${noticed}` : reason ? `equivalent: ${reason}` : 'SURVIVED';
      console.log(`${String(outcomes.length).padStart(4)}/${all.length}  ${m.file}:${m.line}  ${m.id}  ${verdict}`);
      if (values.out) writeFileSync(values.out, `${JSON.stringify(outcomes, null, 1)}\n`);
    }
  };
  try {
    await Promise.all(Array.from({ length: Number(values.jobs ?? cpus().length) }, (_, n) => work(n)));
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

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
