// Temporaries: names for values that a lowering needs more than once.
import { type NodePath, type Scope, t } from '../babel.js';

/** `void 0`: on the card `undefined` is longer and no better. */
export const undefinedValue = (): t.Expression => t.unaryExpression('void', t.numericLiteral(0));

export const assign = (left: t.LVal, right: t.Expression): t.AssignmentExpression =>
  t.assignmentExpression('=', left as t.AssignmentExpression['left'], right);

/** A new function-level variable. */
export function temporary(path: NodePath, hint: string): t.Identifier {
  const id = path.scope.generateUidIdentifier(hint);
  declareVariable(path.scope.getFunctionParent() ?? path.scope.getProgramParent(), id);
  return id;
}

/** Where Babel's scopes keep the declaration that they add to. */
const kept = 'declaration:var:2';

/** Declares a variable at the start of a function or of the program. */
export function declareVariable(owner: Scope, id: t.Identifier): void {
  const holder = owner.path.isProgram() ? owner.path : (owner.path.get('body') as NodePath);
  // A pass may have taken it out of the tree since.
  const known = holder.getData(kept) as NodePath | undefined;
  if (known && !(holder.node as t.BlockStatement).body.includes(known.node as t.Statement))
    holder.setData(kept, undefined);
  owner.push({ id: t.cloneNode(id), kind: 'var' });
}

/** Can this be evaluated twice, with the same value and no effect, around the evaluation of anything else? */
export function isStable(path: NodePath, node: t.Node): boolean {
  if (t.isLiteral(node) && !t.isTemplateLiteral(node)) return true;
  if (t.isThisExpression(node) || t.isFunction(node)) return true;
  if (t.isUnaryExpression(node) && node.operator === 'void') return isStable(path, node.argument);
  if (!t.isIdentifier(node)) return false;
  const binding = path.scope.getBinding(node.name);
  return !binding || binding.constant;
}

/** Can this be evaluated twice in a row with the same value and no effect? */
export const isSimple = (node: t.Node): boolean =>
  t.isIdentifier(node) || t.isThisExpression(node) || (t.isLiteral(node) && !t.isTemplateLiteral(node));

/** Has evaluating this no effect, and does it call nothing? */
export function isQuiet(node: t.Node): boolean {
  if (t.isFunction(node)) return true;
  let quiet = true;
  t.traverseFast(node, (n) => {
    if (
      t.isCallExpression(n) ||
      t.isNewExpression(n) ||
      t.isAssignmentExpression(n) ||
      t.isUpdateExpression(n) ||
      t.isAwaitExpression(n) ||
      t.isYieldExpression(n) ||
      (t.isUnaryExpression(n) && n.operator === 'delete')
    )
      quiet = false;
  });
  return quiet;
}

/** The object and key of a member, to be spelled twice: what is not simple goes into temporaries, in `first`. */
export function twice(path: NodePath, node: t.MemberExpression, first: t.Expression[]): () => t.MemberExpression {
  const hold = (n: t.Expression, hint: string): t.Expression => {
    if (isSimple(n)) return n;
    const id = temporary(path, hint);
    first.push(assign(id, n));
    return id;
  };
  const object = hold(node.object as t.Expression, 'o');
  const key = node.computed ? hold(node.property as t.Expression, 'k') : (node.property as t.Expression);
  return () => t.inherits(t.memberExpression(t.cloneNode(object), t.cloneNode(key), node.computed), node);
}
