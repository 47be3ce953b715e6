// Refuses, in programs, members of ECMAScript that neither the interpreter nor the library has.
//
// `Owner.name` says what it means. Of `x.name()` the kind of x is often not known: it is refused if no value has a method of
// that name and the program gives none to any, or if the text shows the kind. Of packages nothing is refused.
import { type NodePath, t, type Visitor } from '../babel.js';
import type { PassContext } from '../context.js';
import { missingMethods, missingOf, missingStatics } from '../library/missing.js';
import { childOf, kindOf } from './kinds.js';
import { isGlobal, sourceOf, standardGlobals, staticName } from './known-values.js';

const why = 'the interpreter does not have it';

/** Names of members that the program itself makes. */
function ownNames(ast: t.File): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (key: t.Node): void => {
    if (t.isIdentifier(key)) names.add(key.name);
    else if (t.isStringLiteral(key)) names.add(key.value);
  };
  t.traverseFast(ast, (n) => {
    if (t.isObjectMember(n) || t.isClassMethod(n) || t.isClassProperty(n) || t.isClassAccessorProperty(n)) add(n.key);
    if (t.isAssignmentExpression(n) && t.isMemberExpression(n.left)) add(n.left.property);
    // `Object.defineProperty(x, 'name', …)`
    if (t.isCallExpression(n) && t.isStringLiteral(n.arguments[1])) add(n.arguments[1]);
  });
  return names;
}

/** Methods of lists, Map and Set that make iterators. */
const makers = /^(?:entries|keys|values|matchAll)$/;

/** What the program's text shows a value to be, as far as {@link missingOf} asks. */
function kindShown(path: NodePath, node: t.Node): string | undefined {
  const made = sourceOf(path, node);
  if (t.isNewExpression(made) && t.isIdentifier(made.callee) && isGlobal(path, made.callee.name))
    return made.callee.name;
  if (t.isRegExpLiteral(made)) return 'RegExp';
  if (t.isObjectExpression(made)) return 'Object';
  if (t.isStringLiteral(made) || t.isTemplateLiteral(made)) return 'String';
  if (!t.isCallExpression(made)) return undefined;
  const callee = sourceOf(path, made.callee);
  if (t.isIdentifier(callee, { name: 'Symbol' }) && isGlobal(path, 'Symbol')) return 'Symbol';
  if (t.isFunction(callee) && callee.generator) return callee.async ? undefined : 'Iterator';
  if (!t.isMemberExpression(callee)) return undefined;
  const name = staticName(callee);
  const key = t.isMemberExpression(callee.property) && staticName(callee.property) === 'iterator';
  const { object } = callee;
  // `Object.keys(x)` is a list.
  const record = t.isIdentifier(object) && /^[A-Z]/.test(object.name);
  return key || (name !== undefined && makers.test(name) && !record) ? 'Iterator' : undefined;
}

export function refuseMissing(ast: t.File, context: PassContext, foreign: (node: t.Node) => boolean): Visitor {
  let own: ReadonlySet<string> | undefined;
  const no = (node: t.Node, name: string, instead: string): void => {
    if (!foreign(node)) context.refuse(node, 'C6125', { name, why, instead });
  };
  return {
    NewExpression(path) {
      const { callee, arguments: args } = path.node;
      if (t.isIdentifier(callee, { name: 'ArrayBuffer' }) && isGlobal(path, 'ArrayBuffer') && args.length > 1)
        no(args[1]!, 'maxByteLength', missingOf.ArrayBuffer!.maxByteLength!);
    },
    CallExpression(path) {
      const { callee, arguments: args } = path.node;
      if (!t.isMemberExpression(callee) || !t.isIdentifier(callee.object, { name: 'JSON' })) return;
      const reviver = args[1] && sourceOf(path, args[1]);
      if (staticName(callee) === 'parse' && t.isFunction(reviver) && reviver.params.length > 2)
        no(reviver.params[2]!, 'context.source', 'Take the value.');
    },
    MemberExpression(path) {
      const { object, property } = path.node;
      const name = staticName(path.node);
      if (name === undefined) return;
      // A program may ask whether it is there.
      if (path.parentPath.isUnaryExpression({ operator: 'typeof' })) return;
      if (t.isIdentifier(object) && standardGlobals.has(object.name) && isGlobal(path, object.name)) {
        const full = `${object.name}.${name}`;
        if (Object.hasOwn(missingStatics, full)) no(path.node, full, missingStatics[full]!);
        return;
      }
      const called = path.parentPath.isCallExpression({ callee: path.node });
      own ??= ownNames(ast);
      if (own.has(name)) return;
      if (called && Object.hasOwn(missingMethods, name)) no(property, name, missingMethods[name]!);
      else {
        const kind = kindShown(path, object) ?? (kindOf(childOf(path, 'object')) === 'text' ? 'String' : '');
        const of = missingOf[kind];
        if (of && Object.hasOwn(of, name)) no(property, name, of[name]!);
      }
    },
  };
}
