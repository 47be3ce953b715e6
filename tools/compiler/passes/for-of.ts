// for-of over a list that loses elements meanwhile: the card's iterator then goes astray, so an index walks instead.
//
// ECMAScript looks up `list[i]` at each turn; so does the index. The card's own for-of is faster and shorter and stays
// wherever the body cannot take elements out.
import { type NodePath, recrawl, t, traverse } from '../babel.js';
import { assign, temporary } from './memo.js';

const shrinking = new Set(['pop', 'shift', 'unshift', 'splice', 'reverse', 'sort']);
const harmless = new Set(
  'push slice concat join indexOf charCodeAt substr substring split toString fill subarray set then write'.split(' '),
);

const methodOf = (call: t.CallExpression): string | undefined =>
  t.isMemberExpression(call.callee) && !call.callee.computed ? (call.callee.property as t.Identifier).name : undefined;

function anyCall(node: t.Node, test: (call: t.CallExpression) => boolean): boolean {
  let found = false;
  t.traverseFast(node, (n) => {
    if (t.isCallExpression(n) && test(n)) found = true;
  });
  return found;
}

export function forOf(ast: t.File): void {
  const shrinks = anyCall(ast, (call) => shrinking.has(methodOf(call) ?? ''));
  if (!shrinks) return;
  traverse(ast, {
    ForOfStatement: {
      exit(path: NodePath<t.ForOfStatement>) {
        const { left, right, body } = path.node;
        const risky = anyCall(body, (call) => {
          const method = methodOf(call);
          return method === undefined || !harmless.has(method);
        });
        if (!risky) return;
        const list = temporary(path, 'l');
        const index = temporary(path, 'i');
        const item = t.memberExpression(t.cloneNode(list), t.updateExpression('++', t.cloneNode(index)), true);
        const take = t.isVariableDeclaration(left)
          ? t.variableDeclaration('var', [t.variableDeclarator(left.declarations[0]!.id as t.Identifier, item)])
          : t.expressionStatement(assign(left as t.LVal, item));
        path.replaceWith(
          t.inherits(
            t.forStatement(
              t.sequenceExpression([assign(list, right), assign(index, t.numericLiteral(0))]),
              t.binaryExpression(
                '<',
                t.cloneNode(index),
                t.memberExpression(t.cloneNode(list), t.identifier('length')),
              ),
              null,
              t.blockStatement([take, ...(t.isBlockStatement(body) ? body.body : [body])]),
            ),
            path.node,
          ),
        );
      },
    },
  });
  recrawl(ast);
}
