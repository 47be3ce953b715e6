// `a?.b` → `a==null?void 0:a.b`: the card's interpreter does not parse it.
import { type NodePath, t, type Visitor } from '../babel.js';
import { assign, isSimple, temporary, undefinedValue } from './memo.js';

type Link = t.OptionalMemberExpression | t.OptionalCallExpression;
const isLink = (n: t.Node): n is Link => t.isOptionalMemberExpression(n) || t.isOptionalCallExpression(n);

/** An expression that may be read twice: itself if simple, else `(temporary = it)` and then the temporary. */
function twice(path: NodePath, node: t.Expression): [first: t.Expression, again: t.Expression] {
  if (isSimple(node)) return [node, t.cloneNode(node)];
  const id = temporary(path, 't');
  return [assign(id, node), t.cloneNode(id)];
}

/** `early` is the value of a chain that ends early, `use` what is done with the value of one that does not. */
function lower(path: NodePath, chain: Link, early: t.Expression, use = (value: t.Expression) => value): t.Expression {
  const tests: t.Expression[] = [];
  const test = (value: t.Expression): void => {
    tests.push(t.binaryExpression('==', value, t.nullLiteral()));
  };
  const plain = (node: t.Expression): t.Expression => {
    if (t.isTSNonNullExpression(node) || t.isParenthesizedExpression(node)) return plain(node.expression);
    if (!isLink(node)) {
      if (t.isMemberExpression(node)) return node;
      return node;
    }
    if (t.isOptionalMemberExpression(node)) {
      let object = plain(node.object);
      if (node.optional) {
        const [first, again] = twice(path, object);
        test(first);
        object = again;
      }
      return t.inherits(t.memberExpression(object, node.property as t.Expression, node.computed), node);
    }
    let callee = plain(node.callee as t.Expression);
    if (node.optional) {
      if (t.isMemberExpression(callee)) {
        const [first, again] = twice(path, callee.object as t.Expression);
        test(t.memberExpression(first, callee.property as t.Expression, callee.computed));
        callee = t.memberExpression(again, t.cloneNode(callee.property) as t.Expression, callee.computed);
      } else {
        const [first, again] = twice(path, callee);
        test(first);
        callee = again;
      }
    }
    return t.inherits(t.callExpression(callee, node.arguments as t.Expression[]), node);
  };
  const value = plain(chain);
  const none = tests.reduceRight<t.Expression>(
    (rest, one) => (rest ? t.logicalExpression('||', one, rest) : one),
    null!,
  );
  return t.conditionalExpression(none, early, use(value));
}

export const optionalChain: Visitor = {
  'OptionalMemberExpression|OptionalCallExpression'(path: NodePath) {
    // The visitor meets the outermost link first.
    const link = path.node as Link;
    const { parentPath } = path;
    if (parentPath?.isUnaryExpression({ operator: 'delete' }))
      parentPath.replaceWith(lower(path, link, t.booleanLiteral(true), (value) => t.unaryExpression('delete', value)));
    else path.replaceWith(lower(path, link, undefinedValue()));
  },
};
