// `node dist/tools/compiler/testing/record-accepted.js [COUNT]`: draws that many programs which the verifier takes (default:
// a million), runs them on the interpreter, and records in accepted.json what was touched. A seed for each 10,000, so that a
// run that was stopped goes on where it was, and any of them can be run again.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Accepted } from './accepted.js';
import { runAccepted } from './canaries.js';
import { espruino } from './harness.js';

export interface AcceptedRecord {
  /** Seeds 1 to this were run, {@link perSeed} programs each. */
  seeds: number;
  programs: number;
  /** Programs that touched something. */
  touched: string[];
  /** Programs at which the interpreter itself ended, or a native of it did not; the first of them. */
  ended: number;
  examples: string[];
}

export const perSeed = 10_000;
const batch = 250;
const shown = 20;
/** From dist/tools/compiler/testing to the sources. */
export const recordFile = fileURLToPath(new URL('../../../../tools/compiler/testing/accepted.json', import.meta.url));

export const readRecord = (): AcceptedRecord =>
  existsSync(recordFile)
    ? (JSON.parse(readFileSync(recordFile, 'utf8')) as AcceptedRecord)
    : { seeds: 0, programs: 0, touched: [], ended: 0, examples: [] };

async function main(count: number): Promise<void> {
  if (!espruino) throw new Error('CPU6_ESPRUINO must name the interpreter');
  const record = readRecord();
  while (record.programs < count) {
    const seed = record.seeds + 1;
    const accepted = new Accepted(seed);
    for (let n = 0; n < perSeed; n += batch) {
      const found = await runAccepted(Array.from({ length: batch }, () => accepted.next()));
      if (found.ran !== batch) throw new Error(`${found.ran} of ${batch} ran (seed ${seed})`);
      record.programs += found.ran;
      record.touched.push(...found.touched);
      record.ended += found.ended.length;
      record.examples.push(...found.ended.slice(0, shown - record.examples.length));
      if (process.stderr.isTTY) process.stderr.write(`\r${record.programs} of ${count} `);
    }
    record.seeds = seed;
    writeFileSync(recordFile, `${JSON.stringify(record, null, 2)}\n`);
  }
  console.log(
    `${record.programs} programs, ${record.touched.length} touched something, ${record.ended} ended the interpreter`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(Number(process.argv[2] ?? 1_000_000));
