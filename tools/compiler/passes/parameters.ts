// Default, rest and pattern parameters, and methods, become plain functions of plain names.
import { type NodePath, t, type Visitor } from '../babel.js';
import type { PassContext } from '../context.js';
import type { Prologue } from './async/index.js';
import { asFunction } from './build.js';
import { assign, undefinedValue } from './memo.js';

/** Makes the body of an arrow function a block. */
export function blockOf(node: t.Function): t.BlockStatement {
  if (!t.isBlockStatement(node.body)) node.body = t.blockStatement([t.returnStatement(node.body)]);
  return node.body;
}

/** All uses of a function's name if each of them is a plain call, else undefined. */
function plainCalls(path: NodePath<t.Function>): NodePath<t.CallExpression>[] | undefined {
  const binding = path.isFunctionDeclaration()
    ? path.scope.parent.getBinding(path.node.id!.name)
    : path.parentPath?.isVariableDeclarator() && t.isIdentifier(path.parentPath.node.id)
      ? path.scope.parent.getBinding(path.parentPath.node.id.name)
      : undefined;
  if (!binding?.constant) return undefined;
  const calls: NodePath<t.CallExpression>[] = [];
  for (const use of binding.referencePaths) {
    const call = use.parentPath;
    if (!call?.isCallExpression() || call.node.callee !== use.node) return undefined;
    calls.push(call);
  }
  return calls;
}

/** Confined code has no `arguments`: the callers make the list. */
function restByCallers(path: NodePath<t.Function>, index: number, context: PassContext): boolean {
  const calls = plainCalls(path);
  if (!calls) {
    context.refuse(path.node.params[index], 'C6115');
    return false;
  }
  for (const call of calls) {
    const args = call.node.arguments;
    if (args.slice(0, index).some((a) => t.isSpreadElement(a))) {
      context.refuse(call.node, 'C6136', {
        why: 'it fills parameters before the rest parameter',
        instead: 'Name these arguments.',
      });
      continue;
    }
    while (args.length < index) args.push(undefinedValue());
    const rest = args.splice(index) as (t.Expression | t.SpreadElement)[];
    args.push(t.arrayExpression(rest));
  }
  return true;
}

export const parameters = (context: PassContext): Visitor => ({
  ObjectMethod(path) {
    if (path.node.kind !== 'method') return;
    const { key, computed } = path.node;
    const value = asFunction(path.node);
    path.replaceWith(t.inherits(t.objectProperty(key as t.Expression, value, computed), path.node));
  },
  Function(path) {
    const { node } = path;
    if (
      !context.confined &&
      t.isArrowFunctionExpression(node) &&
      t.isRestElement(node.params[node.params.length - 1])
    ) {
      // It needs `arguments`; the function that it becomes is met again.
      const body = blockOf(node);
      path.replaceWith(t.inherits(t.functionExpression(null, node.params, body, false, node.async), node));
      return;
    }
    const first: t.Statement[] = [];
    for (const [i, param] of node.params.entries()) {
      let target: t.Node = param;
      if (t.isRestElement(target)) {
        const id = t.isIdentifier(target.argument) ? target.argument : path.scope.generateUidIdentifier('r');
        if (context.confined) {
          if (!restByCallers(path, i, context)) return;
          node.params[i] = t.cloneNode(id);
        } else {
          node.params.pop();
          first.push(
            t.variableDeclaration('let', [
              t.variableDeclarator(
                t.cloneNode(id),
                t.callExpression(
                  t.memberExpression(
                    t.memberExpression(t.arrayExpression([]), t.identifier('slice')),
                    t.identifier('call'),
                  ),
                  [t.identifier('arguments'), t.numericLiteral(i)],
                ),
              ),
            ]),
          );
        }
        if (!t.isIdentifier(target.argument))
          first.push(
            t.variableDeclaration('let', [
              t.variableDeclarator(target.argument as t.LVal as t.Identifier, t.cloneNode(id)),
            ]),
          );
        continue;
      }
      if (t.isAssignmentPattern(target)) {
        const id = t.isIdentifier(target.left) ? target.left : path.scope.generateUidIdentifier('a');
        first.push(
          t.ifStatement(
            t.binaryExpression('===', t.cloneNode(id), undefinedValue()),
            t.expressionStatement(assign(t.cloneNode(id), target.right)),
          ),
        );
        node.params[i] = id;
        if (t.isIdentifier(target.left)) continue;
        target = target.left;
        first.push(
          t.variableDeclaration('let', [t.variableDeclarator(target as t.LVal as t.Identifier, t.cloneNode(id))]),
        );
      } else if (t.isObjectPattern(target) || t.isArrayPattern(target)) {
        const id = path.scope.generateUidIdentifier('a');
        node.params[i] = id;
        first.push(
          t.variableDeclaration('let', [t.variableDeclarator(target as t.LVal as t.Identifier, t.cloneNode(id))]),
        );
      }
    }
    if (!first.length) return;
    const { body } = blockOf(node);
    const receivers = body.findIndex((s) => !(s as Prologue).prologue);
    for (const s of first) (s as Prologue).prologue = true;
    body.splice(receivers < 0 ? body.length : receivers, 0, ...first);
    path.scope.crawl();
  },
});
