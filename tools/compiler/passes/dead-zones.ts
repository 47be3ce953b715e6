// Temporal dead zones: a variable that may be read before its declaration ran is tested at such reads; any other is not.
//
//   f(); let x = 1; function f() { return x }   →   let x = $dead; f(); x = 1; function f() { return $live(x, 'x') }
import { type Binding, type NodePath, occurrences, recrawl, t, traverse } from '../babel.js';
import type { PassContext } from '../context.js';
import { assign, undefinedValue } from './memo.js';

/** Places of nodes in the order of the text. */
function textOrder(ast: t.File): Order {
  const order = new Map<t.Node, readonly [number, number]>();
  let n = 0;
  const visit = (node: t.Node): void => {
    const start = n++;
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key];
      for (const c of Array.isArray(child) ? child : [child]) if (c) visit(c);
    }
    order.set(node, [start, n++]);
  };
  visit(ast);
  return order;
}

/** The outermost function between a use and the function that owns the binding. */
function closureOf(use: NodePath, owner: t.Node): NodePath<t.Function> | undefined {
  let closure: NodePath<t.Function> | undefined;
  for (let path = use.parentPath; path && path.node !== owner; path = path.parentPath)
    if (path.isFunction()) closure = path;
  return closure;
}

type Order = Map<t.Node, readonly [start: number, end: number]>;

interface Early {
  /** From which place on a function could run: where code names it or makes it, itself or in a function that could run. */
  readonly from: Map<t.Node, number>;
  /** Where the first thing ends that could run a function. */
  readonly call: number;
}

/** What could run early in a scope, found in one walk. */
function earlyIn(scope: NodePath, order: Order): Early {
  const from = new Map<t.Node, number>();
  const inside = new Map<t.Node, Set<t.Node>>();
  let call = Number.POSITIVE_INFINITY;
  const functionAround = (p: NodePath): t.Node | undefined => {
    const f = p.findParent((q) => q.isFunction() || q === scope);
    return f && f !== scope ? f.node : undefined;
  };
  const note = (f: t.Node, around: t.Node | undefined, at: number): void => {
    if (!around) from.set(f, Math.min(from.get(f) ?? at, at));
    else inside.set(around, (inside.get(around) ?? new Set()).add(f));
  };
  scope.traverse({
    Function(p) {
      // A declaration runs when something names it.
      if (!p.isFunctionDeclaration()) note(p.node, functionAround(p), order.get(p.node)?.[0] ?? 0);
    },
    Identifier(p) {
      if (!p.isReferencedIdentifier()) return;
      const at = p.scope.getBinding(p.node.name)?.path;
      const f = at?.isFunctionDeclaration()
        ? at.node
        : at?.isVariableDeclarator() && t.isFunction(at.node.init)
          ? at.node.init
          : undefined;
      if (f) note(f, functionAround(p), order.get(p.node)?.[0] ?? 0);
    },
    Expression(p) {
      const runs =
        p.isCallExpression() ||
        p.isNewExpression() ||
        p.isOptionalCallExpression() ||
        p.isTaggedTemplateExpression() ||
        p.isMemberExpression() ||
        p.isBinaryExpression() ||
        p.isAwaitExpression() ||
        p.isYieldExpression();
      const end = order.get(p.node)?.[1] ?? 0;
      if (runs && end < call && !functionAround(p)) call = end;
    },
  });
  const queue = [...from.keys()];
  for (let f = queue.pop(); f; f = queue.pop())
    for (const inner of inside.get(f) ?? []) {
      const at = from.get(f)!;
      if ((from.get(inner) ?? Number.POSITIVE_INFINITY) <= at) continue;
      from.set(inner, at);
      queue.push(inner);
    }
  return { from, call };
}

interface Guarded {
  readonly binding: Binding;
  readonly uses: NodePath<t.Identifier>[];
}

function guardedUses(ast: t.File): Guarded[] {
  const order = textOrder(ast);
  const out: Guarded[] = [];
  const known = new Map<t.Node, Early>();
  for (const [binding, uses] of occurrences(ast)) {
    if (binding.kind !== 'let' && binding.kind !== 'const') continue;
    const declarator = binding.path;
    if (!declarator.isVariableDeclarator() || !t.isIdentifier(declarator.node.id)) continue;
    const list = declarator.parentPath!;
    if (list.parentPath?.isForXStatement({ left: list.node }) || list.parentPath?.isForStatement({ init: list.node }))
      continue;
    const [, end] = order.get(declarator.node) ?? [0, 0];
    const scope = binding.scope.path;
    const owner = (binding.scope.getFunctionParent() ?? binding.scope.getProgramParent()).block;
    const clause = declarator.findParent((p) => p.isSwitchCase() && p.parentPath === scope);
    const guarded: NodePath<t.Identifier>[] = [];
    for (const use of uses) {
      if (use.node === declarator.node.id) continue;
      const [at] = order.get(use.node) ?? [0];
      const closure = closureOf(use, owner);
      if (!closure) {
        // A later clause of a switch may be entered without the one that declares.
        const other = clause && use.findParent((p) => p.isSwitchCase() && p.parentPath === scope);
        if (at < end || (other && other !== clause)) guarded.push(use);
        continue;
      }
      const [start] = order.get(closure.node) ?? [0];
      const hoisted = closure.isFunctionDeclaration();
      if (!hoisted && start > end) continue;
      const early = known.get(scope.node) ?? earlyIn(scope, order);
      known.set(scope.node, early);
      // `const f = () => f()`: what is only assigned does not run.
      if (!((early.from.get(closure.node) ?? end) < end) || early.call >= end) continue;
      guarded.push(use);
    }
    if (guarded.length) out.push({ binding, uses: guarded });
  }
  return out;
}

/** Variables that may be read before their declaration ran. */
export const mayBeDead = (ast: t.File): Set<t.Node> =>
  new Set(guardedUses(ast).map(({ binding }) => binding.identifier));

export function deadZones(ast: t.File, context: PassContext): void {
  const all = guardedUses(ast);
  if (!all.length) return;
  const dead = (): t.Expression => context.library('$dead');
  const scopes = new Map<t.Node, t.Node>();
  for (const { binding, uses } of all) {
    const name = binding.identifier.name;
    for (const use of uses) {
      context.cost(use.node, 'C6507');
      const check = t.callExpression(context.library('$live'), [t.identifier(name), t.stringLiteral(name)]);
      const { parentPath } = use;
      if (parentPath.isAssignmentExpression({ left: use.node })) {
        parentPath.replaceWith(t.sequenceExpression([check, parentPath.node]));
        parentPath.skip();
      } else if (parentPath.isUpdateExpression()) {
        parentPath.replaceWith(t.sequenceExpression([check, parentPath.node]));
        parentPath.skip();
      } else if (use.isReferencedIdentifier()) {
        use.replaceWith(t.inherits(check, use.node));
        use.skip();
      }
    }
    scopes.set(binding.identifier, binding.scope.block);
  }
  declareDead(ast, scopes, dead);
  recrawl(ast);
}

/** Declares variables at the start of their scopes, dead; their declarations become assignments. */
function declareDead(ast: t.File, scopes: Map<t.Node, t.Node>, dead: () => t.Expression): void {
  const first = new Map<t.Node, t.VariableDeclarator[]>();
  traverse(ast, {
    VariableDeclaration(path) {
      const { declarations, kind } = path.node;
      if (!declarations.some((d) => scopes.has(d.id))) return;
      const out: t.Statement[] = [];
      for (const d of declarations) {
        const scope = scopes.get(d.id);
        if (!scope) {
          out.push(t.inherits(t.variableDeclaration(kind, [d]), path.node));
          continue;
        }
        const { name } = d.id as t.Identifier;
        const list = first.get(scope) ?? [];
        first.set(scope, list);
        list.push(t.variableDeclarator(t.identifier(name), dead()));
        out.push(t.inherits(t.expressionStatement(assign(d.id as t.Identifier, d.init ?? undefinedValue())), d));
      }
      path.replaceWithMultiple(out);
      path.skip();
    },
  });
  const declared = (scope: t.Node): t.Statement => {
    const list = first.get(scope)!;
    first.delete(scope);
    return t.variableDeclaration('let', list);
  };
  traverse(ast, {
    enter(path) {
      const { node } = path;
      if (!first.has(node)) return;
      if (t.isSwitchStatement(node)) {
        path.replaceWith(t.blockStatement([declared(node), node]));
        return;
      }
      const body =
        t.isProgram(node) || t.isBlockStatement(node)
          ? node
          : 'body' in node
            ? (node.body as t.BlockStatement)
            : undefined;
      if (body) body.body.unshift(declared(node));
    },
  });
}
