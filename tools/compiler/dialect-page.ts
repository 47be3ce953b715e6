// `docs/dialect.md`: what an author may write in a card half, made from the tables that the compiler and the card use.
import { capabilityMembers } from '../../protocol/applet/capabilities.js';
import { members, methods } from '../../protocol/subset/table.js';
import { refusals } from './diagnostics.js';

const code = (list: readonly string[]): string => list.map((x) => `\`${x}\``).join(' ');
const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\{(\w+)\}/g, '…');

/** The page's text. */
export function dialectPage(): string {
  const rows = Object.entries(refusals)
    .filter(([number]) => number >= 'C6100')
    .map(([number, r]) => `| ${number} | ${cell(r.what)} | ${cell(r.why)} | ${cell(r.instead)} |`);
  return `<!-- Made by tools/compiler/dialect-page.ts from the compiler's tables. Do not edit. -->
# The language of card halves

A card half is TypeScript. The compiler turns it into what the card's interpreter does as ECMAScript says, and refuses the
rest with a place, a code and advice; it never makes wrong code in silence. Compiled with their meaning: \`let\` and \`const\`
with a binding for each turn of a loop, hoisting, closures, arrow functions, default, rest and pattern parameters, spread,
destructuring, template literals, optional chaining, \`??\`, logical assignment, \`for\`, \`for-of\`, \`while\`, \`switch\` in any
order, \`try\`/\`catch\`/\`finally\`, \`async\`/\`await\` anywhere.

## What there is

- Methods of lists, texts, bytes and promises: ${code(methods)}
- Members: ${code(members)}
- \`Math.floor ceil round abs min max\` and its constants, \`Number(x)\`, \`String(x)\`, \`Boolean(x)\`, \`String.fromCharCode\`,
  \`new Error(message)\`, \`new Uint8Array(lengthOrList)\`, \`Uint8Array.of\`, \`Uint8Array.from(list)\`, \`new Promise\`, \`Promise.resolve reject all\`
- Capabilities, if the process lists them: ${code(Object.keys(capabilityMembers))}

## What differs and cannot be seen when compiling

- Texts are bytes of UTF-8 on the card: \`length\`, indices and \`charCodeAt\` count bytes.
- A number that is not whole is written with about 11 significant digits, and \`Number(text)\` of a fraction can differ in the
  last bit. Count in whole units (cents, milliseconds). Literals in the source are exact.
- There is no negative zero among whole numbers.
- An index is made a whole number first: \`list[1.5]\` reads \`list[1]\`.
- A list spread into a call has at most 256 elements.
- Independent chains of promises may take turns in another order; each chain keeps its own.
- Stack overflow and want of memory end the call; they cannot be caught.

## What is refused

| code | what | why | instead |
|---|---|---|---|
${rows.join('\n')}
`;
}
