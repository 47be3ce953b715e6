// Record literals: computed keys, accessors, `super` and whole-number keys, which the interpreter lacks or puts in another order.
//
//   { a: 1, [k]: 2, get b() { … } }  →  (o = { a: 1 }, o[k] = 2, $accessor(o, 'b', function(){ … }), o)
import { type NodePath, t, type Visitor } from '../babel.js';
import type { PassContext } from '../context.js';
import type { AccessorNames } from './accessors.js';
import { asFunction, keyed, keyValue, method } from './build.js';
import { superMembers } from './classes/super.js';
import { assign, isQuiet, temporary, undefinedValue } from './memo.js';

type Property = t.ObjectExpression['properties'][number];

/** A whole-number key as ECMAScript orders them first, else undefined. */
function integerKey(p: Property): number | undefined {
  if (t.isSpreadElement(p) || p.computed) return undefined;
  const text = t.isNumericLiteral(p.key) ? String(p.key.value) : t.isStringLiteral(p.key) ? p.key.value : '';
  return /^(0|[1-9]\d{0,9})$/.test(text) ? Number(text) : undefined;
}

const isAccessorMethod = (p: Property): p is t.ObjectMethod => t.isObjectMethod(p) && p.kind !== 'method';

function usesSuper(p: Property): boolean {
  let found = false;
  if (t.isObjectMethod(p))
    t.traverseFast(p, (n) => {
      if (t.isSuper(n)) found = true;
    });
  return found;
}

/** Whole-number keys first, ascending; `hold` takes a value that has to be computed where it stands. */
function ordered(list: Property[], hold: (value: t.Expression) => t.Expression): Property[] {
  const whole = list.map(integerKey);
  if (whole.every((k) => k === undefined)) return list;
  const sorted = list
    .map((p, i) => ({ p, k: whole[i], i }))
    .sort((a, b) => (a.k ?? Number.POSITIVE_INFINITY) - (b.k ?? Number.POSITIVE_INFINITY) || a.i - b.i)
    .map(({ p }) => p);
  if (sorted.every((p, i) => p === list[i])) return list;
  for (const p of list) if (t.isObjectProperty(p) && !isQuiet(p.value)) p.value = hold(p.value as t.Expression);
  return sorted;
}

const valueFor = (p: t.ObjectProperty | t.ObjectMethod): t.Expression =>
  t.isObjectMethod(p) ? asFunction(p) : (p.value as t.Expression);

export const objectLiterals = (context: PassContext, accessors: AccessorNames): Visitor => ({
  ObjectExpression: {
    exit(path: NodePath<t.ObjectExpression>) {
      const { node } = path;
      for (const p of node.properties) {
        if (t.isSpreadElement(p)) continue;
        // A computed key that is a literal is an ordinary one.
        if (p.computed && (t.isStringLiteral(p.key) || t.isNumericLiteral(p.key)) && !isProto(p.key))
          p.computed = false;
        if (!p.computed && t.isNumericLiteral(p.key)) p.key = t.inherits(t.stringLiteral(String(p.key.value)), p.key);
      }
      const isSpecial = (p: Property): boolean =>
        isAccessorMethod(p) || usesSuper(p) || (!t.isSpreadElement(p) && p.computed === true);
      const held: t.Expression[] = [];
      const first = node.properties.findIndex(isSpecial);
      if (first < 0) {
        if (node.properties.some((p) => t.isSpreadElement(p))) return;
        const list = ordered(node.properties, (value) => {
          const id = temporary(path, 'v');
          held.push(assign(id, value));
          return t.cloneNode(id);
        });
        node.properties = list;
        if (held.length) {
          path.replaceWith(t.sequenceExpression([...held, node]));
          path.skip();
        }
        return;
      }
      const home = node.properties.some(usesSuper);
      const record = home ? path.scope.generateUidIdentifier('o') : temporary(path, 'o');
      const parts: t.Expression[] = [];
      const at = (): t.Identifier => t.cloneNode(record);
      const pairs = new Map<string, t.CallExpression>();
      for (const p of node.properties.slice(first)) {
        if (t.isSpreadElement(p)) {
          parts.push(method(t.identifier('Object'), 'assign', at(), p.argument));
          continue;
        }
        if (usesSuper(p))
          superMembers(p, { context, accessors, base: () => method(t.identifier('Object'), 'getPrototypeOf', at()) });
        const key = p.key as t.Expression;
        const name = p.computed ? '' : t.isIdentifier(key) ? key.name : (key as t.StringLiteral).value;
        const known = name ? pairs.get(name) : undefined;
        if (!isAccessorMethod(p)) {
          // A value takes the accessor's place, which would swallow it, or be made of the next half of one.
          if (known) parts[parts.indexOf(known)] = assign(keyed(at(), t.cloneNode(key), false), undefinedValue());
          pairs.delete(name);
          parts.push(t.inherits(assign(keyed(at(), key, p.computed), valueFor(p)), p));
          continue;
        }
        const f = asFunction(p);
        if (known) {
          known.arguments[p.kind === 'get' ? 2 : 3] = f;
          continue;
        }
        const made = t.callExpression(context.library('$accessor'), [
          at(),
          keyValue(key, p.computed),
          ...(p.kind === 'get' ? [f] : [undefinedValue(), f]),
        ]);
        pairs.set(name, made);
        parts.push(t.inherits(made, p));
      }
      const start = t.objectExpression(node.properties.slice(0, first));
      if (home)
        path.replaceWith(
          t.callExpression(t.arrowFunctionExpression([record], t.sequenceExpression([...parts, at()])), [start]),
        );
      else path.replaceWith(t.sequenceExpression([assign(record, start), ...parts, at()]));
    },
  },
});

const isProto = (key: t.Node): boolean => t.isStringLiteral(key, { value: '__proto__' });
