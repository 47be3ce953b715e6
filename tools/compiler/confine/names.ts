// Member names of confined code: built-in ones stay, the author's get the sigil, and short forms where no wire needs them.
import { methods, nameLength, members as readable } from '../../../protocol/subset/table.js';
import { type NodePath, t, traverse } from '../babel.js';
import type { PassContext } from '../context.js';
import { shortName } from '../passes/mangle.js';
import { assign, temporary, undefinedValue } from '../passes/memo.js';
import { implicit, isOurs } from './classes/names.js';

const builtInMethods = new Set<string>(methods);
const builtInMembers = new Set<string>(readable);

/** Methods of ECMAScript's lists, texts, bytes, numbers and promises that confined code does not have, and what to do. */
export const advice: Record<string, string> = {
  sort: 'Write a merge sort; the native one is unstable and overflows the stack on sorted input.',
  reduce: 'Use a loop.',
  reduceRight: 'Use a loop.',
  find: 'Use a loop.',
  findIndex: 'Use a loop.',
  findLast: 'Use a loop.',
  findLastIndex: 'Use a loop.',
  flat: 'Use concat.',
  flatMap: 'Use a loop.',
  at: 'Use an index.',
  lastIndexOf: 'Use a loop.',
  replace: 'Use split and join.',
  replaceAll: 'Use split and join.',
  match: 'Use indexOf and substring.',
  matchAll: 'Use indexOf and substring.',
  search: 'Use indexOf.',
  codePointAt: 'Use charCodeAt; texts are UTF-8 bytes on the card.',
  localeCompare: 'Compare with < and >.',
  normalize: 'Normalise on the host.',
  trimStart: 'Use trim.',
  trimEnd: 'Use trim.',
  toFixed: 'Count in whole units, and put the point in by hand.',
  toPrecision: 'Count in whole units.',
  toExponential: 'Count in whole units.',
  toLocaleString: 'Use toString.',
  hasOwnProperty: 'Compare the member with undefined.',
  entries: 'Use a for loop with an index.',
  keys: 'Use a for loop with an index.',
  values: 'Use for-of.',
  copyWithin: 'Use set and subarray.',
  finally: 'Use try and finally around await.',
  call: 'Call the function.',
  apply: 'Call the function with spread arguments.',
  bind: 'Use an arrow function.',
  valueOf: 'Use the value.',
  with: 'Copy the list and set the element.',
  toSorted: 'Write a merge sort.',
  toReversed: 'Use slice and reverse.',
  toSpliced: 'Use slice and splice.',
  isPrototypeOf: 'Keep a member that tells the kind.',
  propertyIsEnumerable: 'Name the members.',
  name: 'Keep a field of your own that tells the kind.',
  stack: 'The place of an error reaches the author by itself.',
  cause: 'Keep it in a field of a class that extends Error.',
  buffer: 'Pass the bytes themselves.',
  byteLength: 'Use length.',
  byteOffset: 'Keep the place yourself.',
};
/** Names that mean the interpreter's own workings whatever holds them. */
const dangerous = new Set(['constructor', '__proto__', 'prototype', 'arguments', 'caller', 'callee']);
const plain = /^[A-Za-z0-9_]+$/;

interface Spelled {
  readonly node: t.Identifier;
  readonly name: string;
}

const nameOf = (node: t.Node): string => (t.isIdentifier(node) ? node.name : t.isStringLiteral(node) ? node.value : '');

/** The name of a member that is not an index. */
const memberName = (n: t.MemberExpression): string =>
  n.computed && !t.isStringLiteral(n.property) ? '' : nameOf(n.property);

/** `$c.$state`: a record whatever its members are called. */
const isState = (n: t.Node): boolean =>
  t.isMemberExpression(n) && t.isIdentifier(n.object, { name: '$c' }) && t.isIdentifier(n.property, { name: '$state' });

/** Is this value a function, as far as its form tells? */
function isFunctionValue(path: NodePath): boolean {
  if (path.isFunction()) return true;
  const binding = path.isIdentifier() ? path.scope.getBinding(path.node.name) : undefined;
  const places = binding ? [binding.path, ...binding.constantViolations] : [];
  return places.some(
    (at) =>
      at.isFunctionDeclaration() ||
      (at.isVariableDeclarator() && t.isFunction(at.node.init)) ||
      (at.isAssignmentExpression() && t.isFunction(at.node.right)),
  );
}

/**
 * Gives every member name its confined form. `wire`: field names that must keep theirs.
 *
 * A field may have a built-in member's name: what is called is the built-in method, what is not is the field. Only of
 * `length` and `message` the built-in ones are read too: then the value is asked, since it has either, not both.
 */
export function memberNames(ast: t.File, wire: ReadonlySet<string>, context: PassContext): void {
  const keys = new Set(wire);
  const own: Spelled[] = [];
  const spell = (node: t.Identifier, at: t.Node): void => {
    if (node.name.startsWith('$')) return;
    if (isOurs(node.name)) {
      own.push({ node, name: node.name });
      return;
    }
    if (!plain.test(node.name) || node.name.length > nameLength) context.refuse(at, 'C6131', { name: node.name });
    own.push({ node, name: node.name });
  };
  const declare = (name: string, at: t.Node, value: NodePath): void => {
    if (dangerous.has(name)) context.refuse(at, 'C6126', { name, instead: 'It leads out of the confined space.' });
    if (implicit.has(name) && isFunctionValue(value)) context.refuse(at, 'C6149', { name });
    else if (builtInMethods.has(name) && isFunctionValue(value)) context.refuse(at, 'C6130', { name });
    keys.add(name);
  };
  traverse(ast, {
    ObjectProperty(path) {
      const { key } = path.node;
      const name = nameOf(key);
      declare(name, key, path.get('value') as NodePath);
      const id = t.inherits(t.identifier('x'), key);
      id.name = name;
      path.node.key = id;
      path.node.computed = false;
      spell(id, key);
    },
    AssignmentExpression(path) {
      const { left, operator, right } = path.node;
      if (!t.isMemberExpression(left)) return;
      const name = memberName(left);
      if (Object.hasOwn(advice, name)) declare(name, left.property, path.get('right'));
      if (!builtInMethods.has(name) && !builtInMembers.has(name)) return;
      declare(name, left.property, path.get('right'));
      if (operator === '=' || !builtInMembers.has(name) || isState(left.object)) return;
      // Reading and setting are two forms.
      const { object } = left;
      const id = t.isIdentifier(object) ? object : temporary(path, 'o');
      const member = (): t.MemberExpression =>
        t.inherits(t.memberExpression(t.cloneNode(id), t.identifier(name)), left);
      const set = assign(
        member(),
        t.binaryExpression(operator.slice(0, -1) as t.BinaryExpression['operator'], member(), right),
      );
      path.replaceWith(id === object ? set : t.sequenceExpression([assign(id, object as t.Expression), set]));
    },
  });
  const done = new WeakSet<t.Node>();
  /** `x.name` as the author's field if there is one, else as the built-in member. */
  const either = (path: NodePath<t.MemberExpression>, name: string): void => {
    const { node } = path;
    const { object } = node;
    const simple = t.isIdentifier(object);
    const id = simple ? object : temporary(path, 'o');
    const member = (ours: boolean): t.MemberExpression => {
      const property = t.inherits(t.identifier(name), node.property);
      if (ours) spell(property, property);
      const made = t.inherits(t.memberExpression(t.cloneNode(id), property), node);
      done.add(made);
      return made;
    };
    const value = t.conditionalExpression(
      t.binaryExpression('===', member(true), undefinedValue()),
      member(false),
      member(true),
    );
    path.replaceWith(simple ? value : t.sequenceExpression([assign(id, object as t.Expression), value]));
  };
  traverse(ast, {
    MemberExpression: {
      exit(path) {
        const { node } = path;
        if (done.has(node)) return;
        if (node.computed) {
          if (!t.isStringLiteral(node.property)) return;
          const id = t.inherits(t.identifier('x'), node.property);
          id.name = node.property.value;
          node.property = id;
          node.computed = false;
        }
        done.add(node);
        const id = node.property as t.Identifier;
        const { name } = id;
        const called = path.parentPath.isCallExpression({ callee: node });
        const written =
          path.parentPath.isAssignmentExpression({ left: node }) ||
          path.parentPath.isUpdateExpression({ argument: node }) ||
          path.parentPath.isForXStatement({ left: node });
        // The interpreter's own, whatever fields are called.
        if (name.startsWith('\xff:')) id.name = name.slice(2);
        else if (dangerous.has(name))
          context.refuse(id, 'C6126', { name, instead: 'It leads out of the confined space.' });
        else if (builtInMembers.has(name)) {
          if (called || written || isState(node.object)) spell(id, id);
          else if (keys.has(name)) either(path, name);
        } else if (builtInMethods.has(name)) {
          if (called && !isState(node.object)) return;
          if (keys.has(name)) spell(id, id);
          else context.refuse(id, 'C6134', { name });
        } else if (Object.hasOwn(advice, name) && !keys.has(name))
          context.refuse(id, 'C6125', { name, why: 'confined code does not have it', instead: advice[name]! });
        else spell(id, id);
      },
    },
  });
  shorten(own, wire);
}

/** Frequent names get short ones; wire names keep theirs behind the sigil. */
function shorten(own: readonly Spelled[], wire: ReadonlySet<string>): void {
  const counts = new Map<string, number>();
  for (const { name } of own) counts.set(name, (counts.get(name) ?? 0) + 1);
  const given = new Map<string, string>();
  const taken = new Set<string>();
  for (const name of wire) taken.add(`$${name}`);
  let n = 0;
  for (const [name] of [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))) {
    let short = `$${name}`;
    if (!wire.has(name)) {
      do short = shortName(n++, '$');
      while (taken.has(short));
    }
    given.set(name, short);
  }
  for (const { node, name } of own) node.name = given.get(name)!;
}
