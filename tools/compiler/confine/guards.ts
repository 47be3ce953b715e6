// What stops confined code that runs away: every function body and every loop body begins with a call of the guard. Loops
// are all `for` loops, and functions are values: a declaration run again would change a function that others hold.
import { type NodePath, t, traverse } from '../babel.js';
import { assign, temporary } from '../passes/memo.js';

const guard = (): t.Statement => t.expressionStatement(t.callExpression(t.identifier('$g'), []));

function guarded(body: t.Statement): t.BlockStatement {
  const block = t.isBlockStatement(body)
    ? body
    : t.inherits(t.blockStatement(t.isEmptyStatement(body) ? [] : [body]), body);
  block.body.unshift(guard());
  return block;
}

export function guards(ast: t.File): void {
  traverse(ast, {
    WhileStatement(path) {
      path.replaceWith(t.inherits(t.forStatement(null, path.node.test, null, path.node.body), path.node));
    },
    DoWhileStatement(path) {
      // `continue` goes on with the condition, as it should: that is where the update stands.
      const first = temporary(path, 'f');
      const flag = (n: number): t.Expression => assign(t.cloneNode(first), t.numericLiteral(n));
      const test = t.logicalExpression('||', t.cloneNode(first), path.node.test);
      path.replaceWith(t.inherits(t.forStatement(flag(1), test, flag(0), path.node.body), path.node));
    },
    FunctionDeclaration(path) {
      const { id, params, body } = path.node;
      const value = t.inherits(t.functionExpression(null, params, body), path.node);
      path.replaceWith(t.inherits(t.variableDeclaration('var', [t.variableDeclarator(id!, value)]), path.node));
    },
  });
  traverse(ast, {
    'ForStatement|ForOfStatement': {
      exit(path: NodePath) {
        const loop = path.node as t.ForStatement | t.ForOfStatement;
        loop.body = guarded(loop.body);
      },
    },
    FunctionExpression: {
      exit(path) {
        path.node.body = guarded(path.node.body);
      },
    },
  });
}
