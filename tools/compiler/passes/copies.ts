// Variables that only repeat another one are left out: lowering patterns and parameters makes many of them, and each
// costs the card a name, a search and text.
//
// `var x=y` among the statements of a function goes, and `y` stands for `x`, if `x` is set there and nowhere else, and `y`
// is set in statements before it only.
import { type NodePath, occurrences, recrawl, t, traverse } from '../babel.js';

type Use = NodePath<t.Identifier>;

const isWrite = (use: Use): boolean =>
  !use.isReferencedIdentifier() ||
  use.parentPath.isUpdateExpression() ||
  use.parentPath.isForXStatement({ left: use.node });

/** Number of the statement of `owner` that `path` is in; undefined in a function inside it. */
function statementOf(path: NodePath, owner: NodePath): number | undefined {
  if (path.getFunctionParent() !== owner) return undefined;
  const statement = path.find((p) => p.listKey === 'body' && p.parentPath?.parentPath === owner);
  return typeof statement?.key === 'number' ? statement.key : undefined;
}

/** Runs when every variable is its function's, with a name of its own. */
export function copies(ast: t.File): void {
  for (let changed = true; changed; ) {
    changed = false;
    const byName = new Map<string, readonly Use[]>();
    const owners = new Map<string, NodePath | null>();
    for (const [binding, uses] of occurrences(ast)) {
      byName.set(binding.identifier.name, uses);
      owners.set(binding.identifier.name, binding.scope.getFunctionParent()?.path ?? null);
    }
    const touched = new Set<string>();
    traverse(ast, {
      VariableDeclarator(path) {
        const { id, init } = path.node;
        if (!t.isIdentifier(id) || !t.isIdentifier(init) || touched.has(id.name) || touched.has(init.name)) return;
        const [copy, source] = [byName.get(id.name), byName.get(init.name)];
        const owner = path.getFunctionParent();
        if (!copy || !source || !owner) return;
        // Of one function: a closure that outlives it would keep the other variable alive.
        if (owners.get(id.name) !== owner || owners.get(init.name) !== owner) return;
        const here = statementOf(path, owner);
        if (here === undefined || path.parentPath.parentPath?.parentPath !== owner) return;
        const sets = (u: Use): boolean => u.node !== id && isWrite(u);
        if (copy.some(sets)) return;
        for (const u of source) {
          if (!isWrite(u) || u.listKey === 'params') continue;
          const at = statementOf(u, owner);
          if (at === undefined || at >= here) return;
        }
        for (const u of copy) {
          if (u.node === id) continue;
          const at = statementOf(u, owner);
          if (at !== undefined && at < here) return;
        }
        for (const u of copy) if (u.node !== id) u.node.name = init.name;
        touched.add(id.name).add(init.name);
        path.remove();
        changed = true;
      },
    });
    if (changed) recrawl(ast);
  }
}
