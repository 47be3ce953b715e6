// Setting `length`: on the card it is read-only.
import { type NodePath, t, type Visitor } from '../babel.js';
import type { PassContext } from '../context.js';
import { assign, temporary, twice } from './memo.js';

const isLength = (node: t.Node): node is t.MemberExpression =>
  t.isMemberExpression(node) &&
  !node.computed &&
  t.isIdentifier(node.property, { name: 'length' }) &&
  !t.isThisExpression(node.object);

/** Does nobody ask for the value of this expression? */
const isUnused = ({ parentPath, key }: NodePath): boolean =>
  parentPath!.isExpressionStatement() || (parentPath!.isForStatement() && (key === 'update' || key === 'init'));

export const listLength = (context: PassContext): Visitor => {
  const set = (object: t.Node, value: t.Expression): t.CallExpression =>
    t.callExpression(context.library('$setLength'), [object as t.Expression, value]);
  const replace = (path: NodePath, expressions: t.Expression[]): void => {
    const [first] = expressions;
    path.replaceWith(t.inherits(expressions.length > 1 ? t.sequenceExpression(expressions) : first!, path.node));
  };
  return {
    AssignmentExpression(path) {
      const { left, operator, right } = path.node;
      if (!isLength(left)) return;
      if (operator === '=') {
        replace(path, [set(left.object, right)]);
        return;
      }
      const first: t.Expression[] = [];
      const read = twice(path, left, first);
      const value = t.binaryExpression(operator.slice(0, -1) as '+', read(), right);
      replace(path, [...first, set(read().object, value)]);
    },
    UpdateExpression(path) {
      const { argument, operator, prefix } = path.node;
      if (!isLength(argument)) return;
      const by = operator === '++' ? '+' : '-';
      const first: t.Expression[] = [];
      const read = twice(path, argument, first);
      const one = t.numericLiteral(1);
      if (prefix || isUnused(path)) {
        replace(path, [...first, set(read().object, t.binaryExpression(by, read(), one))]);
        return;
      }
      const was = temporary(path, 'n');
      const value = t.binaryExpression(by, assign(was, read()), one);
      replace(path, [...first, set(read().object, value), t.cloneNode(was)]);
    },
  };
};
