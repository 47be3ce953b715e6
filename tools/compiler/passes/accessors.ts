// Getters and setters run as often as ECMAScript says: on the card `o.x += 1` runs a getter three times, a bare `o.x`
// not at all, and `a = o.x = 1` through a setter gives undefined.
//
// Which names have accessors is known from the whole program: only their uses are changed.
import { type NodePath, t, traverse, type Visitor } from '../babel.js';
import type { PassContext } from '../context.js';
import { keyValue } from './build.js';
import { assign, temporary, twice } from './memo.js';

export interface AccessorNames {
  readonly names: ReadonlySet<string>;
  /** Accessors whose names are not known from the text. */
  readonly any: boolean;
  /** Names of which a getter does more than read: on the card setting runs the getter too. */
  readonly loud: ReadonlySet<string>;
}

/** Does the function only read? */
function onlyReads(body: t.Node): boolean {
  let quiet = true;
  t.traverseFast(body, (n) => {
    if (
      t.isCallExpression(n) ||
      t.isNewExpression(n) ||
      t.isAssignmentExpression(n) ||
      t.isUpdateExpression(n) ||
      t.isThrowStatement(n) ||
      t.isTaggedTemplateExpression(n) ||
      t.isOptionalCallExpression(n)
    )
      quiet = false;
    // What it reads may have a getter itself, or be missing.
    if (t.isMemberExpression(n) && !t.isThisExpression(n.object) && !t.isIdentifier(n.object)) quiet = false;
    if (t.isMemberExpression(n) && t.isSuper(n.object)) quiet = false;
  });
  return quiet;
}

/** Every name under which the program makes an accessor. */
export function accessorNames(ast: t.File): AccessorNames {
  const names = new Set<string>();
  let any = false;
  const loud = new Set<string>();
  const add = (key: t.Node, computed: boolean): void => {
    if (t.isIdentifier(key) && !computed) names.add(key.name);
    else if (t.isStringLiteral(key) || t.isNumericLiteral(key)) names.add(String(key.value));
    else any = true;
  };
  traverse(ast, {
    'ObjectMethod|ClassMethod|ClassPrivateMethod'(path: NodePath) {
      const node = path.node as t.ClassMethod & { hidden?: t.StringLiteral };
      if (node.kind !== 'get' && node.kind !== 'set') return;
      if (node.hidden) names.add(node.hidden.value);
      else add(node.key, node.computed);
      if (node.kind === 'get' && !onlyReads(node.body))
        loud.add(node.hidden?.value ?? (t.isIdentifier(node.key) && !node.computed ? node.key.name : '*'));
    },
    ClassAccessorProperty(path) {
      const node = path.node as t.ClassAccessorProperty & { hidden?: t.StringLiteral };
      if (node.hidden) names.add(node.hidden.value);
      else add(node.key, node.computed ?? false);
    },
    // A static field is inherited by an accessor: see $extend.
    ClassProperty(path) {
      if (path.node.static && !path.node.computed) add(path.node.key, false);
    },
    CallExpression(path) {
      const { callee, arguments: args } = path.node;
      if (!t.isMemberExpression(callee) || callee.computed || !t.isIdentifier(callee.property)) return;
      const { name } = callee.property;
      if (name === 'defineProperty' || name === '__defineGetter__' || name === '__defineSetter__') {
        const key = args[name === 'defineProperty' ? 1 : 0];
        const described = args[2];
        const data =
          t.isObjectExpression(described) &&
          described.properties.every(
            (p) =>
              !t.isSpreadElement(p) &&
              !p.computed &&
              t.isIdentifier(p.key) &&
              p.key.name !== 'get' &&
              p.key.name !== 'set',
          );
        if (!data && key) {
          add(key, true);
          loud.add(t.isStringLiteral(key) ? key.value : '*');
        }
      } else if (name === 'defineProperties' || name === 'create') {
        const described = args[1];
        if (!described) return;
        if (!t.isObjectExpression(described)) any = true;
        else
          for (const p of described.properties)
            if (t.isSpreadElement(p)) any = true;
            else {
              add(p.key, p.computed);
              loud.add('*');
            }
      }
    },
  });
  return { names, any, loud };
}

/** May this member be an accessor? */
export function isAccessor({ names, any }: AccessorNames, node: t.MemberExpression): boolean {
  const { property, computed } = node;
  if (!computed) return any || names.has((property as t.Identifier).name);
  if (t.isStringLiteral(property) || t.isNumericLiteral(property)) return any || names.has(String(property.value));
  return (any || names.size > 0) && !t.isUpdateExpression(property);
}

const isUnused = (path: NodePath): boolean =>
  path.parentPath!.isExpressionStatement() || path.parentPath!.isForStatement({ update: path.node });

/** Sets a member without running its getter. */
function setting(
  known: AccessorNames,
  context: PassContext,
  target: t.MemberExpression,
  value: t.Expression,
): t.Expression {
  const { object, property, computed } = target;
  const name = computed ? (t.isStringLiteral(property) ? property.value : '*') : (property as t.Identifier).name;
  const loud = known.loud.has(name) || known.loud.has('*') || (name === '*' && known.loud.size > 0);
  if (!loud) return assign(target, value);
  return t.inherits(
    t.callExpression(context.library('$set'), [
      object as t.Expression,
      keyValue(property as t.Expression, computed),
      value,
    ]),
    target,
  );
}

/** Splits reading from setting. */
export const splitAccessors = (known: AccessorNames, context: PassContext): Visitor => ({
  AssignmentExpression: {
    exit(path) {
      const { left, operator, right } = path.node;
      if (!t.isMemberExpression(left) || !isAccessor(known, left)) return;
      if (operator === '=' && isUnused(path)) {
        const set = setting(known, context, left, right);
        if (!t.isAssignmentExpression(set)) path.replaceWith(set);
        return;
      }
      const parts: t.Expression[] = [];
      const target = twice(path, left, parts);
      const value = operator === '=' ? right : t.binaryExpression(operator.slice(0, -1) as '+', target(), right);
      if (isUnused(path)) {
        parts.push(setting(known, context, target(), value));
        path.replaceWith(parts.length > 1 ? t.sequenceExpression(parts) : parts[0]!);
      } else {
        const result = temporary(path, 'v');
        parts.push(assign(result, value), setting(known, context, target(), t.cloneNode(result)), t.cloneNode(result));
        path.replaceWith(t.sequenceExpression(parts));
      }
      path.skip();
    },
  },
  UpdateExpression: {
    exit(path) {
      const { argument, operator, prefix } = path.node;
      if (!t.isMemberExpression(argument) || !isAccessor(known, argument)) return;
      const parts: t.Expression[] = [];
      const target = twice(path, argument, parts);
      const step = (from: t.Expression): t.Expression =>
        t.binaryExpression(operator === '++' ? '+' : '-', from, t.numericLiteral(1));
      if (isUnused(path)) parts.push(setting(known, context, target(), step(t.unaryExpression('+', target()))));
      else {
        const result = temporary(path, 'v');
        const before = t.unaryExpression('+', target());
        parts.push(
          assign(result, prefix ? step(before) : before),
          setting(known, context, target(), prefix ? t.cloneNode(result) : step(t.cloneNode(result))),
          t.cloneNode(result),
        );
      }
      path.replaceWith(parts.length > 1 ? t.sequenceExpression(parts) : parts[0]!);
      path.skip();
    },
  },
});

/** A read whose value nobody takes: `!o.x` runs the getter, `o.x` does not. Last, when nothing is dropped any more. */
export const bareReads = (known: AccessorNames): Visitor => {
  const bare = (n: t.Node): n is t.MemberExpression => t.isMemberExpression(n) && isAccessor(known, n);
  return {
    ExpressionStatement(path) {
      const { expression } = path.node;
      if (bare(expression)) path.node.expression = t.unaryExpression('!', expression);
    },
    UnaryExpression(path) {
      const { operator, argument } = path.node;
      if (operator === 'void' && bare(argument)) path.node.argument = t.unaryExpression('!', argument);
    },
    SequenceExpression(path) {
      const list = path.node.expressions;
      const last = isUnused(path) ? list.length : list.length - 1;
      for (const [i, e] of list.entries()) if (i < last && bare(e)) list[i] = t.unaryExpression('!', e);
    },
  };
};
