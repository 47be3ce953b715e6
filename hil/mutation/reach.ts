// Which test files reach which checks, and what is tried on each: its own test first, then what noticed something in that file
// before, then its neighbours, each in the order of how many of that file's checks they reach, and then of the list.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Mutant } from './mutants.js';
import { reachedFile } from './switches.js';
import type { Environment, Workshop } from './workshop.js';

/** Milliseconds that a test file may take when it is measured. */
const patience = 600_000;
/** What one may take with a check left out: so many times what it took, and a minute for a machine that is busy meanwhile. */
const longest = (took: number): number => 5 * took + 60_000;

interface Reached {
  readonly test: string;
  /** Its place in the list. */
  readonly n: number;
  /** Milliseconds. */
  readonly took: number;
  readonly checks: ReadonlySet<string>;
}

export interface Verdict {
  /** The first test that fails without the check. */
  readonly noticed: string | undefined;
  /** How many test files reach it. */
  readonly reached: number;
}

/** One half of the run: checks that are switched off in one way. */
export interface Side {
  /** A workshop for each worker. */
  readonly shops: readonly Workshop[];
  /** Names under which the program says that it reached the check. */
  names(m: Mutant): readonly string[];
  /** Leaves the check out from now on; without one, all are in force and tell when they are reached. */
  leaveOut(shop: Workshop, m: Mutant | undefined): Environment;
}

export class Reach {
  readonly #noticedBefore = new Map<string, string[]>();
  /** Of the test files of {@link measure}. */
  #reached: readonly Reached[] = [];

  /** `all`: every check of that side. */
  constructor(
    private readonly side: Side,
    private readonly all: readonly Mutant[],
  ) {}

  /**
   * Runs these test files once: only they are tried from now on. Those that fail with no check left out are told and speak
   * for nothing.
   */
  async measure(prefixes: readonly string[], say: (text: string) => void): Promise<void> {
    const { shops } = this.side;
    const waiting = shops[0]!.tests(prefixes).entries();
    const reached: Reached[] = [];
    const work = async (shop: Workshop): Promise<void> => {
      const env = this.side.leaveOut(shop, undefined);
      for (const [n, test] of waiting) {
        const to = path.join(shop.dir, `reached-${n}`);
        const began = Date.now();
        const failed = await shop.firstFailure([test], { ...env, [reachedFile]: to }, patience);
        const lines = existsSync(to) ? readFileSync(to, 'utf8').split('\n') : [];
        if (failed) say(`${test} fails with every check in place: it speaks for none`);
        else reached.push({ test, n, checks: new Set(lines), took: Date.now() - began });
        say(`${reached.length} test files measured, last ${test}`);
      }
    };
    await Promise.all(shops.map(work));
    this.#reached = reached;
  }

  /** `most`: how many of the test files that reach the check are tried. */
  async tryOut(m: Mutant, worker: number, most: number): Promise<Verdict> {
    const shop = this.side.shops[worker]!;
    const names = this.side.names(m);
    const beside = this.all.filter((other) => other.file === m.file).flatMap((other) => this.side.names(other));
    const able = this.#reached
      .filter((r) => names.some((n) => r.checks.has(n)))
      .map((r) => ({ ...r, here: beside.filter((n) => r.checks.has(n)).length }))
      .sort((a, b) => b.here - a.here || a.n - b.n);
    const times = new Map(able.map((r) => [r.test, r.took]));
    const tests = [...times.keys()];
    const known = (this.#noticedBefore.get(m.file) ?? []).filter((t) => times.has(t));
    const own = tests.filter((t) => path.basename(t) === path.basename(m.file).replace(/\.ts$/, '.test.js'));
    const near = tests.filter((t) => path.dirname(t) === path.dirname(m.file));
    const env = this.side.leaveOut(shop, m);
    for (const test of [...new Set([...own, ...known, ...near, ...tests])].slice(0, most)) {
      if (!(await shop.firstFailure([test], env, longest(times.get(test)!)))) continue;
      this.#noticedBefore.set(m.file, [test, ...known.filter((t) => t !== test)]);
      return { noticed: test, reached: tests.length };
    }
    return { noticed: undefined, reached: tests.length };
  }
}
