// Calls of compiled methods: the record comes first, the arguments of a rest parameter as a list.
import { t } from '../../babel.js';
import type { PassContext } from '../../context.js';
import { capabilityCall } from '../../context.js';
import { undefinedValue } from '../../passes/memo.js';

/** What the program's classes have, for those who compile uses of it. */
export interface Objects {
  /** Names of methods, with the place of the rest parameter, or -1. */
  readonly methods: ReadonlyMap<string, number>;
  /** Names of getters and setters. */
  readonly accessors: ReadonlySet<string>;
}

type Arguments = readonly (t.Expression | t.SpreadElement | t.ArgumentPlaceholder)[];

/** `f(first, ...args)`, `rest`: from that argument on they go in a list. */
export function callWith(
  f: t.Expression,
  first: readonly t.Expression[],
  args: Arguments,
  rest: number,
  context: PassContext,
  at: t.Node,
): t.CallExpression {
  let list = args as (t.Expression | t.SpreadElement)[];
  if (rest >= 0) {
    if (list.slice(0, rest).some((a) => t.isSpreadElement(a)))
      context.refuse(at, 'C6136', {
        why: 'it fills parameters before the rest parameter',
        instead: 'Name these arguments.',
      });
    const before = list.slice(0, rest);
    while (before.length < rest) before.push(undefinedValue());
    list = [...before, t.arrayExpression(list.slice(rest))];
  }
  if (list.some((a) => t.isSpreadElement(a)))
    return t.callExpression(capabilityCall('$apply'), [f, t.arrayExpression([...first, ...list])]);
  return t.callExpression(f, [...first, ...list]);
}
