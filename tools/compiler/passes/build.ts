// Short makers for the nodes that the passes build most.
import { t } from '../babel.js';

export const id = (name: string): t.Identifier => t.identifier(name);
export const member = (object: t.Expression, name: string): t.MemberExpression => t.memberExpression(object, id(name));
export const call = (callee: t.Expression, ...args: (t.Expression | t.SpreadElement)[]): t.CallExpression =>
  t.callExpression(callee, args);
export const method = (object: t.Expression, name: string, ...args: t.Expression[]): t.CallExpression =>
  t.callExpression(member(object, name), args);
export const run = (e: t.Expression): t.ExpressionStatement => t.expressionStatement(e);
export const declare = (name: t.LVal, value?: t.Expression | null, kind: 'let' | 'var' | 'const' = 'let') =>
  t.variableDeclaration(kind, [t.variableDeclarator(name as t.Identifier, value ?? null)]);

/** A member by the name of a key: `.name`, or `[…]` for what is no plain name. */
export const keyed = (object: t.Expression, key: t.Expression, computed = false): t.MemberExpression =>
  t.memberExpression(object, key, computed || !t.isIdentifier(key));

/** The key as a value: `'name'` for a plain one. */
export const keyValue = (key: t.Expression, computed: boolean): t.Expression =>
  !computed && t.isIdentifier(key) ? t.inherits(t.stringLiteral(key.name), key) : t.cloneNode(key);

/** A function expression with the parts of a method. */
export const asFunction = (
  node: t.ObjectMethod | t.ClassMethod | t.ClassPrivateMethod | t.FunctionDeclaration,
): t.FunctionExpression =>
  t.inherits(
    t.functionExpression(null, node.params as t.FunctionParameter[], node.body, node.generator, node.async),
    node,
  );

/** Visits what belongs to the `this` of `node`: arrow functions inside it, no other functions. Classes are gone by then, or skipped. */
export function eachOwn(node: t.Node, visit: (n: t.Node, parent: t.Node, key: string, index?: number) => void): void {
  for (const key of t.VISITOR_KEYS[node.type] ?? []) {
    const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null | undefined>)[key];
    const one = (c: t.Node | null | undefined, index?: number): void => {
      if (!c) return;
      visit(c, node, key, index);
      if ((t.isFunction(c) && !t.isArrowFunctionExpression(c)) || t.isClass(c)) return;
      eachOwn(c, visit);
    };
    if (Array.isArray(child)) child.forEach(one);
    else one(child);
  }
}

/** Replaces the child of `parent` that {@link eachOwn} told of. */
export function put(parent: t.Node, key: string, index: number | undefined, value: t.Node): void {
  const holder = parent as unknown as Record<string, t.Node | t.Node[]>;
  if (index === undefined) holder[key] = value;
  else (holder[key] as t.Node[])[index] = value;
}
