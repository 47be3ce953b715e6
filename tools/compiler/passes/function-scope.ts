// Every variable gets a name of its own and function scope: `let` and `const` become `var`.
//
// The card has no temporal dead zone and loses blocks' variables to closures made before them; names that are
// unique in the program make block scope unnecessary.
import { type Binding, type NodePath, occurrences, recrawl, type t, traverse } from '../babel.js';
import { undefinedValue } from './memo.js';

function inLoop(path: NodePath): boolean {
  for (let p = path.parentPath; p && !p.isFunction() && !p.isProgram(); p = p.parentPath) if (p.isLoop()) return true;
  return false;
}

/** Kinds that the declarations had: only `var` may be read before its statement ran. */
export type Kinds = Map<string, Binding['kind']>;

export function functionScope(ast: t.File): void {
  const taken = new Set<string>();
  const globals = new Set<string>();
  traverse(ast, {
    Identifier(path) {
      if (path.isReferencedIdentifier() && !path.scope.hasBinding(path.node.name, true)) globals.add(path.node.name);
    },
  });
  for (const [binding, uses] of occurrences(ast)) {
    const base = binding.identifier.name;
    let name = base;
    for (let n = 1; taken.has(name) || globals.has(name); n++) name = `${base}$${n}`;
    taken.add(name);
    if (name !== base) for (const use of uses) use.node.name = name;
  }
  traverse(ast, {
    VariableDeclaration(path) {
      if (path.node.kind !== 'var' && !path.parentPath.isForXStatement({ left: path.node }) && inLoop(path))
        for (const d of path.node.declarations) d.init ??= undefinedValue();
      // A name read before its `let` ran is an error in both worlds; `var` is told apart for hoisting.
      if (path.node.kind === 'var') for (const d of path.node.declarations) (d.id as Hoistable).early = true;
      path.node.kind = 'var';
    },
    ObjectProperty(path) {
      path.node.shorthand = false;
    },
  });
  recrawl(ast);
}

/** A declared name that may be read, as undefined, before its declaration. */
export type Hoistable = t.Identifier & { early?: boolean };
