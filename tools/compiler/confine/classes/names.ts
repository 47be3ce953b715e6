// Names of members that only the compiler spells: they begin with \xff, which no name of an author does.
import { t } from '../../babel.js';
import type { Keyed } from '../../passes/classes/private-names.js';

/** Holds an instance's class, and of a class the record of its static methods and accessors. */
export const kind = '\xffk';
/** Holds the class that a class extends. */
export const base = '\xffp';
/** Holds the function that fills a new instance: fields and constructor. It answers the instance. */
export const init = '\xffi';

export const methodName = (name: string): string => `\xff.${name}`;
export const getterName = (name: string): string => `\xff<${name}`;
export const setterName = (name: string): string => `\xff>${name}`;

/** Methods that iteration asks for: instances have them as fields, since what is gone through may be no instance. */
export const ofIteration: ReadonlySet<string> = new Set(['next', 'return', 'throw', '\xffiterator']);

/** Methods that no call on the card would find where the language calls them by itself. */
export const implicit: ReadonlySet<string> = new Set(['toString', 'toLocaleString', 'valueOf', 'toJSON', 'then']);

export const isOurs = (name: string): boolean => name.startsWith('\xff');

/** The name that a key spells; empty if it is computed. */
export function keyName(node: { key: t.Node; computed?: boolean | null | undefined } & Keyed): string {
  if (node.hidden) return node.hidden.value;
  const { key, computed } = node;
  if (t.isStringLiteral(key)) return key.value;
  if (t.isNumericLiteral(key)) return String(key.value);
  return t.isIdentifier(key) && !computed ? key.name : '';
}

/** The name of a member that is no index; empty if it is computed. */
export function memberName(node: t.MemberExpression | t.OptionalMemberExpression): string {
  const { property, computed } = node;
  if (!computed) return t.isIdentifier(property) ? property.name : '';
  return t.isStringLiteral(property) ? property.value : '';
}

/** `object.name` for a name that may be the compiler's. */
export const ours = (object: t.Expression, name: string): t.MemberExpression =>
  t.memberExpression(object, t.stringLiteral(name), true);

/** `name: value` for a name that may be the compiler's. */
export const entry = (name: string, value: t.Expression): t.ObjectProperty =>
  t.objectProperty(t.stringLiteral(name), value);
