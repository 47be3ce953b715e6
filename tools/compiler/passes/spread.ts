// `[...a, b]` → `a.concat([b])`, `f(...a)` → `f.apply(…)`: the card's interpreter does not parse spread.
import { type NodePath, t, type Visitor } from '../babel.js';
import type { PassContext } from '../context.js';
import { assign, isSimple, temporary, undefinedValue } from './memo.js';

type Element = t.Expression | t.SpreadElement | t.ArgumentPlaceholder | null;

/** One list of all elements. */
function joined(elements: readonly Element[]): t.Expression {
  const groups: t.Expression[] = [];
  let run: t.Expression[] = [];
  for (const e of elements) {
    if (t.isSpreadElement(e)) {
      if (run.length) groups.push(t.arrayExpression(run));
      run = [];
      groups.push(e.argument);
    } else run.push(e as t.Expression);
  }
  if (run.length) groups.push(t.arrayExpression(run));
  const start = t.isArrayExpression(groups[0]) ? groups.shift()! : t.arrayExpression([]);
  return groups.length ? t.callExpression(t.memberExpression(start, t.identifier('concat')), groups) : start;
}

export const spread = (context: PassContext): Visitor => ({
  ArrayExpression(path) {
    if (path.node.elements.some((e) => t.isSpreadElement(e))) path.replaceWith(joined(path.node.elements));
  },
  ObjectExpression(path) {
    if (!path.node.properties.some((p) => t.isSpreadElement(p))) return;
    if (context.confined) {
      context.refuse(path.node, 'C6136', {
        why: 'it needs keys that are not known when compiling',
        instead: 'Name the fields.',
      });
      path.skip();
      return;
    }
    const parts: t.Expression[] = [t.objectExpression([])];
    for (const p of path.node.properties) {
      if (t.isSpreadElement(p)) parts.push(p.argument);
      else {
        const last = parts[parts.length - 1];
        if (t.isObjectExpression(last)) last.properties.push(p);
        else parts.push(t.objectExpression([p]));
      }
    }
    path.replaceWith(t.callExpression(t.memberExpression(t.identifier('Object'), t.identifier('assign')), parts));
  },
  NewExpression(path) {
    const { callee, arguments: args } = path.node;
    if (!args.some((a) => t.isSpreadElement(a))) return;
    if (context.exact)
      path.replaceWith(t.callExpression(context.library('$new'), [callee as t.Expression, joined(args as Element[])]));
    else
      context.refuse(path.node, 'C6136', {
        why: 'constructors cannot be applied to a list',
        instead: 'Name the arguments.',
      });
  },
  CallExpression(path) {
    const { callee, arguments: args } = path.node;
    if (!args.some((a) => t.isSpreadElement(a))) return;
    if (t.isMemberExpression(callee)) return spreadMethod(path, callee, context);
    path.replaceWith(
      context.confined
        ? t.callExpression(t.memberExpression(t.identifier('$c'), t.identifier('$apply')), [
            callee as t.Expression,
            joined(args as Element[]),
          ])
        : t.callExpression(t.memberExpression(callee as t.Expression, t.identifier('apply')), [
            // The function may ask whether its `this` is undefined.
            context.exact ? undefinedValue() : t.nullLiteral(),
            joined(args as Element[]),
          ]),
    );
  },
});

function spreadMethod(path: NodePath<t.CallExpression>, callee: t.MemberExpression, context: PassContext): void {
  const args = path.node.arguments as Element[];
  const property = callee.property;
  if (context.confined) {
    // `list.push(...more)`: a native method cannot be applied; one push per element does the same.
    const only = args[0];
    if (
      path.parentPath.isExpressionStatement() &&
      t.isIdentifier(property, { name: 'push' }) &&
      isSimple(callee.object) &&
      args.length === 1 &&
      t.isSpreadElement(only)
    ) {
      const id = path.scope.generateUidIdentifier('e');
      path.parentPath.replaceWith(
        t.forOfStatement(
          t.variableDeclaration('const', [t.variableDeclarator(id)]),
          t.callExpression(t.memberExpression(only.argument, t.identifier('slice')), []),
          t.expressionStatement(t.callExpression(callee, [t.cloneNode(id)])),
        ),
      );
    } else if (t.isIdentifier(callee.object, { name: '$c' })) {
      path.replaceWith(
        t.callExpression(t.memberExpression(t.identifier('$c'), t.identifier('$apply')), [callee, joined(args)]),
      );
    } else
      context.refuse(path.node, 'C6136', {
        why: 'a method cannot be applied to a list in confined code',
        instead: 'Use a loop, or name the arguments.',
      });
    return;
  }
  let object = callee.object as t.Expression;
  let receiver = t.cloneNode(object);
  if (!isSimple(object)) {
    const id = temporary(path, 'o');
    object = assign(id, object);
    receiver = t.cloneNode(id);
  }
  path.replaceWith(
    t.callExpression(
      t.memberExpression(t.memberExpression(object, property as t.Expression, callee.computed), t.identifier('apply')),
      [receiver, joined(args)],
    ),
  );
}
