// Where records have a `valueOf` of their own, `===`, `==` and `!` would call it: they are written so that they do not.
import { type NodePath, recrawl, t, traverse } from '../babel.js';
import type { PassContext } from '../context.js';
import { type Kind, kindOf } from './kinds.js';

const primitive = (k: Kind): boolean => k === 'whole' || k === 'number' || k === 'text';

/** Does some record of the program get a method of that name? */
export function definesValueOf(ast: t.File): boolean {
  let found = false;
  const named = (key: t.Node, computed?: boolean): boolean => !computed && t.isIdentifier(key, { name: 'valueOf' });
  t.traverseFast(ast, (n) => {
    if (
      (t.isObjectProperty(n) || t.isObjectMethod(n) || t.isClassMethod(n) || t.isClassProperty(n)) &&
      named(n.key, n.computed)
    )
      found = true;
    if (t.isAssignmentExpression(n) && t.isMemberExpression(n.left) && named(n.left.property, n.left.computed))
      found = true;
    if (t.isStringLiteral(n) && (n.value === 'valueOf' || n.value === '\xfftoPrimitive')) found = true;
  });
  return found;
}

export function identities(ast: t.File, context: PassContext): void {
  traverse(ast, {
    FunctionDeclaration(path) {
      if (path.node.id?.name === '$identical' || path.node.id?.name === '$looselyEqual') path.skip();
    },
    BinaryExpression: {
      exit(path) {
        const { operator, left, right } = path.node;
        if (!/^[!=]==?$/.test(operator)) return;
        const [a, b] = [kindOf(path.get('left') as NodePath), kindOf(path.get('right') as NodePath)];
        if (primitive(a) && primitive(b)) return;
        const strict = operator.length === 3;
        // Of a primitive and a record the loose kind is right.
        if (!strict && (primitive(a) || primitive(b))) return;
        const call = t.callExpression(context.library(strict ? '$identical' : '$looselyEqual'), [
          left as t.Expression,
          right,
        ]);
        path.replaceWith(t.inherits(operator.startsWith('!') ? t.unaryExpression('!', call) : call, path.node));
        path.skip();
      },
    },
    UnaryExpression: {
      exit(path) {
        const { operator, argument } = path.node;
        if (operator !== '!' || kindOf(path.get('argument') as NodePath) !== 'unknown') return;
        if (
          t.isCallExpression(argument) &&
          t.isIdentifier(argument.callee) &&
          /^\$(?:identical|looselyEqual)$/.test(argument.callee.name)
        )
          return;
        path.replaceWith(
          t.inherits(t.conditionalExpression(argument, t.booleanLiteral(false), t.booleanLiteral(true)), path.node),
        );
        path.skip();
      },
    },
  });
  recrawl(ast);
}
