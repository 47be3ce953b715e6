// Well-known symbols are texts that start with \xff: the interpreter lists members of such names nowhere.
import { type NodePath, t, traverse } from '../babel.js';

const wellKnown = new Set('iterator asyncIterator metadata dispose asyncDispose'.split(' '));

/** Is it `Symbol.iterator`, and a key? Card halves have no symbols elsewhere. */
export function isIteratorKey(path: NodePath, node: t.Node | null | undefined): boolean {
  return (
    t.isMemberExpression(node) &&
    !node.computed &&
    t.isIdentifier(node.object, { name: 'Symbol' }) &&
    t.isIdentifier(node.property, { name: 'iterator' }) &&
    !path.scope.hasBinding('Symbol', true)
  );
}

/** Spells the keys of iterators in card halves. */
export function iteratorKeys(ast: t.File): void {
  traverse(ast, {
    'MemberExpression|OptionalMemberExpression|ObjectProperty|ObjectMethod|ClassMethod|ClassProperty'(path: NodePath) {
      const node = path.node as t.ObjectMethod | t.MemberExpression;
      if (!node.computed) return;
      if (!t.isObjectMethod(node) && 'property' in node) {
        if (isIteratorKey(path, node.property)) node.property = t.stringLiteral('\xffiterator');
      } else if (isIteratorKey(path, node.key)) node.key = t.stringLiteral('\xffiterator');
    },
  });
}

export function symbols(ast: t.File): void {
  traverse(ast, {
    // The bundler asks for them so in what it makes of decorators.
    CallExpression(path) {
      const { callee, arguments: args } = path.node;
      const [name] = args;
      if (t.isIdentifier(callee, { name: '__knownSymbol' }) && t.isStringLiteral(name) && wellKnown.has(name.value))
        path.replaceWith(t.stringLiteral(`\xff${name.value}`));
    },
    VariableDeclarator(path) {
      if (t.isIdentifier(path.node.id, { name: '__knownSymbol' })) path.remove();
    },
    MemberExpression(path) {
      const { object, property, computed } = path.node;
      if (computed || !t.isIdentifier(object, { name: 'Symbol' }) || path.scope.hasBinding('Symbol', true)) return;
      const { name } = property as t.Identifier;
      if (wellKnown.has(name)) path.replaceWith(t.stringLiteral(`\xff${name}`));
    },
  });
}
