// Which values are certainly lists: those keep the interpreter's own, shorter and faster forms.
import { type NodePath, type Scope, t } from '../babel.js';

const listMethods = new Set('splice toSpliced flat flatMap'.split(' '));
/** Methods that answer what they are called on, or another of its kind. */
const ownKind = new Set('map filter concat sort reverse fill slice toSorted toReversed with'.split(' '));
const listStatics = new Set([
  'Object.keys',
  'Object.values',
  'Object.entries',
  'Object.getOwnPropertyNames',
  'Array.from',
  'Array.of',
]);

/** Is the value of this expression a list, whatever happens? `slice` may give a text as well. */
export function isList(scope: Scope, node: t.Node | null | undefined, depth = 4): boolean {
  if (!node || depth === 0) return false;
  if (t.isArrayExpression(node)) return true;
  if (t.isIdentifier(node)) {
    const binding = scope.getBinding(node.name);
    if (!binding?.constant) return false;
    const at = binding.path as NodePath;
    if (binding.kind === 'param')
      return (
        at.isRestElement() ||
        (t.isFunction(at.node) &&
          at.node.params.some((p) => t.isRestElement(p) && t.isIdentifier(p.argument, { name: node.name })))
      );
    return at.isVariableDeclarator() && t.isIdentifier(at.node.id) && isList(at.scope, at.node.init, depth - 1);
  }
  if (t.isConditionalExpression(node))
    return isList(scope, node.consequent, depth - 1) && isList(scope, node.alternate, depth - 1);
  if (t.isSequenceExpression(node)) return isList(scope, node.expressions[node.expressions.length - 1], depth - 1);
  if (t.isAssignmentExpression(node, { operator: '=' })) return isList(scope, node.right, depth - 1);
  if (!t.isCallExpression(node) || !t.isMemberExpression(node.callee) || node.callee.computed) {
    return (
      t.isCallExpression(node) &&
      t.isIdentifier(node.callee) &&
      ['$take', '$takeFrom', '$keysIn'].includes(node.callee.name)
    );
  }
  const { object, property } = node.callee;
  const { name } = property as t.Identifier;
  if (t.isIdentifier(object) && !scope.hasBinding(object.name, true) && listStatics.has(`${object.name}.${name}`))
    return true;
  return name === 'split' || listMethods.has(name) || (ownKind.has(name) && isList(scope, object, depth - 1));
}

/** Texts, lists and bytes, of which the interpreter's for-of and indices do as ECMAScript says. */
export const isIndexed = (scope: Scope, node: t.Node | null | undefined): boolean =>
  t.isStringLiteral(node) ||
  t.isTemplateLiteral(node) ||
  (t.isBinaryExpression(node, { operator: '+' }) && (t.isStringLiteral(node.left) || t.isStringLiteral(node.right))) ||
  (t.isNewExpression(node) &&
    t.isIdentifier(node.callee) &&
    /^(Uint|Int|Float)\d+(Clamped)?Array$/.test(node.callee.name)) ||
  isList(scope, node);

/**
 * Can the program have values that are gone through by `next`? If nothing in it says so, what for-of, spread and patterns
 * meet are lists, texts, bytes and `arguments`.
 */
export function usesIterators(ast: t.File): boolean {
  const names = new Set(
    'Symbol Map Set WeakMap WeakSet Iterator $Symbol $Map $Set $WeakMap $WeakSet $mapGroupBy'.split(' '),
  );
  const methods = new Set('entries keys values matchAll'.split(' '));
  let found = false;
  t.traverseFast(ast, (n) => {
    if (t.isFunction(n) && n.generator) found = true;
    if (t.isForOfStatement(n) && n.await) found = true;
    if (t.isIdentifier(n) && names.has(n.name)) found = true;
    if (t.isStringLiteral(n) && n.value.startsWith('\xff')) found = true;
    if (
      t.isCallExpression(n) &&
      t.isMemberExpression(n.callee) &&
      !n.callee.computed &&
      t.isIdentifier(n.callee.property) &&
      methods.has(n.callee.property.name) &&
      !t.isIdentifier(n.callee.object, { name: 'Object' })
    )
      found = true;
  });
  return found;
}
