// Puts the library's methods on the prototypes that the interpreter looks them up in, and errors under Error.
import { t } from '../babel.js';
import type { PassContext } from '../context.js';
import { dispatched, globals, methods, nativeErrors, statics } from '../library/table.js';
import type { Used } from './library.js';

type LibraryName = Parameters<PassContext['library']>[0];

const path = (text: string): t.Expression =>
  text.split('.').reduce<t.Expression | undefined>((o, name) => {
    if (!o) return t.identifier(name);
    return name.startsWith('\xff')
      ? t.memberExpression(o, t.stringLiteral(name), true)
      : t.memberExpression(o, t.identifier(name));
  }, undefined)!;

/** The statements that put methods where the interpreter looks for them. */
export function patches(used: Used, context: PassContext, careful: boolean): t.Statement[] {
  const out: t.Statement[] = [];
  const put = (owner: t.Expression, name: string, what: string): void => {
    const [kind, fn] = what.startsWith('get ') ? ['get', what.slice(4)] : ['', what];
    const value = context.library(fn as LibraryName);
    out.push(
      t.expressionStatement(
        kind
          ? t.callExpression(path('Object.defineProperty'), [
              owner,
              t.stringLiteral(name),
              t.objectExpression([t.objectProperty(t.identifier('get'), value)]),
            ])
          : t.assignmentExpression(
              '=',
              (name.startsWith('\xff')
                ? t.memberExpression(owner, t.stringLiteral(name), true)
                : t.memberExpression(owner, t.identifier(name))) as t.MemberExpression,
              value,
            ),
      ),
    );
  };
  const proto = (owner: string): t.Expression => path(`${owner}.prototype`);
  // The interpreter's own is kept aside for the library. Where a program ran before this one, it is there already, and
  // what stands under its name is that program's.
  const keep = (owner: string, empty: t.Expression): void => {
    out.push(
      t.expressionStatement(
        t.assignmentExpression(
          '=',
          path(`${owner}.prototype.$i`) as t.MemberExpression,
          t.logicalExpression(
            '||',
            t.memberExpression(empty, t.identifier('$i')),
            t.memberExpression(t.cloneNode(empty), t.identifier('indexOf')),
          ),
        ),
      ),
    );
  };
  if (used.members.has('indexOf')) {
    keep('String', t.stringLiteral(''));
    if (careful) keep('Array', t.arrayExpression());
  }
  if (used.bytes)
    for (const name of used.members) {
      const size = /^(?:get|set)(?:Ui|I)nt(8|16|32)$|^(?:get|set)Float(32|64)$/.exec(name);
      if (!size) continue;
      const view = t.newExpression(t.identifier('DataView'), [
        t.newExpression(t.identifier('ArrayBuffer'), [t.numericLiteral(8)]),
      ]);
      const own = t.memberExpression(view, t.identifier(name));
      const bytes = t.numericLiteral(Number(size[1] ?? size[2]) / 8);
      out.push(
        t.expressionStatement(
          t.assignmentExpression(
            '=',
            path(`DataView.prototype.${name}`) as t.MemberExpression,
            t.callExpression(context.library('$guarded'), [own, bytes]),
          ),
        ),
      );
    }
  for (const [key, what] of Object.entries(methods)) {
    const [owner, name] = key.split('.') as [string, string];
    // What lists and texts have rightly, others may lack: `set.forEach`.
    const all = owner === 'ArrayBufferView' || Object.hasOwn(globals, owner);
    if (!(all ? used.all : used.members).has(name) && !used.members.has(name)) continue;
    if (Object.hasOwn(globals, owner)) {
      if (used.globals.has(owner)) put(proto(globals[owner]!), name, what);
    } else if (owner === 'RegExp') {
      if (used.regexps) put(proto('$Regex'), name, what);
    } else if (owner === 'List') {
      put(proto('Array'), name, what);
      if (used.bytes) put(proto('ArrayBufferView'), name, what);
    } else if (owner === 'Date') {
      if (used.globals.has('Date')) put(proto(owner), name, what);
    } else if (owner === 'String' && name === 'description') {
      if (used.globals.has('Symbol')) put(proto(owner), name, what);
    } else if (!owner.startsWith('ArrayBuffer') || used.bytes) put(proto(owner), name, what);
  }
  if (used.regexps)
    for (const [name, list] of Object.entries(dispatched))
      if (used.members.has(name)) for (const [member, what] of list) put(proto('$Regex'), member, what);
  for (const [key, what] of Object.entries(statics)) {
    const [owner, name] = key.split('.') as [string, string];
    if (used.escaped.has(owner) && used.members.has(name)) put(path(owner), name, what);
  }
  out.push(...errorKinds(used, context));
  return out;
}

/** Kinds of errors get their names and their place under Error, if the program asks. */
function errorKinds(used: Used, context: PassContext): t.Statement[] {
  const out: t.Statement[] = [];
  const derive = (kind: string, name: string): void => {
    out.push(
      t.expressionStatement(
        t.callExpression(context.library('$deriveError'), [t.identifier(kind), t.stringLiteral(name)]),
      ),
    );
  };
  // What the interpreter throws is asked for its name.
  const asked = used.members.has('name') && (used.globals.has('catch') || used.globals.has('Error'));
  if (asked) {
    const set = (name: string, value: t.Expression): void => {
      out.push(
        t.expressionStatement(
          t.assignmentExpression('=', path(`Error.prototype.${name}`) as t.MemberExpression, value),
        ),
      );
    };
    set('name', t.stringLiteral('Error'));
    set('toString', context.library('$errorText'));
  }
  // What the interpreter and the library throw is an Error, too.
  const family = asked || used.globals.has('instanceof');
  for (const name of nativeErrors) if (family || used.globals.has(name)) derive(name, name);
  if (!asked && ['RangeError', 'EvalError', 'URIError', 'AggregateError'].some((name) => used.globals.has(name)))
    out.push(
      t.expressionStatement(
        t.assignmentExpression(
          '=',
          path('Error.prototype.toString') as t.MemberExpression,
          context.library('$errorText'),
        ),
      ),
    );
  for (const name of ['RangeError', 'EvalError', 'URIError', 'AggregateError'])
    if (used.globals.has(name)) derive(globals[name]!, name);
  return out;
}
