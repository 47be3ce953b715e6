// Private names become members that start with \xff: the interpreter lists them nowhere, and no other code can spell them
// by accident. `#x in o` becomes `'\xff1' in o`.
import { type NodePath, t, traverse } from '../../babel.js';
import type { PassContext } from '../../context.js';

/** The member that stands for a private name; numbers, so that none meets one of the interpreter's own. */
const hidden = (n: number): t.StringLiteral => t.stringLiteral(`\xff${n.toString(36)}`);

/** A private name's key, put on the node of the class member. */
export type Keyed = { hidden?: t.StringLiteral };

export function privateNames(ast: t.File, context: PassContext): void {
  let count = 0;
  const stack: Map<string, t.StringLiteral>[] = [];
  const keyOf = (node: t.PrivateName): t.StringLiteral => {
    for (let i = stack.length - 1; i >= 0; i--) {
      const key = stack[i]!.get(node.id.name);
      if (key) return t.cloneNode(key);
    }
    return hidden(0);
  };
  const access = (path: NodePath<t.MemberExpression | t.OptionalMemberExpression>): void => {
    const { node } = path;
    if (!t.isPrivateName(node.property)) return;
    const key = keyOf(node.property);
    node.property = key;
    node.computed = true;
    // What is not `this` may lack the name: that is an error, where a plain read would give undefined.
    const sure = t.isThisExpression(node.object) || t.isSuper(node.object) || node.optional || !context.exact;
    if (!sure && path.isMemberExpression())
      node.object = t.callExpression(context.library('$branded'), [node.object as t.Expression, t.cloneNode(key)]);
  };
  traverse(ast, {
    Class: {
      enter(path) {
        const names = new Map<string, t.StringLiteral>();
        for (const m of path.node.body.body) {
          const name =
            t.isClassPrivateProperty(m) || t.isClassPrivateMethod(m)
              ? m.key.id.name
              : t.isClassAccessorProperty(m) && t.isPrivateName(m.key)
                ? m.key.id.name
                : undefined;
          if (name === undefined) continue;
          if (!names.has(name)) names.set(name, hidden(count++));
          (m as Keyed).hidden = names.get(name)!;
        }
        stack.push(names);
      },
      exit() {
        stack.pop();
      },
    },
    MemberExpression: access,
    OptionalMemberExpression: access,
    BinaryExpression(path) {
      if (t.isPrivateName(path.node.left)) path.node.left = keyOf(path.node.left);
    },
  });
}
