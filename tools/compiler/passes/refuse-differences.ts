// Refuses what a program's text shows to behave otherwise on the interpreter, where no lowering mends it.
//
// Of packages nothing is refused here: what they do for other engines may never run.
import { type NodePath, t, type Visitor } from '../babel.js';
import type { PassContext } from '../context.js';
import { constants, statics } from '../library/table.js';
import { isGlobal, sourceOf, standardGlobals, staticName } from './known-values.js';

/** Members of built-in records that the interpreter itself has. */
const natives =
  /^(?:Math\.(?:abs|a?cos|a?sin|a?tan|atan2|ceil|exp|floor|log|random)|JSON\.\w+|Reflect\.\w+|Object\.(?:create|definePropert(?:y|ies)|getOwnPropertyDescriptors?|[gs]etPrototypeOf)|Array\.isArray|Promise\.(?:resolve|reject)|Number\.\w+|Symbol\.\w+)$/;
const isBuiltIn = (key: string): boolean =>
  Object.hasOwn(statics, key) || Object.hasOwn(constants, key) || natives.test(key);

/** Only `new` makes them. */
const onlyNew =
  /^(?:(?:Ui|I)nt(?:8|16|32)Array|Float(?:32|64)Array|Uint8ClampedArray|ArrayBuffer|DataView|Promise|(?:Weak)?(?:Map|Set)|WeakRef|FinalizationRegistry)$/;

const globalRecord = (path: NodePath, node: t.Node): boolean =>
  t.isIdentifier(node) && /^(?:globalThis|global)$/.test(node.name) && isGlobal(path, node.name);

/** Every variable and member that an assignment's left side sets. */
function* targets(node: t.Node | null | undefined): Generator<t.Identifier | t.MemberExpression> {
  if (t.isIdentifier(node) || t.isMemberExpression(node)) yield node;
  else if (t.isAssignmentPattern(node)) yield* targets(node.left);
  else if (t.isRestElement(node)) yield* targets(node.argument);
  else if (t.isArrayPattern(node)) for (const e of node.elements) yield* targets(e);
  else if (t.isObjectPattern(node))
    for (const p of node.properties) yield* targets(t.isObjectProperty(p) ? p.value : p.argument);
}

/** `Math.floor`, `globalThis.isNaN`: something that compiled code, or the interpreter, does not look up again. */
function builtInName(path: NodePath, node: t.MemberExpression): string | undefined {
  const name = staticName(node);
  if (name === undefined || !t.isIdentifier(node.object) || !isGlobal(path, node.object.name)) return undefined;
  if (globalRecord(path, node.object)) return standardGlobals.has(name) ? name : undefined;
  const key = `${node.object.name}.${name}`;
  return isBuiltIn(key) ? key : undefined;
}

/** How a record was closed, and with which members: `Object.freeze({ a: 1 })`. */
function closing(
  path: NodePath,
  node: t.Node,
): { readonly how: string; readonly keys: ReadonlySet<string> } | undefined {
  const made = sourceOf(path, node);
  if (!t.isCallExpression(made) || !t.isMemberExpression(made.callee)) return undefined;
  if (!t.isIdentifier(made.callee.object, { name: 'Object' })) return undefined;
  const how = staticName(made.callee);
  const [record] = made.arguments;
  if (!/^(?:freeze|seal|preventExtensions)$/.test(how ?? '') || !t.isObjectExpression(record)) return undefined;
  const keys = record.properties.flatMap((p) =>
    !t.isSpreadElement(p) && !p.computed && t.isIdentifier(p.key) ? [p.key.name] : [],
  );
  return { how: how!, keys: new Set(keys) };
}

/** Is the sign of a zero at this place seen? */
const showsSign = ({ parent, node }: NodePath): boolean =>
  t.isBinaryExpression(parent, { operator: '/', right: node }) ||
  (t.isCallExpression(parent) && t.isMemberExpression(parent.callee) && staticName(parent.callee) === 'is');

/** Is a list at this place only read in order, so that a hole is as good as undefined? */
const fillsHoles = ({ parent, node }: NodePath): boolean =>
  t.isForOfStatement(parent, { right: node }) ||
  t.isSpreadElement(parent) ||
  (t.isVariableDeclarator(parent) && t.isArrayPattern(parent.id)) ||
  (t.isMemberExpression(parent, { object: node }) && staticName(parent) === 'length') ||
  (t.isCallExpression(parent) &&
    t.isMemberExpression(parent.callee) &&
    /^(?:stringify|apply)$/.test(staticName(parent.callee) ?? ''));

export function refuseDifferences(context: PassContext, foreign: (node: t.Node) => boolean): Visitor {
  const no: PassContext['refuse'] = (node, code, facts) => {
    if (!node || !foreign(node)) context.refuse(node, code, facts);
  };
  const set = (path: NodePath, target: t.Identifier | t.MemberExpression): void => {
    if (t.isIdentifier(target)) {
      const { name } = target;
      const binding = path.scope.getBinding(name);
      if (binding) {
        if (binding.kind === 'const' || binding.kind === 'local') no(target, 'C6170', { name });
      } else if (name !== 'arguments') no(target, standardGlobals.has(name) ? 'C6172' : 'C6171', { name });
      return;
    }
    const builtIn = builtInName(path, target);
    if (builtIn) no(target, 'C6172', { name: builtIn });
    const closed = closing(path, target.object);
    if (closed && (closed.how === 'freeze' || !closed.keys.has(staticName(target) ?? '')))
      no(target, 'C6178', { name: closed.how });
  };
  const key = (node: t.Node): void => {
    if (t.isStringLiteral(node) && node.loc && node.value.startsWith('\xff'))
      no(node, 'C6173', { name: JSON.stringify(node.value).replaceAll('\xff', '\\xff') });
  };
  return {
    AssignmentExpression(path) {
      for (const target of targets(path.node.left)) set(path, target);
    },
    UpdateExpression(path) {
      for (const target of targets(path.node.argument)) set(path, target);
    },
    ForXStatement(path) {
      for (const target of targets(path.node.left)) set(path, target);
      if (path.isForInStatement() && globalRecord(path, path.node.right)) no(path.node.right, 'C6186');
      if (!path.isForOfStatement()) return;
      const made = path.node.right;
      const iterable = t.isObjectExpression(made)
        ? made.properties.some((p) => t.isSpreadElement(p) || p.computed)
        : !(
            t.isNullLiteral(made) ||
            t.isNumericLiteral(made) ||
            t.isBooleanLiteral(made) ||
            t.isIdentifier(made, { name: 'undefined' })
          );
      if (!iterable) no(path.node.right, 'C6187');
    },
    UnaryExpression(path) {
      const { operator, argument } = path.node;
      if (operator === '-' && t.isNumericLiteral(argument, { value: 0 }) && showsSign(path)) no(path.node, 'C6183');
      if (operator === 'delete' && t.isMemberExpression(argument)) {
        const builtIn = builtInName(path, argument);
        if (builtIn) no(argument, 'C6172', { name: builtIn });
        const closed = closing(path, argument.object);
        if (closed && closed.how !== 'preventExtensions') no(argument, 'C6178', { name: closed.how });
      }
    },
    ArrayExpression(path) {
      if (path.node.elements.includes(null) && !fillsHoles(path)) no(path.node, 'C6174');
    },
    ObjectMember(path: NodePath<t.ObjectMember>) {
      key(path.node.key);
    },
    BinaryExpression(path) {
      if (path.node.operator === 'in') key(path.node.left);
    },
    MemberExpression(path) {
      const { object, property, computed } = path.node;
      if (computed) key(property);
      const name = staticName(path.node);
      if (name === undefined) return;
      if (t.isIdentifier(object, { name: 'arguments' }) && /^(?:callee|caller)$/.test(name))
        no(path.node, 'C6179', { name: `arguments.${name}` });
      if (/^(?:caller|arguments)$/.test(name) && t.isFunction(sourceOf(path, object))) no(path.node, 'C6179', { name });
    },
    CallExpression(path) {
      const { callee, arguments: args } = path.node;
      if (t.isIdentifier(callee) && isGlobal(path, callee.name) && onlyNew.test(callee.name))
        no(callee, 'C6175', { name: callee.name });
      if (!t.isMemberExpression(callee)) return;
      const name = staticName(callee);
      if (name === 'toString' && t.isFunction(sourceOf(path, callee.object))) no(path.node, 'C6177');
      if (name !== 'defineProperty' || !t.isIdentifier(callee.object, { name: 'Object' })) return;
      const [record, member] = args;
      if (t.isStringLiteral(member)) key(member);
      if (globalRecord(path, record!) && t.isStringLiteral(member) && standardGlobals.has(member.value))
        no(member, 'C6172', { name: member.value });
      if (t.isNumericLiteral(member)) no(member, 'C6188');
    },
    NewExpression(path) {
      const made = sourceOf(path, path.node.callee);
      const kind = t.isArrowFunctionExpression(made)
        ? 'an arrow function'
        : t.isFunction(made) && (made.async || made.generator)
          ? 'this function'
          : t.isCallExpression(made) && t.isMemberExpression(made.callee) && staticName(made.callee) === 'bind'
            ? 'a bound function'
            : undefined;
      if (kind) no(path.node.callee, 'C6176', { name: kind });
    },
  };
}
