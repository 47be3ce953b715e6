// Records what Node answers to a probe that is a module, as programs are, where that is not what the probe's text answers as a
// script: strict code, and variables that are no members of the global record. Writes `module` into probes.json.
// Usage: node dist/tools/compiler/testing/probes/as-modules.js
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inParallel } from '../native.js';
import { here, isRight, type Probe, probes, reported, wrapper } from './probes.js';

const dir = mkdtempSync(join(tmpdir(), 'cpu6-probes-'));
const answers = new Map<Probe, string>();
await inParallel(probes, 4, async (probe) => {
  const file = join(dir, `${probe.id}.mjs`);
  writeFileSync(file, `const print = (text) => console.log(text);\n${wrapper}\n${probe.snippet}\n`);
  const output = await new Promise<string>((done) =>
    execFile(process.execPath, [file], { timeout: 20_000 }, (error, stdout) =>
      done(error ? `${stdout}\nUncaught ${error.killed ? 'timeout' : 'error'}` : stdout),
    ),
  );
  answers.set(probe, reported(output));
});
rmSync(dir, { recursive: true });

let differ = 0;
const lines = probes.map((probe) => {
  const { module: _, ...rest } = probe;
  const log = answers.get(probe)!;
  if (isRight(rest, log)) return JSON.stringify(rest);
  differ++;
  return JSON.stringify({ ...rest, module: log });
});
writeFileSync(here('probes.json'), `[\n${lines.join(',\n')}\n]\n`);
process.stdout.write(`${differ} of ${probes.length} answer otherwise as modules\n`);
