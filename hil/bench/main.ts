// `npm run bench [-- NAME…]`: figures of one run on one machine, with its name and versions.
import { cpus } from 'node:os';
import { buildTimes } from './build.js';
import { projection } from './projection.js';
import type { Row } from './row.js';
import { session } from './session.js';

const suites: Record<string, () => Promise<readonly Row[]>> = { build: buildTimes, projection, session };

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !suites[name]);
if (unknown) {
  console.error(`there is no benchmark "${unknown}"; there are: ${Object.keys(suites).join(', ')}`);
  process.exitCode = 2;
} else {
  const versions = `Node ${process.version}, ${process.platform} ${process.arch}`;
  console.log(`${cpus().length} × ${cpus()[0]?.model.trim()}; ${versions}\n`);
  for (const [name, run] of Object.entries(suites)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(name);
    for (const { what, figure, goal } of await run())
      console.log(`  ${what.padEnd(56)} ${figure.padStart(16)}${goal ? `   goal ${goal}` : ''}`);
  }
}
