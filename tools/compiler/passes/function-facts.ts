// What the interpreter has otherwise of `arguments` and `apply`, where the program's text shows it.
import { t, type Visitor } from '../babel.js';
import { isGlobal, staticName } from './known-values.js';

const isNothing = (node: t.Node | undefined): boolean =>
  t.isNullLiteral(node) ||
  t.isIdentifier(node, { name: 'undefined' }) ||
  t.isUnaryExpression(node, { operator: 'void' });

export const functionFacts: Visitor = {
  CallExpression(path) {
    const { callee, arguments: args } = path.node;
    if (!t.isMemberExpression(callee)) return;
    const name = staticName(callee);
    // There it is a list.
    if (
      name === 'isArray' &&
      t.isIdentifier(callee.object, { name: 'Array' }) &&
      isGlobal(path, 'Array') &&
      t.isIdentifier(args[0], { name: 'arguments' }) &&
      args.length === 1
    )
      path.replaceWith(t.booleanLiteral(false));
    // There it takes a list only.
    else if (name === 'apply' && args.length === 2 && isNothing(args[1]) && !callee.computed) {
      callee.property = t.identifier('call');
      args.pop();
    }
  },
  UnaryExpression(path) {
    const { operator, argument } = path.node;
    // The program's own function would be asked.
    if (operator === 'typeof' && t.isIdentifier(argument, { name: 'arguments' }))
      if (!path.findParent((p) => p.isFunction() && !p.isArrowFunctionExpression()))
        path.replaceWith(t.stringLiteral('undefined'));
  },
};
