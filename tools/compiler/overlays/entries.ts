// Functions that wait may be called like methods: the call asks for their segment if it is not there. That is so for async
// functions that are awaited where they are called, since then nothing of the caller runs before what is called does.
import { type NodePath, t } from '../babel.js';
import { capabilityCall } from '../context.js';
import { exportsOf, programOf, reach, separate, unitsOf } from './units.js';

/** Characters of an async function's source below which it is not worth a segment's entry. */
const worthwhile = 400;

/** Is it called here, and awaited at once? */
function isAwaitedCall(use: NodePath): boolean {
  const call = use.parentPath;
  return !!call?.isCallExpression() && call.node.callee === use.node && call.parentPath.isAwaitExpression();
}

const length = (n: t.Node): number => (n.end ?? 0) - (n.start ?? 0);

/**
 * Makes entries of async functions that several methods use, or whose only user is larger than `target` characters: their
 * calls become `$c.$load(i, […])`, and they stand behind the exports. Before anything is lowered.
 */
export function entries(ast: t.File, target: number): void {
  separate(ast);
  const program = programOf(ast);
  const list = exportsOf(program.node);
  const units = unitsOf(program);
  const reached = reach(program, units);
  // How much each method reaches, itself included.
  const sizes = list.elements.map((e) => (e && t.isFunction(e) ? length(e) : 0));
  for (const [unit, who] of reached) for (const i of who) if (i >= 0) sizes[i]! += length(unit.value);
  for (const unit of units) {
    const { value, binding } = unit;
    if (!t.isFunction(value) || !value.async || value.generator || length(value) < worthwhile) continue;
    const who = [...reached.get(unit)!];
    if (!who.length || !binding.referencePaths.every(isAwaitedCall)) continue;
    if (who.length === 1 && !who.some((i) => sizes[i]! > target)) continue;
    const entry = list.elements.push(t.identifier(binding.identifier.name)) - 1;
    for (const use of binding.referencePaths) {
      const call = use.parent as t.CallExpression;
      call.arguments = [t.numericLiteral(entry), t.arrayExpression(call.arguments as t.Expression[])];
      call.callee = t.inherits(capabilityCall('$load'), call.callee);
    }
  }
}
