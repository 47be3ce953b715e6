// What the bundler makes of `using` keeps the error of one turn of a loop for the next: here its variables start anew.
//
//   try { var stack = []; … } catch (_) { var error = _, hasError = true } finally { __callDispose(stack, error, hasError) }
import { t, traverse } from './babel.js';
import { assign, undefinedValue } from './passes/memo.js';

/** The variables for the error of a block with `using`. */
function errorOf(node: t.TryStatement): readonly [t.Identifier, t.Identifier] | undefined {
  let found: readonly [t.Identifier, t.Identifier] | undefined;
  if (node.finalizer)
    t.traverseFast(node.finalizer, (n) => {
      if (!t.isCallExpression(n) || !t.isIdentifier(n.callee) || !n.callee.name.startsWith('__callDispose')) return;
      const [, error, hasError] = n.arguments;
      if (t.isIdentifier(error) && t.isIdentifier(hasError)) found = [error, hasError];
    });
  return found;
}

export function usingInLoops(ast: t.File, code: string): void {
  if (!code.includes('__callDispose')) return;
  traverse(ast, {
    TryStatement(path) {
      if (!path.findParent((p) => p.isLoop() || p.isFunction())?.isLoop()) return;
      const names = errorOf(path.node);
      if (!names) return;
      const [error, hasError] = names.map((id) => t.identifier(id.name)) as [t.Identifier, t.Identifier];
      path.node.block.body.unshift(t.expressionStatement(assign(error, assign(hasError, undefinedValue()))));
    },
  });
}
