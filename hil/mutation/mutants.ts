// Every check in scope, with its file and its place there.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Check, checksOf } from './checks.js';
import { type Area, cardArea, nodeAreas } from './scope.js';

export interface Mutant extends Check {
  readonly file: string;
  /** Number of the check in its file. */
  readonly n: number;
  /** `FILE: id`. */
  readonly name: string;
  /** Does it run on the card? */
  readonly card: boolean;
}

export function mutants(root: string): Mutant[] {
  const of = (area: Area): Mutant[] =>
    readdirSync(path.join(root, area.folder), { recursive: true, encoding: 'utf8' })
      .filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts') && !area.leaveOut.test(f))
      .sort()
      .flatMap((f) => {
        const file = `${area.folder}/${f}`;
        const checks = checksOf(readFileSync(path.join(root, file), 'utf8'), area.returns.test(f));
        return checks.map((c, n) => ({ ...c, file, n, name: `${file}: ${c.id}`, card: area === cardArea }));
      });
  return [...nodeAreas, cardArea].flatMap(of);
}

/** The checks of each file. */
export function byFile(list: readonly Mutant[]): Map<string, Mutant[]> {
  const files = new Map<string, Mutant[]>();
  for (const m of list) files.set(m.file, [...(files.get(m.file) ?? []), m]);
  return files;
}
