// An error in a record literal cannot be caught in the same function: `try { x = { a: f(), b: 1 } } catch …` with f throwing.
//
// The interpreter then reads on behind the value without running, and does not find its way through the keys that follow.
// Only the last value of a literal may therefore throw; those before it are computed first: `(t = f(), { a: t, b: 1 })`.
import { type NodePath, t, type Visitor } from '../babel.js';
import { assign, isStable, temporary } from './memo.js';

/** Operators that take any values. */
const harmless = new Set([
  '+',
  '-',
  '*',
  '/',
  '%',
  '|',
  '&',
  '^',
  '<<',
  '>>',
  '>>>',
  '==',
  '!=',
  '===',
  '!==',
  '<',
  '>',
  '<=',
  '>=',
]);

/** Can evaluating this throw? */
function throws(path: NodePath, node: t.Node): boolean {
  if (t.isLiteral(node) || t.isFunction(node) || t.isThisExpression(node)) return false;
  if (t.isIdentifier(node)) return !path.scope.hasBinding(node.name);
  if (t.isUnaryExpression(node)) return node.operator === 'delete' || throws(path, node.argument);
  if (t.isBinaryExpression(node))
    return !harmless.has(node.operator) || throws(path, node.left) || throws(path, node.right);
  if (t.isLogicalExpression(node)) return throws(path, node.left) || throws(path, node.right);
  if (t.isConditionalExpression(node))
    return throws(path, node.test) || throws(path, node.consequent) || throws(path, node.alternate);
  if (t.isArrayExpression(node)) return node.elements.some((e) => e && throws(path, e));
  if (t.isObjectExpression(node))
    return node.properties.some((p) => !t.isObjectProperty(p) || p.computed || throws(path, p.value));
  return true;
}

export const literalsInTry: Visitor = {
  ObjectExpression(path) {
    const { properties } = path.node;
    if (!properties.every((p): p is t.ObjectProperty => t.isObjectProperty(p))) return;
    const last = properties.findLastIndex((p, i) => i < properties.length - 1 && throws(path, p.value));
    if (last < 0 || !path.findParent((p) => p.isFunction() || p.isTryStatement())?.isTryStatement()) return;
    const first: t.Expression[] = [];
    for (const p of properties.slice(0, last + 1)) {
      const value = p.value as t.Expression;
      if (isStable(path, value)) continue;
      const id = temporary(path, 'v');
      first.push(assign(id, value));
      p.value = t.cloneNode(id);
    }
    path.replaceWith(t.sequenceExpression([...first, path.node]));
  },
};
