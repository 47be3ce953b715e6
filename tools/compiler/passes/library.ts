// Puts library functions in the place of what the interpreter lacks or does wrongly. Runs on the author's tree.
//
// `Math.trunc(x)` and `new Map()` name what they mean, and are replaced where they stand. Of `x.flat()` the kind of x is not
// known: the method is put on the prototypes that the interpreter looks it up in, before the program runs.
import { type NodePath, recrawl, t, traverse } from '../babel.js';
import type { PassContext } from '../context.js';
import * as library from '../library/all.js';
import { missing } from '../library/missing.js';
import { $compileRegExp } from '../library/regexp-compile.js';
import { bytesMakers, constants, conversions, elementSizes, globals, nativeErrors, statics } from '../library/table.js';
import { kindOf } from './kinds.js';
import { nativelyOf, nativelyRight } from './library-needs.js';
import { usesIterators } from './lists.js';

type LibraryName = Parameters<PassContext['library']>[0];

/** A value whose members are those of the prototype: the interpreter keeps its own methods off the prototypes. */
const samples: Readonly<Record<string, () => t.Expression>> = {
  Array: () => t.arrayExpression([]),
  Function: () => t.functionExpression(null, [], t.blockStatement([])),
  Number: () => t.numericLiteral(0),
  Object: () => t.objectExpression([]),
  String: () => t.stringLiteral(''),
};

/** The same for a kind of typed array. */
const sampleOf = (name: string): (() => t.Expression) | undefined =>
  Object.hasOwn(samples, name)
    ? samples[name]
    : Object.hasOwn(elementSizes, name)
      ? () => t.newExpression(t.identifier(name), [t.numericLiteral(0)])
      : undefined;

/** Methods of records that no prototype can be given. */
const called = new Map([
  ['isPrototypeOf', '$isPrototypeOf'],
  ['propertyIsEnumerable', '$isEnumerable'],
]);

const isWhole = (path: NodePath): boolean => kindOf(path) === 'whole';
const isGlobal = (path: NodePath, name: string): boolean => !path.scope.hasBinding(name, true);

/** The name of a member, if it is spelled out. */
function memberName(node: t.MemberExpression | t.OptionalMemberExpression): string | undefined {
  if (!node.computed) return t.isIdentifier(node.property) ? node.property.name : undefined;
  return t.isStringLiteral(node.property) ? node.property.value : undefined;
}

/** A key that is a constant text of the program. */
function constantKey(path: NodePath<t.MemberExpression | t.OptionalMemberExpression>): string | undefined {
  const { property } = path.node;
  const binding = t.isIdentifier(property) ? path.scope.getBinding(property.name) : undefined;
  if (!binding?.constant || !binding.path.isVariableDeclarator() || !t.isIdentifier(binding.path.node.id))
    return undefined;
  const { init } = binding.path.node;
  return t.isStringLiteral(init) && !init.value.startsWith('\xff') ? init.value : undefined;
}

const isTarget = (path: NodePath): boolean => {
  const { parentPath: p } = path;
  return (
    !!p &&
    (p.isAssignmentExpression({ left: path.node }) ||
      p.isUpdateExpression() ||
      p.isUnaryExpression({ operator: 'delete' }) ||
      p.isForXStatement({ left: path.node }) ||
      p.isArrayPattern() ||
      (p.isObjectProperty({ value: path.node }) && p.parentPath.isObjectPattern()))
  );
};

/** What a program was found to use. */
export interface Used {
  /** Names of members. */
  readonly members: Set<string>;
  /** The same, with those that lists and texts have rightly. */
  readonly all: Set<string>;
  /** Globals that were replaced: `Map`. */
  readonly globals: Set<string>;
  /** Globals used as a value, whose members may be reached by any name. */
  readonly escaped: Set<string>;
  bytes: boolean;
  regexps: boolean;
}

/** An author's name that is also one of the library's gets another. */
function renameAuthors(ast: t.File): void {
  traverse(ast, {
    Scopable(path) {
      for (const name of Object.keys(path.scope.bindings))
        if (name in library) path.scope.rename(name, path.scope.generateUid(name.slice(1)));
    },
  });
}

/** `/a/g` → `new $Regex("a", "g", [program, slots, names, groups])` */
export function compiledRegExp(context: PassContext, node: t.RegExpLiteral): t.Expression {
  try {
    const [program, slots, names, groups] = $compileRegExp(node.pattern, node.flags) as [
      string,
      number,
      Record<string, number> | undefined,
      number,
    ];
    const list = [
      t.stringLiteral(program),
      t.numericLiteral(slots),
      names
        ? t.objectExpression(
            Object.entries(names).map(([k, n]) => t.objectProperty(t.stringLiteral(k), t.numericLiteral(n))),
          )
        : t.unaryExpression('void', t.numericLiteral(0)),
      t.numericLiteral(groups),
    ];
    return t.inherits(
      t.newExpression(context.library('$Regex'), [
        t.stringLiteral(node.pattern),
        t.stringLiteral(node.flags),
        t.arrayExpression(list),
      ]),
      node,
    );
  } catch (error) {
    context.refuse(node, 'C6161', { message: (error as Error).message });
    return t.nullLiteral();
  }
}

/** `new RegExp('a', 'g')` as `/a/g`, unless it is one that throws in ECMAScript, too. */
function spelledRegExp(call: t.CallExpression): t.RegExpLiteral | undefined {
  const [pattern, flags] = call.arguments;
  if (!t.isStringLiteral(pattern) || (flags && !t.isStringLiteral(flags)) || call.arguments.length > 2)
    return undefined;
  // What the source text of the expression would have to escape.
  if (!pattern.value || /[/\n\r\u2028\u2029]/.test(pattern.value)) return undefined;
  try {
    new RegExp(pattern.value, flags?.value);
  } catch {
    return undefined;
  }
  return t.regExpLiteral(pattern.value, flags?.value ?? '');
}

function constant(value: number | string): t.Expression {
  if (typeof value === 'string') return t.stringLiteral(value);
  if (Number.isNaN(value)) return t.binaryExpression('/', t.numericLiteral(0), t.numericLiteral(0));
  if (value === Number.NEGATIVE_INFINITY)
    return t.binaryExpression('/', t.unaryExpression('-', t.numericLiteral(1)), t.numericLiteral(0));
  if (value === Number.POSITIVE_INFINITY) return t.binaryExpression('/', t.numericLiteral(1), t.numericLiteral(0));
  return value < 0 ? t.unaryExpression('-', t.numericLiteral(-value)) : t.numericLiteral(value);
}

/** Does a promise's function call one of its own, or leave it to a timer, whatever happens? Then something holds them. */
function settles(work: t.Node): boolean {
  if (!t.isFunction(work)) return false;
  const own = new Set(work.params.flatMap((p) => (t.isIdentifier(p) ? [p.name] : [])));
  const isOwn = (n: t.Node | undefined): boolean => t.isIdentifier(n) && own.has(n.name);
  const holds = (n: t.Node): boolean =>
    t.isCallExpression(n) &&
    t.isIdentifier(n.callee) &&
    (own.has(n.callee.name) || (n.callee.name === 'setTimeout' && isOwn(n.arguments[0])));
  if (!t.isBlockStatement(work.body)) return holds(work.body);
  const [first] = work.body.body;
  return t.isExpressionStatement(first) && holds(first.expression);
}

/** Replaces what is named, and notes what is used. */
export function replaceNamed(ast: t.File, context: PassContext, foreign: (node: t.Node) => boolean): Used {
  renameAuthors(ast);
  recrawl(ast);
  const used: Used = {
    members: new Set(),
    all: new Set(),
    globals: new Set(),
    escaped: new Set(),
    bytes: false,
    regexps: false,
  };
  const strings = new Set<string>();
  const take = (name: string): t.Identifier => context.library(name as LibraryName);
  const member = (path: NodePath<t.MemberExpression | t.OptionalMemberExpression>): void => {
    const { node } = path;
    const { object } = node;
    const name = memberName(node) ?? constantKey(path);
    if (node.computed && /^[A-Za-z_$][\w$]*$/.test(name ?? '')) {
      // A text or number has no member in brackets that it lacks; with a dot it is undefined.
      node.computed = false;
      node.property = t.identifier(name!);
    }
    if (name === undefined) {
      const root = t.isIdentifier(object) ? isGlobal(path, object.name) : !t.isMemberExpression(object);
      if (path.parentPath?.isCallExpression({ callee: node }) || root) used.globals.add('computed');
      return;
    }
    if (t.isIdentifier(object) && isGlobal(path, object.name)) {
      const key = `${object.name}.${name}`;
      if (Object.hasOwn(globals, object.name)) used.globals.add(object.name);
      if (key === 'Object.create' && (path.parent as t.CallExpression).arguments?.length === 2) {
        path.replaceWith(take('$create'));
        return;
      }
      // `Math.max.apply(null, list)`: a native call takes 256 arguments.
      const applied =
        path.parentPath?.isMemberExpression({ object: node }) && memberName(path.parentPath.node) === 'apply'
          ? path.parentPath.parentPath
          : undefined;
      const many = { 'Math.max': '$maxOf', 'Math.min': '$minOf', 'String.fromCharCode': '$charsOf' }[key];
      if (many && applied?.isCallExpression() && applied.node.arguments.length === 2) {
        applied.replaceWith(t.inherits(t.callExpression(take(many), [applied.node.arguments[1]!]), applied.node));
        return;
      }
      if (key === 'Promise.any') used.globals.add('AggregateError');
      if (key === 'Error.isError') used.globals.add('instanceof');
      if (nativelyOf(path, key)) return;
      if (Object.hasOwn(statics, key) && !isTarget(path)) {
        path.replaceWith(t.inherits(take(statics[key]!), node));
        return;
      }
      if (Object.hasOwn(constants, key) && !isTarget(path)) {
        path.replaceWith(constant(constants[key]!));
        return;
      }
      const called = path.parentPath?.isCallExpression({ callee: node }) ? path.parentPath : undefined;
      if (
        /Array$/.test(object.name) &&
        object.name !== 'Array' &&
        bytesMakers.test(object.name) &&
        called &&
        (name === 'from' || name === 'of')
      ) {
        used.bytes = true;
        const args = called.node.arguments as t.Expression[];
        called.replaceWith(
          t.inherits(
            t.callExpression(
              t.memberExpression(take(name === 'of' ? '$bytesOfItems' : '$bytesFrom'), t.identifier('call')),
              [object, ...args],
            ),
            called.node,
          ),
        );
        return;
      }
      if (/^(?:Math|JSON|Object|Reflect|Atomics|Intl|E|console|process)$/.test(object.name)) return;
    }
    if (t.isArrayExpression(object) && !object.elements.length && name === 'slice' && !isTarget(path)) {
      path.replaceWith(take('$sliceOf'));
      return;
    }
    // `Array.prototype.slice`
    if (
      t.isMemberExpression(object) &&
      t.isIdentifier(object.object) &&
      memberName(object) === 'prototype' &&
      sampleOf(object.object.name) &&
      isGlobal(path, object.object.name) &&
      !isTarget(path)
    ) {
      if (object.object.name === 'Object' && name === 'toString') {
        path.replaceWith(take('$kindText'));
        return;
      }
      if (object.object.name === 'Object' && name === 'hasOwnProperty') {
        path.replaceWith(take('$hasOwnProperty'));
        return;
      }
      if (object.object.name === 'Array' && name === 'slice') {
        path.replaceWith(take('$sliceOf'));
        return;
      }
      node.object = sampleOf(object.object.name)!();
      if (Object.hasOwn(elementSizes, object.object.name)) used.bytes = true;
      used.members.add(name);
      return;
    }
    used.all.add(name);
    if (!nativelyRight(path, name)) used.members.add(name);
  };
  /** `new Date(x)`, `new Uint8Array(x, …)`, `new String(x)`: what the interpreter makes otherwise. */
  const made = (path: NodePath<t.NewExpression>, callee: t.Identifier, args: t.Expression[]): boolean => {
    const [first] = args;
    if (
      callee.name === 'Date' &&
      args.length === 1 &&
      !/^(?:whole|number)$/.test(kindOf(path.get('arguments')[0] as NodePath))
    ) {
      args[0] = t.callExpression(take('$dateOf'), [first!]);
      return true;
    }
    if (/^(?:String|Number|Boolean)$/.test(callee.name)) {
      context.refuse(path.node, 'C6162', { name: callee.name });
      return true;
    }
    if (callee.name === 'Promise' && args.length === 1 && !settles(first!)) {
      path.replaceWith(t.inherits(t.callExpression(take('$newPromise'), args), path.node));
      return true;
    }
    if (callee.name === 'DataView' && args.length > 1) {
      path.replaceWith(t.inherits(t.callExpression(take('$newView'), args), path.node));
      return true;
    }
    if (!Object.hasOwn(elementSizes, callee.name) || args.some((a) => t.isSpreadElement(a))) return false;
    used.bytes = true;
    const plain =
      args.length === 1 &&
      (t.isNumericLiteral(first) ||
        (t.isArrayExpression(first) && first.elements.every((e) => e && !t.isSpreadElement(e))) ||
        isWhole(path.get('arguments')[0] as NodePath));
    if (plain || !args.length) return false;
    const size = t.numericLiteral(elementSizes[callee.name]!);
    path.replaceWith(t.inherits(t.callExpression(take('$newBytes'), [callee, size, ...args]), path.node));
    return true;
  };
  traverse(ast, {
    RegExpLiteral(path) {
      used.regexps = true;
      path.replaceWith(compiledRegExp(context, path.node));
    },
    MemberExpression: member,
    OptionalMemberExpression: member,
    TaggedTemplateExpression(path) {
      const { tag, quasi } = path.node;
      const isRaw =
        t.isMemberExpression(tag) && t.isIdentifier(tag.object, { name: 'String' }) && memberName(tag) === 'raw';
      if (!isRaw || !isGlobal(path, 'String')) return;
      for (const q of quasi.quasis) q.value.cooked = q.value.raw;
      path.replaceWith(t.inherits(quasi, path.node));
    },
    ObjectPattern(path) {
      for (const p of path.node.properties)
        if (t.isObjectProperty(p) && t.isIdentifier(p.key) && !p.computed) used.members.add(p.key.name);
    },
    'ForOfStatement|SpreadElement|YieldExpression|ArrayPattern'() {
      used.members.add('\xffiterator');
    },
    CallExpression(path) {
      const { callee, arguments: args } = path.node;
      if (t.isIdentifier(callee, { name: 'Date' }) && isGlobal(path, 'Date')) {
        const now = t.newExpression(t.identifier('Date'), []);
        path.replaceWith(t.callExpression(t.memberExpression(take('$dateText'), t.identifier('call')), [now]));
        return;
      }
      const [code] = args;
      if (
        t.isIdentifier(callee) &&
        /^set(?:Timeout|Interval)$/.test(callee.name) &&
        t.isStringLiteral(code) &&
        isGlobal(path, callee.name)
      )
        context.refuse(code, 'C6108', { name: callee.name });
      if (!t.isMemberExpression(callee) || callee.computed || !t.isIdentifier(callee.property)) return;
      const direct = called.get(callee.property.name);
      if (direct)
        path.replaceWith(
          t.callExpression(t.memberExpression(take(direct), t.identifier('call')), [
            callee.object,
            ...args,
          ] as t.Expression[]),
        );
      // A text for an expression is made one when it runs.
      else if (/^(?:match|matchAll|search)$/.test(callee.property.name) && args.length) {
        const [first] = args;
        const isRegex =
          t.isRegExpLiteral(first) ||
          (t.isIdentifier(first) &&
            path.scope.getBinding(first.name)?.path.isVariableDeclarator() &&
            t.isRegExpLiteral((path.scope.getBinding(first.name)!.path.node as t.VariableDeclarator).init));
        if (isRegex || t.isNewExpression(first) || !t.isExpression(first)) return;
        used.regexps = true;
        args[0] = t.callExpression(take('$expression'), [
          first,
          t.stringLiteral(callee.property.name === 'matchAll' ? 'g' : ''),
        ]);
        path.skipKey('callee');
      }
    },
    UnaryExpression(path) {
      const { operator, argument } = path.node;
      if (operator !== 'typeof') return;
      if (
        t.isIdentifier(argument) &&
        isGlobal(path, argument.name) &&
        /^(?:Math|JSON|Reflect|performance)$/.test(argument.name)
      )
        path.replaceWith(t.stringLiteral('object'));
      else if (t.isIdentifier(argument) && isGlobal(path, argument.name) && argument.name === 'RegExp')
        path.replaceWith(t.stringLiteral('function'));
    },
    Identifier(path) {
      const { name } = path.node;
      if (!path.isReferencedIdentifier() || !isGlobal(path, name)) return;
      if (bytesMakers.test(name)) used.bytes = true;
      if (name === 'Error' || name === 'Date' || nativeErrors.includes(name)) used.globals.add(name);
      const parent = path.parentPath as NodePath;
      if (name === 'Error' && parent.isBinaryExpression({ operator: 'instanceof' })) used.globals.add('instanceof');
      if (name === 'RegExp') {
        used.regexps = true;
        const made = parent.isCallExpression({ callee: path.node }) || parent.isNewExpression({ callee: path.node });
        if (made) {
          const call = parent.node as t.CallExpression;
          const spelled = spelledRegExp(call);
          parent.replaceWith(
            spelled && !foreign(call)
              ? compiledRegExp(context, t.inherits(spelled, call))
              : t.inherits(t.callExpression(take('$newRegExp'), call.arguments), call),
          );
        } else path.replaceWith(take('$Regex'));
        return;
      }
      if (Object.hasOwn(globals, name)) {
        used.globals.add(name);
        path.replaceWith(t.inherits(take(globals[name]!), path.node));
        return;
      }
      if (Object.hasOwn(conversions, name)) {
        const called = parent.isCallExpression() && (path.key === 'callee' || path.listKey === 'arguments');
        if (called) path.replaceWith(t.inherits(take(conversions[name]!), path.node));
        else if (!parent.isMemberExpression() || memberName(parent.node) === undefined) used.escaped.add(name);
        return;
      }
      if (Object.hasOwn(missing, name) && !parent.isUnaryExpression({ operator: 'typeof' })) {
        // The usual way to the global record.
        const call = parent.isCallExpression({ callee: path.node }) || parent.isNewExpression() ? parent : undefined;
        const [text] = call ? (call.node as t.CallExpression).arguments : [];
        if (name === 'Function' && t.isStringLiteral(text) && /^\s*return this;?\s*$/.test(text.value)) {
          call!.replaceWith(
            t.functionExpression(null, [], t.blockStatement([t.returnStatement(t.identifier('globalThis'))])),
          );
          return;
        }
        if (name === 'Function' && !call) return;
        if (foreign(path.node)) {
          // A package may have branches for other engines: they fail if they run.
          path.replaceWith(t.callExpression(take('$missing'), [t.stringLiteral(name)]));
          path.skip();
        } else if (name === 'Function' || name === 'eval') context.refuse(path.node, 'C6108', { name });
        else
          context.refuse(path.node, 'C6125', {
            name,
            why: 'the interpreter does not have it',
            instead: missing[name]!,
          });
        return;
      }
      if (
        parent.isMemberExpression({ object: path.node }) ||
        parent.isNewExpression({ callee: path.node }) ||
        parent.isBinaryExpression({ operator: 'instanceof' }) ||
        parent.isUnaryExpression({ operator: 'typeof' })
      ) {
        if (parent.isMemberExpression() && memberName(parent.node) === undefined) used.escaped.add(name);
        return;
      }
      used.escaped.add(name);
    },
    BinaryExpression(path) {
      const { operator, right, left } = path.node;
      if (operator !== 'instanceof' || !t.isIdentifier(right) || !isGlobal(path, right.name)) return;
      // Nothing is made of what is not there, and texts and numbers are never records.
      if (
        (Object.hasOwn(missing, right.name) && right.name !== 'Function') ||
        /^(?:String|Number|Boolean)$/.test(right.name)
      )
        path.replaceWith(t.sequenceExpression([left as t.Expression, t.booleanLiteral(false)]));
    },
    StringLiteral(path) {
      if (/^[a-z]\w*$/i.test(path.node.value)) strings.add(path.node.value);
    },
    CatchClause() {
      used.globals.add('catch');
    },
    NewExpression(path) {
      const { callee, arguments: args } = path.node;
      if (t.isIdentifier(callee) && isGlobal(path, callee.name) && made(path, callee, args as t.Expression[])) return;
      if (!t.isIdentifier(callee) || args.length !== 2 || !isGlobal(path, callee.name)) return;
      if (callee.name !== 'Error' && !nativeErrors.includes(callee.name)) return;
      const options = args.pop() as t.Expression;
      path.replaceWith(t.callExpression(take('$withCause'), [path.node, options]));
    },
  });
  // `x[name]()`: any text of the program may be the name.
  if (used.globals.has('computed')) for (const s of strings) used.members.add(s);
  // Nothing asks lists and texts for iterators where there are no others.
  if (!usesIterators(ast)) used.members.delete('\xffiterator');
  recrawl(ast);
  return used;
}
