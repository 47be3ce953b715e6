// The card hoists nothing: functions move before their first use, and a variable is declared where it dominates all uses.
import { type NodePath, occurrences, recrawl, t, traverse } from '../babel.js';
import type { Hoistable } from './function-scope.js';
import { assign } from './memo.js';

type Body = t.Statement[];

/** The statement list that directly holds a declaration, or undefined for a switch clause or a loop head. */
function listOf(path: NodePath): NodePath | undefined {
  const parent = path.parentPath!;
  if (parent.isBlockStatement() || parent.isProgram()) return parent;
  // `for(var i…)` in a list declares for that loop.
  if ((parent.isForStatement() && path.key === 'init') || (parent.isForXStatement() && path.key === 'left'))
    return parent;
  return undefined;
}

/** Moves function declarations to the start of their block. */
function functionsFirst(ast: t.File): void {
  traverse(ast, {
    'Program|BlockStatement'(path: NodePath) {
      const node = path.node as t.Program | t.BlockStatement;
      const functions = node.body.filter((s) => t.isFunctionDeclaration(s));
      if (functions.length) node.body = [...functions, ...node.body.filter((s) => !t.isFunctionDeclaration(s))] as Body;
    },
    FunctionDeclaration(path) {
      // Running a declaration again changes the function made before: in a loop it has to be a value.
      for (let p = path.parentPath; p && !p.isFunction() && !p.isProgram(); p = p.parentPath!)
        if (p.isLoop()) {
          const { id, params, body, async } = path.node;
          path.replaceWith(
            t.variableDeclaration('var', [
              t.variableDeclarator(id!, t.inherits(t.functionExpression(null, params, body, false, async), path.node)),
            ]),
          );
          return;
        }
    },
  });
}

/** Names whose declaration does not come before all their uses. */
function displaced(ast: t.File): Set<string> {
  const out = new Set<string>();
  for (const [binding, uses] of occurrences(ast)) {
    if (binding.kind === 'param' || binding.kind === 'hoisted' || binding.kind === 'local') continue;
    const declarations = uses.filter((u) => u.parentPath.isVariableDeclarator() && u.key === 'id');
    if (!declarations.length) continue;
    const name = binding.identifier.name;
    const first = declarations[0]!;
    const list = listOf(first.parentPath.parentPath!);
    const early = (first.node as Hoistable).early === true;
    const before = uses.slice(0, uses.indexOf(first));
    const owner = binding.scope.getFunctionParent();
    const bad =
      declarations.length > 1 ||
      !list ||
      uses.some((u) => !u.isDescendant(list)) ||
      before.some(
        (u) =>
          u.scope.getFunctionParent() === owner || early || (!u.isReferencedIdentifier() as boolean) || isUpdate(u),
      );
    if (bad) out.add(name);
  }
  return out;
}
const isUpdate = (u: NodePath): boolean =>
  u.parentPath!.isUpdateExpression() || u.parentPath!.isForXStatement({ left: u.node });

/** Declarations of `names` become assignments; their names are declared at the start of the function. */
function declareFirst(ast: t.File, names: Set<string>): void {
  const owners = new Map<t.Node, { body: Body; names: Set<string> }>();
  traverse(ast, {
    VariableDeclaration(path) {
      const moved = path.node.declarations.filter((d) => names.has((d.id as t.Identifier).name));
      if (!moved.length) return;
      const owner = path.getFunctionParent()?.node ?? (path.scope.getProgramParent().path.node as t.Program);
      const body = t.isProgram(owner) ? owner.body : (owner.body as t.BlockStatement).body;
      const entry = owners.get(owner) ?? { body, names: new Set<string>() };
      owners.set(owner, entry);
      for (const d of moved) entry.names.add((d.id as t.Identifier).name);
      const parent = path.parentPath;
      if (parent.isForXStatement({ left: path.node })) {
        parent.node.left = path.node.declarations[0]!.id as t.LVal;
        return;
      }
      if (parent.isForStatement({ init: path.node })) {
        const stays = path.node.declarations.filter((d) => !moved.includes(d));
        for (const d of stays) entry.names.add((d.id as t.Identifier).name);
        const values = path.node.declarations.flatMap((d) => (d.init ? [assign(d.id as t.Identifier, d.init)] : []));
        parent.node.init = values.length > 1 ? t.sequenceExpression(values) : values[0];
        return;
      }
      const out: t.Statement[] = [];
      let run: t.VariableDeclarator[] = [];
      const flush = (): void => {
        if (run.length) out.push(t.inherits(t.variableDeclaration('var', run), path.node));
        run = [];
      };
      for (const d of path.node.declarations) {
        if (!moved.includes(d)) run.push(d);
        else if (d.init) {
          flush();
          out.push(t.inherits(t.expressionStatement(assign(d.id as t.Identifier, d.init)), d));
        }
      }
      flush();
      if (out.length) path.replaceWithMultiple(out);
      else path.remove();
    },
  });
  for (const { body, names: list } of owners.values())
    body.unshift(
      t.variableDeclaration(
        'var',
        [...list].map((n) => t.variableDeclarator(t.identifier(n))),
      ),
    );
}

/** Neighbouring declarations of one list are joined. */
function joinDeclarations(ast: t.File): void {
  traverse(ast, {
    'Program|BlockStatement'(path: NodePath) {
      const node = path.node as t.Program | t.BlockStatement;
      const out: Body = [];
      for (const s of node.body) {
        const last = out[out.length - 1];
        if (t.isVariableDeclaration(s) && t.isVariableDeclaration(last)) last.declarations.push(...s.declarations);
        else out.push(s);
      }
      node.body = out;
    },
  });
}

export function hoist(ast: t.File): void {
  functionsFirst(ast);
  recrawl(ast);
  declareFirst(ast, displaced(ast));
  joinDeclarations(ast);
  recrawl(ast);
}
