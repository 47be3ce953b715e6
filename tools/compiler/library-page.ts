// The part of `docs/dialect.md` on the library: what is linked in for what, what it costs, and what stays different.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { librarySize } from './library/sizes.js';
import { conversions, globals, methods, statics } from './library/table.js';

const known = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../../tools/compiler/testing/probes/known.json', import.meta.url)), 'utf8'),
) as Record<string, string>;

const shown = (name: string): string => `\`${name.replace('\xff', '@@')}\``;

/** `name` bytes, by owner. */
function costs(table: Readonly<Record<string, string>>): string {
  const byOwner = new Map<string, string[]>();
  for (const [key, what] of Object.entries(table)) {
    const [owner, name] = key.includes('.') ? (key.split('.') as [string, string]) : ['', key];
    const line = `${shown(name)} ${librarySize(what.replace('get ', ''))}`;
    byOwner.set(owner, [...(byOwner.get(owner) ?? []), line]);
  }
  return [...byOwner].map(([owner, list]) => `| ${owner} | ${list.join(', ')} |`).join('\n');
}

export function libraryPage(): string {
  const reasons = new Map<string, number>();
  for (const reason of Object.values(known)) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  return `## The library

What the interpreter lacks or does wrongly is linked in where a program uses it: functions in the place of \`Math.sqrt\` or
\`new Map\`, methods on the prototypes for \`x.flat()\`. Numbers after the names are bytes of compiled text, with all that the
function needs; what several need is linked once, so sums are upper bounds. In RAM about 12 bytes take one JsVar.

| function | bytes |
|---|---|
${costs({ ...globals, ...conversions })}

| of | function and bytes |
|---|---|
${costs(statics)}

| method of | method and bytes |
|---|---|
${costs(methods)}

A number that becomes text where it may have a fraction (\`\${x}\`, \`s + x\`, \`a + b\` of unknown kinds) links the exact text of
numbers, ${librarySize('$add')} bytes. \`console.log\` and \`print\` show numbers as the interpreter does, with about 11 digits.
Any regular expression links the machine that runs it: \`test\` alone ${librarySize('$Regex', '$regexTest')} bytes;
\`new RegExp\` of a text that is not known when compiling, its translator too: ${librarySize('$newRegExp', '$regexTest')}.

## What stays different

Found by the recorded probes, with how many of them show it:

${[...reasons].map(([reason, n]) => `- ${reason} (${n})`).join('\n')}
- Methods that visit a list (\`forEach\`, \`map\`, …) with a function whose text does not change lengths are the interpreter's own;
  it visits elements that something called by that function appends.
- \`==\` and \`===\` of typed arrays compare contents where the program's text does not show that both sides are typed arrays.
- \`sort\` and \`split\` of unknown values are replaced for all values of their kind, also for other programs on the board.
`;
}
