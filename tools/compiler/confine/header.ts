// The head of confined code: `var` and every local name. Below it no name at program level is declared again.
import { occurrences, t, traverse } from '../babel.js';
import { assign } from '../passes/memo.js';

export function header(ast: t.File): void {
  const names = new Set<string>();
  for (const binding of occurrences(ast).keys()) names.add(binding.identifier.name);
  if (!names.size) names.add('$a');
  traverse(ast, {
    Function(path) {
      path.skip();
    },
    VariableDeclaration(path) {
      const values = path.node.declarations.flatMap((d) =>
        d.init ? [t.inherits(assign(d.id as t.Identifier, d.init), d)] : [],
      );
      const parent = path.parentPath;
      if (parent.isForXStatement({ left: path.node })) parent.node.left = path.node.declarations[0]!.id as t.LVal;
      else if (parent.isForStatement({ init: path.node }))
        parent.node.init = values.length > 1 ? t.sequenceExpression(values) : (values[0] ?? null);
      else if (values.length) path.replaceWithMultiple(values.map((v) => t.inherits(t.expressionStatement(v), v)));
      else path.remove();
    },
  });
  ast.program.body.unshift(
    t.variableDeclaration(
      'var',
      [...names].map((n) => t.variableDeclarator(t.identifier(n))),
    ),
  );
}
