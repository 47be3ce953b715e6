// Which parts of the library a program links, where it first asks for each, and what each adds: the warnings C6508.
import { type NodePath, t, traverse } from './babel.js';
import type { PassContext } from './context.js';
import { librarySizes } from './library/sizes.js';
import { conversions, globals, methods, statics } from './library/table.js';

/** What an author would call a function of the library. */
const labels: ReadonlyMap<string, string> = new Map([
  ...Object.entries(methods).map(
    ([name, f]) => [f.replace('get ', ''), `\`${name.slice(name.indexOf('.') + 1)}\``] as const,
  ),
  ...Object.entries(statics).map(([name, f]) => [f, `\`${name}\``] as const),
  ...Object.entries(globals).map(([name, f]) => [f, `\`${name}\``] as const),
  ...Object.entries(conversions).map(([name, f]) => [f, `\`${name}()\``] as const),
  ['$add', 'a sum that may be a text of a number with a fraction'],
  ['$text', 'a text that may be of a number with a fraction'],
  ['$Regex', 'a regular expression'],
  ['$newRegExp', 'a regular expression made from a text'],
  ['$expression', 'a regular expression made from a text'],
  ['$iterate', 'going through iterators'],
  ['$walker', 'going through iterators'],
  ['$take', 'spread and patterns over iterators'],
  ['$takeFrom', 'spread and patterns over iterators'],
  ['$reader', 'patterns over iterators, value by value'],
  ['$readerOf', 'patterns over iterators, value by value'],
  ['$generator', 'generators'],
  ['$stepper', 'generators'],
  ['$anyStepper', 'generators with yield*, throw or finally'],
  ['$asyncGenerator', 'async generators'],
  ['$run', 'async functions'],
  ['$extend', 'classes that extend'],
  ['$construct', 'classes that extend classes of unknown kind'],
  ['$accessor', 'getters and setters'],
  ['$isA', '`instanceof`'],
  ['$isError', '`instanceof Error`'],
]);

const least = 40;

/**
 * Reports what `names`, in their order, add to the program. `spelled`: where names of the library stand in the tree
 * already; members of that name stand for methods.
 */
export function libraryCosts(ast: t.File, names: ReadonlySet<string>, context: PassContext): void {
  const places = new Map<string, t.Node>();
  const members = new Map<string, string[]>();
  for (const [key, f] of Object.entries(methods)) {
    const name = key.slice(key.indexOf('.') + 1);
    members.set(name, [...(members.get(name) ?? []), f.replace('get ', '')]);
  }
  const note = (f: string, path: NodePath): void => {
    const at = path.find((p) => !!p.node.loc)?.node;
    if (at && !places.has(f)) places.set(f, at);
  };
  traverse(ast, {
    Identifier(path) {
      if (names.has(path.node.name)) note(path.node.name, path);
    },
    MemberExpression(path) {
      const { property, computed } = path.node;
      if (!computed && t.isIdentifier(property))
        for (const f of members.get(property.name) ?? []) if (names.has(f)) note(f, path);
    },
  });
  const sizes = librarySizes(names, context);
  for (const [name, bytes] of sizes)
    if (bytes >= least)
      context.cost(places.get(name), 'C6508', bytes, labels.get(name) ?? `the library's ${name.slice(1)}`);
}
