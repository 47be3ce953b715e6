// Refuses what no pass compiles, before anything is changed, so that the place shown is the author's.
import { type NodePath, t, type Visitor } from '../babel.js';
import type { PassContext } from '../context.js';

const integerKey = (p: t.ObjectProperty | t.ObjectMethod): string | undefined => {
  const key = t.isNumericLiteral(p.key) ? String(p.key.value) : t.isStringLiteral(p.key) ? p.key.value : '';
  return /^\d+$/.test(key) ? key : undefined;
};

/** Everywhere. */
const always = (context: PassContext): Visitor => ({
  Function(path) {
    if (path.node.generator) context.refuse(path.node, 'C6101');
  },
  RegExpLiteral(path) {
    context.refuse(path.node, 'C6102');
  },
  LabeledStatement(path) {
    context.refuse(path.node, 'C6103');
  },
  Class(path) {
    context.refuse(path.node, 'C6104');
    path.skip();
  },
  ObjectMethod(path) {
    if (path.node.kind !== 'method') context.refuse(path.node, 'C6105');
    if (path.node.computed) context.refuse(path.node, 'C6123');
  },
  ObjectProperty(path) {
    if (path.parentPath.isObjectPattern()) return;
    if (path.node.computed) context.refuse(path.node, 'C6123');
    const key = integerKey(path.node);
    if (key !== undefined) context.refuse(path.node, 'C6122', { name: key });
  },
  ThisExpression(path) {
    const around = path.findParent((p) => p.isFunction() && !p.isArrowFunctionExpression());
    if (context.confined || !around) context.refuse(path.node, 'C6106');
  },
  Identifier(path) {
    if (!path.isReferencedIdentifier() || path.scope.hasBinding(path.node.name, true)) return;
    if (path.node.name === 'arguments') context.refuse(path.node, 'C6107');
    if (context.confined && (path.node.name === 'Function' || path.node.name === 'eval'))
      context.refuse(path.node, 'C6108', { name: path.node.name });
  },
  BigIntLiteral(path) {
    context.refuse(path.node, 'C6112');
  },
  ForOfStatement(path) {
    if (path.node.await) context.refuse(path.node, 'C6118');
  },
  MetaProperty(path) {
    context.refuse(path.node, t.isIdentifier(path.node.meta, { name: 'new' }) ? 'C6121' : 'C6120');
  },
  Import(path) {
    context.refuse(path.node, 'C6120');
  },
  TryStatement(path) {
    const finalizer = path.get('finalizer');
    if (!finalizer.node) return;
    (finalizer as NodePath<t.BlockStatement>).traverse({
      Function(p) {
        p.skip();
      },
      ReturnStatement(p) {
        context.refuse(p.node, 'C6116', { name: 'return' });
      },
      'BreakStatement|ContinueStatement'(p: NodePath) {
        const loop = p.findParent(
          (q) => q === finalizer || q.isLoop() || (q.isSwitchStatement() && p.isBreakStatement()),
        );
        if (loop === finalizer) context.refuse(p.node, 'C6116', { name: p.isBreakStatement() ? 'break' : 'continue' });
      },
    });
  },
  ForStatement(path: NodePath<t.ForStatement>) {
    const { init } = path.node;
    if (!init) return;
    t.traverseFast(init, (n) => {
      if (t.isBinaryExpression(n, { operator: 'in' })) context.refuse(n, 'C6142');
    });
  },
  'AssignmentExpression|UpdateExpression'(path: NodePath) {
    const { node } = path;
    const set = t.isAssignmentExpression(node) ? node.left : (node as t.UpdateExpression).argument;
    if (!t.isMemberExpression(set) || set.computed || !t.isIdentifier(set.property, { name: 'length' })) return;
    // A field of the state is no list's length.
    if (t.isMemberExpression(set.object) && t.isIdentifier(set.object.object, { name: '$c' })) return;
    context.refuse(set, 'C6133', { name: 'length' });
  },
});

/** In card halves and channel code. */
const whenConfined = (context: PassContext): Visitor => ({
  UnaryExpression(path) {
    if (path.node.operator === 'delete') context.refuse(path.node, 'C6109');
  },
  BinaryExpression(path) {
    const { operator } = path.node;
    if (operator === 'in' || operator === 'instanceof') context.refuse(path.node, 'C6110', { name: operator });
  },
  ForInStatement(path) {
    context.refuse(path.node, 'C6117');
  },
  // The sigil is the compiler's: `$c`, `$t` and what it makes of the author's names.
  Scopable(path) {
    for (const [name, binding] of Object.entries(path.scope.bindings))
      if (binding.scope.block === path.node && name.startsWith('$'))
        context.refuse(binding.identifier, 'C6131', { name });
  },
  MemberExpression(path) {
    const { object, property } = path.node;
    if (!t.isIdentifier(property) || !property.name.startsWith('$')) return;
    const ours = t.isIdentifier(object, { name: '$c' }) && !path.scope.hasBinding('$c');
    if (!ours) context.refuse(property, 'C6131', { name: property.name });
  },
  'ObjectProperty|ObjectMethod'(path: NodePath) {
    const { key } = path.node as t.ObjectProperty | t.ObjectMethod;
    if (t.isIdentifier(key) && key.name.startsWith('$')) context.refuse(key, 'C6131', { name: key.name });
  },
});

export const refuse = (context: PassContext): Visitor[] =>
  context.confined ? [always(context), whenConfined(context)] : [always(context)];
