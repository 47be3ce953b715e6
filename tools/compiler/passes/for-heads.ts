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
      const renamed = new Map<string, t.Identifier>();
      for (const [i, d] of init.declarations.entries()) {
        if (!d.init) continue;
        const held = path.scope.generateUidIdentifier('h');
        const rename = (p: NodePath): void => {
          const { node } = p as NodePath<t.Identifier>;
          const to = t.isIdentifier(node) && p.isReferencedIdentifier() && renamed.get(node.name);
          if (!to || p.scope.getBinding(node.name) !== path.scope.getBinding(node.name)) return;
          if (t.isObjectProperty(p.parent)) p.parent.shorthand = false;
          node.name = to.name;
        };
        const value = childOf(path, `init.declarations.${i}.init`);
        rename(value);
        value.traverse({ Identifier: rename });
        before.push(t.variableDeclaration('const', [t.variableDeclarator(held, d.init)]));
        if (t.isIdentifier(d.id)) renamed.set(d.id.name, held);
        d.init = t.cloneNode(held);
      }
    } else {
      before.push(t.expressionStatement(init));
      path.node.init = null;
    }
    let at: NodePath = path;
    while (at.parentPath?.isLabeledStatement()) at = at.parentPath;
    at.insertBefore(before);
  },
};
