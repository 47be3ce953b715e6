// The card reads some operands later than ECMAScript says. Where a call in between could tell, a temporary is put.
//
//   x += f()     x is read after the call                    →  x = x + f()
//   o.p = f()    if f adds o.p too, the record has it twice  →  (t = f(), o.p = t)
//   a[f()]       a is read after the call                    →  (t = a)[f()]
import { type NodePath, t, type Visitor } from '../babel.js';
import { assign, isQuiet, isStable, temporary } from './memo.js';

const operatorOf = (assignment: string): t.BinaryExpression['operator'] =>
  assignment.slice(0, -1) as t.BinaryExpression['operator'];

/** Can only the statements around, and no call, change this variable? */
function isPrivate(path: NodePath, node: t.Node): boolean {
  if (!t.isIdentifier(node)) return false;
  const binding = path.scope.getBinding(node.name);
  if (!binding) return false;
  const owner = binding.scope.getFunctionParent();
  return binding.constantViolations.every((v) => v.scope.getFunctionParent() === owner);
}

/** Assigns nothing itself, whatever the functions do that it calls. */
const assignsNothing = (node: t.Node): boolean => {
  let nothing = true;
  t.traverseFast(node, (n) => {
    if (t.isAssignmentExpression(n) || t.isUpdateExpression(n)) nothing = false;
  });
  return nothing;
};

const undisturbed = (path: NodePath, target: t.Node, value: t.Node): boolean =>
  isQuiet(value) || (isPrivate(path, target) && assignsNothing(value));

/** Does it call nothing, and set only variables and members that are not the target's? `a.x = a.y = 1` */
function setsOthers(target: t.MemberExpression, value: t.Node): boolean {
  const literal = (m: t.MemberExpression): string | undefined =>
    m.computed
      ? t.isNumericLiteral(m.property) || t.isStringLiteral(m.property)
        ? String(m.property.value)
        : undefined
      : (m.property as t.Identifier).name;
  const own = literal(target);
  let others = true;
  t.traverseFast(value, (n) => {
    if (t.isCallExpression(n) || t.isNewExpression(n) || t.isAwaitExpression(n)) others = false;
    const set = t.isAssignmentExpression(n) ? n.left : t.isUpdateExpression(n) ? n.argument : undefined;
    if (t.isMemberExpression(set)) {
      const name = literal(set);
      if (name === undefined || own === undefined || name === own) others = false;
    }
  });
  return others;
}

/** Natives that add no members to an author's records. */
function addsNoMember(path: NodePath, node: t.Node): boolean {
  let none = true;
  t.traverseFast(node, (n) => {
    if (t.isAwaitExpression(n) || t.isAssignmentExpression(n)) none = false;
    if (t.isCallExpression(n)) {
      const { callee } = n;
      const native =
        (t.isMemberExpression(callee) &&
          !callee.computed &&
          nativeMethods.has((callee.property as t.Identifier).name)) ||
        (t.isMemberExpression(callee) && t.isIdentifier(callee.object, { name: '$c' })) ||
        (t.isMemberExpression(callee) &&
          t.isIdentifier(callee.object) &&
          !path.scope.getBinding(callee.object.name) &&
          globalRecords.has(callee.object.name)) ||
        (t.isIdentifier(callee) && !path.scope.getBinding(callee.name));
      if (!native) none = false;
    }
  });
  return none;
}
const nativeMethods = new Set(
  'push pop slice splice concat join indexOf fill subarray charCodeAt charAt substr substring split toString read write getFree eraseAll'.split(
    ' ',
  ),
);
const globalRecords = new Set(['Math', 'JSON', 'Object', 'String', 'Number', 'E', 'AES', 'Promise']);

/** `members`: may what is assigned to a member call something that adds that member? Not in the card's own runtime. */
export const evaluationOrder = (members: boolean): Visitor => ({
  AssignmentExpression: {
    exit(path) {
      const { left, right, operator } = path.node;
      if (operator !== '=' && !undisturbed(path, left, right)) {
        let read = t.cloneNode(left) as t.Expression;
        let write = left as t.Expression;
        if (t.isMemberExpression(left)) {
          let object = left.object as t.Expression;
          let key = left.property as t.Expression;
          if (!isStable(path, object)) {
            const id = temporary(path, 'o');
            object = assign(id, object);
            write = t.memberExpression(t.cloneNode(id), t.cloneNode(key), left.computed);
          }
          if (left.computed && !isStable(path, key)) {
            const id = temporary(path, 'k');
            key = assign(id, key);
            (write as t.MemberExpression).property = t.cloneNode(id);
          }
          // The target is spelled first but set last: its parts are computed in the reading.
          read = t.memberExpression(object, key, left.computed);
          const value = temporary(path, 'n');
          path.replaceWith(
            t.sequenceExpression([
              assign(value, t.binaryExpression(operatorOf(operator), read, right)),
              assign(write as t.LVal, t.cloneNode(value)),
            ]),
          );
          return;
        }
        path.node.operator = '=';
        path.node.right = t.binaryExpression(operatorOf(operator), read, right);
        return;
      }
      if (
        !members ||
        !t.isMemberExpression(left) ||
        isQuiet(right) ||
        setsOthers(left, right) ||
        addsNoMember(path, right)
      )
        return;
      const value = temporary(path, 'n');
      const parts: t.Expression[] = [];
      const target = t.cloneNode(left);
      if (!isStable(path, left.object)) {
        const id = temporary(path, 'o');
        parts.push(assign(id, left.object as t.Expression));
        target.object = t.cloneNode(id);
      }
      if (left.computed && !isStable(path, left.property)) {
        const id = temporary(path, 'k');
        parts.push(assign(id, left.property as t.Expression));
        target.property = t.cloneNode(id);
      }
      parts.push(assign(value, right), t.assignmentExpression(operator, target, t.cloneNode(value)));
      const statement = path.parentPath;
      if (statement.isExpressionStatement() && statement.inList)
        statement.replaceWithMultiple(parts.map((p) => t.expressionStatement(p)));
      else path.replaceWith(t.sequenceExpression(parts));
    },
  },
  MemberExpression: {
    exit(path) {
      const { object, property, computed } = path.node;
      if (!computed || isQuiet(property) || isStable(path, object) || undisturbed(path, object, property)) return;
      if (t.isAssignmentExpression(object)) return;
      const id = temporary(path, 'b');
      path.node.object = assign(id, object as t.Expression);
    },
  },
});
