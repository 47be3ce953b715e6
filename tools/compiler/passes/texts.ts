// Searching in texts, which the interpreter does wrongly: `'ab'.indexOf('bc')` is 1 there, as is a beginning at the end.
//
// What is searched may be a text or a list; `$c.$find` tells at run time. A needle of one byte is found rightly.
import { t, type Visitor } from '../babel.js';
import { capabilityCall, type PassContext } from '../context.js';

const isWhole = (n: t.Node | undefined): boolean => !n || (t.isNumericLiteral(n) && Number.isInteger(n.value));

export const texts = (context: PassContext): Visitor => {
  const isByte = (n: t.Node | undefined): boolean =>
    t.isStringLiteral(n)
      ? Buffer.byteLength(n.value, context.strings === 'bytes' ? 'latin1' : 'utf8') === 1
      : t.isNumericLiteral(n) && /^\d$/.test(String(n.value));
  const misread = (node: t.Node, name: string): void =>
    context.refuse(node, 'C6125', {
      name,
      why: 'the card counts its second argument otherwise',
      instead: 'Take a substring first.',
    });
  return {
    CallExpression(path) {
      const { callee, arguments: args } = path.node;
      if (!t.isMemberExpression(callee) || callee.computed || !t.isIdentifier(callee.property)) return;
      const { object, property } = callee;
      const { name } = property;
      const [first, second] = args;
      const take = (member: string, list: typeof args): t.CallExpression =>
        t.inherits(
          t.callExpression(t.inherits(capabilityCall(member), callee), [object as t.Expression, ...list]),
          path.node,
        );
      if (name === 'indexOf' || name === 'includes') {
        if (!first || (isByte(first) && isWhole(second))) return;
        if (name === 'indexOf') path.replaceWith(take('$find', args));
        else if (args.some((a) => t.isSpreadElement(a)))
          context.refuse(path.node, 'C6136', { why: 'the search takes two arguments', instead: 'Write them out.' });
        else {
          const whole = [first, second ?? t.numericLiteral(0), t.numericLiteral(1)];
          path.replaceWith(t.inherits(t.binaryExpression('>=', take('$find', whole), t.numericLiteral(0)), path.node));
        }
      } else if (name === 'split') {
        if (first && !isByte(first) && !t.isStringLiteral(first, { value: '' })) path.replaceWith(take('$split', args));
      } else if (name === 'startsWith' && !isWhole(second)) misread(property, name);
      else if (name === 'endsWith' && second) misread(property, name);
    },
  };
};
