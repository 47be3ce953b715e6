// Runs one pass over a short text and prints what it made.
import { parse, recrawl, type t } from '../babel.js';
import type { PassContext } from '../context.js';
import type { RefusalCode } from '../diagnostics.js';
import * as build from '../passes/build.js';
import { print } from '../print.js';

/** A context of a program; what is refused or linked is remembered. */
export function makeContext(): PassContext & { readonly refused: RefusalCode[]; readonly linked: string[] } {
  const refused: RefusalCode[] = [];
  const linked: string[] = [];
  const library = (name: string): t.Identifier => {
    linked.push(name);
    return build.id(name);
  };
  return {
    confined: false,
    exact: true,
    strings: 'bytes',
    run: () => library('$run'),
    library,
    refuse: (_, code) => refused.push(code),
    cost: () => {},
    refused,
    linked,
  };
}

/** The text that `pass` makes of `text`. */
export function lowered(
  text: string,
  pass: (ast: t.File, context: PassContext) => void,
  context = makeContext(),
): string {
  const tree = parse(text);
  recrawl(tree);
  pass(tree, context);
  return print(tree).code;
}
