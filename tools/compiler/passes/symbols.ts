// Well-known symbols are texts that start with \xff: the interpreter lists members of such names nowhere.
import { t, traverse } from '../babel.js';

const wellKnown = new Set('iterator asyncIterator metadata dispose asyncDispose'.split(' '));

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
