// Short names. A name that no inner function could confuse is used again in every function: on the card names cost
// memory and time by their length, and confined code lists them all at its head.
import { type Binding, type NodePath, occurrences, recrawl, spellsName, t, traverse } from '../babel.js';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const more = `${letters}0123456789`;
export const words: ReadonlySet<string> = new Set(
  'do if in of as is for let new try var get set int NaN this case else enum null true void with'.split(' '),
);

/** `a`, `b`, … `a0`, …; with a sigil `$a`, … Names of pins and other natives of the card begin with capitals. */
export function shortName(n: number, sigil: string): string {
  const first = sigil ? letters : letters.slice(0, 26);
  let out = first[n % first.length]!;
  for (let rest = Math.floor(n / first.length); rest > 0; rest = Math.floor((rest - 1) / more.length))
    out += more[(rest - 1) % more.length]!;
  return sigil + out;
}

/** Capitals that are neither the native E nor what the helpers of passes/cold.ts begin with. */
const capitals = 'ABCDFGHIJKLMNOPQRSTUVWYZ';

/** Names of the card's own runtime, which has more of them in one scope: capitals are names of one letter too. */
export function runtimeName(n: number): string {
  return n < 26 ? letters[n]! : n < 26 + capitals.length ? capitals[n - 26]! : shortName(n - capitals.length, '');
}

export interface MangleOptions {
  /** Put before every name. */
  readonly sigil: string;
  /** Names that must not be used, without counting free globals. */
  readonly reserved?: readonly string[];
  /** Leaves names at program level as they are. */
  readonly keepTop?: boolean;
  /** Short names that are settled, for names of the outermost function. */
  readonly settled?: ReadonlyMap<string, string>;
}

export function mangle(ast: t.File, options: MangleOptions): void {
  const reserved = new Set([...words, ...(options.reserved ?? [])]);
  const { settled } = options;
  const next = settled ? runtimeName : (n: number): string => shortName(n, options.sigil);
  let outermost: t.Node | undefined;
  traverse(ast, {
    Identifier(path) {
      if (spellsName(path) && !path.scope.hasBinding(path.node.name, true)) reserved.add(path.node.name);
    },
  });
  const own = new Map<t.Node, [Binding, NodePath<t.Identifier>[]][]>();
  const foreign = new Map<t.Node, Set<Binding>>();
  for (const [binding, uses] of occurrences(ast)) {
    const owner = (binding.scope.getFunctionParent() ?? binding.scope.getProgramParent()).path;
    const list = own.get(owner.node) ?? [];
    list.push([binding, uses]);
    own.set(owner.node, list);
    for (const use of uses) {
      // Every function from the use up to the owner must leave the name alone.
      let at: NodePath | null = use.parentPath;
      if (use.key === 'id' && at?.isFunctionDeclaration()) at = at.parentPath;
      for (; at && at !== owner; at = at.parentPath)
        if (at.isFunction()) {
          const set = foreign.get(at.node) ?? new Set<Binding>();
          set.add(binding);
          foreign.set(at.node, set);
        }
    }
  }
  const given = new Map<Binding, string>();
  const visit = (node: t.Node): void => {
    const avoid = new Set(reserved);
    for (const b of foreign.get(node) ?? []) avoid.add(given.get(b)!);
    const list = (own.get(node) ?? []).sort((a, b) => b[1].length - a[1].length);
    let n = 0;
    const isOutermost = node === outermost;
    if (isOutermost) for (const name of settled?.values() ?? []) avoid.add(name);
    for (const [binding] of list) {
      const fixed = isOutermost ? settled?.get(binding.identifier.name) : undefined;
      if (fixed !== undefined) {
        given.set(binding, fixed);
        continue;
      }
      if (options.keepTop && t.isProgram(node)) {
        given.set(binding, binding.identifier.name);
        continue;
      }
      let name = next(n++);
      while (avoid.has(name)) name = next(n++);
      given.set(binding, name);
    }
  };
  traverse(ast, {
    Program(path) {
      visit(path.node);
    },
    Function(path) {
      outermost ??= path.node;
      // The name of a function expression is seen by itself only; nothing uses it once it is known to be unused.
      if (path.isFunctionExpression() && path.node.id && !path.scope.getOwnBinding(path.node.id.name)?.referenced)
        path.node.id = null;
      visit(path.node);
    },
  });
  for (const list of own.values())
    for (const [binding, uses] of list) {
      const name = given.get(binding);
      if (name) for (const use of uses) use.node.name = name;
    }
  recrawl(ast);
}
