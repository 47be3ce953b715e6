// Links into a program the library functions that it calls: what ECMAScript has and the interpreter lacks or does wrongly.
//
// A library function is an ordinary function of this package whose name starts with `$`, written in the plain style that
// needs no library itself; its own text is what is linked. It may call others of them, and nothing else that it closes over.
import { parse, recrawl, t, withoutPositions } from '../babel.js';
import type { PassContext } from '../context.js';
import { lower } from '../passes/index.js';
import * as asynchronous from './async.js';
import * as classes from './classes.js';
import * as errors from './errors.js';
import * as generators from './generators.js';
import * as iteration from './iteration.js';
import * as records from './records.js';

type LibraryFunction = (...args: never[]) => unknown;

const library: Readonly<Record<string, LibraryFunction>> = {
  ...asynchronous,
  ...classes,
  ...errors,
  ...generators,
  ...iteration,
  ...records,
};

export type LibraryName = keyof (typeof asynchronous &
  typeof classes &
  typeof errors &
  typeof generators &
  typeof iteration &
  typeof records);

/** `name` and all that it needs, each once, in an order in which nothing runs before what it needs. */
function closure(name: string, found: Map<string, t.FunctionDeclaration>): void {
  const known = library[name];
  if (found.has(name) || !known) return;
  const tree = parse(known.toString());
  const declaration = withoutPositions(tree.program.body[0]!) as t.FunctionDeclaration;
  found.set(name, declaration);
  t.traverseFast(declaration, (n) => {
    if (t.isIdentifier(n) && n.name.startsWith('$')) closure(n.name, found);
  });
}

/** The lowered declarations of `names` and of all that they need. */
export function linked(names: Iterable<string>, context: PassContext): t.Statement[] {
  const found = new Map<string, t.FunctionDeclaration>();
  for (const name of names) closure(name, found);
  if (!found.size) return [];
  const tree = parse('');
  tree.program.body = [...found.values()];
  recrawl(tree);
  lower(tree, context);
  return tree.program.body;
}
