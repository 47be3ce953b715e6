// `CPU6_ESPRUINO=… npm run record`: runs on the interpreter what it was not seen to do yet, and records what it does right.
// `-- --all` runs every program again.
import { allOnInterpreter, asWritten, compile, espruino } from './harness.js';
import { cases } from './programs/index.js';
import { digestOf, recorded, writeRecord } from './recorded-programs.js';

if (!espruino) {
  process.stderr.write('Set CPU6_ESPRUINO to a native build of the interpreter.\n');
  process.exit(2);
}
const known = process.argv.includes('--all') ? new Set<string>() : recorded();
const digests: string[] = [];
const list = [];
for (const { program, confined, name } of cases) {
  const compiled = await compile(program.text, confined);
  const want = await asWritten(program);
  const digest = digestOf(compiled, want);
  if (known.has(digest)) digests.push(digest);
  else list.push({ name, confined, compiled, want, digest });
}
const logs = await allOnInterpreter(list);
for (const [i, { name, want, digest }] of list.entries()) {
  const got = logs[i]!;
  if (JSON.stringify(got) === JSON.stringify(want)) digests.push(digest);
  else {
    process.exitCode = 1;
    process.stdout.write(`${name}\n  as written      ${want.join(' ')}\n  on the card     ${got.join(' ')}\n`);
  }
}
writeRecord(digests);
process.stdout.write(`${list.length} run, ${digests.length} of ${cases.length} programs recorded\n`);
