// What a call or a member means where a class or a literal has a method or accessor of that name.
//
//   x.m(a)   →  x.<kind>.<m>(x, a)
//   x.p      →  get(x), a function for each name that asks x's class, and else reads the field
//
// Values without classes may have members of the same name: then it is asked when it runs.
import { methods as builtIn } from '../../../../protocol/subset/table.js';
import { type NodePath, recrawl, statements, t, traverse } from '../../babel.js';
import type { PassContext } from '../../context.js';
import { assign, isSimple, temporary } from '../../passes/memo.js';
import { callWith, type Objects } from './calls.js';
import { getterName, kind, memberName, methodName, ours, setterName } from './names.js';

const builtInMethods = new Set<string>(builtIn);
/** Members of the records that the library makes. */
const ofIterators = ['next', 'return', 'throw', 'value', 'done'];

/** `$c` and the state are no author's records. */
const isCapability = (n: t.Node): boolean =>
  t.isIdentifier(n, { name: '$c' }) ||
  (t.isMemberExpression(n) && t.isIdentifier(n.object, { name: '$c' }) && !n.computed);

/** Names that records have as fields. */
function fieldNames(ast: t.File): Set<string> {
  const names = new Set(ofIterators);
  traverse(ast, {
    ObjectProperty(path) {
      const { key } = path.node;
      if (t.isIdentifier(key)) names.add(key.name);
      else if (t.isStringLiteral(key)) names.add(key.value);
    },
    AssignmentExpression(path) {
      if (t.isMemberExpression(path.node.left)) names.add(memberName(path.node.left));
    },
  });
  return names;
}

const isTarget = (path: NodePath): boolean =>
  path.parentPath!.isAssignmentExpression({ left: path.node }) ||
  path.parentPath!.isUpdateExpression() ||
  path.parentPath!.isForXStatement({ left: path.node });

export function dispatch(ast: t.File, objects: Objects, wire: ReadonlySet<string>, context: PassContext): void {
  const { methods, accessors } = objects;
  const fields = fieldNames(ast);
  for (const name of wire) fields.add(name);
  const done = new WeakSet<t.Node>();
  const helpers = new Map<string, t.Identifier>();
  const made: t.Statement[] = [];
  /** The function that reads or sets members of that name. */
  const helper = (path: NodePath, name: string, half: 'get' | 'set'): t.Identifier => {
    const key = half === 'get' ? getterName(name) : setterName(name);
    let id = helpers.get(key);
    if (!id) {
      id = path.scope.getProgramParent().generateUidIdentifier(half);
      helpers.set(key, id);
      const [f] = statements(
        half === 'get'
          ? 'function f(x){const k=x.k;return k&&k.h?k.h(x):x.p}'
          : 'function f(x,v){const k=x.k;if(k&&k.h)k.h(x,v);else x.p=v}',
      ) as [t.FunctionDeclaration];
      f.id = id;
      t.traverseFast(f, (n) => {
        if (!t.isMemberExpression(n)) return;
        const which = (n.property as t.Identifier).name;
        n.property = t.stringLiteral(which === 'k' ? kind : which === 'h' ? key : name);
        n.computed = true;
        done.add(n);
      });
      made.push(f);
    }
    return t.cloneNode(id);
  };
  const hold = (path: NodePath, node: t.Expression, first: t.Expression[]): t.Expression => {
    if (isSimple(node)) return node;
    const id = temporary(path, 'o');
    first.push(assign(id, node));
    return id;
  };
  const sequence = (first: t.Expression[], last: t.Expression): t.Expression =>
    first.length ? t.sequenceExpression([...first, last]) : last;

  traverse(ast, {
    CallExpression: {
      exit(path) {
        const { callee, arguments: args } = path.node;
        if (!t.isMemberExpression(callee) || done.has(callee) || isCapability(callee.object)) return;
        const name = memberName(callee);
        if (name === '\xffiterator' && !args.length) {
          path.replaceWith(t.callExpression(context.library('$walker'), [callee.object as t.Expression]));
          return;
        }
        const rest = methods.get(name);
        if (rest === undefined) return;
        const first: t.Expression[] = [];
        const object = hold(path, callee.object as t.Expression, first);
        const copy = (): t.Expression => t.cloneNode(object);
        const table = (): t.MemberExpression => ours(copy(), kind);
        const native = builtInMethods.has(name);
        const either = native || fields.has(name);
        // Spelled twice, arguments are evaluated before.
        const list = !either
          ? args
          : args.map((a) =>
              t.isSpreadElement(a)
                ? t.spreadElement(hold(path, a.argument, first))
                : hold(path, a as t.Expression, first),
            );
        const again = (): typeof args => list.map((a) => t.cloneNode(a, true));
        const ownCall = callWith(
          ours(table(), methodName(name)),
          [copy()],
          either ? again() : list,
          rest,
          context,
          path.node,
        );
        t.inherits(ownCall, path.node);
        if (!either) {
          path.replaceWith(sequence(first, ownCall));
          return;
        }
        const plain = t.memberExpression(copy(), callee.property, callee.computed);
        done.add(plain);
        const other = t.inherits(t.callExpression(plain, again()), path.node);
        const probe = t.memberExpression(copy(), t.cloneNode(callee.property), callee.computed);
        done.add(probe);
        const value = native
          ? t.conditionalExpression(t.logicalExpression('&&', table(), ours(table(), methodName(name))), ownCall, other)
          : // A field hides the method of the class.
            t.conditionalExpression(
              t.binaryExpression('===', probe, t.unaryExpression('void', t.numericLiteral(0))),
              ownCall,
              other,
            );
        path.replaceWith(sequence(first, value));
      },
    },
    AssignmentExpression: {
      exit(path) {
        const { left, right, operator } = path.node;
        if (operator !== '=' || !t.isMemberExpression(left) || done.has(left) || isCapability(left.object)) return;
        const name = memberName(left);
        if (!accessors.has(name)) return;
        const call = t.callExpression(helper(path, name, 'set'), [left.object as t.Expression, right]);
        path.replaceWith(t.inherits(call, path.node));
      },
    },
    MemberExpression: {
      exit(path) {
        const { node } = path;
        if (done.has(node) || isTarget(path) || isCapability(node.object)) return;
        const name = memberName(node);
        if (accessors.has(name))
          path.replaceWith(
            t.inherits(t.callExpression(helper(path, name, 'get'), [node.object as t.Expression]), node),
          );
        else if (methods.has(name) && !fields.has(name) && !path.parentPath.isCallExpression({ callee: node })) {
          if (!(builtInMethods.has(name) && path.parentPath.isCallExpression()))
            context.refuse(node.property, 'C6151', { name });
        }
      },
    },
  });
  ast.program.body.unshift(...made);
  recrawl(ast);
}
