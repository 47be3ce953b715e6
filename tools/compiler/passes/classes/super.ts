// `super.m(x)` → `Base.prototype.m.call(this, x)`: the interpreter resolves super from the instance, and loses its way.
import { t } from '../../babel.js';
import type { PassContext } from '../../context.js';
import { type AccessorNames, isAccessor } from '../accessors.js';
import { eachOwn, keyed, keyValue, member, put } from '../build.js';

export interface Home {
  /** Makes the object whose members `super` means. */
  base(): t.Expression;
  readonly context: PassContext;
  readonly accessors: AccessorNames;
}

const isSuperMember = (n: t.Node | null | undefined): n is t.MemberExpression =>
  t.isMemberExpression(n) && t.isSuper(n.object);

function read(node: t.MemberExpression, home: Home): t.Expression {
  const key = node.property as t.Expression;
  if (isAccessor(home.accessors, node))
    return t.inherits(
      t.callExpression(home.context.library('$superGet'), [
        home.base(),
        keyValue(key, node.computed),
        t.thisExpression(),
      ]),
      node,
    );
  return t.inherits(t.memberExpression(home.base(), key, node.computed), node);
}

function write(node: t.MemberExpression, value: t.Expression, home: Home): t.Expression {
  const key = node.property as t.Expression;
  if (isAccessor(home.accessors, node))
    return t.callExpression(home.context.library('$superSet'), [
      home.base(),
      keyValue(key, node.computed),
      t.thisExpression(),
      value,
    ]);
  return t.assignmentExpression('=', keyed(t.thisExpression(), key, node.computed), value);
}

function apply(callee: t.Expression, args: t.CallExpression['arguments']): t.Expression {
  const spread = args.some((a) => t.isSpreadElement(a));
  return t.callExpression(
    member(callee, spread ? 'apply' : 'call'),
    spread ? [t.thisExpression(), t.arrayExpression(args as t.Expression[])] : [t.thisExpression(), ...args],
  );
}

/** Replaces every `super.x` that belongs to the function, field or block `node`. */
export function superMembers(node: t.Node, home: Home): void {
  eachOwn(node, (n, parent, key, index) => {
    const replace = (value: t.Expression): void => put(parent, key, index, t.inherits(value, n));
    if (t.isCallExpression(n) && isSuperMember(n.callee)) {
      const callee = read(n.callee, home);
      for (const a of n.arguments) superMembers(t.arrayExpression([a as t.Expression]), home);
      n.callee = t.identifier('x');
      replace(apply(callee, n.arguments));
    } else if (t.isOptionalCallExpression(n) && isSuperMember(n.callee)) {
      replace(
        t.optionalCallExpression(
          t.optionalMemberExpression(read(n.callee, home), t.identifier('call'), false, true),
          [t.thisExpression(), ...n.arguments],
          false,
        ),
      );
    } else if (t.isAssignmentExpression(n) && isSuperMember(n.left)) {
      const { left, operator } = n;
      const wrapped = t.arrayExpression([n.right]);
      superMembers(wrapped, home);
      const right = wrapped.elements[0] as t.Expression;
      replace(
        write(
          left,
          operator === '='
            ? right
            : t.binaryExpression(operator.slice(0, -1) as '+', read(t.cloneNode(left), home), right),
          home,
        ),
      );
    } else if (t.isUpdateExpression(n) && isSuperMember(n.argument)) {
      const before = t.unaryExpression('+', read(t.cloneNode(n.argument), home));
      const step = n.operator === '++' ? ('+' as const) : ('-' as const);
      const set = write(n.argument, t.binaryExpression(step, before, t.numericLiteral(1)), home);
      // The old value is the new one less the step.
      replace(n.prefix ? set : t.binaryExpression(step === '+' ? '-' : '+', set, t.numericLiteral(1)));
    } else if (isSuperMember(n)) replace(read(n, home));
  });
}
