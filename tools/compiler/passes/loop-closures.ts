// A closure made in a loop sees the variables of its own turn: on the card one binding serves all turns.
//
// Variables that keep their value go to the closure through a function made for the turn:
//   for (const x of xs) f(() => x)            →  for (const x of xs) f((function(x){return () => x})(x))
// Variables that change, or that the closure may see before they are set, live in a record made for the turn:
//   { let n = 0; f(() => n++) }               →  { const s = {}; s.n = 0; f((function(s){return () => s.n++})(s)) }
import { type Binding, type NodePath, occurrences, recrawl, type Scope, t, traverse } from '../babel.js';
import type { PassContext } from '../context.js';
import { assign, undefinedValue } from './memo.js';

const isLoop = (path: NodePath): boolean => path.isLoop();

/** The loop whose turns make new bindings of `scope`, if there is one in the same function. */
function loopOf(scope: Scope): NodePath<t.Loop> | undefined {
  for (let path: NodePath | null = scope.path; path && !path.isFunction() && !path.isProgram(); path = path.parentPath)
    if (isLoop(path)) return path as NodePath<t.Loop>;
  return undefined;
}

/** The outermost function between a use and the function that owns the binding. */
function closureOf(use: NodePath, owner: NodePath): NodePath<t.Function> | undefined {
  let closure: NodePath<t.Function> | undefined;
  for (let path = use.parentPath; path && path !== owner; path = path.parentPath) if (path.isFunction()) closure = path;
  return closure;
}

interface Captured {
  readonly binding: Binding;
  readonly uses: NodePath<t.Identifier>[];
  readonly closures: Set<NodePath<t.Function>>;
  readonly loop: NodePath<t.Loop>;
}

function capturedInLoops(ast: t.File): Captured[] {
  const found: Captured[] = [];
  for (const [binding, uses] of occurrences(ast)) {
    if (binding.kind === 'param' || binding.kind === 'module' || binding.kind === 'var') continue;
    if (binding.scope.path.isFunction() || binding.scope.path.isProgram()) continue;
    const loop = loopOf(binding.scope);
    if (!loop) continue;
    const owner = binding.scope.getFunctionParent()?.path ?? binding.scope.getProgramParent().path;
    const closures = new Set<NodePath<t.Function>>();
    for (const use of uses) {
      if (binding.kind === 'hoisted' && use.key === 'id' && use.parentPath.node === binding.path.node) continue;
      const closure = closureOf(use, owner);
      if (closure) closures.add(closure);
    }
    if (closures.size) found.push({ binding, uses, closures, loop });
  }
  return found;
}

const within = (path: NodePath, ancestor: NodePath): boolean => path === ancestor || path.isDescendant(ancestor);

/** Does the variable keep its value from before the closures are made to the end of the turn? */
function keepsValue({ binding, closures, loop }: Captured, order: Map<t.Node, number>): boolean {
  if (binding.kind === 'hoisted') return false;
  const update = loop.isForStatement() && binding.scope.path === loop ? loop.get('update') : undefined;
  const isUpdate = (path: NodePath): boolean => !!update?.node && within(path, update as NodePath);
  for (const write of binding.constantViolations) {
    if (write === binding.path || write === loop) continue;
    if (!isUpdate(write)) return false;
  }
  const declared = order.get(binding.identifier) ?? 0;
  for (const closure of closures) {
    if (isUpdate(closure) || closure.isFunctionDeclaration()) return false;
    if ((order.get(closure.node) ?? 0) < declared) return false;
    // `let f = () => f()`: the closure stands inside the declaration of what it sees.
    if (binding.path.isVariableDeclarator() && within(closure, binding.path)) return false;
  }
  // `let x;` with a later assignment has a write, so a declarator without value is undefined for good.
  return true;
}

function nodeOrder(ast: t.File): Map<t.Node, number> {
  const order = new Map<t.Node, number>();
  t.traverseFast(ast, (node) => {
    order.set(node, order.size);
  });
  return order;
}

const recordOf = new WeakMap<Scope, t.Identifier>();

/** The statement list that starts each turn of `scope`, made a block if need be. */
function turnBody(scope: Scope): t.BlockStatement {
  const path = scope.path;
  if (path.isBlockStatement()) return path.node;
  if (path.isSwitchStatement() || path.isCatchClause()) {
    if (path.isCatchClause()) return path.node.body;
    // The record is made in a block around the switch.
    const block = t.blockStatement([path.node]);
    path.replaceWith(block);
    return block;
  }
  const loop = path.node as t.Loop;
  if (!t.isBlockStatement(loop.body)) loop.body = t.blockStatement([loop.body]);
  return loop.body;
}

/** Moves one variable into the record of its turn. */
function intoRecord({ binding, uses }: Captured, record: t.Identifier): void {
  const name = binding.identifier.name;
  const member = (): t.MemberExpression => t.memberExpression(t.cloneNode(record), t.identifier(name));
  for (const use of uses) {
    const parent = use.parentPath;
    if (parent?.isVariableDeclarator() && use.key === 'id') continue;
    if (parent?.isFunctionDeclaration() && use.key === 'id') continue;
    if (parent?.isCatchClause() && use.key === 'param') continue;
    use.replaceWith(t.inherits(member(), use.node));
  }
}

/** Splits the declarations of recorded variables into assignments. */
function declareInRecord(ast: t.File, recorded: Map<t.Identifier, t.Identifier>): void {
  const member = (id: t.Identifier): t.MemberExpression =>
    t.memberExpression(t.cloneNode(recorded.get(id)!), t.identifier(id.name));
  traverse(ast, {
    VariableDeclaration(path) {
      const { declarations, kind } = path.node;
      if (!declarations.some((d) => recorded.has(d.id as t.Identifier))) return;
      const parent = path.parentPath;
      if (parent.isForXStatement({ left: path.node })) {
        const id = declarations[0]!.id as t.Identifier;
        const fresh = path.scope.generateUidIdentifier(id.name);
        const body = parent.node.body as t.BlockStatement;
        body.body.splice(1, 0, t.expressionStatement(assign(member(id), t.cloneNode(fresh))));
        path.node.declarations = [t.variableDeclarator(fresh)];
        return;
      }
      if (parent.isForStatement({ init: path.node })) {
        const list = declarations.map((d) =>
          assign(
            recorded.has(d.id as t.Identifier) ? member(d.id as t.Identifier) : (d.id as t.Identifier),
            d.init ?? undefinedValue(),
          ),
        );
        const plain = declarations.filter((d) => !recorded.has(d.id as t.Identifier));
        parent.node.init = t.sequenceExpression(list);
        if (plain.length)
          parent.insertBefore(
            t.variableDeclaration(
              'let',
              plain.map((d) => t.variableDeclarator(t.cloneNode(d.id as t.Identifier))),
            ),
          );
        return;
      }
      const out: t.Statement[] = [];
      for (const d of declarations)
        out.push(
          recorded.has(d.id as t.Identifier)
            ? t.inherits(t.expressionStatement(assign(member(d.id as t.Identifier), d.init ?? undefinedValue())), d)
            : t.variableDeclaration(kind, [d]),
        );
      path.replaceWithMultiple(out);
    },
    FunctionDeclaration(path) {
      const id = path.node.id!;
      if (!recorded.has(id)) return;
      const value = t.functionExpression(null, path.node.params, path.node.body, path.node.generator, path.node.async);
      hoistedAssignment(path, assign(member(id), t.inherits(value, path.node)));
    },
    CatchClause(path) {
      const id = path.node.param as t.Identifier | null;
      if (id && recorded.has(id))
        path.node.body.body.splice(1, 0, t.expressionStatement(assign(member(id), t.cloneNode(id))));
    },
  });
}

/** Functions of a block exist from its start: puts the assignment behind the record, before the rest. */
function hoistedAssignment(path: NodePath<t.FunctionDeclaration>, value: t.Expression): void {
  const statement = t.expressionStatement(value);
  const block = path.parent;
  path.remove();
  if (!t.isBlockStatement(block)) return;
  const at = block.body.findIndex(
    (s) => !(t.isVariableDeclaration(s) && t.isObjectExpression(s.declarations[0]?.init)),
  );
  block.body.splice(at < 0 ? block.body.length : at, 0, statement);
}

/** `closure` → `(function(names){return closure})(names)` */
function bindTurn(closure: NodePath<t.Function>, names: Set<string>, confined: boolean): void {
  const ids = [...names].map((n) => t.identifier(n));
  const inner = closure.node as t.FunctionExpression | t.ArrowFunctionExpression;
  const outer = confined
    ? t.functionExpression(null, ids, t.blockStatement([t.returnStatement(inner)]))
    : t.arrowFunctionExpression(ids, inner);
  closure.replaceWith(
    t.callExpression(
      outer,
      ids.map((id) => t.cloneNode(id)),
    ),
  );
  closure.skip();
}

/** Functions declared in a loop become values at the start of their block; their names are variables like others. */
function functionsAsValues(ast: t.File): void {
  let any = false;
  traverse(ast, {
    BlockStatement(path) {
      const { node } = path;
      if (!node.body.some((s) => t.isFunctionDeclaration(s)) || path.parentPath.isFunction()) return;
      let inLoop = false;
      for (let p: NodePath | null = path; p && !p.isFunction() && !p.isProgram(); p = p.parentPath)
        inLoop ||= p.isLoop();
      if (!inLoop) return;
      any = true;
      const [functions, rest] = [
        node.body.filter((s) => t.isFunctionDeclaration(s)),
        node.body.filter((s) => !t.isFunctionDeclaration(s)),
      ];
      node.body = [
        ...functions.map((f) =>
          t.inherits(
            t.variableDeclaration('let', [
              t.variableDeclarator(
                f.id!,
                t.inherits(t.functionExpression(null, f.params, f.body, f.generator, f.async), f),
              ),
            ]),
            f,
          ),
        ),
        ...rest,
      ];
    },
  });
  if (any) recrawl(ast);
}

export function loopClosures(ast: t.File, context: PassContext): void {
  functionsAsValues(ast);
  const all = capturedInLoops(ast);
  if (!all.length) return;
  const order = nodeOrder(ast);
  const recorded = new Map<t.Identifier, t.Identifier>();
  const names = new Map<t.Function, Set<string>>();
  const need = (closure: NodePath<t.Function>, name: string): void => {
    const set = names.get(closure.node);
    if (set) set.add(name);
    else names.set(closure.node, new Set([name]));
  };
  for (const captured of all) {
    if (keepsValue(captured, order)) {
      for (const closure of captured.closures) need(closure, captured.binding.identifier.name);
      continue;
    }
    const { scope } = captured.binding;
    let record = recordOf.get(scope);
    if (!record) {
      record = scope.generateUidIdentifier('s');
      recordOf.set(scope, record);
      const head = scope.path.isForStatement();
      if (head) {
        // The variables of a for head are copied from turn to turn before the update.
        const loop = scope.path as NodePath<t.ForStatement>;
        loop.insertBefore(
          t.variableDeclaration('let', [t.variableDeclarator(t.cloneNode(record), t.objectExpression([]))]),
        );
      } else
        turnBody(scope).body.unshift(
          t.variableDeclaration('let', [t.variableDeclarator(t.cloneNode(record), t.objectExpression([]))]),
        );
    }
    recorded.set(captured.binding.identifier, record);
    for (const closure of captured.closures) need(closure, record.name);
  }
  // Turn copies of for heads.
  const heads = new Map<t.ForStatement, { record: t.Identifier; fields: string[] }>();
  for (const { binding } of all) {
    const record = recorded.get(binding.identifier);
    if (!record || !binding.scope.path.isForStatement()) continue;
    const loop = binding.scope.path.node;
    const entry = heads.get(loop) ?? { record, fields: [] };
    entry.fields.push(binding.identifier.name);
    heads.set(loop, entry);
  }
  for (const captured of all) {
    const record = recorded.get(captured.binding.identifier);
    if (record) intoRecord(captured, record);
  }
  declareInRecord(ast, recorded);
  for (const [loop, { record, fields }] of heads) {
    const copy = assign(
      t.cloneNode(record),
      t.objectExpression(
        fields.map((f) => t.objectProperty(t.identifier(f), t.memberExpression(t.cloneNode(record), t.identifier(f)))),
      ),
    );
    loop.update = loop.update ? t.sequenceExpression([copy, loop.update]) : copy;
  }
  recrawl(ast);
  traverse(ast, {
    Function(path) {
      const set = names.get(path.node) ?? namesOfBody(names, path.node);
      if (!set) return;
      names.delete(path.node);
      removeBody(names, path.node);
      bindTurn(path, set, context.confined);
      path.requeue();
    },
  });
  recrawl(ast);
}

/** A declaration that became a value kept its body: the closure is known by it. */
function namesOfBody(names: Map<t.Function, Set<string>>, node: t.Function): Set<string> | undefined {
  for (const [f, set] of names) if (f.body === node.body) return set;
  return undefined;
}
function removeBody(names: Map<t.Function, Set<string>>, node: t.Function): void {
  for (const f of names.keys()) if (f.body === node.body) names.delete(f);
}
