// What a program's text tells of values: the expression that a constant stands for, and names of the global record.
import { type NodePath, t } from '../babel.js';

export const isGlobal = (path: NodePath, name: string): boolean => !path.scope.hasBinding(name, true);

/** The name of a member, if it is spelled out. */
export function staticName(node: t.MemberExpression | t.OptionalMemberExpression): string | undefined {
  if (!node.computed) return t.isIdentifier(node.property) ? node.property.name : undefined;
  return t.isStringLiteral(node.property) ? node.property.value : undefined;
}

/** The expression, function or class that `node` certainly stands for: variables that are set once are followed. */
export function sourceOf(path: NodePath, node: t.Node, depth = 4): t.Node {
  if (t.isParenthesizedExpression(node)) return sourceOf(path, node.expression, depth);
  if (!t.isIdentifier(node) || depth === 0) return node;
  const binding = path.scope.getBinding(node.name);
  if (!binding?.constant) return node;
  const at = binding.path;
  if (at.isFunctionDeclaration() || at.isFunctionExpression() || at.isClassDeclaration()) return at.node;
  if (!at.isVariableDeclarator() || !t.isIdentifier(at.node.id) || !at.node.init) return node;
  // The variable of a loop's head has no value of its own.
  if (at.parentPath?.parentPath?.isForXStatement()) return node;
  return sourceOf(at, at.node.init, depth - 1);
}

/** Names of the global record in ECMAScript. */
export const standardGlobals: ReadonlySet<string> = new Set(
  'AggregateError Array ArrayBuffer Atomics BigInt Boolean DataView Date Error EvalError FinalizationRegistry Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer String Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet clearInterval clearTimeout decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval globalThis isFinite isNaN parseFloat parseInt setInterval setTimeout undefined unescape'.split(
    ' ',
  ),
);
