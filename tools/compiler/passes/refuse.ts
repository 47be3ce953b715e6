// Refuses what no pass compiles, before anything is changed, so that the place shown is the author's.
import { type NodePath, t, type Visitor } from '../babel.js';
import type { PassContext } from '../context.js';
import { closedNatives } from './classes/base.js';

const integerKey = (p: t.ObjectProperty | t.ObjectMethod): string | undefined => {
  const key = t.isNumericLiteral(p.key) ? String(p.key.value) : t.isStringLiteral(p.key) ? p.key.value : '';
  return /^\d+$/.test(key) ? key : undefined;
};

/** Everywhere. */
const always = (context: PassContext): Visitor => ({
  RegExpLiteral(path) {
    if (!context.exact) context.refuse(path.node, 'C6102');
  },
  BigIntLiteral(path) {
    context.refuse(path.node, 'C6112');
  },
  MetaProperty(path) {
    if (t.isIdentifier(path.node.meta, { name: 'import' })) context.refuse(path.node, 'C6120');
  },
  Import(path) {
    context.refuse(path.node, 'C6120');
  },
});

/** In programs: what inherits from a native that the interpreter knows by its inner kind is none of that kind. */
const inPrograms = (context: PassContext): Visitor => ({
  Class(path) {
    const { superClass } = path.node;
    if (!t.isIdentifier(superClass) || path.scope.hasBinding(superClass.name, true)) return;
    if (closedNatives.has(superClass.name)) context.refuse(superClass, 'C6146', { name: superClass.name });
  },
  'ClassMethod|ClassAccessorProperty'(path: NodePath) {
    const { key, static: isStatic, computed } = path.node as t.ClassMethod;
    if (isStatic || computed) return;
    const name = t.isNumericLiteral(key) ? String(key.value) : t.isStringLiteral(key) ? key.value : '';
    if (/^\d+$/.test(name)) context.refuse(key, 'C6148', { name });
  },
});

/** In card halves, channel code and the card's own runtime. */
const inSmallCode = (context: PassContext): Visitor => ({
  Function(path) {
    if (path.node.generator) context.refuse(path.node, 'C6101');
  },
  Class(path) {
    context.refuse(path.node, 'C6104');
    path.skip();
  },
  ObjectMethod(path) {
    if (path.node.kind !== 'method') context.refuse(path.node, 'C6105');
    if (path.node.computed && !t.isStringLiteral(path.node.key)) context.refuse(path.node, 'C6123');
  },
  ObjectProperty(path) {
    if (path.parentPath.isObjectPattern()) return;
    if (path.node.computed && !t.isStringLiteral(path.node.key)) context.refuse(path.node, 'C6123');
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
  ForOfStatement(path) {
    if (path.node.await) context.refuse(path.node, 'C6118');
  },
  MetaProperty(path) {
    if (t.isIdentifier(path.node.meta, { name: 'new' })) context.refuse(path.node, 'C6121');
  },
  'AssignmentExpression|UpdateExpression'(path: NodePath) {
    const { node } = path;
    if (context.exact) return;
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

export const refuse = (context: PassContext): Visitor[] => [
  always(context),
  ...(context.exact ? [inPrograms(context)] : [inSmallCode(context)]),
  ...(context.confined ? [whenConfined(context)] : []),
];
