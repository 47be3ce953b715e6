// `npm run bench -- link`: the figures of docs/link.md. On a real interpreter, named by CPU6_ESPRUINO; a build of it that polls
// without pauses, closer to a board, by CPU6_ESPRUINO_FAST; builds with the heaps of boards by CPU6_ESPRUINO_5100 and _2630.
// `--part NAME` runs a part alone; with `--state FILE` a run that was broken off goes on, and parts run apart come together.
import { Kept } from './kept.js';
import { type Part, parts } from './link/rows.js';
import { interpreters } from './link/world.js';
import type { Options, Row } from './row.js';

export async function link({ full, state, parts: wanted }: Options): Promise<Row[]> {
  const unknown = wanted.find((name) => !(name in parts));
  if (unknown) throw new RangeError(`the link has no part "${unknown}"; it has: ${Object.keys(parts).join(', ')}`);
  const kept = new Kept(state);
  const found = interpreters();
  const builds: [string, string][] = found ? [['stock', found.stock]] : [];
  if (found?.fast) builds.push(['fast', found.fast]);
  const rows: Row[] = [];
  for (const [name, part] of Object.entries<Part>(parts)) {
    // Of parts that are not wanted now, what was measured before stands.
    const key = `part ${name} ${full ? 'full' : 'quick'}`;
    if (wanted.length > 0 && !wanted.includes(name)) rows.push(...(kept.known<Row[]>(key) ?? []));
    else if (!found && name !== 'fuzz') rows.push({ what: name, figure: 'skipped: no Espruino binary' });
    else {
      const measured = await part({ full, kept, builds });
      kept.keep(key, measured);
      rows.push(...measured);
    }
  }
  return rows;
}
