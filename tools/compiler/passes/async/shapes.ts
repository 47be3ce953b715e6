// Questions about statements that the state machine asks.
import { t } from '../../babel.js';
import { isWait } from './await-first.js';

/** The list in which `again` is the last statement, if nothing of `body` would run after it. */
export function tailOf(body: t.Statement[], again: t.Statement): t.Statement[] | undefined {
  const last = body[body.length - 1];
  if (!last) return undefined;
  if (last === again) return body;
  if (t.isBlockStatement(last)) return tailOf(last.body, again);
  if (t.isIfStatement(last)) {
    const branch = (s: t.Statement | null | undefined): t.Statement[] | undefined =>
      t.isBlockStatement(s) ? tailOf(s.body, again) : undefined;
    return branch(last.consequent) ?? branch(last.alternate);
  }
  return undefined;
}

export const endsInJump = (body: t.Statement[]): boolean => t.isContinueStatement(body[body.length - 1]);

/** A `continue` that means the machine's loop. */
export function hasOwnContinue(s: t.Statement | null | undefined): boolean {
  if (!s) return false;
  switch (s.type) {
    case 'ContinueStatement':
      return true;
    case 'BlockStatement':
      return s.body.some(hasOwnContinue);
    case 'IfStatement':
      return hasOwnContinue(s.consequent) || hasOwnContinue(s.alternate);
    case 'SwitchStatement':
      return s.cases.some((c) => c.consequent.some(hasOwnContinue));
    case 'TryStatement':
      return hasOwnContinue(s.block) || hasOwnContinue(s.handler?.body) || hasOwnContinue(s.finalizer);
    default:
      return false;
  }
}

export const negated = (e: t.Expression): t.Expression =>
  t.isUnaryExpression(e, { operator: '!' }) ? e.argument : t.unaryExpression('!', e);

/** Has it a wait, or a return through a finally, which would end the call before the finally ran? */
export function mustExplode(node: t.Node): boolean {
  if (t.isTryStatement(node) && node.finalizer && hasReturn(node)) return true;
  if (isWait(node)) return true;
  return childrenOf(node).some((c) => !t.isFunction(c) && mustExplode(c));
}
export function childrenOf(node: t.Node): t.Node[] {
  return (t.VISITOR_KEYS[node.type] ?? []).flatMap((key) => {
    const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null | undefined>)[key];
    return (Array.isArray(child) ? child : [child]).filter((c) => !!c);
  });
}
export function hasReturn(node: t.Node): boolean {
  return t.isReturnStatement(node) || childrenOf(node).some((c) => !t.isFunction(c) && hasReturn(c));
}
