// Links into a program the library functions that it calls: what ECMAScript has and the interpreter lacks or does wrongly.
//
// A library function is an ordinary function of this package whose name starts with `$`, written in the plain style that
// needs no library itself; its own text is what is linked. It may call others of them, and nothing else that it closes over.
import { parse, recrawl, t, withoutPositions } from '../babel.js';
import type { PassContext } from '../context.js';
import { identities } from '../passes/identities.js';
import { lower } from '../passes/index.js';
import * as all from './all.js';

type LibraryFunction = (...args: never[]) => unknown;

const library: Readonly<Record<string, LibraryFunction>> = all;

export type LibraryName = keyof typeof all;

interface Lowered {
  readonly declaration: t.Statement;
  /** Library functions that it calls. */
  readonly needs: readonly string[];
}

/** Each function is lowered once, for all programs. */
const done = new Map<string, Lowered>();

function lowered(name: string, context: PassContext, careful: boolean): Lowered {
  const key = `${name}${careful ? ' careful' : ''}${context.confined ? ' confined' : ''}`;
  const before = done.get(key);
  if (before) return before;
  const needs = new Set<string>();
  const tree = parse(library[name]!.toString());
  tree.program.body = [withoutPositions(tree.program.body[0]!)];
  recrawl(tree);
  const own: PassContext = {
    ...context,
    library(other) {
      needs.add(other);
      return t.identifier(other);
    },
  };
  if (careful) identities(tree, own);
  lower(tree, own);
  const [declaration] = tree.program.body;
  t.traverseFast(declaration!, (n) => {
    if (t.isIdentifier(n) && n.name !== name && Object.hasOwn(library, n.name)) needs.add(n.name);
  });
  const result = { declaration: declaration!, needs: [...needs] };
  done.set(key, result);
  return result;
}

/** Of each of `names`, in their order, the declarations that the ones before do not need already. */
export function linkedApart(names: Iterable<string>, context: PassContext): Map<string, t.Statement[]> {
  const seen = new Set<string>();
  const add = (name: string, into: t.Statement[]): void => {
    if (seen.has(name) || !Object.hasOwn(library, name)) return;
    seen.add(name);
    const { declaration, needs } = lowered(name, context, false);
    into.push(declaration);
    for (const other of needs) add(other, into);
  };
  const out = new Map<string, t.Statement[]>();
  for (const name of names) {
    const list: t.Statement[] = [];
    add(name, list);
    if (list.length) out.set(name, list);
  }
  return out;
}

/** The lowered declarations of `names` and of all that they need, each once; `careful` of records with a `valueOf`. */
export function linked(names: Iterable<string>, context: PassContext, careful = false): t.Statement[] {
  const found = new Map<string, t.Statement>();
  const add = (name: string): void => {
    if (found.has(name) || !Object.hasOwn(library, name)) return;
    const { declaration, needs } = lowered(name, context, careful);
    found.set(name, t.cloneNode(declaration, true));
    for (const other of needs) add(other);
  };
  for (const name of names) add(name);
  return [...found.values()];
}
