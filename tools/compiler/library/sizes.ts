// What a library function and all that it needs add to a program, in bytes of its text.
import { recrawl, t } from '../babel.js';
import type { PassContext } from '../context.js';
import { mangle } from '../passes/mangle.js';
import { print } from '../print.js';
import { linked, linkedApart } from './link.js';

const context: PassContext = {
  confined: false,
  exact: false,
  strings: 'bytes',
  run: () => t.identifier('$run'),
  library: (name) => t.identifier(name),
  refuse() {},
  cost() {},
};

/** Bytes of the compiled text of these functions with what they need, each once. */
export function librarySize(...names: string[]): number {
  const list = linked(names, context);
  const wrapper = t.functionExpression(null, [], t.blockStatement(list));
  const tree = t.file(t.program([t.expressionStatement(t.callExpression(wrapper, []))]));
  recrawl(tree);
  mangle(tree, { sigil: '' });
  return print(tree).code.length - '(function(){}())'.length;
}

const textLengths = new WeakMap<t.Statement, number>();

/** Bytes of one declaration with short names. */
function lengthOf(declaration: t.Statement): number {
  let length = textLengths.get(declaration);
  if (length === undefined) {
    const tree = t.file(t.program([t.cloneNode(declaration, true)]));
    recrawl(tree);
    mangle(tree, { sigil: '' });
    length = print(tree).code.length;
    textLengths.set(declaration, length);
  }
  return length;
}

/** What each of `names` adds to those before it, in bytes of program text, about. */
export const librarySizes = (names: Iterable<string>, of: PassContext): Map<string, number> =>
  new Map(
    [...linkedApart(names, of)].map(([name, list]) => [name, list.reduce((sum, d) => sum + lengthOf(d), 0)] as const),
  );
