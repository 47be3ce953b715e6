// Calls of methods that the interpreter does rightly as they stand, so that nothing need be linked for them.
import { type NodePath, t } from '../babel.js';
import { childrenOf, kindOf } from './kinds.js';

/** Methods that are wrong only if the list grows while they run. */
const visiting = new Set('forEach map filter some every reduce find findIndex'.split(' '));
const growing = new Set('push unshift splice length pop shift fill'.split(' '));

/** Does this function, as far as its text tells, leave lists as long as they are? */
function leavesLengths(node: t.Node | undefined): boolean {
  if (!t.isFunction(node)) return false;
  let leaves = true;
  t.traverseFast(node, (n) => {
    if (t.isMemberExpression(n) && !n.computed && t.isIdentifier(n.property) && growing.has(n.property.name))
      leaves = false;
  });
  return leaves;
}

/** Is it a text of one byte that is not special to anything? */
const oneByte = (node: t.Node | undefined): boolean =>
  t.isStringLiteral(node) && node.value.length === 1 && node.value <= '\x7f';

const isNumeric = (path: NodePath): boolean => ['whole', 'number', 'flag'].includes(kindOf(path));

/** Is the native `Owner.name` right where it is called here? Of numbers `Math.max` and `Math.min` are; of texts they are not. */
export function nativelyOf(path: NodePath, key: string): boolean {
  const call = path.parentPath;
  return (
    (key === 'Math.max' || key === 'Math.min') &&
    call?.isCallExpression({ callee: path.node }) === true &&
    childrenOf(call, 'arguments').every((a) => !a.isSpreadElement() && isNumeric(a))
  );
}

/** Is it a list of texts, as TypeScript says? */
const isTexts = (node: t.Node): boolean => node.extra?.texts === true;

/** Is `x.name` at this place right without the library? */
export function nativelyRight(path: NodePath, name: string): boolean {
  const call = path.parentPath;
  const args = call?.isCallExpression({ callee: path.node }) ? call.node.arguments : undefined;
  const [first, second] = (args ?? []) as (t.Node | undefined)[];
  const count = args?.length ?? -1;
  if (visiting.has(name)) return count >= 1 && leavesLengths(first);
  switch (name) {
    case 'indexOf':
    case 'includes':
      return count === 1 && (oneByte(first) || (t.isNumericLiteral(first) && name === 'indexOf'));
    case 'split':
      return count === 1 && (oneByte(first) || t.isStringLiteral(first, { value: '' }));
    case 'replace':
      return count === 2 && oneByte(first) && t.isStringLiteral(second) && !second.value.includes('$');
    case 'join':
      return (
        count >= 0 &&
        isTexts((path.node as t.MemberExpression).object) &&
        (count === 0 || (count === 1 && kindOf(childrenOf(call!, 'arguments')[0]!) === 'text'))
      );
    case 'toString':
      return (
        call?.isCallExpression({ callee: path.node }) === true &&
        t.isThisExpression((path.node as t.MemberExpression).object)
      );
    case 'startsWith':
    case 'endsWith':
      return count === 1 && t.isStringLiteral(first);
    case 'concat':
    case 'fill':
    case 'set':
    case 'slice':
    case 'subarray':
      return false;
    default:
      return false;
  }
}
