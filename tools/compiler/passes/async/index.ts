// Async functions become state machines that `$run` drives: the card's interpreter has promises, but no async and await.
import { type NodePath, recrawl, t, traverse } from '../../babel.js';
import { generatorDriver } from '../../confine/walking.js';
import type { PassContext } from '../../context.js';
import type { LibraryName } from '../../library/link.js';
import { assign } from '../memo.js';
import { blockOf } from '../parameters.js';
import { hasAwait } from './await-first.js';
import { Machine } from './machine.js';
import { childrenOf } from './shapes.js';

/** Takes the function's own variables and inner functions out of `body`: they have to outlive the wait. */
function takeDeclarations(path: NodePath<t.Function>): {
  names: string[];
  outer: t.VariableDeclarator[];
  functions: t.FunctionDeclaration[];
} {
  const names: string[] = [];
  // Rest parameters are read from `arguments`, which are the outer function's.
  const outer: t.VariableDeclarator[] = [];
  const functions: t.FunctionDeclaration[] = [];
  path.traverse({
    Function(inner) {
      if (inner.isFunctionDeclaration()) {
        functions.push(inner.node);
        inner.remove();
      } else inner.skip();
    },
    VariableDeclaration(inner) {
      const values: t.Expression[] = [];
      for (const d of inner.node.declarations) {
        const id = d.id as t.Identifier;
        const receiver = (inner.node as Prologue).prologue && readsReceiver(d.init!);
        if (d.init && (receiver || readsArguments(d.init))) {
          outer.push(d);
          continue;
        }
        if (!names.includes(id.name)) names.push(id.name);
        if (d.init) values.push(t.inherits(assign(t.cloneNode(id), d.init), d));
      }
      const parent = inner.parentPath;
      if (parent.isForXStatement({ left: inner.node })) parent.node.left = inner.node.declarations[0]!.id as t.LVal;
      else if (parent.isForStatement({ init: inner.node }))
        parent.node.init = values.length > 1 ? t.sequenceExpression(values) : (values[0] ?? null);
      else if (values.length) inner.replaceWithMultiple(values.map((v) => t.inherits(t.expressionStatement(v), v)));
      else inner.remove();
    },
    CatchClause(inner) {
      const { param } = inner.node;
      if (t.isIdentifier(param) && hasAwait(inner.parent) && !names.includes(param.name)) names.push(param.name);
    },
  });
  return { names, outer, functions };
}

/** `this` belongs to the function, not to the machine in it. */
function readsReceiver(node: t.Node): boolean {
  if (t.isThisExpression(node)) return true;
  return childrenOf(node).some((c) => !(t.isFunction(c) && !t.isArrowFunctionExpression(c)) && readsReceiver(c));
}

/** Has it a finally block with a wait in or around it? */
function hasFinals(node: t.Node): boolean {
  if (t.isTryStatement(node) && node.finalizer && hasAwait(node)) return true;
  return childrenOf(node).some((c) => !t.isFunction(c) && hasFinals(c));
}

/** A statement that belongs to the parameters: a generator runs it when it is called, before its first step. */
export type Prologue = t.Statement & { prologue?: boolean };

function readsArguments(node: t.Node): boolean {
  let found = false;
  t.traverseFast(node, (n) => {
    if (t.isIdentifier(n, { name: 'arguments' })) found = true;
  });
  return found;
}

function lower(path: NodePath<t.Function>, context: PassContext, generator: LibraryName): void {
  const { node } = path;
  const constants = new Map<string, boolean>();
  const constant = (name: string): boolean => {
    let known = constants.get(name);
    if (known === undefined) {
      known = name === '$c' || path.scope.getBinding(name)?.constant === true;
      constants.set(name, known);
    }
    return known;
  };
  path.traverse({
    Identifier(p) {
      constant(p.node.name);
    },
    ForInStatement(p) {
      if (hasAwait(p.node)) context.refuse(p.node, 'C6141', { name: 'await inside for-in' });
    },
  });
  const body = blockOf(node);
  const kind = !node.generator ? 'async' : node.async ? 'async generator' : 'generator';
  context.cost(node, kind === 'async' ? 'C6502' : 'C6501');
  const first: t.Statement[] = [];
  if (node.generator) while ((body.body[0] as Prologue | undefined)?.prologue) first.push(body.body.shift()!);
  const finals = node.generator === true && hasFinals(body);
  const { names, outer, functions } = takeDeclarations(path);
  const fresh = (hint: string): t.Identifier => {
    const id = path.scope.generateUidIdentifier(hint);
    names.push(id.name);
    return t.cloneNode(id);
  };
  const machineNames = {
    state: path.scope.generateUidIdentifier('s'),
    handler: path.scope.generateUidIdentifier('h'),
    value: path.scope.generateUidIdentifier('v'),
    done: path.scope.generateUidIdentifier('d'),
    failed: path.scope.generateUidIdentifier('e'),
  };
  const machine = new Machine(machineNames, fresh, constant, kind, finals);
  machine.list(body.body, {});
  const inner = machine.finish();
  const { state, handler, value, done, failed } = machineNames;
  const params = machine.catches || finals ? [value, done, failed] : [value, done];
  const step = t.functionExpression(
    null,
    params.map((p) => t.cloneNode(p)),
    t.blockStatement(inner),
  );
  const args: t.Expression[] = [step];
  if (machine.catches || kind !== 'async') args.push(t.numericLiteral(finals ? 2 : machine.catches ? 1 : 0));
  const variables = [
    ...outer,
    ...names.map((n) => t.variableDeclarator(t.identifier(n))),
    ...(machine.states > 1 ? [t.variableDeclarator(t.cloneNode(state), t.numericLiteral(0))] : []),
    ...(machine.catches ? [t.variableDeclarator(t.cloneNode(handler), t.numericLiteral(0))] : []),
  ];
  node.async = false;
  node.generator = false;
  const driver =
    kind === 'async' ? context.run() : context.library(kind === 'generator' ? generator : '$asyncGenerator');
  node.body = t.blockStatement([
    ...first,
    ...(variables.length ? [t.variableDeclaration('var', variables)] : []),
    ...functions,
    t.returnStatement(t.callExpression(driver, args)),
  ]);
}

export function asyncFunctions(ast: t.File, context: PassContext): void {
  let any = false;
  const generator = context.confined ? generatorDriver(ast) : '$generator';
  traverse(ast, {
    Function: {
      exit(path) {
        if (!path.node.async && !path.node.generator) return;
        any = true;
        lower(path, context, generator);
      },
    },
  });
  if (any) recrawl(ast);
}
