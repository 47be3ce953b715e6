// `this` and `super` of methods, constructors, fields and static blocks: `this` becomes a parameter, `super` the base's record.
import { t } from '../../babel.js';
import type { PassContext } from '../../context.js';
import { assign } from '../../passes/memo.js';
import { callWith, type Objects } from './calls.js';
import { type ClassInfo, lineOf } from './known.js';
import { getterName, kind, memberName, methodName, ours, setterName } from './names.js';

/** What `this` and `super` mean at a place. */
export interface Home {
  readonly context: PassContext;
  readonly objects: Objects;
  readonly info: ClassInfo | undefined;
  readonly isStatic: boolean;
  self(): t.Expression;
  /** What `super(…)` becomes, in a constructor of a class that extends another. */
  superCall?(call: t.CallExpression): t.Expression;
}

type Child = t.Node | null | undefined;

/** Rewrites the children of `node` that share its `this`. */
function inside(node: t.Node, visit: (n: t.Node) => t.Node): void {
  for (const key of t.VISITOR_KEYS[node.type] ?? []) {
    const holder = node as unknown as Record<string, Child | Child[]>;
    const child = holder[key];
    if (Array.isArray(child)) for (const [i, c] of child.entries()) child[i] = c && visit(c);
    else if (child) holder[key] = visit(child);
  }
}

const isSuperMember = (n: t.Node | null | undefined): n is t.MemberExpression =>
  t.isMemberExpression(n) && t.isSuper(n.object);

/** The record that has the members of the base. */
const baseOf = ({ info, isStatic }: Home): t.Expression => {
  const up = t.cloneNode((info!.node.superClass ?? t.nullLiteral()) as t.Expression);
  return isStatic ? ours(up, kind) : up;
};

/** What the base has under a name. */
function found(home: Home, name: string): 'method' | 'accessor' | 'field' | undefined {
  for (const up of lineOf(home.info?.base)) {
    const members = home.isStatic ? up.statics : up.methods;
    if (members.methods.has(name)) return 'method';
    if (members.accessors.has(name)) return 'accessor';
    if (home.isStatic && up.fields.has(name)) return 'field';
  }
  return undefined;
}

/** Replaces `this`, `super` and `new.target` in what belongs to one function; answers the new node. */
export function bindSelf(node: t.Node, home: Home): t.Node {
  const { context } = home;
  const again = (n: t.Node): t.Node => bindSelf(n, home);
  const expressions = (list: t.CallExpression['arguments']): t.CallExpression['arguments'] =>
    list.map((a) => again(a) as t.Expression);
  if ((t.isFunction(node) && !t.isArrowFunctionExpression(node)) || t.isClass(node)) return node;
  if (t.isThisExpression(node)) return t.inherits(home.self(), node);
  if (t.isMetaProperty(node)) return t.inherits(ours(home.self(), kind), node);
  if (t.isMemberExpression(node) && t.isThisExpression(node.object) && memberName(node) === 'constructor')
    return t.inherits(home.isStatic ? again(node) : ours(home.self(), kind), node);
  if (t.isCallExpression(node) && t.isSuper(node.callee)) {
    node.arguments = expressions(node.arguments);
    return t.inherits(home.superCall ? home.superCall(node) : node, node);
  }
  if (t.isCallExpression(node) && isSuperMember(node.callee)) {
    const name = memberName(node.callee);
    if (found(home, name) === 'method')
      return t.inherits(
        callWith(
          ours(baseOf(home), methodName(name)),
          [home.self()],
          expressions(node.arguments),
          home.objects.methods.get(name) ?? -1,
          context,
          node,
        ),
        node,
      );
  }
  if (t.isAssignmentExpression(node, { operator: '=' }) && isSuperMember(node.left)) {
    const name = memberName(node.left);
    const right = again(node.right) as t.Expression;
    if (found(home, name) === 'accessor')
      return t.inherits(
        t.callExpression(context.library('$putOn'), [ours(baseOf(home), setterName(name)), home.self(), right]),
        node,
      );
    return t.inherits(assign(t.memberExpression(home.self(), node.left.property, node.left.computed), right), node);
  }
  if (isSuperMember(node)) {
    const name = memberName(node);
    const what = found(home, name);
    if (what === 'accessor')
      return t.inherits(t.callExpression(ours(baseOf(home), getterName(name)), [home.self()]), node);
    if (what === 'field') return t.memberExpression(t.cloneNode(home.info!.node.superClass!), node.property);
    context.refuse(node, 'C6152', { name });
    return node;
  }
  inside(node, again);
  return node;
}

/** The same for a whole function: its parameters and its body. */
export function bindFunction(f: t.Function, home: Home): void {
  inside(f, (n) => bindSelf(n, home));
}
