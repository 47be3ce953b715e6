// Tries the checks that run on the card: the runtime is built without the check, then tested.
import path from 'node:path';
import { without } from './checks.js';
import type { Mutant } from './mutants.js';
import { cardTests } from './scope.js';
import type { Workshop } from './workshop.js';

/** Tests that noticed something, the latest first, by file and for all: they are tried first, that many one by one. */
const noticedBefore = new Map<string, string[]>();
const likely = 4;

function remember(key: string, test: string): void {
  noticedBefore.set(key, [test, ...(noticedBefore.get(key) ?? []).filter((t) => t !== test)]);
}

/** What notices that the check is gone: a test file, `build`, or nothing. Leaves the workshop as it was. */
export async function tryOnCard(shop: Workshop, m: Mutant): Promise<string | undefined> {
  try {
    if (!(await shop.change(m.file, without(shop.read(m.file), m)))) return 'build';
    const known = [m.file, ''].flatMap((key) => noticedBefore.get(key) ?? []);
    const named = path.join('device', path.basename(m.file).replace(/\.ts$/, '.test.js'));
    const all = shop.tests(cardTests);
    const first = [...new Set([...(all.includes(named) ? [named] : []), ...known])].slice(0, likely);
    for (const tests of [...first.map((t) => [t]), all.filter((t) => !first.includes(t))]) {
      const failed = await shop.firstFailure(tests);
      if (!failed) continue;
      remember('', failed);
      remember(m.file, failed);
      return failed;
    }
    return undefined;
  } finally {
    await shop.change(m.file, shop.read(m.file));
  }
}
