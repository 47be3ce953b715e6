// The written forms that the verifier demands: strings in the table, indices that are numbers by form, functions
// without arrows, nothing set but what a local holds, no prefix counting.
import { type NodePath, t, traverse, type Visitor } from '../babel.js';
import type { PassContext } from '../context.js';
import { assign, temporary } from '../passes/memo.js';
import { blockOf } from '../passes/parameters.js';

/** Does the verifier accept setting this? Its chain starts at a local. */
function startsAtLocal(node: t.Node): boolean {
  if (t.isIdentifier(node)) return true;
  return t.isMemberExpression(node) && !t.isCallExpression(node.object) && startsAtLocal(node.object);
}

/** The innermost object of a member chain that is not itself a member. */
function holderOf(node: t.MemberExpression): t.MemberExpression {
  return t.isMemberExpression(node.object) ? holderOf(node.object) : node;
}

/** Puts the value that a target hangs on into a local: `f().x = 1` → `t = f(), t.x = 1`. */
function localTarget(path: NodePath, target: t.Node): t.Expression | undefined {
  if (startsAtLocal(target) || !t.isMemberExpression(target)) return undefined;
  const holder = holderOf(target);
  const id = temporary(path, 'o');
  const first = assign(id, holder.object as t.Expression);
  holder.object = t.cloneNode(id);
  return first;
}

export const settableTargets: Visitor = {
  'AssignmentExpression|UpdateExpression'(path: NodePath) {
    const node = path.node as t.AssignmentExpression | t.UpdateExpression;
    const first = localTarget(path, t.isAssignmentExpression(node) ? node.left : node.argument);
    if (first) path.replaceWith(t.sequenceExpression([first, node]));
  },
};

const isString = (n: t.Node): boolean =>
  t.isStringLiteral(n) ||
  t.isTemplateLiteral(n) ||
  (t.isBinaryExpression(n, { operator: '+' }) && (isString(n.left) || isString(n.right)));

export const numericIndices = (context: PassContext): Visitor => ({
  MemberExpression(path) {
    const { property, computed } = path.node;
    if (computed && t.isStringLiteral(property) && /^(0|[1-9]\d{0,8})$/.test(property.value)) {
      path.node.property = t.inherits(t.numericLiteral(Number(property.value)), property);
      return;
    }
    if (!computed || (t.isNumericLiteral(property) && Number.isSafeInteger(property.value) && property.value < 2 ** 31))
      return;
    if (isString(property) && !t.isStringLiteral(property)) context.refuse(property, 'C6124');
    if (t.isStringLiteral(property)) return;
    if (t.isBinaryExpression(property, { operator: '|' }) && t.isNumericLiteral(property.right, { value: 0 })) return;
    path.node.property = t.binaryExpression('|', property as t.Expression, t.numericLiteral(0));
  },
});

/** Strings move to the table. Keys and member names have been spelled already. */
export function stringTable(ast: t.File, context: PassContext): Uint8Array[] {
  const index = new Map<string, number>();
  traverse(ast, {
    StringLiteral(path) {
      const { value } = path.node;
      // biome-ignore lint/suspicious/noControlCharactersInRegex: bytes are meant
      if (context.strings === 'bytes' && /[^\x00-\xff]/.test(value)) context.refuse(path.node, 'C6132');
      const at = index.get(value) ?? index.size;
      index.set(value, at);
      path.replaceWith(t.inherits(t.memberExpression(t.identifier('$t'), t.numericLiteral(at), true), path.node));
      path.skip();
    },
  });
  return [...index.keys()].map((s) => Uint8Array.from(Buffer.from(s, context.strings === 'bytes' ? 'latin1' : 'utf8')));
}

/** What ends with a brace: behind it the verifier takes no member and no division. */
const endsWithBrace = (n: t.Node): boolean => t.isObjectExpression(n) || t.isFunction(n);

/** Arrow functions, prefix counting, and members of literals. */
export const plainForms: Visitor = {
  MemberExpression(path) {
    const { object } = path.node;
    if (endsWithBrace(object)) path.node.object = assign(temporary(path, 'o'), object as t.Expression);
  },
  BinaryExpression(path) {
    const { left, operator } = path.node;
    if (operator === '/' && endsWithBrace(left)) path.node.left = assign(temporary(path, 'o'), left as t.Expression);
  },
  ArrowFunctionExpression(path) {
    const { node } = path;
    path.replaceWith(t.inherits(t.functionExpression(null, node.params, blockOf(node), false, node.async), node));
  },
  UpdateExpression(path) {
    const { node } = path;
    if (!node.prefix) return;
    const unused = path.parentPath.isExpressionStatement() || path.parentPath.isForStatement({ update: node });
    if (unused) node.prefix = false;
    else
      path.replaceWith(
        t.assignmentExpression(
          node.operator === '++' ? '+=' : '-=',
          node.argument as t.MemberExpression,
          t.numericLiteral(1),
        ),
      );
  },
};
