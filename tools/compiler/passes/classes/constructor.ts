// The constructor function of a class: parameters, the base's constructor, fields, body.
import { t } from '../../babel.js';
import { declare, eachOwn, id, keyed, member, put, run } from '../build.js';
import { assign, undefinedValue } from '../memo.js';
import type { Maker } from '../receivers.js';
import type { Field } from './elements.js';
import type { ClassParts } from './index.js';

/** Statements that make the fields on `self`. */
const fieldStatements = (fields: readonly Field[], self: () => t.Expression): t.Statement[] =>
  fields.map((f) =>
    t.inherits(
      run(t.assignmentExpression('=', keyed(self(), t.cloneNode(f.key), f.computed), f.value ?? undefinedValue())),
      f.node,
    ),
  );

const isSuperCall = (n: t.Node | null | undefined): n is t.CallExpression =>
  t.isCallExpression(n) && t.isSuper(n.callee);

/** Names that the constructor's own parameters and variables take. */
function taken(maker: t.ClassMethod): Set<string> {
  const names = new Set<string>();
  t.traverseFast(maker, (n) => {
    if (t.isIdentifier(n)) names.add(n.name);
  });
  return names;
}

/** Could a name in a field's value mean something else inside the constructor? */
function meetsNames(fields: readonly Field[], maker: t.ClassMethod | undefined): boolean {
  if (!maker || (!maker.params.length && !maker.body.body.some((s) => t.isDeclaration(s)))) return false;
  const names = taken(maker);
  let meets = false;
  for (const f of fields)
    if (f.value)
      t.traverseFast(f.value, (n) => {
        if (t.isIdentifier(n) && names.has(n.name)) meets = true;
        if (t.isIdentifier(n, { name: 'arguments' })) meets = true;
      });
  return meets;
}

/** The call of the base's constructor, as an expression whose value is `this`. */
function superCall(
  parts: ClassParts,
  args: t.CallExpression['arguments'],
  self: t.Identifier | undefined,
): t.Expression {
  const base = parts.base ? t.cloneNode(parts.base) : t.nullLiteral();
  const spread = args.some((a) => t.isSpreadElement(a)) || args.some((a) => t.isIdentifier(a, { name: 'arguments' }));
  if (parts.kind === 'plain')
    return t.callExpression(member(base, spread ? 'apply' : 'call'), [
      t.thisExpression(),
      ...(spread ? [listOf(args)] : args),
    ]);
  return assign(
    t.cloneNode(self!),
    t.callExpression(parts.context.library('$construct'), [base, t.thisExpression(), listOf(args)]),
  );
}

/** All arguments as a list; `...arguments` alone is one already. */
function listOf(args: t.CallExpression['arguments']): t.Expression {
  const [only] = args;
  if (args.length === 1 && t.isSpreadElement(only) && t.isIdentifier(only.argument, { name: 'arguments' }))
    return only.argument;
  return t.arrayExpression(args as t.Expression[]);
}

export function constructorOf(parts: ClassParts, fields: readonly Field[]): t.FunctionExpression {
  const maker = parts.path.node.body.body.find((m) => t.isClassMethod(m) && m.kind === 'constructor') as
    | t.ClassMethod
    | undefined;
  const derived = parts.base !== undefined;
  const params = (maker?.params ?? []) as t.FunctionParameter[];
  const body = maker?.body.body ?? [];
  const self = derived && parts.kind !== 'plain' ? parts.path.scope.generateUidIdentifier('t') : undefined;
  const here = (): t.Expression => (self ? t.cloneNode(self) : t.thisExpression());
  if (!derived) return withFields(parts, fields, maker, params, (init) => [...init(() => t.thisExpression()), ...body]);
  if (!maker) {
    const up = superCall(parts, [t.spreadElement(id('arguments'))], self);
    const first = self ? declare(self, (up as t.AssignmentExpression).right) : run(up);
    return withFields(parts, fields, maker, params, (init) => [
      first,
      ...init(here),
      ...(self ? [t.returnStatement(here())] : []),
    ]);
  }
  // `this` is what the base's constructor answered.
  const holder = t.blockStatement(body);
  if (self)
    eachOwn(holder, (n, parent, key, index) => {
      if (t.isThisExpression(n)) put(parent, key, index, here());
    });
  const calls = countSuper(holder);
  const direct = body.findIndex((s) => t.isExpressionStatement(s) && isSuperCall(s.expression));
  return withFields(parts, fields, maker, params, (init, byCall) => {
    if (direct >= 0 && calls === 1) {
      const [statement] = body.slice(direct, direct + 1) as [t.ExpressionStatement];
      const up = superCall(parts, (statement.expression as t.CallExpression).arguments, self);
      const first = self && direct === 0 ? declare(self, (up as t.AssignmentExpression).right) : run(up);
      holder.body.splice(direct, 1, t.inherits(first, statement), ...init(here));
      if (self && direct > 0) holder.body.unshift(declare(t.cloneNode(self)));
    } else {
      eachOwn(holder, (n, parent, key, index) => {
        if (!isSuperCall(n)) return;
        const up = superCall(parts, n.arguments, self);
        put(parent, key, index, t.inherits(t.sequenceExpression([up, ...byCall(here), here()]), n));
      });
      if (self) holder.body.unshift(declare(t.cloneNode(self)));
    }
    if (self) {
      answersSelf(holder, self);
      const last = holder.body[holder.body.length - 1];
      if (!t.isReturnStatement(last)) holder.body.push(t.returnStatement(here()));
    }
    return holder.body;
  });
}

/** `return` without a value answers the instance. */
function answersSelf(block: t.BlockStatement, self: t.Identifier): void {
  const visit = (n: t.Node): void => {
    if (t.isReturnStatement(n) && !n.argument) n.argument = t.cloneNode(self);
    for (const key of t.VISITOR_KEYS[n.type] ?? []) {
      const child = (n as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key];
      for (const c of Array.isArray(child) ? child : [child]) if (c && !t.isFunction(c)) visit(c);
    }
  };
  visit(block);
}

function countSuper(node: t.Node): number {
  let n = 0;
  eachOwn(node, (c) => {
    if (isSuperCall(c)) n++;
  });
  return n;
}

/** Puts the fields where `place` asks for them: as statements, or as calls of a function beside the class. */
function withFields(
  parts: ClassParts,
  fields: readonly Field[],
  maker: t.ClassMethod | undefined,
  params: t.FunctionParameter[],
  place: (
    asStatements: (self: () => t.Expression) => t.Statement[],
    asCalls: (self: () => t.Expression) => t.Expression[],
  ) => t.Statement[],
): t.FunctionExpression {
  let init: t.Identifier | undefined;
  const byCall = (self: () => t.Expression): t.Expression[] => {
    if (!fields.length) return [];
    if (!init) {
      init = parts.path.scope.generateUidIdentifier('f');
      parts.before.push(
        declare(
          t.cloneNode(init),
          t.functionExpression(null, [], t.blockStatement(fieldStatements(fields, () => t.thisExpression()))),
        ),
      );
    }
    return [t.callExpression(member(t.cloneNode(init), 'call'), [self()])];
  };
  const apart = meetsNames(fields, maker);
  const inline = (self: () => t.Expression): t.Statement[] => {
    if (apart) return byCall(self).map((e) => run(e));
    const list = fieldStatements(fields, self);
    const holder = t.blockStatement(list);
    eachOwn(holder, (n, parent, key, index) => {
      if (t.isThisExpression(n)) put(parent, key, index, self());
    });
    return holder.body;
  };
  const statements = place(inline, byCall);
  const made = t.functionExpression(null, params, t.blockStatement(statements));
  (made as Maker).constructs = true;
  if (maker) t.inherits(made, maker);
  return made;
}
