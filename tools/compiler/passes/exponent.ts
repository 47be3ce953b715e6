// `x ** 2` → `x * x`: the card does not parse the operator, and its Math.pow is inexact.
import { t, type Visitor } from '../babel.js';
import type { PassContext } from '../context.js';
import { assign, isSimple, temporary, twice } from './memo.js';

export const exponents = (context: PassContext): Visitor => ({
  BinaryExpression(path) {
    if (path.node.operator !== '**') return;
    const base = path.get('left').evaluate();
    const power = path.get('right').evaluate();
    if (base.confident && power.confident && Number.isFinite(base.value ** power.value)) {
      path.replaceWith(t.valueToNode(base.value ** power.value));
      return;
    }
    const { left } = path.node;
    // Up to the cube every product rounds as V8's power does for whole numbers below 2^53.
    if (isSimple(left) && power.confident && Number.isInteger(power.value) && power.value >= 1 && power.value <= 8) {
      let product = left as t.Expression;
      for (let i = 1; i < power.value; i++)
        product = t.binaryExpression('*', product, t.cloneNode(left) as t.Expression);
      path.replaceWith(product);
    } else if (
      context.exact &&
      power.confident &&
      Number.isInteger(power.value) &&
      power.value >= 1 &&
      power.value <= 8
    ) {
      const id = temporary(path, 'x');
      let product: t.Expression = assign(id, left as t.Expression);
      for (let i = 1; i < power.value; i++) product = t.binaryExpression('*', product, t.cloneNode(id));
      path.replaceWith(product);
    } else if (context.exact)
      path.replaceWith(t.callExpression(context.library('$pow'), [left as t.Expression, path.node.right]));
    else context.refuse(path.node, 'C6113');
  },
  AssignmentExpression(path) {
    const { left, operator, right } = path.node;
    if (operator !== '**=') return;
    if (t.isIdentifier(left))
      path.replaceWith(t.assignmentExpression('=', left, t.binaryExpression('**', t.cloneNode(left), right)));
    else if (t.isMemberExpression(left)) {
      const parts: t.Expression[] = [];
      const target = twice(path, left, parts);
      const set = assign(target(), t.binaryExpression('**', target(), right));
      path.replaceWith(parts.length ? t.sequenceExpression([...parts, set]) : set);
    } else context.refuse(path.node, 'C6113');
  },
});
