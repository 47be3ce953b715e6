// Puts a switch into every check of a source file: the program notes which checks a test reaches, and leaves out the one
// that its environment names. So one build serves all of them.
import type { Check } from './checks.js';

/** Environment: the check to leave out, and the file to which those reached are written, a line each. */
export const leftOut = 'CPU6_LEFT_OUT';
export const reachedFile = 'CPU6_REACHED';

/** What a switch is called with, written on the first line so that lines keep their numbers. */
const prelude = (file: string): string =>
  `import { appendFileSync as $append } from 'node:fs'; const $seen = new Set(); const off$ = (n) => { const name = ${JSON.stringify(file)} + '#' + n;` +
  ` const to = process.env.${reachedFile}; if (to && !$seen.has(n)) { $seen.add(n); $append(to, name + '\\n'); } return process.env.${leftOut} === name; };`;

/** Name of the n-th check of a file, as the environment gives it. */
export const switchOf = (file: string, n: number): string => `${file}#${n}`;

/** The text of `file` with a switch around each of its checks, as Node runs it. */
export const withSwitches = (file: string, text: string, checks: readonly Check[]): string =>
  prelude(file) + switched(text, checks, (n) => n);

/** `text` with a call of `off$` around each of its checks, which may nest. `number`: what it is called with for the n-th one. */
export function switched(text: string, checks: readonly Check[], number: (n: number) => number): string {
  const marks = checks.flatMap(({ start, end, instead }, n) => [
    { at: start, opens: 1, other: -end, text: `(off$(${number(n)}) ? ${instead} : (` },
    { at: end, opens: 0, other: -start, text: '))' },
  ]);
  // At one place: what ends before what begins; inner ones end first, outer ones begin first.
  marks.sort((a, b) => a.at - b.at || a.opens - b.opens || a.other - b.other);
  let out = '';
  let from = 0;
  for (const mark of marks) {
    out += text.slice(from, mark.at) + mark.text;
    from = mark.at;
  }
  return out + text.slice(from);
}
