// Members by other names, in a program that alone knows them.
import { recrawl, t, traverse } from '../babel.js';

export function renameMembers(ast: t.File, names: ReadonlyMap<string, string>): void {
  const renamed = (node: t.Node): void => {
    const name = t.isIdentifier(node) ? names.get(node.name) : undefined;
    if (name !== undefined) (node as t.Identifier).name = name;
  };
  traverse(ast, {
    'MemberExpression|OptionalMemberExpression'({ node }) {
      const { computed, property } = node as t.MemberExpression;
      if (!computed) renamed(property);
    },
    'ObjectProperty|ObjectMethod'({ node }) {
      const { computed, key } = node as t.ObjectProperty;
      if (computed) return;
      if (t.isObjectProperty(node) && node.shorthand) {
        node.shorthand = false;
        node.key = t.inherits(t.cloneNode(key), key);
        renamed(node.key);
      } else renamed(key);
    },
  });
  recrawl(ast);
}
