// The interpreter's error classes do not inherit from Error and have no names: a program that can tell gets them put right
// before it starts.
import { t, traverse } from '../babel.js';
import type { PassContext } from '../context.js';

const classes = new Set(['Error', 'TypeError', 'SyntaxError', 'ReferenceError']);

export function errorClasses(ast: t.File, context: PassContext): void {
  let tells = false;
  traverse(ast, {
    BinaryExpression(path) {
      const { operator, right } = path.node;
      if (operator === 'instanceof' && (!t.isIdentifier(right) || classes.has(right.name))) tells = true;
    },
    Class(path) {
      if (t.isIdentifier(path.node.superClass) && classes.has(path.node.superClass.name)) tells = true;
    },
    MemberExpression(path) {
      if (!path.node.computed && t.isIdentifier(path.node.property, { name: 'name' })) tells = true;
    },
  });
  if (!tells) return;
  const first = t.expressionStatement(t.callExpression(context.library('$errors'), []));
  ast.program.body.unshift(first);
}
