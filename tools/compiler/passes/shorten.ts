// Shorter ways to say the same: on the card, memory and time go by the length of the text.
import { type NodePath, t, type Visitor } from '../babel.js';

const isUndefined = (n: t.Node | null | undefined): boolean =>
  t.isUnaryExpression(n, { operator: 'void' }) && t.isNumericLiteral(n.argument);

/** Words that Espruino's lexer keeps for itself are no good behind a dot before a slash. */
const plainName = /^[A-Za-z_$][\w$]*$/;

/** The value of a statement that only returns one. */
function returned(s: t.Statement | null | undefined): t.Expression | undefined {
  if (t.isBlockStatement(s)) return s.body.length === 1 ? returned(s.body[0]) : undefined;
  return t.isReturnStatement(s) && s.argument ? s.argument : undefined;
}

/** Choices in a row: the card's parser calls itself for each. */
const choices = (n: t.Expression): number => (t.isConditionalExpression(n) ? 1 + choices(n.alternate) : 0);
const most = 8;

/** `if(a)return b;return c` → `return a?b:c` */
function joinReturns(body: t.Statement[]): t.Statement[] {
  const out = body.slice();
  for (let i = out.length - 2; i >= 0; i--) {
    const [one, next] = [out[i], out[i + 1]];
    if (!t.isIfStatement(one) || one.alternate) continue;
    const yes = returned(one.consequent);
    const no = t.isReturnStatement(next) ? next.argument : undefined;
    if (!yes || !no || t.isSequenceExpression(yes) || t.isSequenceExpression(no) || choices(no) >= most) continue;
    out.splice(i, 2, t.inherits(t.returnStatement(t.conditionalExpression(one.test, yes, no)), one));
  }
  return out;
}

export const shorten: Visitor = {
  ReturnStatement(path) {
    if (isUndefined(path.node.argument)) path.node.argument = null;
  },
  Function: {
    exit(path) {
      const { body } = path.node;
      if (!t.isBlockStatement(body)) return;
      const last = body.body[body.body.length - 1];
      if (t.isReturnStatement(last) && !last.argument) body.body.pop();
    },
  },
  BlockStatement: {
    exit(path) {
      path.node.body = joinReturns(path.node.body);
    },
  },
  MemberExpression(path) {
    const { property, computed } = path.node;
    if (!computed || !t.isStringLiteral(property) || !plainName.test(property.value)) return;
    path.node.property = t.inherits(t.identifier(property.value), property);
    path.node.computed = false;
  },
  ObjectProperty(path: NodePath<t.ObjectProperty>) {
    const { key } = path.node;
    if (t.isStringLiteral(key) && plainName.test(key.value)) path.node.key = t.inherits(t.identifier(key.value), key);
  },
  CatchClause(path) {
    const { param } = path.node;
    if (t.isIdentifier(param) && path.scope.getOwnBinding(param.name)?.referenced === false) path.node.param = null;
  },
};
