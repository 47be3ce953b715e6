// `docs/dialect.md`: what an author may write, made from the tables that the compiler and the card use.
import { capabilityMembers } from '../../protocol/applet/capabilities.js';
import { members, methods } from '../../protocol/subset/table.js';
import { type CostCode, costOf, costs } from './costs.js';
import { type RefusalCode, refusals } from './diagnostics.js';
import { featuresPage } from './features/page.js';
import { missing } from './library/missing.js';
import { libraryPage } from './library-page.js';

const code = (list: readonly string[]): string => list.map((x) => `\`${x}\``).join(' ');
const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\{(\w+)\}/g, '…');

/** What is seen to differ, see passes/refuse-differences.ts: programs only. */
const differences = (Object.keys(refusals) as RefusalCode[]).filter((n) => n >= 'C6170' && n < 'C6200');

/** Refusals that programs for the bare interpreter meet; every other one from C6100 on is met by card halves. */
const inPrograms: ReadonlySet<RefusalCode> = new Set([
  ...differences,
  'C6108',
  'C6112',
  'C6120',
  'C6125',
  'C6146',
  'C6148',
  'C6161',
  'C6162',
]);
/** Of those, the ones that card halves cannot meet. */
const onlyInPrograms: ReadonlySet<RefusalCode> = new Set([...differences, 'C6146', 'C6148', 'C6161', 'C6162']);

const bytesOf = (code: CostCode, confined: boolean): string => String(costOf(code, confined) || '–');

const table = (wanted: (number: RefusalCode) => boolean): string =>
  [
    '| code | what | why | instead |',
    '|---|---|---|---|',
    ...(Object.entries(refusals) as [RefusalCode, (typeof refusals)[RefusalCode]][])
      .filter(([number]) => wanted(number))
      .map(([number, r]) => `| ${number} | ${cell(r.what)} | ${cell(r.why)} | ${cell(r.instead)} |`),
  ].join('\n');

/** The page's text. */
export function dialectPage(): string {
  return `<!-- Made by tools/compiler/dialect-page.ts from the compiler's tables. Do not edit. -->
# The language

The compiler turns TypeScript and modern JavaScript into what the interpreter does as ECMAScript says, and refuses the rest
with a place, a code and advice; it never makes wrong code in silence. It has two outputs: programs for the bare interpreter
(\`cpu6 compile\`), which have nearly all of ES2023 and the parts of later editions listed below, and card halves, which are confined and have less.

A file that is none is refused, too:

${table((n) => n < 'C6100')}

# Programs

Compiled with their meaning: \`let\` and \`const\` with a binding for each turn of a loop and their dead zones, hoisting,
closures, default, rest and pattern parameters, spread, destructuring with rest, template literals and tags, optional chaining,
\`??\`, logical assignment, exponents, labels, \`switch\` in any order, getters and setters, computed keys, \`for-in\` in the
order of ECMAScript, \`for-of\`, spread and patterns over any iterable with closing, generators, \`yield*\`, async functions,
async generators, \`for await\`, \`try\`/\`catch\`/\`finally\` with every way out, classes with fields, private members,
accessors, static members and blocks, \`super\` and \`new.target\`, classes that extend classes, functions, Error and null,
\`this\` and \`arguments\` as in strict code. TypeScript: enums, namespaces, parameter properties, standard decorators,
\`satisfies\`, path aliases of tsconfig.json, JSON and npm packages that are pure JavaScript, as ES modules or CommonJS.

## What differs and cannot be seen when compiling

- Texts are bytes of UTF-8, unless the board has Unicode: \`length\`, indices and \`charCodeAt\` count bytes.
- There is no negative zero among whole numbers.
- Symbols are texts that start with \\xff, and private members are members of such names: \`typeof\` of a symbol is "string".
- Static members of a base class that are added after a class extended it are not inherited.
- A class called without \`new\` through another name than its own does not throw.
- \`fn.length\` does not count parameters of functions that use \`arguments\` or rest; only classes have a \`name\`.
- Without generators, symbols, Map or Set in the program, \`for-of\` over a record goes through its values instead of throwing.
- Errors of the interpreter itself are plain Error, not TypeError.
- A list spread into a call has at most 256 elements.
- An iterator is not closed when a default or a target of a pattern throws between two of its values.
- Independent chains of promises may take turns in another order; each chain keeps its own.
- Stack overflow and want of memory end the event that is running; they cannot be caught.

${libraryPage()}
${featuresPage()}
## What is refused in programs

${table((n) => inPrograms.has(n))}

Names that mean nothing there: ${code(Object.keys(missing))}

## What costs

\`--strict-size\` of \`cpu6 compile\` and \`cpu6 build\` warns of these, with place and bytes of compiled text. The bytes are those of one
more use, measured against the same without the feature (\`npm run record:costs\`); parts of the library are counted once, where
the program first asks for them, with what they need beyond the parts before.

| code | what | bytes in programs | in card halves |
|---|---|---|---|
${(Object.entries(costs) as [CostCode, string][])
  .map(([number, what]) => `| ${number} | ${cell(what)} | ${bytesOf(number, false)} | ${bytesOf(number, true)} |`)
  .join('\n')}

# Card halves

Compiled with their meaning: \`let\` and \`const\` with a binding for each turn of a loop, hoisting, closures, arrow functions,
default, rest and pattern parameters, spread, destructuring, template literals and tags, optional chaining, \`??\`, logical
assignment, labels, \`for\`, \`while\`, \`switch\` in any order, \`try\`/\`catch\`/\`finally\` with every way out,
\`async\`/\`await\` anywhere, \`for-of\`, spread and patterns over lists, texts, bytes and iterators of the program, with
closing, generators and \`yield*\`, classes with fields, private members, methods, accessors, static members and blocks,
\`extends\` of classes and Error, \`super\`, \`new.target\` and \`instanceof\`, records with accessors and methods that use \`this\`.

The confined form has none of \`this\`, \`new\`, prototypes and iterators, and the card would refuse them: an instance becomes a
record that holds its class, a method a function that is handed the record, a generator a state machine. So a call \`x.m()\`
costs a few bytes more where a class has a method \`m\`; where built-in values have one of that name, too (\`push\`), or
records a field, it is asked at run time which is meant.

## What there is in card halves

- Methods of lists, texts, bytes and promises: ${code(methods)}
- Members: ${code(members)}
- \`Math.floor ceil round abs min max\` and its constants, \`Number(x)\`, \`String(x)\`, \`Boolean(x)\`, \`String.fromCharCode\`,
  \`new Error(message)\`, \`new Uint8Array(lengthOrList)\`, \`Uint8Array.of\`, \`Uint8Array.from(list)\`, \`new Promise\`, \`Promise.resolve reject all\`
- Capabilities, if the process lists them: ${code(Object.keys(capabilityMembers))}

## What differs in card halves and cannot be seen when compiling

- Texts are bytes of UTF-8 on the card: \`length\`, indices and \`charCodeAt\` count bytes.
- A number that is not whole is written with about 11 significant digits, and \`Number(text)\` of a fraction can differ in the
  last bit. Count in whole units (cents, milliseconds). Literals in the source are exact.
- There is no negative zero among whole numbers.
- An index is made a whole number first: \`list[1.5]\` reads \`list[1]\`.
- What is of type any is taken on trust: an index for a number, what is spread (in a program without iterators) for a list.
- A variable that is read before its declaration ran is undefined; that is no error.
- \`typeof\` of a class is "object"; an error whose \`name\` was set still becomes a text as "Error: message".
- A field that a class declares under the name of an accessor of its base runs the setter.
- A list spread into a call has at most 256 elements.
- Independent chains of promises may take turns in another order; each chain keeps its own.
- Stack overflow and want of memory end the call; they cannot be caught.

## What is refused in card halves

${table((n) => n >= 'C6100' && !onlyInPrograms.has(n) && n !== 'C6154')}
`;
}
