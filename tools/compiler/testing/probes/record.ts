// Runs the probes on the real interpreter and records what they reported; prints those that are not right.
// Usage: CPU6_ESPRUINO=… node dist/tools/compiler/testing/probes/record.js [all] [part of an id…]
import { inParallel, runScript } from '../native.js';
import { Recording } from '../recording.js';
import { probes, recordingFile, reported, wrapper } from './probes.js';
import { known, type Result, verdictOf, verdicts } from './verdict.js';

const binary = process.env.CPU6_ESPRUINO;
const args = process.argv.slice(2);
const again = args.includes('all');
const wanted = args.filter((a) => a !== 'all');
const recording = new Recording(recordingFile);

const list = probes.filter((p) => !wanted.length || wanted.some((w) => p.id.includes(w)));
const results = verdicts(recording, list);
const due = results.filter((r) => r.code !== undefined && (again || wanted.length || r.verdict === 'unrecorded'));
if (due.length && !binary) {
  process.stderr.write(
    `${due.length} texts are not recorded: set CPU6_ESPRUINO to a native build of the interpreter\n`,
  );
  process.exit(2);
}
await inParallel(due, 8, async ({ code }) => {
  recording.add(code!, reported(await runScript(binary!, `${wrapper}\n${code}\n`)));
});
if (!wanted.length) recording.save();

const table: Record<string, Record<string, number>> = {};
const show = ({ probe, code, message }: Result, verdict: string): void => {
  const lines = [`${verdict} ${probe.id}: ${probe.feature}`, `   ${probe.snippet}`];
  if (message) lines.push(`   ${message.slice(0, 300)}`);
  if (code !== undefined && verdict !== 'right')
    lines.push(`   ${code}`, `   ${recording.log(code)}`, `   want ${JSON.stringify(probe.expected)}`);
  process.stdout.write(`${lines.join('\n')}\n`);
};
for (const before of results) {
  const result = due.includes(before) ? verdictOf(before.probe, recording) : before;
  const { area, id } = result.probe;
  table[area] ??= {};
  table[area]![result.verdict] = (table[area]![result.verdict] ?? 0) + 1;
  if (result.verdict !== 'right' || wanted.length) show(result, result.verdict);
  if ((result.verdict === 'wrong') !== Object.hasOwn(known, id))
    process.stdout.write(`known.json ${Object.hasOwn(known, id) ? 'has' : 'lacks'} ${id}\n`);
}
process.stdout.write(`${JSON.stringify(table)}\n`);
