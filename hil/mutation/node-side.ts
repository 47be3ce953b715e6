// Tries the checks that run in Node: a build with switches, each test file once to see which checks it reaches, then for
// each check the tests that reach it, those first that reach little else.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Mutant } from './mutants.js';
import { leftOut, reachedFile, switchOf, withSwitches } from './switches.js';
import type { Workshop } from './workshop.js';

interface Reach {
  readonly test: string;
  readonly checks: ReadonlySet<string>;
}

export class NodeSide {
  readonly #noticedBefore = new Map<string, string[]>();
  /** Of the test files of {@link measure}. */
  #reach: readonly Reach[] = [];

  constructor(private readonly shop: Workshop) {}

  /** Builds with switches. `all`: every check of Node's side. */
  async build(all: readonly Mutant[]): Promise<void> {
    for (const [file, checks] of grouped(all))
      await this.shop.change(file, withSwitches(file, this.shop.read(file), checks));
  }

  /**
   * Runs these test files once: only they are tried from now on. Those that fail with no check left out are told and speak
   * for nothing.
   */
  async measure(prefixes: readonly string[], workers: number, say: (text: string) => void): Promise<void> {
    const waiting = this.shop.tests(prefixes).entries();
    const reach: Reach[] = [];
    const work = async (): Promise<void> => {
      for (const [n, test] of waiting) {
        const to = path.join(this.shop.dir, `reached-${n}`);
        const failed = await this.shop.firstFailure([test], { [reachedFile]: to });
        const lines = existsSync(to) ? readFileSync(to, 'utf8').split('\n') : [];
        if (failed) say(`${test} fails with every check in place: it speaks for none`);
        else reach.push({ test, checks: new Set(lines) });
        say(`${reach.length} test files measured, last ${test}`);
      }
    };
    await Promise.all(Array.from({ length: workers }, work));
    this.#reach = reach.sort((a, b) => a.checks.size - b.checks.size);
  }

  /**
   * The first test that fails without the check; `undefined` if none does, which with `reached` 0 none could. `most`: how
   * many of those that reach it are tried.
   */
  async tryOut(m: Mutant, most: number): Promise<{ readonly noticed: string | undefined; readonly reached: number }> {
    const name = switchOf(m.file, m.n);
    const tests = this.#reach.filter((r) => r.checks.has(name)).map((r) => r.test);
    const known = (this.#noticedBefore.get(m.file) ?? []).filter((t) => tests.includes(t));
    const own = tests.filter((t) => t === m.file.replace(/\.ts$/, '.test.js'));
    for (const test of [...new Set([...own, ...known, ...tests])].slice(0, most)) {
      const failed = await this.shop.firstFailure([test], { [leftOut]: name });
      if (!failed) continue;
      this.#noticedBefore.set(m.file, [test, ...known.filter((t) => t !== test)]);
      return { noticed: test, reached: tests.length };
    }
    return { noticed: undefined, reached: tests.length };
  }
}

function grouped(all: readonly Mutant[]): Map<string, Mutant[]> {
  const files = new Map<string, Mutant[]>();
  for (const m of all) files.set(m.file, [...(files.get(m.file) ?? []), m]);
  return files;
}
