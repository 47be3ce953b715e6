// for-of over whatever can be gone through, in card halves: the iterator is asked where the loop stands.
//
//   for (const x of e) b   →   t = $walker(e); while (!(r = t.next()).done) { const x = r.value; b }
//
// Where an iterator that is left early has to be closed, `o` tells whether it is over, and a finally block closes it.
import { type NodePath, t } from '../babel.js';
import type { PassContext } from '../context.js';
import type { LibraryName } from '../library/link.js';
import { call, declare, member, method, run } from '../passes/build.js';
import { assign } from '../passes/memo.js';

export interface Walk {
  readonly before: t.Statement[];
  readonly loop: t.Statement;
  /** Runs when the loop is left, whatever way. */
  readonly close: t.Statement | undefined;
}

export function walk(
  path: NodePath<t.ForOfStatement>,
  take: (value: t.Expression) => t.Statement,
  closes: boolean,
  context: PassContext,
): Walk {
  const { right, body } = path.node;
  const fresh = (hint: string): t.Identifier => path.scope.generateUidIdentifier(hint);
  const [from, result, over] = [fresh('t'), fresh('r'), fresh('o')];
  const copy = (id: t.Identifier): t.Identifier => t.cloneNode(id);
  const flag = (n: number): t.Expression => assign(copy(over), t.numericLiteral(n));
  const ends = member(assign(copy(result), method(copy(from), 'next')), 'done');
  const before = [declare(from, t.inherits(call(context.library('$walker'), right), path.node)), declare(result)];
  const inner: t.Statement[] = [
    take(member(copy(result), 'value')),
    ...(t.isBlockStatement(body) ? [body] : [t.blockStatement([body])]),
  ];
  const test = t.unaryExpression('!', ends);
  if (!closes)
    return { before, loop: t.inherits(t.whileStatement(test, t.blockStatement(inner)), path.node), close: undefined };
  before.push(declare(over));
  const first = run(flag(0));
  const loop = t.whileStatement(t.sequenceExpression([flag(1), test]), t.blockStatement([first, ...inner]));
  const close = t.ifStatement(
    t.logicalExpression('&&', t.unaryExpression('!', copy(over)), member(copy(from), 'return')),
    run(method(copy(from), 'return')),
  );
  return { before, loop: t.inherits(loop, path.node), close };
}

/** Which driver the program's generators need: the small one, unless they hand on, are thrown into, or have finally blocks. */
export function generatorDriver(ast: t.File): LibraryName {
  let any = false;
  t.traverseFast(ast, (n) => {
    if (t.isYieldExpression(n) && n.delegate) any = true;
    if (t.isMemberExpression(n) && t.isIdentifier(n.property, { name: 'throw' })) any = true;
    if (t.isFunction(n) && n.generator)
      t.traverseFast(n.body, (m) => {
        if (t.isTryStatement(m) && m.finalizer) any = true;
      });
  });
  return any ? '$anyStepper' : '$stepper';
}
