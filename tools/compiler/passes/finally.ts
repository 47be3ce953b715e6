// finally blocks that call functions, or leave: on the card an error that is on its way is lost in them.
//
//   try { a(); return b } finally { c() }
//   →  k = 0; l: { try { a(); v = b; k = 2; break l } catch (e) { k = 1; v = e } } c(); if (k == 1) throw v; if (k == 2) return v
//
// Where a state machine takes the statement apart it sees to that itself.
import { type NodePath, recrawl, t, traverse } from '../babel.js';
import type { PassContext } from '../context.js';
import { hasAwait } from './async/await-first.js';
import { hasReturn } from './async/shapes.js';
import { assign, temporary } from './memo.js';

type Jump = t.ReturnStatement | t.BreakStatement | t.ContinueStatement;

/** Jumps of `part` that leave it. Labels inside it count as its own. */
function waysOut(part: NodePath): NodePath<Jump>[] {
  const found: NodePath<Jump>[] = [];
  part.traverse({
    Function(p) {
      p.skip();
    },
    ReturnStatement(p) {
      found.push(p);
    },
    'BreakStatement|ContinueStatement'(p: NodePath) {
      const jump = p.node as t.BreakStatement | t.ContinueStatement;
      const { label } = jump;
      const goal = p.findParent(
        (q) =>
          q === part ||
          (label
            ? q.isLabeledStatement() && q.node.label.name === label.name
            : q.isLoop() || (q.isSwitchStatement() && t.isBreakStatement(jump))),
      );
      if (goal === part) found.push(p as NodePath<Jump>);
    },
  });
  return found;
}

/** Does it only set variables and members of variables? Then nothing can go wrong in it. */
function isHarmless(block: t.BlockStatement, context: PassContext): boolean {
  let harmless = true;
  t.traverseFast(block, (n) => {
    if (
      t.isThrowStatement(n) ||
      t.isTryStatement(n) ||
      t.isNewExpression(n) ||
      t.isForXStatement(n) ||
      t.isTaggedTemplateExpression(n) ||
      t.isYieldExpression(n)
    )
      harmless = false;
    if (t.isMemberExpression(n) && context.exact && !(t.isIdentifier(n.object) || t.isThisExpression(n.object)))
      harmless = false;
    if (!t.isCallExpression(n) && !t.isOptionalCallExpression(n)) return;
    const { callee } = n;
    const native =
      !context.exact &&
      t.isMemberExpression(callee) &&
      ((t.isIdentifier(callee.object, { name: '$c' }) as boolean) ||
        (t.isIdentifier(callee.property, { name: 'push' }) as boolean));
    if (!native) harmless = false;
  });
  return harmless;
}

function lower(path: NodePath<t.TryStatement>, context: PassContext): void {
  const { block, handler, finalizer } = path.node;
  context.cost(path.node, 'C6506');
  const how = temporary(path, 'k');
  const value = temporary(path, 'v');
  const label = path.scope.generateUidIdentifier('l');
  const set = (n: number): t.Statement => t.expressionStatement(assign(t.cloneNode(how), t.numericLiteral(n)));
  const test = (n: number): t.Expression => t.binaryExpression('==', t.cloneNode(how), t.numericLiteral(n));
  const jumps = [...waysOut(path.get('block')), ...(handler ? waysOut(path.get('handler') as NodePath) : [])];
  const ends: t.Statement[] = [];
  const numbers = new Map<string, number>();
  for (const jump of jumps) {
    const { node } = jump;
    const key = t.isReturnStatement(node) ? 'return' : `${node.type}:${node.label?.name}`;
    let number = numbers.get(key);
    if (!number) {
      number = numbers.size + 2;
      numbers.set(key, number);
      const again = t.isReturnStatement(node) ? t.returnStatement(t.cloneNode(value)) : t.cloneNode(node);
      ends.push(t.ifStatement(test(number), again));
    }
    jump.replaceWithMultiple([
      ...(t.isReturnStatement(node)
        ? [
            t.inherits(
              t.expressionStatement(
                assign(t.cloneNode(value), node.argument ?? t.unaryExpression('void', t.numericLiteral(0))),
              ),
              node,
            ),
          ]
        : []),
      set(number),
      t.breakStatement(t.cloneNode(label)),
    ]);
  }
  const error = path.scope.generateUidIdentifier('e');
  const inner = handler ? t.blockStatement([t.tryStatement(block, handler)]) : block;
  const caught = t.tryStatement(
    inner,
    t.catchClause(
      error,
      t.blockStatement([set(1), t.expressionStatement(assign(t.cloneNode(value), t.cloneNode(error)))]),
    ),
  );
  const again = t.throwStatement(t.cloneNode(value));
  path.replaceWithMultiple([
    set(0),
    t.inherits(jumps.length ? t.labeledStatement(label, t.blockStatement([caught])) : caught, path.node),
    finalizer!,
    t.ifStatement(ends.length ? test(1) : t.cloneNode(how), again),
    ...ends,
  ]);
}

export function finallyBlocks(ast: t.File, context: PassContext): void {
  let any = false;
  traverse(ast, {
    TryStatement: {
      exit(path: NodePath<t.TryStatement>) {
        const { finalizer } = path.node;
        if (!finalizer) return;
        const around = path.getFunctionParent()?.node;
        const machine = around && (around.async || around.generator);
        if (machine && (hasAwait(path.node) || hasReturn(path.node))) return;
        const leaves = waysOut(path.get('finalizer') as NodePath).length > 0;
        if (!leaves && isHarmless(finalizer, context)) return;
        if (!leaves && !context.exact && !context.confined) return;
        any = true;
        lower(path, context);
      },
    },
  });
  if (any) recrawl(ast);
}
