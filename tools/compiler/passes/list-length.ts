// Setting `length`: on the card it is read-only.
import { t, type Visitor } from '../babel.js';
import type { PassContext } from '../context.js';

export const listLength = (context: PassContext): Visitor => ({
  AssignmentExpression(path) {
    const { left, operator, right } = path.node;
    if (!t.isMemberExpression(left) || left.computed || !t.isIdentifier(left.property, { name: 'length' })) return;
    if (t.isThisExpression(left.object)) return;
    const object = left.object as t.Expression;
    const value =
      operator === '='
        ? right
        : t.binaryExpression(
            operator.slice(0, -1) as '+',
            t.memberExpression(t.cloneNode(object), t.identifier('length')),
            right,
          );
    path.replaceWith(t.inherits(t.callExpression(context.library('$setLength'), [object, value]), path.node));
  },
  UpdateExpression(path) {
    const { argument, operator } = path.node;
    if (!t.isMemberExpression(argument) || argument.computed || !t.isIdentifier(argument.property, { name: 'length' }))
      return;
    if (t.isThisExpression(argument.object)) return;
    path.replaceWith(t.assignmentExpression(operator === '++' ? '+=' : '-=', argument, t.numericLiteral(1)));
  },
});
