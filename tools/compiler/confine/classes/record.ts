// The record that a class becomes: its methods and accessors, those it inherits, and the function that fills an instance.
import { type NodePath, t } from '../../babel.js';
import { capabilityCall, type PassContext } from '../../context.js';
import { declare, run } from '../../passes/build.js';
import type { Keyed } from '../../passes/classes/private-names.js';
import { assign, undefinedValue } from '../../passes/memo.js';
import { callWith, type Objects } from './calls.js';
import { type ClassInfo, constructorOf, lineOf } from './known.js';
import * as names from './names.js';
import { bindFunction, bindSelf, type Home } from './self.js';

/** Names that members of the program are read and written by. */
export interface Uses {
  readonly read: ReadonlySet<string>;
  readonly written: ReadonlySet<string>;
}

export interface Making {
  readonly context: PassContext;
  readonly objects: Objects;
  readonly uses: Uses;
}

const { entry, keyName, ours } = names;

/** A rest parameter gets its list from the callers. */
const plainRest = (f: t.Function): void => {
  f.params = f.params.map((p) => (t.isRestElement(p) ? (p.argument as t.Identifier) : p)) as typeof f.params;
};

/** A method as a function of the record. */
function lifted(
  path: NodePath,
  f: t.FunctionExpression,
  making: Making,
  info?: ClassInfo,
  isStatic = false,
): t.Expression {
  const self = path.scope.generateUidIdentifier('self');
  bindFunction(f, { ...making, info, isStatic, self: () => t.cloneNode(self) });
  plainRest(f);
  f.params.unshift(t.cloneNode(self));
  return f;
}

const isImplicit = (name: string): boolean => names.isOurs(name) || names.ofIteration.has(name);

/** Entries of a table of methods and accessors. */
export class Table {
  readonly #entries = new Map<string, t.Expression>();
  readonly #accessors = new Set<string>();
  constructor(readonly making: Making) {}

  method(name: string, value: t.Expression): void {
    // Nobody calls what is named nowhere; loops ask for iterators without naming them.
    if (this.making.uses.read.has(name) || isImplicit(name)) this.#entries.set(names.methodName(name), value);
  }
  accessor(name: string, half: 'get' | 'set', value: t.Expression): void {
    this.#accessors.add(name);
    this.#entries.set(half === 'get' ? names.getterName(name) : names.setterName(name), value);
  }
  /** The halves that accessors lack: one of its own hides both halves of the one that it overrides. */
  complete(): void {
    const { uses, context } = this.making;
    for (const name of this.#accessors) {
      const get = names.getterName(name);
      const set = names.setterName(name);
      if (!this.#entries.has(set) && uses.written.has(name)) this.#entries.set(set, context.library('$onlyGetter'));
      if (!this.#entries.has(get) && uses.read.has(name))
        this.#entries.set(get, t.functionExpression(null, [], t.blockStatement([])));
    }
  }
  /** What the bases have and this one does not override, taken over by name. */
  inherit(base: t.Expression, line: Iterable<ClassInfo>, isStatic: boolean): void {
    const own = new Set(this.#entries.keys());
    const { read, written } = this.making.uses;
    const take = (name: string): void => {
      if (!own.has(name)) this.#entries.set(name, ours(t.cloneNode(base), name));
    };
    for (const up of line) {
      const { methods, accessors } = isStatic ? up.statics : up.methods;
      for (const m of methods) if (read.has(m) || isImplicit(m)) take(names.methodName(m));
      for (const a of accessors) {
        if (own.has(names.getterName(a)) || own.has(names.setterName(a))) continue;
        if (read.has(a)) take(names.getterName(a));
        if (written.has(a)) take(names.setterName(a));
      }
    }
  }
  get size(): number {
    return this.#entries.size;
  }
  get properties(): t.ObjectProperty[] {
    return [...this.#entries].map(([name, value]) => entry(name, value));
  }
}

const asValue = (m: t.ClassMethod | t.ClassPrivateMethod | t.ObjectMethod): t.FunctionExpression =>
  t.inherits(t.functionExpression(null, m.params as t.FunctionParameter[], m.body, m.generator, m.async), m);

export function checkName(name: string, at: t.Node, context: PassContext): void {
  if (names.implicit.has(name)) context.refuse(at, 'C6149', { name });
}

/** A literal whose methods use `this`, or that has accessors: those go to a table of its own. */
export function literal(path: NodePath<t.ObjectExpression>, making: Making): void {
  const table = new Table(making);
  const rest: t.ObjectExpression['properties'] = [];
  const asFields: [name: string, f: t.FunctionExpression][] = [];
  for (const [i, p] of path.node.properties.entries()) {
    const at = path.get(`properties.${i}`) as NodePath;
    if (t.isObjectMethod(p) && (p.kind !== 'method' || usesThis(p))) {
      const name = keyName(p);
      checkName(name, p, making.context);
      if (p.kind === 'method' && names.ofIteration.has(name)) {
        asFields.push([name, asValue(p)]);
        continue;
      }
      const f = lifted(at, asValue(p), making);
      if (p.kind === 'method') table.method(name, f);
      else table.accessor(name, p.kind, f);
    } else if (t.isObjectProperty(p) && t.isFunctionExpression(p.value) && usesThis(p.value)) {
      const name = keyName(p);
      checkName(name, p, making.context);
      if (names.ofIteration.has(name)) asFields.push([name, p.value]);
      else table.method(name, lifted(at, p.value, making));
    } else rest.push(p);
  }
  table.complete();
  if (table.size) rest.unshift(entry(names.kind, t.objectExpression(table.properties)));
  path.node.properties = rest;
  if (!asFields.length) return;
  // They know their record by the name of a parameter.
  const self = path.scope.generateUidIdentifier('self');
  const body: t.Statement[] = asFields.map(([name, f]) => {
    bindFunction(f, { ...making, info: undefined, isStatic: false, self: () => t.cloneNode(self) });
    return run(assign(fieldOf(t.cloneNode(self), name), f));
  });
  body.push(t.returnStatement(t.cloneNode(self)));
  path.replaceWith(t.callExpression(t.arrowFunctionExpression([self], t.blockStatement(body)), [path.node]));
  path.skip();
}

/** Has the function a `this` of its own? */
export function usesThis(f: t.Function): boolean {
  let found = false;
  const visit = (n: t.Node): void => {
    if (t.isThisExpression(n) || t.isSuper(n)) found = true;
    for (const key of t.VISITOR_KEYS[n.type] ?? []) {
      const child = (n as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key];
      for (const c of Array.isArray(child) ? child : [child])
        if (c && !(t.isFunction(c) && !t.isArrowFunctionExpression(c)) && !t.isClass(c)) visit(c);
    }
  };
  visit(f);
  return found;
}

const fieldOf = (object: t.Expression, name: string): t.MemberExpression =>
  names.isOurs(name) || !t.isValidIdentifier(name, false)
    ? ours(object, name)
    : t.memberExpression(object, t.identifier(name));

type Field = (t.ClassProperty | t.ClassPrivateProperty) & Keyed;

/** Statements that set the fields of an instance. */
function fields(info: ClassInfo, home: Home): t.Statement[] {
  const asked = [...info.methods.methods].filter(
    (name) => names.ofIteration.has(name) && ![...lineOf(info.base)].some((up) => up.methods.methods.has(name)),
  );
  return [...asked.map((name) => asField(name, home)), ...valueFields(info, home)];
}

/** `self.next = x => self.<kind>.<next>(self, x)` */
function asField(name: string, home: Home): t.Statement {
  const params = names.isOurs(name) ? [] : [t.identifier('x')];
  const method = ours(ours(home.self(), names.kind), names.methodName(name));
  const call = t.callExpression(method, [home.self(), ...params.map((p) => t.cloneNode(p))]);
  return run(assign(fieldOf(home.self(), name), t.arrowFunctionExpression(params, call)));
}

function valueFields(info: ClassInfo, home: Home): t.Statement[] {
  return info.node.body.body.flatMap((m) => {
    if (!(t.isClassProperty(m) || t.isClassPrivateProperty(m)) || m.static) return [];
    const name = keyName(m as Field);
    const hides = [...lineOf(info.base)].some((up) => up.instanceFields.has(name));
    if (!m.value && !hides) return [];
    const value = m.value ? (bindSelf(m.value, home) as t.Expression) : undefinedValue();
    return [t.inherits(run(assign(fieldOf(home.self(), name), value)), m)];
  });
}

/** `return` ends a constructor with the instance. */
function answersSelf(node: t.Node, self: t.Identifier, context: PassContext): void {
  if (t.isReturnStatement(node)) {
    if (node.argument) context.refuse(node, 'C6153');
    node.argument = t.cloneNode(self);
    return;
  }
  for (const key of t.VISITOR_KEYS[node.type] ?? []) {
    const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key];
    for (const c of Array.isArray(child) ? child : [child])
      if (c && !t.isFunction(c) && !t.isClass(c)) answersSelf(c, self, context);
  }
}

/** The function that fills a new instance and answers it. */
function filler(path: NodePath<t.Class>, info: ClassInfo, making: Making): t.Expression {
  const { context } = making;
  const maker = constructorOf(info.node);
  const up = info.node.superClass as t.Expression | null | undefined;
  const self = path.scope.generateUidIdentifier('self');
  const here = (): t.Expression => t.cloneNode(self);
  // Of an instance of an error the interpreter makes the record, so it is another one.
  const made = (args: t.CallExpression['arguments'], at: t.Node): t.Expression => {
    if (!info.base) {
      if (args.length > 1 || t.isSpreadElement(args[0]))
        context.refuse(at, 'C6126', { name: 'Error', instead: 'Give it one argument.' });
      const error = t.callExpression(capabilityCall('$error'), args);
      return assign(t.cloneNode(self), t.callExpression(context.library('$asError'), [here(), error]));
    }
    const call = callWith(ours(t.cloneNode(up!), names.init), [here()], args, info.base.maker.rest, context, at);
    return info.root === 'error' ? assign(t.cloneNode(self), call) : call;
  };
  const home: Home = { ...making, info, isStatic: false, self: here };
  const own = fields(info, home);
  const end = t.returnStatement(here());
  const func = (params: t.FunctionParameter[], body: t.Statement[]): t.FunctionExpression =>
    t.functionExpression(null, [t.cloneNode(self), ...params], t.blockStatement(body));
  if (!maker) {
    if (!up) return func([], [...own, end]);
    if (info.base && !own.length) return ours(t.cloneNode(up), names.init);
    const params = Array.from({ length: info.maker.count }, () => path.scope.generateUidIdentifier('a'));
    const list = params.map((p, i) => (i === info.maker.rest ? t.spreadElement(t.cloneNode(p)) : t.cloneNode(p)));
    return func(params, [run(made(list, info.node)), ...own, end]);
  }
  const f = asValue(maker);
  const statement = maker.body.body.find((s) => t.isExpressionStatement(s) && isSuperCall(s.expression));
  let calls = 0;
  t.traverseFast(maker, (n) => {
    if (isSuperCall(n)) calls++;
  });
  const direct = statement !== undefined && calls === 1;
  const later = direct || !own.length ? undefined : path.scope.generateUidIdentifier('f');
  bindFunction(f, {
    ...home,
    superCall(call) {
      const value = made(call.arguments, call);
      return later ? t.sequenceExpression([value, t.callExpression(t.cloneNode(later), []), here()]) : value;
    },
  });
  answersSelf(f.body, self, context);
  const { body } = f.body;
  if (!up) body.unshift(...own);
  else if (direct) body.splice(body.indexOf(statement) + 1, 0, ...own);
  else if (later) body.unshift(declare(t.cloneNode(later), t.arrowFunctionExpression([], t.blockStatement(own))));
  if (!t.isReturnStatement(body[body.length - 1])) body.push(end);
  plainRest(f);
  f.params.unshift(t.cloneNode(self));
  return f;
}

const isSuperCall = (n: t.Node): boolean => t.isCallExpression(n) && t.isSuper(n.callee);

/** Static fields and blocks, as statements behind the record. */
function statics(info: ClassInfo, self: t.Identifier, making: Making): t.Statement[] {
  const home: Home = { ...making, info, isStatic: true, self: () => t.cloneNode(self) };
  const asked = new Set([...lineOf(info)].flatMap((up) => [...up.statics.methods]));
  const out = [...asked].filter((name) => names.ofIteration.has(name)).map((name) => asField(name, home));
  for (const up of lineOf(info.base))
    for (const name of up.fields) {
      if (info.fields.has(name) || names.isOurs(name)) continue;
      out.push(run(assign(fieldOf(t.cloneNode(self), name), fieldOf(t.cloneNode(info.node.superClass!), name))));
    }
  for (const m of info.node.body.body) {
    if (t.isStaticBlock(m)) {
      const block = t.blockStatement(m.body);
      bindFunction(t.arrowFunctionExpression([], block), home);
      let variables = false;
      t.traverseFast(block, (n) => {
        if (t.isVariableDeclaration(n, { kind: 'var' }) || t.isFunctionDeclaration(n)) variables = true;
      });
      out.push(variables ? run(t.callExpression(t.arrowFunctionExpression([], block), [])) : block);
    } else if ((t.isClassProperty(m) || t.isClassPrivateProperty(m)) && m.static) {
      const value = m.value ? (bindSelf(m.value, home) as t.Expression) : undefinedValue();
      out.push(t.inherits(run(assign(fieldOf(t.cloneNode(self), keyName(m as Field)), value)), m));
    }
  }
  return out;
}

/** The record of a class, and what runs behind its making. */
export function classRecord(
  path: NodePath<t.Class>,
  info: ClassInfo,
  self: t.Identifier,
  making: Making,
): [record: t.ObjectExpression, after: t.Statement[]] {
  const own = new Table(making);
  const shared = new Table(making);
  for (const [i, m] of info.node.body.body.entries()) {
    if (!(t.isClassMethod(m) || t.isClassPrivateMethod(m)) || m.kind === 'constructor') continue;
    const name = keyName(m as t.ClassMethod & Keyed);
    checkName(name, m, making.context);
    const isStatic = !!m.static;
    const f = lifted(path.get(`body.body.${i}`) as NodePath, asValue(m), making, info, isStatic);
    const table = isStatic ? shared : own;
    if (m.kind === 'method') table.method(name, f);
    else table.accessor(name, m.kind, f);
  }
  own.complete();
  shared.complete();
  const up = info.node.superClass as t.Expression | null | undefined;
  const properties = [entry(names.init, filler(path, info, making))];
  if (info.base) {
    properties.unshift(entry(names.base, t.cloneNode(up!)));
    own.inherit(up!, lineOf(info.base), false);
    shared.inherit(ours(t.cloneNode(up!), names.kind), lineOf(info.base), true);
  }
  if (shared.size) properties.push(entry(names.kind, t.objectExpression(shared.properties)));
  return [t.objectExpression([...properties, ...own.properties]), statics(info, self, making)];
}
