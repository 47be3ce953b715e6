// What Espruino's interpreter does not read: a virtual card refuses it as a board would (measured on 2v29).
import { type Node, parse } from 'acorn';

type AnyNode = Node & Record<string, unknown>;

/** Syntax that does not parse on the board, by node type; `undefined`: it does. */
const refusals: Record<string, (node: AnyNode) => string | undefined> = {
  AssignmentPattern: () => 'a default value',
  RestElement: () => 'a rest parameter',
  SpreadElement: () => 'a spread',
  ObjectPattern: () => 'destructuring',
  ArrayPattern: () => 'destructuring',
  ChainExpression: () => '?.',
  LabeledStatement: () => 'a label',
  WithStatement: () => 'with',
  MetaProperty: () => 'new.target',
  TaggedTemplateExpression: () => 'a tagged template',
  PrivateIdentifier: () => 'a private member',
  StaticBlock: () => 'a static block',
  AwaitExpression: () => 'await',
  YieldExpression: () => 'yield',
  ImportExpression: () => 'import',
  BinaryExpression: (n) => (n.operator === '**' ? '**' : undefined),
  AssignmentExpression: (n) =>
    ['**=', '&&=', '||=', '??='].includes(n.operator as string) ? (n.operator as string) : undefined,
  Literal: (n) => (n.bigint !== undefined ? 'a BigInt' : undefined),
  Property: (n) => (n.computed ? 'a computed key' : undefined),
  MethodDefinition: (n) => (n.computed ? 'a computed key' : undefined),
  ForOfStatement: (n) => (n.await ? 'for await' : undefined),
  FunctionDeclaration: functions,
  FunctionExpression: functions,
  ArrowFunctionExpression: functions,
  ClassDeclaration: classes,
  ClassExpression: classes,
  SwitchStatement: (n) => {
    const cases = n.cases as { test: unknown }[];
    const at = cases.findIndex((c) => c.test === null);
    return at >= 0 && at < cases.length - 1 ? 'default before a case' : undefined;
  },
};

function functions(n: AnyNode): string | undefined {
  return n.async ? 'async' : n.generator ? 'a generator' : undefined;
}

function classes(n: AnyNode): string | undefined {
  const base = n.superClass as AnyNode | null;
  return base && base.type !== 'Identifier' ? 'extends of an expression' : undefined;
}

const known = new Map<string, string>();
const knownLimit = 64;

/** Why the board would not read this program, or an empty string. */
export function refusedSyntax(code: string): string {
  const before = known.get(code);
  if (before !== undefined) return before;
  const why = look(code);
  if (known.size >= knownLimit) known.clear();
  known.set(code, why);
  return why;
}

function look(code: string): string {
  let tree: AnyNode;
  try {
    tree = parse(code, { ecmaVersion: 2022, allowReturnOutsideFunction: true }) as unknown as AnyNode;
  } catch (error) {
    return (error as Error).message;
  }
  const stack: AnyNode[] = [tree];
  for (let node = stack.pop(); node; node = stack.pop()) {
    const why = refusals[node.type]?.(node);
    if (why) return `${why} (at ${node.start})`;
    for (const value of Object.values(node)) {
      if (Array.isArray(value)) for (const item of value) push(stack, item);
      else push(stack, value);
    }
  }
  return '';
}

function push(stack: AnyNode[], value: unknown): void {
  if (value && typeof (value as AnyNode).type === 'string') stack.push(value as AnyNode);
}

/** Globals of the ECMAScript standard that Espruino does not have. */
export const missingGlobals = [
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'WeakRef',
  'FinalizationRegistry',
  'Symbol',
  'Proxy',
  'Reflect',
  'BigInt',
  'BigInt64Array',
  'BigUint64Array',
  'RangeError',
  'EvalError',
  'URIError',
  'AggregateError',
  'SharedArrayBuffer',
  'Atomics',
  'globalThis',
  'escape',
  'unescape',
  'encodeURI',
  'decodeURI',
  'queueMicrotask',
] as const;

/** Their missing members; an object's own or its prototype's. */
export const missingMembers: Readonly<Record<string, readonly string[]>> = {
  'Array.prototype':
    'at copyWithin entries keys values findLast findLastIndex flat flatMap lastIndexOf reduceRight toReversed toSorted toSpliced with'.split(
      ' ',
    ),
  Array: ['from', 'of', 'fromAsync'],
  'String.prototype':
    'at codePointAt localeCompare matchAll normalize search trimStart trimEnd trimLeft trimRight isWellFormed toWellFormed'.split(
      ' ',
    ),
  String: ['fromCodePoint', 'raw'],
  Object: 'freeze seal preventExtensions isFrozen isSealed isExtensible is hasOwn groupBy getOwnPropertySymbols'.split(
    ' ',
  ),
  'Object.prototype': ['isPrototypeOf', 'propertyIsEnumerable'],
  Number: 'EPSILON MAX_SAFE_INTEGER MIN_SAFE_INTEGER isNaN isFinite isInteger isSafeInteger parseInt parseFloat'.split(
    ' ',
  ),
  'Number.prototype': ['toExponential', 'toPrecision'],
  Math: 'imul clz32 trunc fround log2 log10 log1p expm1 cbrt hypot sinh cosh tanh asinh acosh atanh'.split(' '),
  Promise: ['race', 'allSettled', 'any', 'withResolvers', 'try'],
  'Promise.prototype': ['finally'],
  'ArrayBuffer.prototype': ['slice', 'resize', 'transfer'],
};
