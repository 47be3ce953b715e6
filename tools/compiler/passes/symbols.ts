// Well-known symbols are texts that start with \xff: the interpreter lists members of such names nowhere.
import { t, traverse } from '../babel.js';

export function symbols(ast: t.File): void {
  traverse(ast, {
    MemberExpression(path) {
      const { object, property, computed } = path.node;
      if (computed || !t.isIdentifier(object, { name: 'Symbol' }) || path.scope.hasBinding('Symbol', true)) return;
      const { name } = property as t.Identifier;
      if (name === 'iterator' || name === 'asyncIterator') path.replaceWith(t.stringLiteral(`\xff${name}`));
    },
  });
}
