// Numbers: the card reads most decimal fractions inexactly, and does not mask shift counts on every board.
import { t, type Visitor } from '../babel.js';

const whole = (value: number): t.Expression => t.numericLiteral(value);
const product = (left: t.Expression, operator: '*' | '/', right: number): t.Expression =>
  t.binaryExpression(operator, left, whole(right));

/** An expression of whole numbers below 2^53 whose value is exactly `value`. */
export function exactNumber(value: number): t.Expression {
  if (Number.isNaN(value)) return product(whole(0), '/', 0);
  if (value === Number.POSITIVE_INFINITY) return product(whole(1), '/', 0);
  if (value < 0) return t.unaryExpression('-', exactNumber(-value));
  if (Number.isSafeInteger(value)) return whole(value);
  // A fraction of at most 15 digits is the correctly rounded quotient of two exact numbers.
  for (let power = 10; power <= 1e15; power *= 10) {
    const numerator = Math.round(value * power);
    if (Number.isSafeInteger(numerator) && numerator / power === value) return product(whole(numerator), '/', power);
  }
  // Any other is a 53-bit number times a power of two; such products and quotients are exact.
  let exponent = 0;
  let mantissa = value;
  while (!Number.isSafeInteger(mantissa)) {
    if (mantissa > Number.MAX_SAFE_INTEGER) {
      mantissa /= 2;
      exponent++;
    } else {
      mantissa *= 2;
      exponent--;
    }
  }
  let result = whole(mantissa);
  const operator = exponent > 0 ? '*' : '/';
  for (let left = Math.abs(exponent); left > 0; left -= 52) result = product(result, operator, 2 ** Math.min(left, 52));
  return result;
}

const shifts = new Set(['<<', '>>', '>>>', '<<=', '>>=', '>>>=']);

export const numbers: Visitor = {
  NumericLiteral(path) {
    if (Number.isSafeInteger(path.node.value)) return;
    if (path.parentPath.isObjectProperty({ key: path.node, computed: false })) {
      path.replaceWith(t.stringLiteral(String(path.node.value)));
      return;
    }
    path.replaceWith(exactNumber(path.node.value));
    path.skip();
  },
  'BinaryExpression|AssignmentExpression'(path) {
    const node = path.node as t.BinaryExpression | t.AssignmentExpression;
    if (!shifts.has(node.operator)) return;
    const { right } = node;
    if (t.isNumericLiteral(right)) node.right = whole(right.value & 31);
    else if (
      !(t.isBinaryExpression(right, { operator: '&' }) && t.isNumericLiteral(right.right) && right.right.value < 32)
    )
      node.right = t.binaryExpression('&', right, whole(31));
  },
  Identifier(path) {
    if (!path.isReferencedIdentifier() || path.scope.hasBinding(path.node.name, true)) return;
    if (path.node.name === 'undefined') path.replaceWith(t.unaryExpression('void', whole(0)));
    else if (path.node.name === 'NaN') path.replaceWith(exactNumber(Number.NaN));
    else if (path.node.name === 'Infinity') path.replaceWith(exactNumber(Number.POSITIVE_INFINITY));
  },
};
