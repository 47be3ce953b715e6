// One place that deals with how Babel's CommonJS packages look from an ES module.
import { type ParserPlugin, parse as parseText } from '@babel/parser';
import traverseModule, { type Binding, type Node, type NodePath, type Scope, type Visitor } from '@babel/traverse';
import * as t from '@babel/types';

type Traverse = typeof traverseModule.default;
export const traverse: Traverse = traverseModule.default ?? (traverseModule as unknown as Traverse);
export { type Binding, type Node, type NodePath, type Scope, t, type Visitor };

/** Parses program text to Babel's tree. Throws Babel's `SyntaxError` (with `loc`). */
export const parse = (text: string, plugins: ParserPlugin[] = []): t.File =>
  parseText(text, { sourceType: 'module', plugins: [...plugins, 'explicitResourceManagement'], attachComment: false });

/** A statement or expression from a short template of ours; never from an author's text. */
export function statements(text: string): t.Statement[] {
  return parse(text).program.body.map((node) => withoutPositions(node));
}

/** Removes positions, so that generated code maps to nothing rather than to a wrong line. */
export function withoutPositions<T extends t.Node>(node: T): T {
  t.traverseFast(node, (n) => {
    n.loc = null;
    n.start = null;
    n.end = null;
  });
  return node;
}

/** The nearest function or program around `path`, not `path` itself. */
export function functionAround(path: NodePath): NodePath<t.Function | t.Program> {
  return path.findParent((p) => p.isFunction() || p.isProgram()) as NodePath<t.Function | t.Program>;
}

/** Does this identifier stand for a variable (not for a member, key or label)? */
export const spellsName = (path: NodePath): boolean => path.isReferencedIdentifier() || path.isBindingIdentifier();

/** Every binding of the program with all places that spell it, declarations and writes included, in order of evaluation text. */
export function occurrences(ast: t.File): Map<Binding, NodePath<t.Identifier>[]> {
  const found = new Map<Binding, NodePath<t.Identifier>[]>();
  const seen = new Set<t.Identifier>();
  const add = (path: NodePath<t.Identifier>, scope: Scope): void => {
    if (seen.has(path.node)) return;
    const binding = scope.getBinding(path.node.name);
    if (!binding) return;
    seen.add(path.node);
    const list = found.get(binding);
    if (list) list.push(path);
    else found.set(binding, [path]);
  };
  traverse(ast, {
    FunctionDeclaration(path) {
      // The name belongs to the scope around the function, where the visitor below would look inside it.
      if (path.node.id) add(path.get('id') as NodePath<t.Identifier>, path.scope.parent);
    },
    Identifier(path) {
      if (spellsName(path)) add(path, path.scope);
    },
  });
  return found;
}

/** Names that were given, by the program's scope and the base of the name: how far Babel's count of each has come. */
const given = new WeakMap<Scope, Map<string, number>>();

// Babel counts from the start for every name: in a large program, with thousands of temporaries, that takes longer than all else.
traverseModule.Scope.prototype.generateUid = function generateUid(this: Scope, hint = 'temp'): string {
  const base = t.toIdentifier(hint).replace(/^_+/, '').replace(/\d+$/g, '');
  const program = this.getProgramParent() as Scope & { references: Record<string, true>; uids: Record<string, true> };
  let counts = given.get(program);
  if (!counts) {
    counts = new Map();
    given.set(program, counts);
  }
  for (let i = counts.get(base) ?? 0; ; i++) {
    const name = `_${base}${i === 0 ? '' : i + 1}`;
    if (this.hasLabel(name) || this.hasBinding(name) || this.hasGlobal(name) || this.hasReference(name)) continue;
    program.references[name] = true;
    program.uids[name] = true;
    counts.set(base, i + 1);
    return name;
  }
};

/** Parses scopes afresh after passes changed the tree. */
export function recrawl(ast: t.File): void {
  traverse(ast, {
    Program(path) {
      path.scope.crawl();
      given.delete(path.scope);
      path.stop();
    },
  });
}
