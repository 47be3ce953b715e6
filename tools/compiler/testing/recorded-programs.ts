// What the interpreter did with compiled programs, for machines that have none: one digest for each text and its log.
//
// A digest in the file says that the interpreter, given this text, reported this log. A text that changed, or a log that is
// wrong, has none; `CPU6_ESPRUINO=… npm run record` runs all programs again and writes the file.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Compiled } from './harness.js';

const file = fileURLToPath(new URL('../../../../tools/compiler/testing/recorded-programs.json', import.meta.url));

/** 12 bytes, as hex, of what was run and what it reported. */
export function digestOf({ code, table }: Compiled, log: readonly string[]): string {
  const hash = createHash('sha256').update(code, 'latin1');
  for (const text of table) hash.update('\0').update(text);
  return hash
    .update(`\0\0${JSON.stringify(log)}`)
    .digest('hex')
    .slice(0, 24);
}

export const recorded = (): ReadonlySet<string> =>
  new Set(existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : []);

export const writeRecord = (digests: readonly string[]): void =>
  writeFileSync(file, `${JSON.stringify([...new Set(digests)].sort(), null, 0).replaceAll('","', '",\n"')}\n`);
