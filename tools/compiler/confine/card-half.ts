// Finds the card half in a process file, and makes it the program: what it needs of the file, then its exports.
import { type NodePath, occurrences, t, traverse } from '../babel.js';
import type { PassContext } from '../context.js';

/** What the declaration says, as far as the card half's code depends on it. Names in wire order. */
export interface CardInterface {
  /** Exports: gate methods, then `calls.card`. */
  readonly exports: readonly string[];
  /** Methods of `calls.server`; calls go by number. */
  readonly server: readonly string[];
  readonly capabilities: readonly string[];
  readonly state: readonly string[];
}

const capability = (name: string): t.MemberExpression =>
  t.memberExpression(t.identifier('$c'), t.identifier(`$${name}`));

/** Follows names to the function that a value is. */
export function functionOf(path: NodePath | undefined): NodePath<t.Function> | undefined {
  if (!path) return undefined;
  if (path.isFunction()) return path;
  if (path.isIdentifier()) {
    const at = path.scope.getBinding(path.node.name)?.path;
    if (at?.isVariableDeclarator()) return functionOf(at.get('init') as NodePath);
    return at?.isFunctionDeclaration() ? at : undefined;
  }
  if (path.isParenthesizedExpression()) return functionOf(path.get('expression'));
  return undefined;
}

/** The default export of a bundle: `export { x as default }` or `export default x`. */
export function defaultExport(ast: t.File): NodePath | undefined {
  let found: NodePath | undefined;
  traverse(ast, {
    ExportDefaultDeclaration(path) {
      found = path.get('declaration') as NodePath;
    },
    ExportSpecifier(path) {
      const { exported } = path.node;
      if (t.isIdentifier(exported, { name: 'default' })) found = path.get('local');
    },
  });
  return found;
}

/** `record.member` around a use of `record`, or undefined if it is used in any other way. */
function memberOf(use: NodePath): { path: NodePath<t.MemberExpression>; name: string } | undefined {
  const path = use.parentPath;
  if (!path?.isMemberExpression() || path.node.object !== use.node) return undefined;
  const { property, computed } = path.node;
  if (!computed && t.isIdentifier(property)) return { path, name: property.name };
  return computed && t.isStringLiteral(property) ? { path, name: property.value } : undefined;
}

/** Replaces the parts of the context by what the card offers for them. */
class Context {
  constructor(
    readonly declared: CardInterface,
    readonly context: PassContext,
  ) {}

  part(name: string, use: NodePath): void {
    if (name === 'state') this.#state(use);
    else if (name === 'server' || name === 'card') this.#callee(name, use);
    else this.context.refuse(use.node, 'C6129', { message: `the context has no "${name}"` });
  }

  #state(use: NodePath) {
    const member = memberOf(use);
    if (!member) return this.context.refuse(use.node, 'C6128', { name: 'state' });
    if (!this.declared.state.includes(member.name))
      return this.context.refuse(member.path.node.property, 'C6140', { name: member.name });
    member.path.replaceWith(
      t.inherits(t.memberExpression(capability('state'), t.identifier(member.name)), member.path.node),
    );
    member.path.skip();
  }

  #callee(name: 'server' | 'card', use: NodePath) {
    const member = memberOf(use);
    const call = member?.path.parentPath;
    if (!member || !call?.isCallExpression() || call.node.callee !== member.path.node)
      return this.context.refuse(use.node, 'C6128', { name });
    const { arguments: args } = call.node;
    if (name === 'server') {
      const index = this.declared.server.indexOf(member.name);
      if (index < 0) return this.context.refuse(member.path.node.property, 'C6139', { name: member.name });
      call.node.callee = t.inherits(capability('server'), member.path.node);
      args.unshift(t.numericLiteral(index));
    } else if (!this.declared.capabilities.includes(member.name))
      this.context.refuse(member.path.node.property, 'C6127', { name: member.name });
    else call.node.callee = t.inherits(capability(member.name), member.path.node);
  }
}

function bindContext(card: NodePath<t.Function>, parts: Context, context: PassContext): void {
  const param = card.node.params[0];
  if (!param) return;
  const uses = (name: string): NodePath[] => {
    const binding = card.scope.getBinding(name);
    for (const write of binding?.constantViolations ?? []) context.refuse(write.node, 'C6128', { name });
    return binding?.referencePaths ?? [];
  };
  if (t.isIdentifier(param)) {
    for (const use of uses(param.name)) {
      const member = memberOf(use);
      if (member) parts.part(member.name, member.path);
      else context.refuse(use.node, 'C6128', { name: param.name });
    }
  } else if (t.isObjectPattern(param)) {
    for (const p of param.properties)
      if (t.isObjectProperty(p) && t.isIdentifier(p.key) && t.isIdentifier(p.value))
        for (const use of uses(p.value.name)) parts.part(p.key.name, use);
      else context.refuse(p, 'C6129', { message: 'the context is taken apart in a way the compiler does not follow' });
  } else context.refuse(param, 'C6129', { message: 'the context is taken in a way the compiler does not follow' });
}

/** Statements before the returned record, and the record. */
function partsOfBody(card: NodePath<t.Function>): [t.Statement[], t.ObjectExpression] | undefined {
  const plain = (n: t.Node | null | undefined): t.Node | null | undefined =>
    t.isParenthesizedExpression(n) ? plain(n.expression) : n;
  const { body } = card.node;
  if (!t.isBlockStatement(body)) {
    const record = plain(body);
    return t.isObjectExpression(record) ? [[], record] : undefined;
  }
  const last = body.body[body.body.length - 1];
  const record = t.isReturnStatement(last) ? plain(last.argument) : undefined;
  return t.isObjectExpression(record) ? [body.body.slice(0, -1), record] : undefined;
}

function exportList(record: t.ObjectExpression, declared: CardInterface, context: PassContext): t.Expression[] {
  const methods = new Map<string, t.Expression>();
  for (const p of record.properties) {
    if (t.isSpreadElement(p) || p.computed) {
      context.refuse(p, 'C6129', { message: 'the methods of the card half are not spelled out' });
      continue;
    }
    const name = t.isIdentifier(p.key) ? p.key.name : t.isStringLiteral(p.key) ? p.key.value : '';
    const made = t.isObjectMethod(p) ? p : p.value;
    if ((t.isObjectMethod(p) && p.kind !== 'method') || (t.isFunction(made) && made.generator))
      context.refuse(p, 'C6129', { message: `"${name}" is no method that answers once` });
    if (t.isObjectMethod(p))
      methods.set(name, t.inherits(t.functionExpression(null, p.params, p.body, p.generator, p.async), p));
    else methods.set(name, p.value as t.Expression);
  }
  return declared.exports.map((name) => {
    const method = methods.get(name);
    if (!method) context.refuse(record, 'C6138', { name });
    return method ?? t.nullLiteral();
  });
}

/** Which names stand for which top-level statements. Taken before anything moves. */
function topLevelUses(ast: t.File): Map<t.Node, t.Statement> {
  const uses = new Map<t.Node, t.Statement>();
  for (const [binding, paths] of occurrences(ast)) {
    if (!binding.scope.path.isProgram()) continue;
    const statement = binding.path.find((p) => p.parentPath?.isProgram() === true)?.node as t.Statement | undefined;
    if (statement) for (const path of paths) uses.set(path.node, statement);
  }
  return uses;
}

/** Returns before the last: which methods there are must not depend on anything. */
function refuseReturns(body: t.Statement[], context: PassContext): void {
  const visit = (n: t.Node): void => {
    if (t.isReturnStatement(n)) context.refuse(n, 'C6129', { message: 'the card half returns in more than one place' });
    for (const key of t.VISITOR_KEYS[n.type] ?? []) {
      const child = (n as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key];
      for (const c of Array.isArray(child) ? child : [child]) if (c && !t.isFunction(c) && !t.isClass(c)) visit(c);
    }
  };
  for (const s of body) if (!t.isFunction(s) && !t.isClass(s)) visit(s);
}

/** What is left of imports are modules of Node, which the card does not have. */
function refuseImports(kept: t.Statement[], uses: Map<t.Node, t.Statement>, context: PassContext): t.Statement[] {
  const places = new Map<t.Statement, t.Identifier>();
  for (const s of kept)
    if (!t.isImportDeclaration(s))
      t.traverseFast(s, (n) => {
        const from = uses.get(n);
        if (from && t.isImportDeclaration(from) && !places.has(from)) places.set(from, n as t.Identifier);
      });
  for (const [from, use] of places)
    context.refuse(use, 'C6126', {
      name: use.name,
      instead: `The server half can use "${(from as t.ImportDeclaration).source.value}": call it.`,
    });
  return kept.filter((s) => !t.isImportDeclaration(s));
}

/** Top-level statements that `roots` need, in their order. */
function needed(ast: t.File, roots: t.Node[], uses: Map<t.Node, t.Statement>, context: PassContext): t.Statement[] {
  const program = ast.program.body;
  const keep = new Set<t.Statement>();
  const visit = (node: t.Node): void => {
    t.traverseFast(node, (n) => {
      const s = uses.get(n);
      if (!s || keep.has(s)) return;
      keep.add(s);
      visit(s);
    });
  };
  for (const root of roots) visit(root);
  for (const s of program) {
    if (keep.has(s) || t.isDeclaration(s)) continue;
    let touches = false;
    t.traverseFast(s, (n) => {
      const other = uses.get(n);
      if (other && keep.has(other)) touches = true;
    });
    if (touches) context.refuse(s, 'C6135');
  }
  return program.filter((s) => keep.has(s));
}

/** Makes the card half the whole program. The program ends by returning the list of its exports. */
export function cardHalf(ast: t.File, declared: CardInterface, context: PassContext): void {
  const card = functionOf(defaultExport(ast));
  const parts = card && partsOfBody(card);
  if (!card || !parts || card.node.async || card.node.params.length > 1) {
    context.refuse(card?.node ?? null, 'C6129', {
      message: 'the card half is not a function that returns a record of methods',
    });
    return;
  }
  const uses = topLevelUses(ast);
  bindContext(card, new Context(declared, context), context);
  const [before, record] = parts;
  const list = t.returnStatement(t.arrayExpression(exportList(record, declared, context)));
  const own = new Set<t.Node>([card.node]);
  const rest = needed(ast, [...before, list], uses, context).filter(
    (s) => !own.has(s) && !(t.isVariableDeclaration(s) && s.declarations.some((d) => d.init === card.node)),
  );
  refuseReturns(before, context);
  ast.program.body = refuseImports([...rest, ...before, list], uses, context);
}

/** Makes a channel template, `export default function channel(c, t) { … return […] }`, the whole program. */
export function template(ast: t.File, members: ReadonlySet<string>, context: PassContext): void {
  const channel = functionOf(defaultExport(ast));
  const body = channel?.node.body;
  if (!channel || !t.isBlockStatement(body) || channel.node.async) {
    context.refuse(null, 'C6129', { message: 'a template exports a function by default' });
    return;
  }
  const uses = topLevelUses(ast);
  for (const [i, param] of channel.node.params.entries()) {
    if (!t.isIdentifier(param)) {
      context.refuse(param, 'C6129', { message: 'a template takes two plain parameters' });
      continue;
    }
    for (const use of channel.scope.getBinding(param.name)?.referencePaths ?? []) {
      const member = i === 0 ? memberOf(use) : undefined;
      if (!member) context.refuse(use.node, 'C6128', { name: param.name });
      else if (!members.has(`$${member.name}`))
        context.refuse(member.path.node, 'C6126', {
          name: member.name,
          instead: 'See channelMembers in protocol/applet/capabilities.ts.',
        });
      else member.path.replaceWith(t.inherits(capability(member.name), member.path.node));
    }
  }
  const own = channel.node;
  const rest = needed(ast, [body], uses, context).filter((s) => s !== own);
  ast.program.body = refuseImports([...rest, ...body.body], uses, context);
}
