// What the compiler refuses, and how it says so: file:line:col, what, why, what to write instead.
import { Cpu6Error } from '../../protocol/errors/error.js';

interface Refusal {
  /** What stands there; `{x}` is filled from the occurrence. */
  readonly what: string;
  readonly why: string;
  readonly instead: string;
}

const refusal = (what: string, why: string, instead: string): Refusal => ({ what, why, instead });
const confined = 'a card half reaches its parameters and nothing else';

/** Stable codes. `docs/dialect.md` is generated from this table. */
export const refusals = {
  C6001: refusal('{message}', 'the file does not parse', 'Correct the syntax.'),
  C6002: refusal('{message}', 'the file does not type-check', 'Correct the types.'),
  C6003: refusal('{message}', 'the file cannot be bundled', 'Check the import.'),
  C6004: refusal(
    '{what}',
    'the compiler takes at most {limit} (limit compile.text)',
    '{largest}; keep data in Storage, or send it.',
  ),
  C6005: refusal(
    'nesting as deep as here',
    'the compiler would need a larger stack',
    'Split the expression or the block.',
  ),

  C6101: refusal(
    'an async generator',
    'the card has no asynchronous iteration',
    'Take a callback, or return promises from a generator.',
  ),
  C6102: refusal('a regular expression', 'most of them match wrongly on the card', 'Use indexOf, charCodeAt or split.'),
  C6104: refusal(
    'a class that extends `{name}`',
    'what it inherits has to be known when compiling',
    'Extend a class that is declared by name, or Error.',
  ),
  C6106: refusal(
    '`this` outside a method',
    'it can be the global object on the card',
    'Name the record in a variable and use that, or write a method of a class or a record.',
  ),
  C6107: refusal('`arguments`', 'it counts differently on the card', 'Use a rest parameter.'),
  C6108: refusal('`{name}`', 'code made from text cannot be checked', 'Write the code out.'),
  C6109: refusal('`delete`', confined, 'Set the member to undefined.'),
  C6110: refusal(
    'the operator `{name}` here',
    confined,
    'Compare with undefined, or keep a member that tells the kind; instanceof takes classes of the card half, and Error.',
  ),
  C6112: refusal('a BigInt', 'the card has none', 'Use two numbers, or bytes.'),
  C6113: refusal(
    '`**` with this operand',
    'powers are inexact on the card',
    'Write the product, with a constant exponent up to 8 on a variable.',
  ),
  C6114: refusal('the rest of a record', 'it needs keys that are not known when compiling', 'Name the fields.'),
  C6115: refusal(
    'a rest parameter of a function that its callers do not know',
    'confined code has no `arguments`, so callers make the list',
    'Take a list.',
  ),
  C6117: refusal('for-in', confined, 'Use a list and for-of.'),
  C6118: refusal('for await', 'the card has no asynchronous iteration', 'Await inside a plain loop.'),
  C6119: refusal('`new {name}`', confined, 'A card half can make Error, Promise, Uint8Array, and its own classes.'),
  C6120: refusal('`import()` or `import.meta`', 'the card loads nothing', 'Import at the top of the file.'),
  C6121: refusal('`new.target` outside a constructor', 'the card has none', 'Use a parameter.'),
  C6122: refusal(
    'the key {name}',
    'keys that are whole numbers come in another order on the card',
    'Use a list, or a key that starts with a letter.',
  ),
  C6123: refusal(
    'a computed key',
    'a key made at run time could reach the interpreter',
    'Use a declared member, or a list with a number as index.',
  ),
  C6124: refusal(
    'an index that is not a number',
    'a key made at run time could reach the interpreter',
    'Use a declared member, or a number as index.',
  ),
  C6125: refusal('the member `{name}`', '{why}', '{instead}'),
  C6126: refusal('the name `{name}`', confined, '{instead}'),
  C6127: refusal(
    'the capability `{name}`',
    'it is not listed in `capabilities`',
    "Add '{name}' to the capabilities of the process.",
  ),
  C6128: refusal(
    '`{name}` used as a value',
    'only its declared members can be used, and called at once',
    'Call the member where you need it.',
  ),
  C6129: refusal(
    '{message}',
    'the compiler has to find the card half',
    'Write `export default defineProcess({ …, card: (context) => ({ … }) })`.',
  ),
  C6130: refusal(
    'the name `{name}` for a method of a record',
    'built-in values have a method of that name, and a call does not tell which is meant',
    'Rename the method; a field that is no function may have that name.',
  ),
  C6131: refusal(
    'the name `{name}`',
    'names are at most 24 letters, digits and underscores',
    'Use a shorter plain name.',
  ),
  C6132: refusal('a string with characters above 0xff', 'channel code works on bytes', 'Spell the bytes with \\x.'),
  C6133: refusal(
    'setting `{name}`',
    'it is read-only on the card',
    'Make a new value; of a list, splice can shorten it.',
  ),
  C6134: refusal(
    'the built-in method `{name}` used as a value',
    'a native function must not become a value',
    'Call it at once, or wrap it in a function.',
  ),
  C6135: refusal(
    'a top-level statement that touches what the card half uses',
    'only declarations go to the card',
    'Move it into the card half.',
  ),
  C6136: refusal('spread here', '{why}', '{instead}'),
  C6137: refusal(
    'the declaration of the process: {message}',
    'the gate cannot be built from it',
    'Correct the declaration.',
  ),
  C6138: refusal(
    'the method `{name}`',
    'it is declared, and the card half does not return it',
    'Add it to the record that `card` returns.',
  ),
  C6139: refusal('the method `{name}`', 'the server half declares no such method', 'Declare it in `calls.server`.'),
  C6140: refusal('the state field `{name}`', 'it is not declared', 'Declare it in `state`.'),
  C6141: refusal('this kind of code ({name})', 'the compiler does not know it', 'Write it with simpler constructs.'),
  C6144: refusal(
    'comparing bytes with bytes',
    'the card compares their contents, ECMAScript whether they are the same array',
    'Compare element by element.',
  ),
  C6146: refusal(
    'a class that extends `{name}`',
    'the interpreter knows values of that kind by what they are, not by what they inherit from',
    'Keep one in a field, and write the methods you need.',
  ),
  C6148: refusal(
    'the method {name} of a class',
    'the interpreter does not look for numbers in prototypes',
    'Give it a name.',
  ),
  C6149: refusal(
    'the method `{name}`',
    'the language calls it by itself, and the card would not',
    'Give it another name, and call it.',
  ),
  C6150: refusal(
    'the static field `{name}`, which changes',
    'a class that extends this one has a copy of it',
    'Keep it in a variable beside the class.',
  ),
  C6151: refusal(
    'the method `{name}` used as a value',
    'a method is compiled to a function that is handed its record',
    'Call it at once, or wrap it in an arrow function.',
  ),
  C6152: refusal('`super.{name}`', 'the base has no method or accessor of that name', 'Use this for fields.'),
  C6153: refusal(
    'a constructor that returns a value',
    'the card makes the instance before',
    'Write a function that answers it.',
  ),
  C6154: refusal('{name}', 'the runtime does without', 'Write a function.'),
  C6155: refusal(
    'the name `{name}` of a method in one place and of an accessor in another',
    'a call does not tell which is meant',
    'Rename one of them.',
  ),
  C6156: refusal(
    'nesting as deep as here',
    'the card takes 64 brackets in each other, and 20 signs, assignments or choices at one place',
    'Give a part of it a name: a variable or a function of its own.',
  ),
  C6157: refusal('more arguments than 64', 'the card gets them on its stack', 'Pass a list.'),
  C6158: refusal('`using`', 'the card has no symbols to ask for', 'Use try and finally.'),
  C6162: refusal(
    '`new {name}`',
    'the interpreter has no records around texts, numbers and booleans',
    'Use the value itself.',
  ),
  C6170: refusal(
    'setting the constant `{name}`',
    'it throws in ECMAScript, and would be set on the card',
    'Declare it with let.',
  ),
  C6171: refusal(
    'setting `{name}`, which is not declared',
    'it throws in ECMAScript, and would become a global on the card',
    'Declare it, or write globalThis.{name}.',
  ),
  C6172: refusal(
    'changing the built-in `{name}`',
    "compiled code does not look it up again, and deleting it brings the interpreter's own back",
    'Give what you make a name of its own.',
  ),
  C6173: refusal(
    'the key {name}',
    "keys that begin with \\xff are the interpreter's own",
    'Let it begin with another character.',
  ),
  C6174: refusal('a hole in a list', 'the interpreter has undefined there', 'Write undefined.'),
  C6175: refusal('`{name}` called without new', 'it throws in ECMAScript, and not on the card', 'Write new {name}(…).'),
  C6176: refusal('new on {name}', 'it makes nothing', 'Write a class, or a function.'),
  C6177: refusal('the text of a function', 'the interpreter keeps another one', 'Write the text yourself.'),
  C6178: refusal(
    'changing what Object.{name} has closed',
    'it throws in ECMAScript, and the interpreter cannot prevent it',
    'Leave it as it is, or do not close it.',
  ),
  C6179: refusal('`{name}`', 'it throws in strict code', 'Name the function.'),
  C6180: refusal(
    'the index {name} here',
    'it is undefined in ECMAScript, and something else on the card',
    'Test the index before; read a buffer through a Uint8Array.',
  ),
  C6181: refusal('`{name}` on a typed array', 'it has elements only', 'Keep the value in a record beside it.'),
  C6182: refusal(
    '`{name}` of a text with characters beyond ASCII',
    'texts are bytes on the card, and characters above \\xff several of them',
    'Spell the bytes with \\x, or keep such texts whole.',
  ),
  C6183: refusal('negative zero', 'whole numbers have none on the card', 'Write 0.'),
  C6184: refusal(
    'comparing a list or record with a primitive by ==',
    'the interpreter does not make it one',
    'Compare with ===, or make a text of it first.',
  ),
  C6185: refusal('adding to a Date', 'the interpreter takes its number, ECMAScript its text', 'Use getTime().'),
  C6186: refusal('going through the global record', 'the interpreter lists other names', 'Name what you look for.'),
  C6187: refusal(
    'going through what cannot be gone through',
    'it throws in ECMAScript, and not on the card',
    'Use Object.values, or a list.',
  ),
  C6188: refusal("attributes of a list's element", 'the interpreter does not keep them', 'Use a record.'),
  C6189: refusal(
    '`await` at the top of a program',
    'the interpreter runs a program to its end at once',
    'Put it into an async function: (async () => { … })().',
  ),
  C6161: refusal('a regular expression', '{message}', 'Write it with what is supported (docs/dialect.md).'),
} as const satisfies Record<string, Refusal>;

export type RefusalCode = keyof typeof refusals;

export interface Diagnostic {
  readonly code: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly message: string;
}

const fill = (template: string, facts: Record<string, string>): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? name);

/** The text of a refusal: what, why, what to write instead. */
export function explain(code: RefusalCode, facts: Record<string, string> = {}): string {
  const { what, why, instead } = refusals[code];
  return `${fill(what, facts)}: ${fill(why, facts)}. ${fill(instead, facts)}`;
}

/** `file:line:col - error C6101: …`, as tsc prints it. */
export const formatDiagnostic = (d: Diagnostic): string =>
  `${d.file}:${d.line}:${d.column} - error ${d.code}: ${d.message}`;

/** A build that was refused. Its diagnostics tell why. */
export class BuildFailure extends Cpu6Error {
  constructor(
    file: string,
    readonly diagnostics: readonly Diagnostic[],
  ) {
    super('BUILD_FAILED', { file });
    this.message = [this.message, ...diagnostics.map(formatDiagnostic)].join('\n');
  }
}
