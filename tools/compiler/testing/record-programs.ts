// `CPU6_ESPRUINO=… npm run record`: runs every program on the interpreter and records those that do what they say.
import { allOnInterpreter, asWritten, compile, espruino } from './harness.js';
import { cases } from './programs/index.js';
import { digestOf, writeRecord } from './recorded-programs.js';

if (!espruino) {
  process.stderr.write('Set CPU6_ESPRUINO to a native build of the interpreter.\n');
  process.exit(2);
}
const list = [];
for (const { program, confined, name } of cases)
  list.push({ name, program, confined, compiled: await compile(program.text, confined) });
const logs = await allOnInterpreter(list);
const digests: string[] = [];
for (const [i, { name, program, compiled }] of list.entries()) {
  const want = await asWritten(program);
  const got = logs[i]!;
  if (JSON.stringify(got) === JSON.stringify(want)) digests.push(digestOf(compiled, got));
  else {
    process.exitCode = 1;
    process.stdout.write(`${name}\n  as written      ${want.join(' ')}\n  on the card     ${got.join(' ')}\n`);
  }
}
writeRecord(digests);
process.stdout.write(`${digests.length} of ${list.length} programs recorded\n`);
