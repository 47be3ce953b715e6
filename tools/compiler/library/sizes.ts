// What a library function and all that it needs add to a program, in bytes of its text.
import { recrawl, t } from '../babel.js';
import type { PassContext } from '../context.js';
import { mangle } from '../passes/mangle.js';
import { print } from '../print.js';
import { linked } from './link.js';

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
