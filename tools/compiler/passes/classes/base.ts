// What kind of class another extends, as far as the program's text tells.
import { type NodePath, t } from '../../babel.js';

/**
 * `none`: no base. `plain`: a class of the program whose constructors leave `this` as it is: it is called with `this`.
 * `other`: any other; its constructor may answer with another object, as that of Error does. `null`: `extends null`.
 */
export type BaseKind = 'none' | 'plain' | 'other' | 'null';

/** Natives whose values the interpreter knows by their inner kind: an object that inherits from them has none of it. */
export const closedNatives = new Set(
  'Array ArrayBuffer Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array Uint8ClampedArray DataView String Number Boolean Function Promise Date RegExp'.split(
    ' ',
  ),
);

/** Does the constructor answer with a value of its own? */
function answers(node: t.Class): boolean {
  const maker = node.body.body.find((m) => t.isClassMethod(m) && m.kind === 'constructor');
  let found = false;
  const visit = (n: t.Node): void => {
    if (t.isReturnStatement(n) && n.argument) found = true;
    for (const key of t.VISITOR_KEYS[n.type] ?? []) {
      const child = (n as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key];
      for (const c of Array.isArray(child) ? child : [child]) if (c && !t.isFunction(c)) visit(c);
    }
  };
  if (maker) visit((maker as t.ClassMethod).body);
  return found;
}

/** Kinds of classes that were lowered already, by the declared name. */
const lowered = new WeakMap<t.Node, BaseKind>();

function kindOf(path: NodePath<t.Class>): BaseKind {
  const { superClass } = path.node;
  if (!superClass) return 'none';
  if (t.isNullLiteral(superClass)) return 'null';
  if (!t.isIdentifier(superClass)) return 'other';
  const binding = path.scope.getBinding(superClass.name);
  if (!binding?.constant) return 'other';
  const known = lowered.get(binding.identifier);
  return known === 'none' || known === 'plain' ? 'plain' : 'other';
}

/** The kind of base of a class; remembers it for the classes that extend this one. */
export function baseOf(path: NodePath<t.Class>): BaseKind {
  const kind = kindOf(path);
  const own = answers(path.node) || kind === 'null' ? 'other' : kind;
  if (path.node.id) lowered.set(path.node.id, own);
  if (path.parentPath?.isVariableDeclarator()) lowered.set(path.parentPath.node.id, own);
  return kind;
}
