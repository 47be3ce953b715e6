// Refuses, in unconfined code, what the interpreter lacks or does wrongly; confined code has its own, shorter list.
import { type NodePath, t, type Visitor } from '../babel.js';
import type { PassContext } from '../context.js';

const missing = 'the interpreter does not have it';
const wrong = 'the interpreter does it wrongly';

/** Methods of lists, texts, bytes and promises. */
type Advice = readonly [why: string, instead: string];
const methods: Record<string, Advice> = {
  at: [missing, 'Use an index.'],
  copyWithin: [missing, 'Use set and subarray.'],
  findLast: [missing, 'Use a loop.'],
  findLastIndex: [missing, 'Use a loop.'],
  flat: [missing, 'Use concat.'],
  flatMap: [missing, 'Use a loop.'],
  reduceRight: [missing, 'Use a loop.'],
  toReversed: [missing, 'Use slice and reverse.'],
  toSorted: [missing, 'Write a merge sort.'],
  toSpliced: [missing, 'Use slice and splice.'],
  sort: [wrong, 'Write a merge sort; the native one is unstable and overflows the stack on sorted input.'],
  codePointAt: [missing, 'Use charCodeAt; texts are bytes.'],
  localeCompare: [missing, 'Compare with < and >.'],
  matchAll: [missing, 'Use indexOf.'],
  normalize: [missing, 'Normalise elsewhere.'],
  trimStart: [missing, 'Use trim.'],
  trimEnd: [missing, 'Use trim.'],
  toPrecision: [missing, 'Use whole units.'],
  toExponential: [missing, 'Use whole units.'],
  finally: [missing, 'Use then with two functions.'],
};

/** Methods that search a text: with a needle of more than one character they find a beginning of it at the text's end. */
const searches: Record<string, string> = {
  indexOf: 'Use find of support.ts.',
  includes: 'Use find of support.ts.',
  split: 'Use find of support.ts in a loop.',
  replace: 'Use find of support.ts and substring.',
};

/** Members of global records. */
const statics: Record<string, Advice> = {
  'Math.trunc': [missing, 'Use |0, or Math.floor.'],
  'Math.imul': [missing, 'Multiply 16-bit halves.'],
  'Math.clz32': [missing, 'Use a loop.'],
  'Math.sqrt': ['Math.sqrt(9) is not 3 there', 'Correct the result with one step of Newton.'],
  'Math.pow': ['Math.pow(2, 32) is not exact there', 'Multiply, or shift.'],
  'Math.round': ['Math.round(-2.5) is -3 there', 'Use Math.floor(x + 0.5).'],
  'Object.freeze': [missing, 'Leave it out.'],
  'Object.is': [missing, 'Use ===.'],
  'Object.hasOwn': [missing, 'Compare with undefined.'],
  'Array.from': [missing, 'Use slice, or a loop.'],
  'Array.of': [missing, 'Write a list.'],
  'Uint8Array.from': [missing, 'Use new Uint8Array(list).'],
  'Uint8Array.of': [missing, 'Use new Uint8Array([…]).'],
  'Number.isInteger': [missing, 'Compare x with Math.floor(x).'],
  'Number.isFinite': [missing, 'Use isFinite.'],
  'Number.isNaN': [missing, 'Compare with itself.'],
  'Number.parseInt': [missing, 'Use parseInt.'],
  'Number.parseFloat': [missing, 'Use parseFloat.'],
  'Promise.race': [missing, 'Use new Promise.'],
  'Promise.any': [missing, 'Use new Promise.'],
  'Promise.allSettled': [missing, 'Use Promise.all over promises that catch.'],
  'String.fromCodePoint': [missing, 'Use String.fromCharCode with bytes.'],
};

const globals: Record<string, string> = {
  Map: 'Use a record with a prefix before each key.',
  Set: 'Use a list, or a record with a prefix before each key.',
  WeakMap: 'Keep the value in the record itself.',
  Symbol: 'Use a text.',
  BigInt: 'Use two numbers, or bytes.',
  Proxy: 'Write methods.',
  Reflect: 'Use the operators.',
  RangeError: 'Use Error.',
  TextEncoder: 'Texts are bytes already.',
  TextDecoder: 'Texts are bytes already.',
  queueMicrotask: 'Use Promise.resolve().then.',
  structuredClone: 'Copy the fields.',
  performance: 'Use getTime().',
};

export const builtins = (context: PassContext): Visitor => {
  const isGlobal = (path: NodePath, name: string): boolean => !path.scope.hasBinding(name, true);
  return {
    CallExpression(path) {
      const { callee } = path.node;
      if (!t.isMemberExpression(callee) || callee.computed || !t.isIdentifier(callee.property)) return;
      const { name } = callee.property;
      // A record of the author's may have a method of that name: then some literal has it as a key.
      if (Object.hasOwn(methods, name) && !keysOf(path).has(name))
        context.refuse(callee.property, 'C6125', { name, why: methods[name]![0], instead: methods[name]![1] });
      const [needle] = path.node.arguments;
      if (Object.hasOwn(searches, name) && t.isStringLiteral(needle) && needle.value.length > 1)
        context.refuse(callee.property, 'C6125', { name, why: wrong, instead: searches[name]! });
    },
    MemberExpression(path) {
      const { object, property, computed } = path.node;
      if (computed || !t.isIdentifier(object) || !t.isIdentifier(property) || !isGlobal(path, object.name)) return;
      const name = `${object.name}.${property.name}`;
      if (Object.hasOwn(statics, name))
        context.refuse(property, 'C6125', { name, why: statics[name]![0], instead: statics[name]![1] });
    },
    Identifier(path) {
      const { name } = path.node;
      if (path.isReferencedIdentifier() && Object.hasOwn(globals, name) && isGlobal(path, name))
        context.refuse(path.node, 'C6125', { name, why: missing, instead: globals[name]! });
    },
  };
};

const known = new WeakMap<t.Node, Set<string>>();

/** Keys of all record literals of the program. */
function keysOf(path: NodePath): Set<string> {
  const program = path.scope.getProgramParent().path.node;
  let keys = known.get(program);
  if (!keys) {
    keys = new Set();
    const found = keys;
    t.traverseFast(program, (n) => {
      if ((t.isObjectProperty(n) || t.isObjectMethod(n)) && t.isIdentifier(n.key)) found.add(n.key.name);
    });
    known.set(program, keys);
  }
  return keys;
}
