// Refuses what no pass compiles, before anything is changed, so that the place shown is the author's.
import { type NodePath, t, type Visitor } from '../babel.js';
import type { PassContext } from '../context.js';
import { closedNatives } from './classes/base.js';
import { isIteratorKey } from './symbols.js';

const integerKey = (p: t.ObjectProperty | t.ObjectMethod | t.ClassMethod): string | undefined => {
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

/** What `this` belongs to at a place: a function that is no arrow function, a field, a static block. */
const ownerOf = (path: NodePath): NodePath | null =>
  path.findParent(
    (p) =>
      (p.isFunction() && !p.isArrowFunctionExpression()) ||
      p.isClassProperty() ||
      p.isClassPrivateProperty() ||
      p.isStaticBlock(),
  );

/** Is it called with a record that is known by its form: a method of a class or a literal, a field, a static block? */
const hasReceiver = (path: NodePath): boolean =>
  !path.isFunction() ||
  path.isMethod() ||
  (path.isFunctionExpression() &&
    path.parentPath.isObjectProperty({ value: path.node }) &&
    path.parentPath.parentPath.isObjectExpression());

/** In card halves, channel code and the card's own runtime. */
const inSmallCode = (context: PassContext): Visitor => ({
  Function(path) {
    const { generator, async } = path.node;
    if (generator && (async || !context.confined)) context.refuse(path.node, 'C6101');
  },
  'ObjectMethod|ClassMethod|ClassProperty'(path: NodePath) {
    const node = path.node as t.ObjectMethod;
    if (node.computed && !t.isStringLiteral(node.key) && !isIteratorKey(path, node.key)) context.refuse(node, 'C6123');
    const key = integerKey(node);
    if (key !== undefined) context.refuse(node, 'C6122', { name: key });
  },
  ObjectProperty(path) {
    if (path.parentPath.isObjectPattern()) return;
    const { computed, key: written } = path.node;
    if (computed && !t.isStringLiteral(written) && !isIteratorKey(path, written)) context.refuse(path.node, 'C6123');
    const key = integerKey(path.node);
    if (key !== undefined) context.refuse(path.node, 'C6122', { name: key });
  },
  ThisExpression(path) {
    const around = ownerOf(path);
    if (context.confined ? !around || !hasReceiver(around) : !around?.isFunction()) context.refuse(path.node, 'C6106');
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
    if (!t.isIdentifier(path.node.meta, { name: 'new' })) return;
    const around = ownerOf(path);
    if (!context.confined || !around?.isClassMethod({ kind: 'constructor' })) context.refuse(path.node, 'C6121');
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
    const { operator, left, right } = path.node;
    if (operator === 'in' && !t.isPrivateName(left)) context.refuse(path.node, 'C6110', { name: operator });
    const native = t.isIdentifier(right) && right.name !== 'Error' && !path.scope.hasBinding(right.name, true);
    if (operator === 'instanceof' && native) context.refuse(path.node, 'C6110', { name: operator });
  },
  VariableDeclaration(path) {
    if (/using/.test(path.node.kind)) context.refuse(path.node, 'C6158');
  },
  // Keys that begin so are the compiler's.
  StringLiteral(path) {
    const { parentPath, key, node } = path;
    const isKey =
      key === 'key' ||
      (key === 'property' && (parentPath.isMemberExpression() || parentPath.isOptionalMemberExpression()));
    if (isKey && node.value.startsWith('\xff')) context.refuse(node, 'C6131', { name: node.value });
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
  'ObjectProperty|ObjectMethod|ClassMethod|ClassProperty'(path: NodePath) {
    const { key } = path.node as t.ObjectProperty | t.ObjectMethod;
    if (t.isIdentifier(key) && key.name.startsWith('$')) context.refuse(key, 'C6131', { name: key.name });
  },
});

/** In the card's own runtime. */
const inRuntime = (context: PassContext): Visitor => ({
  Class(path) {
    context.refuse(path.node, 'C6154', { name: 'a class' });
    path.skip();
  },
  ObjectMethod(path) {
    if (path.node.kind !== 'method') context.refuse(path.node, 'C6154', { name: 'a getter or setter' });
  },
});

export const refuse = (context: PassContext): Visitor[] => [
  always(context),
  ...(context.exact ? [inPrograms(context)] : [inSmallCode(context)]),
  ...(context.confined ? [whenConfined(context)] : context.exact ? [] : [inRuntime(context)]),
];
