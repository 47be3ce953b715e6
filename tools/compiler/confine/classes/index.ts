// Classes of card halves, in the subset that knows no `this`, no `new` and no prototypes.
//
//   class A { n = 1; m(x) { return this.n + x } }    →  A = { <init>: function(self){self.n=1;return self},
//   new A()                                                   <m>: function(self,x){return self.n+x} }
//   a.m(2)                                            →  A.<init>({<kind>:A})   and   a.<kind>.<m>(a,2)
//
// An instance is a record with its fields and its class; a class is a record with its methods, and with those of its base,
// taken over by name. Names in <> are the compiler's: no name of an author can be one. What a call or a member means is
// settled later, in dispatch.ts, when chains and patterns are gone.
import { type NodePath, recrawl, t, traverse } from '../../babel.js';
import type { PassContext } from '../../context.js';
import { declare } from '../../passes/build.js';
import { privateNames } from '../../passes/classes/private-names.js';
import { assign, temporary } from '../../passes/memo.js';
import { callWith, type Objects } from './calls.js';
import { type Classes, type ClassInfo, classOf, knownClasses, lineOf, restAt } from './known.js';
import * as names from './names.js';
import { checkName, classRecord, literal, type Making, type Uses, usesThis } from './record.js';

/** Names by which members are read and written anywhere. */
function usesOf(ast: t.File): Uses {
  const read = new Set<string>();
  const written = new Set<string>();
  traverse(ast, {
    'MemberExpression|OptionalMemberExpression'(path: NodePath) {
      const name = names.memberName(path.node as t.MemberExpression);
      if (!name) return;
      const { parentPath, node } = path;
      const set =
        parentPath?.isAssignmentExpression({ left: node }) ||
        parentPath?.isUpdateExpression() ||
        parentPath?.isForXStatement({ left: node }) ||
        parentPath?.isPattern() ||
        parentPath?.isRestElement() ||
        (parentPath?.isObjectProperty({ value: node }) && parentPath.parentPath.isObjectPattern());
      if (set) written.add(name);
      if (!(set && parentPath?.isAssignmentExpression({ operator: '=' }))) read.add(name);
    },
    ObjectPattern(path) {
      for (const p of path.node.properties) if (t.isObjectProperty(p)) read.add(names.keyName(p));
    },
  });
  return { read, written };
}

/** Methods and accessors of all classes and literals, by name. */
function objectsOf(ast: t.File, context: PassContext): Objects {
  const methods = new Map<string, number>();
  const accessors = new Set<string>();
  const add = (m: t.ClassMethod | t.ObjectMethod): void => {
    if (m.kind === 'constructor') return;
    const name = names.keyName(m);
    if (m.kind !== 'method') {
      accessors.add(name);
      if (methods.has(name)) context.refuse(m, 'C6155', { name });
      return;
    }
    if (accessors.has(name)) context.refuse(m, 'C6155', { name });
    // These are fields.
    if (names.ofIteration.has(name)) return;
    const rest = restAt(m);
    const known = methods.get(name);
    if (known !== undefined && known !== rest) context.refuse(m, 'C6115');
    methods.set(name, rest);
  };
  traverse(ast, {
    'ClassMethod|ClassPrivateMethod'(path: NodePath) {
      add(path.node as t.ClassMethod);
    },
    ObjectMethod(path) {
      if (path.node.kind !== 'method' || usesThis(path.node)) add(path.node);
    },
    ObjectProperty(path) {
      const { value } = path.node;
      if (!t.isFunctionExpression(value) || !usesThis(value) || path.parentPath.isObjectPattern()) return;
      const name = names.keyName(path.node);
      checkName(name, path.node, context);
      if (names.ofIteration.has(name)) return;
      methods.set(name, restAt(value));
    },
  });
  return { methods, accessors };
}

/** `new` of what is no native, and `instanceof`. */
function makers(ast: t.File, classes: Classes, context: PassContext): void {
  const anyRest = [...classes.values()].some((c) => c.maker.rest >= 0);
  traverse(ast, {
    NewExpression: {
      exit(path) {
        const { callee, arguments: args } = path.node;
        const node = classOf(path, callee);
        const info = node && classes.get(node);
        if (!info && anyRest) context.refuse(path.node, 'C6115');
        const held = t.isIdentifier(callee) || t.isThisExpression(callee) ? callee : temporary(path, 'c');
        const call = callWith(
          names.ours(t.cloneNode(held), names.init),
          [t.objectExpression([names.entry(names.kind, t.cloneNode(held))])],
          args,
          info?.maker.rest ?? -1,
          context,
          path.node,
        );
        const made = t.inherits(call, path.node);
        path.replaceWith(
          held === callee
            ? made
            : t.sequenceExpression([assign(t.cloneNode(held) as t.Identifier, callee as t.Expression), made]),
        );
      },
    },
    BinaryExpression: {
      exit(path) {
        const { left, operator, right } = path.node;
        if (operator !== 'instanceof') return;
        const native = t.isIdentifier(right) && !path.scope.hasBinding(right.name, true);
        const call = native
          ? t.callExpression(context.library('$isError'), [left as t.Expression])
          : t.callExpression(context.library('$isA'), [left as t.Expression, right]);
        path.replaceWith(t.inherits(call, path.node));
      },
    },
  });
}

/** Gives other names to what would hide the names that a class uses in its members. */
function clear(path: NodePath<t.Class>, used: readonly (string | undefined)[]): void {
  (path.get('body') as NodePath).traverse({
    Scopable(p) {
      for (const name of used) if (name && p.scope.hasOwnBinding(name)) p.scope.rename(name);
    },
  });
  const maker = path.node.body.body.findIndex((m) => t.isClassMethod(m) && m.kind === 'constructor');
  if (maker < 0) return;
  // Values of fields move into the constructor, whose own names they do not mean.
  const own = path.get(`body.body.${maker}`) as NodePath<t.ClassMethod>;
  const meant = new Set<string>();
  for (const m of path.node.body.body)
    if ((t.isClassProperty(m) || t.isClassPrivateProperty(m)) && !m.static && m.value)
      t.traverseFast(m.value, (n) => {
        if (t.isIdentifier(n)) meant.add(n.name);
      });
  for (const name of Object.keys(own.scope.bindings)) if (meant.has(name)) own.scope.rename(name);
}

/** `#x in o` */
function brands(path: NodePath<t.Class>, self: t.Identifier, context: PassContext): void {
  const hidden = new Set(path.node.body.body.map((m) => names.keyName(m as never)).filter((n) => names.isOurs(n)));
  path.traverse({
    BinaryExpression(p) {
      const { left, operator, right } = p.node;
      if (operator !== 'in' || !t.isStringLiteral(left) || !hidden.has(left.value)) return;
      p.replaceWith(t.inherits(t.callExpression(context.library('$isA'), [right, t.cloneNode(self)]), p.node));
    },
  });
}

/** A static field that changes is one for all classes that extend: copies would differ. */
function checkStatics(classes: Classes, uses: Uses, context: PassContext): void {
  for (const info of classes.values())
    for (const up of lineOf(info.base))
      for (const m of up.node.body.body)
        if (t.isClassProperty(m) && m.static && uses.written.has(names.keyName(m)))
          context.refuse(m, 'C6150', { name: names.keyName(m) });
}

function lowerClass(path: NodePath<t.Class>, info: ClassInfo, making: Making): void {
  const { node, parentPath } = path;
  const declarator =
    parentPath?.isVariableDeclarator({ init: node }) && t.isIdentifier(parentPath.node.id) ? parentPath : undefined;
  const list = declarator?.parentPath;
  const inPlace =
    declarator &&
    list?.isVariableDeclaration() &&
    list.node.declarations.length === 1 &&
    list.inList &&
    path.scope.getBinding((declarator.node.id as t.Identifier).name)?.constant;
  const self =
    inPlace && declarator
      ? (declarator.node.id as t.Identifier)
      : path.isClassDeclaration()
        ? node.id!
        : (node.id ?? path.scope.generateUidIdentifier('c'));
  if (inPlace && node.id && node.id.name !== self.name) path.scope.rename(node.id.name, self.name);
  const base = t.isIdentifier(node.superClass) ? node.superClass.name : undefined;
  clear(path, [self.name, base]);
  brands(path, self, making.context);
  const [record, after] = classRecord(path, info, self, making);
  if (making.uses.read.has('name') && info.name && !info.fields.has('name'))
    record.properties.push(t.objectProperty(t.identifier('name'), t.stringLiteral(info.name)));
  const made = t.inherits(record, node);
  if (path.isClassDeclaration()) path.replaceWithMultiple([declare(t.cloneNode(self), made), ...after]);
  else if (inPlace) list.replaceWithMultiple([declare(t.cloneNode(self), made), ...after]);
  else if (after.length || usesName(made, self.name))
    path.replaceWith(
      t.callExpression(
        t.arrowFunctionExpression(
          [],
          t.blockStatement([declare(t.cloneNode(self), made), ...after, t.returnStatement(t.cloneNode(self))]),
        ),
        [],
      ),
    );
  else path.replaceWith(made);
}

function usesName(node: t.Node, name: string): boolean {
  let found = false;
  t.traverseFast(node, (n) => {
    if (t.isIdentifier(n, { name })) found = true;
  });
  return found;
}

/** Lowers classes, `new`, `instanceof`, and literals with accessors or methods that use `this`. */
export function classes(ast: t.File, context: PassContext): Objects {
  let any = false;
  t.traverseFast(ast, (n) => {
    if (
      t.isClass(n) ||
      t.isThisExpression(n) ||
      t.isNewExpression(n) ||
      t.isBinaryExpression(n, { operator: 'instanceof' })
    )
      any = true;
    if (t.isObjectMethod(n) && n.kind !== 'method') any = true;
  });
  if (!any) return { methods: new Map(), accessors: new Set() };
  privateNames(ast, context);
  recrawl(ast);
  const known = knownClasses(ast, context);
  const objects = objectsOf(ast, context);
  const making: Making = { context, objects, uses: usesOf(ast) };
  checkStatics(known, making.uses, context);
  makers(ast, known, context);
  recrawl(ast);
  traverse(ast, {
    Class: {
      exit(path: NodePath<t.Class>) {
        const info = known.get(path.node);
        if (!info || (info.node.superClass && !info.base && info.root === 'none')) return;
        context.cost(path.node, 'C6504');
        lowerClass(path, info, making);
      },
    },
    ObjectExpression: {
      exit(path) {
        const own = path.node.properties.some(
          (p) =>
            (t.isObjectMethod(p) && (p.kind !== 'method' || usesThis(p))) ||
            (t.isObjectProperty(p) && t.isFunctionExpression(p.value) && usesThis(p.value)),
        );
        if (own) literal(path, making);
      },
    },
  });
  recrawl(ast);
  return objects;
}
