// `in` in the head of a for loop does not parse on the card, not even in brackets: the value is computed before the loop.
import { type NodePath, t, type Visitor } from '../babel.js';
import { childOf } from './kinds.js';

function hasIn(node: t.Node): boolean {
  let found = false;
  t.traverseFast(node, (n) => {
    if (t.isBinaryExpression(n, { operator: 'in' })) found = true;
  });
  return found;
}

export const forHeads: Visitor = {
  ForStatement(path: NodePath<t.ForStatement>) {
    const { init } = path.node;
    if (!init || !hasIn(init)) return;
    const before: t.Statement[] = [];
    if (t.isVariableDeclaration(init)) {
      // Values in their order; a later one may read an earlier variable under its new name.
      const renamed = new Map<string, string>();
      const rename = (p: NodePath): void => {
        const { node } = p as NodePath<t.Identifier>;
        const to =
          t.isIdentifier(node) && (p.isReferencedIdentifier() || p.isBindingIdentifier()) && renamed.get(node.name);
        if (!to || p.scope.getBinding(node.name) !== path.scope.getBinding(node.name)) return;
        if (t.isObjectProperty(p.parent)) p.parent.shorthand = false;
        node.name = to;
      };
      const declarations: t.VariableDeclarator[] = [];
      for (const [i, d] of init.declarations.entries()) {
        if (!d.init) {
          declarations.push(d);
          continue;
        }
        const names = Object.keys(t.getBindingIdentifiers(d.id));
        const value = childOf(path, `init.declarations.${i}.init`);
        rename(value);
        value.traverse({ Identifier: rename });
        for (const name of names) renamed.set(name, path.scope.generateUid('h'));
        const pattern = childOf(path, `init.declarations.${i}.id`);
        rename(pattern);
        pattern.traverse({ Identifier: rename });
        before.push(t.variableDeclaration('const', [t.variableDeclarator(d.id, d.init)]));
        for (const name of names)
          declarations.push(t.inherits(t.variableDeclarator(t.identifier(name), t.identifier(renamed.get(name)!)), d));
      }
      init.declarations = declarations;
    } else {
      before.push(t.expressionStatement(init));
      path.node.init = null;
    }
    let at: NodePath = path;
    while (at.parentPath?.isLabeledStatement()) at = at.parentPath;
    at.insertBefore(before);
  },
};
