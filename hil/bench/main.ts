// `npm run bench [-- NAME… --full --part PART --state FILE --write]`: figures of one run on one machine, with its name and versions.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { buildTimes } from './build.js';
import { compiler } from './compiler.js';
import { devTimes } from './dev.js';
import { exhaustion } from './exhaustion.js';
import { link } from './link.js';
import { writePage } from './page.js';
import { projection } from './projection.js';
import type { Options, Row } from './row.js';
import { security } from './security.js';
import { session } from './session.js';

const suites: Record<string, (options: Options) => Promise<readonly Row[]>> = {
  build: buildTimes,
  compiler,
  dev: devTimes,
  projection,
  session,
  link,
  security,
  exhaustion,
};
/** Pages that hold the figures of a suite. */
const pages: Record<string, string> = {
  link: 'docs/link.md',
  security: 'docs/security.md',
  exhaustion: 'docs/card-mode.md',
  build: 'docs/compiler.md',
  compiler: 'docs/compiler.md',
  dev: 'docs/compiler.md',
};

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    full: { type: 'boolean', default: false },
    part: { type: 'string', multiple: true, default: [] },
    state: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const unknown = wanted.find((name) => !suites[name]);
if (unknown) {
  console.error(`there is no benchmark "${unknown}"; there are: ${Object.keys(suites).join(', ')}`);
  process.exitCode = 2;
} else {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}; Node ${process.version}, ${process.platform} ${process.arch}`;
  console.log(`${machine}\n`);
  for (const [name, run] of Object.entries(suites)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(name);
    const rows = await run({ full: values.full, state: values.state, parts: values.part }).catch((error: unknown) => {
      if (!(error instanceof RangeError)) throw error;
      console.error(error.message);
      process.exitCode = 2;
    });
    if (!rows) break;
    for (const { what, figure, goal } of rows)
      console.log(`  ${what.padEnd(72)} ${figure.padStart(24)}${goal ? `   goal ${goal}` : ''}`);
    const page = pages[name];
    if (values.write && page) writePage(page, name, machine, rows);
  }
}
