// Takes `await` and `yield` out of expressions: what is left are statements `t = await e`, `await e` and `return await e`.
import { t } from '../../babel.js';
import { assign } from '../memo.js';

/** Where statements go and temporaries come from. */
export interface Sink {
  readonly out: t.Statement[];
  fresh(hint: string): t.Identifier;
  /** Is this name never assigned after its declaration? */
  constant(name: string): boolean;
}

export type Wait = t.AwaitExpression | t.YieldExpression;
export const isWait = (node: t.Node | null | undefined): node is Wait =>
  t.isAwaitExpression(node) || t.isYieldExpression(node);

/** Is there an `await` or `yield` in it that belongs to this function? */
export function hasAwait(node: t.Node | null | undefined): boolean {
  if (!node) return false;
  if (isWait(node)) return true;
  for (const key of t.VISITOR_KEYS[node.type] ?? []) {
    const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null | undefined>)[key];
    if (Array.isArray(child)) {
      if (child.some((c) => c && !t.isFunction(c) && hasAwait(c))) return true;
    } else if (child && !t.isFunction(child) && hasAwait(child)) return true;
  }
  return false;
}

const run = (e: t.Expression): t.Statement => t.expressionStatement(e);

/** Must be taken now, because what follows could change it. */
function held(node: t.Expression, sink: Sink): t.Expression {
  if (t.isLiteral(node) && !t.isTemplateLiteral(node)) return node;
  if (t.isFunction(node) || t.isThisExpression(node)) return node;
  if (t.isIdentifier(node) && sink.constant(node.name)) return node;
  if (t.isUnaryExpression(node, { operator: 'void' })) return node;
  const id = sink.fresh('h');
  sink.out.push(run(assign(id, node)));
  return t.cloneNode(id);
}

/** Operands in order of evaluation: those before the last one that awaits are held. */
function operands(nodes: (t.Expression | null)[], sink: Sink): (t.Expression | null)[] {
  let last = -1;
  for (const [i, n] of nodes.entries()) if (hasAwait(n)) last = i;
  return nodes.map((n, i) => {
    if (!n || i > last) return n;
    const value = awaitFirst(n, sink);
    return i < last ? held(value, sink) : value;
  });
}

function inBranch(sink: Sink, build: (inner: Sink) => void): t.BlockStatement {
  const out: t.Statement[] = [];
  build({ ...sink, out, fresh: sink.fresh, constant: sink.constant });
  return t.blockStatement(out);
}

/** Parts of a member that is called or assigned, as operands. */
function memberParts(node: t.MemberExpression): t.Expression[] {
  return node.computed ? [node.object as t.Expression, node.property as t.Expression] : [node.object as t.Expression];
}
function withParts(node: t.MemberExpression, parts: (t.Expression | null)[]): t.MemberExpression {
  node.object = parts[0]!;
  if (node.computed) node.property = parts[1]!;
  return node;
}

/** An expression without `await` that has the value of `node` after the statements put into the sink. */
export function awaitFirst(node: t.Expression, sink: Sink): t.Expression {
  if (!hasAwait(node)) return node;
  switch (node.type) {
    case 'AwaitExpression': {
      const argument = awaitFirst(node.argument, sink);
      const id = sink.fresh('w');
      sink.out.push(t.inherits(run(assign(id, t.awaitExpression(argument))), node));
      return t.cloneNode(id);
    }
    case 'YieldExpression': {
      if (node.argument) node.argument = awaitFirst(node.argument, sink);
      const id = sink.fresh('w');
      sink.out.push(t.inherits(run(assign(id, node)), node));
      return t.cloneNode(id);
    }
    case 'ParenthesizedExpression':
      return awaitFirst(node.expression, sink);
    case 'UnaryExpression':
      node.argument = awaitFirst(node.argument, sink);
      return node;
    case 'BinaryExpression': {
      const [left, right] = operands([node.left as t.Expression, node.right], sink);
      node.left = left!;
      node.right = right!;
      return node;
    }
    case 'LogicalExpression': {
      if (!hasAwait(node.right)) {
        node.left = awaitFirst(node.left, sink);
        return node;
      }
      const id = sink.fresh('l');
      sink.out.push(run(assign(id, awaitFirst(node.left, sink))));
      const test =
        node.operator === '&&'
          ? t.cloneNode(id)
          : node.operator === '||'
            ? t.unaryExpression('!', t.cloneNode(id))
            : t.binaryExpression('==', t.cloneNode(id), t.nullLiteral());
      sink.out.push(
        t.ifStatement(
          test,
          inBranch(sink, (s) => s.out.push(run(assign(t.cloneNode(id), awaitFirst(node.right, s))))),
        ),
      );
      return t.cloneNode(id);
    }
    case 'ConditionalExpression': {
      const test = awaitFirst(node.test, sink);
      if (!hasAwait(node.consequent) && !hasAwait(node.alternate)) {
        node.test = test;
        return node;
      }
      const id = sink.fresh('q');
      const branch = (e: t.Expression): t.BlockStatement =>
        inBranch(sink, (s) => s.out.push(run(assign(t.cloneNode(id), awaitFirst(e, s)))));
      sink.out.push(t.ifStatement(test, branch(node.consequent), branch(node.alternate)));
      return t.cloneNode(id);
    }
    case 'AssignmentExpression': {
      const { left, operator } = node;
      if (operator !== '=') {
        if (t.isMemberExpression(left))
          withParts(
            left,
            memberParts(left).map((p) => held(awaitFirst(p, sink), sink)),
          );
        // Read before the wait, as ECMAScript does.
        const before = held(t.cloneNode(left) as t.Expression, sink);
        return t.assignmentExpression(
          '=',
          left,
          t.binaryExpression(operator.slice(0, -1) as '+', before, awaitFirst(node.right, sink)),
        );
      }
      if (t.isMemberExpression(left)) {
        const parts = operands([...memberParts(left), node.right], sink);
        withParts(left, parts);
        node.right = parts[parts.length - 1]!;
      } else node.right = awaitFirst(node.right, sink);
      return node;
    }
    case 'CallExpression': {
      const { callee } = node;
      if (t.isMemberExpression(callee)) {
        const own = memberParts(callee);
        const all = operands([...own, ...(node.arguments as t.Expression[])], sink);
        withParts(callee, all);
        node.arguments = all.slice(own.length) as t.Expression[];
      } else {
        const all = operands([callee as t.Expression, ...(node.arguments as t.Expression[])], sink);
        node.callee = all[0]!;
        node.arguments = all.slice(1) as t.Expression[];
      }
      return node;
    }
    case 'NewExpression':
      node.arguments = operands(node.arguments as t.Expression[], sink) as t.Expression[];
      return node;
    case 'MemberExpression':
      return withParts(node, operands(memberParts(node), sink));
    case 'ArrayExpression':
      node.elements = operands(node.elements as (t.Expression | null)[], sink);
      return node;
    case 'ObjectExpression': {
      const values = operands(
        node.properties.map((p) => (p as t.ObjectProperty).value as t.Expression),
        sink,
      );
      for (const [i, p] of node.properties.entries()) (p as t.ObjectProperty).value = values[i]!;
      return node;
    }
    case 'SequenceExpression': {
      const list = node.expressions;
      for (const e of list.slice(0, -1)) {
        const value = awaitFirst(e, sink);
        if (!t.isIdentifier(value)) sink.out.push(run(value));
      }
      return awaitFirst(list[list.length - 1]!, sink);
    }
    default:
      return node;
  }
}
