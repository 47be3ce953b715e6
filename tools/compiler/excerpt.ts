// The line of the source that a diagnostic is about, with a mark under the place, as tsc shows it.
import { readFileSync } from 'node:fs';

const widest = 120;

/** Two lines, or nothing if the file cannot be read or has no such line. `column` from 1. */
export function excerpt(file: string, line: number, column: number): string[] {
  let text: string | undefined;
  try {
    text = readFileSync(file, 'utf8').split(/\r?\n/)[line - 1];
  } catch {
    return [];
  }
  if (text === undefined) return [];
  // A long line (minified, or data) is shown around the place only.
  const from = column > widest - 20 ? column - 40 : 0;
  const shown = text.slice(from, from + widest).replace(/\t/g, ' ');
  const at = Math.max(0, column - 1 - from);
  const word = /^[\w$]+|^./.exec(shown.slice(at))?.[0] ?? '';
  const number = String(line);
  return [
    `${number} ${shown}`,
    `${' '.repeat(number.length)} ${' '.repeat(at)}${'~'.repeat(Math.max(1, word.length))}`,
  ];
}
