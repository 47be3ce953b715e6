// Natives that a loop calls are looked up once, before it: `Math.floor(x)` costs three to four times as much as `f(x)` with
// `var f=Math.floor` (docs/compiler.md has the measurement).
//
// Only static functions that need no `this`. A program that puts another function in the place of one while it runs is not
// what anybody writes.
import { type NodePath, recrawl, t, traverse } from '../babel.js';

const hoisted: Readonly<Record<string, ReadonlySet<string>>> = {
  Math: new Set(
    'abs acos asin atan atan2 ceil clip cos exp floor log max min randInt random round sign sin tan wrap'.split(' '),
  ),
  String: new Set(['fromCharCode']),
  E: new Set('clip sum toString toUint8Array CRC32'.split(' ')),
};

/** The native that a call names, `Math.floor`, or undefined. */
function nativeOf(path: NodePath<t.CallExpression>): string | undefined {
  const { callee } = path.node;
  if (
    !t.isMemberExpression(callee) ||
    callee.computed ||
    !t.isIdentifier(callee.object) ||
    !t.isIdentifier(callee.property)
  )
    return undefined;
  const { name } = callee.object;
  if (!Object.hasOwn(hoisted, name) || path.scope.hasBinding(name, true)) return undefined;
  return hoisted[name]!.has(callee.property.name) ? `${name}.${callee.property.name}` : undefined;
}

/** Runs when every variable is its function's, and nothing is renamed yet. */
export function natives(ast: t.File): void {
  const found = new Map<t.Node, Map<string, NodePath<t.CallExpression>[]>>();
  const owners = new Map<t.Node, NodePath<t.Function>>();
  traverse(ast, {
    CallExpression(path) {
      const name = nativeOf(path);
      if (!name) return;
      // The outermost function in which a loop is around the call.
      let owner: NodePath<t.Function> | undefined;
      let looped = false;
      for (let p: NodePath | null = path.parentPath; p; p = p.parentPath) {
        if (p.isLoop()) looped = true;
        if (p.isFunction()) {
          if (looped) owner = p;
          break;
        }
      }
      if (!owner || !t.isBlockStatement(owner.node.body)) return;
      const names = found.get(owner.node) ?? new Map<string, NodePath<t.CallExpression>[]>();
      found.set(owner.node, names);
      owners.set(owner.node, owner);
      const calls = names.get(name) ?? [];
      names.set(name, calls);
      calls.push(path);
    },
  });
  for (const [node, names] of found) {
    const owner = owners.get(node)!;
    const declarations: t.VariableDeclarator[] = [];
    for (const [name, calls] of names) {
      const id = owner.scope.generateUidIdentifier(name.split('.')[1]);
      declarations.push(t.variableDeclarator(id, t.cloneNode(calls[0]!.node.callee as t.MemberExpression)));
      for (const call of calls) call.node.callee = t.inherits(t.cloneNode(id), call.node.callee);
    }
    (node as t.Function & { body: t.BlockStatement }).body.body.unshift(t.variableDeclaration('var', declarations));
  }
  if (found.size) recrawl(ast);
}
