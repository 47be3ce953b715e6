// Built-in methods that go through `$c` (`mediated` in protocol/subset/table.ts): `x.slice(1)` becomes `$c.$slice(x,1)`.
import { mediated } from '../../../protocol/subset/table.js';
import { t, type Visitor } from '../babel.js';
import { capabilityCall, type PassContext } from '../context.js';
import { undefinedValue } from '../passes/memo.js';

/** Runs when member names have their final form: the author's own have the sigil. */
export const mediate = (context: PassContext): Visitor => ({
  CallExpression(path) {
    const { callee, arguments: args } = path.node;
    if (!t.isMemberExpression(callee) || callee.computed || !t.isIdentifier(callee.property)) return;
    const { name } = callee.property;
    const member = Object.hasOwn(mediated, name) ? mediated[name] : undefined;
    if (!member) return;
    if (args.some((a) => t.isSpreadElement(a)))
      context.refuse(path.node, 'C6136', { why: `${name} takes its arguments one by one`, instead: 'Write them out.' });
    const list = args.slice() as t.Expression[];
    if (name === 'catch') list.unshift(undefinedValue());
    if (name === 'padEnd') {
      while (list.length < 2) list.push(undefinedValue());
      list.push(t.numericLiteral(1));
    }
    const call = t.callExpression(t.inherits(capabilityCall(member), callee), [callee.object as t.Expression, ...list]);
    path.replaceWith(t.inherits(call, path.node));
  },
});
