// Labels: the card has none. A jump over several loops sets a variable, which each loop on the way tests behind it.
//
//   a: for (…) { for (…) { continue a } f() }
//   →  for (…) { for (…) { j = 1; break } if (j) { j = 0; continue } f() }
import { type NodePath, recrawl, t, traverse } from '../babel.js';
import type { PassContext } from '../context.js';
import { assign, temporary } from './memo.js';

type Jump = t.BreakStatement | t.ContinueStatement;

/** A statement that an unlabelled `break` leaves. */
const isBreakable = (n: t.Node): n is t.Loop | t.SwitchStatement => t.isLoop(n) || t.isSwitchStatement(n);

/** `break` out of a block needs something to break out of: a loop that runs once. */
const once = (body: t.Statement): t.DoWhileStatement =>
  t.doWhileStatement(t.numericLiteral(0), t.isBlockStatement(body) ? body : t.blockStatement([body]));

/** The statement that a labelled one stands for, behind all its labels. */
function labelled(node: t.LabeledStatement): t.Statement {
  return t.isLabeledStatement(node.body) ? labelled(node.body) : node.body;
}

/** Makes labelled blocks loops, and gives labels to jumps that these would catch. */
function blocksToLoops(ast: t.File): void {
  const wanted = new Map<t.Node, t.Identifier>();
  const labelOf = (path: NodePath): t.Identifier => {
    if (path.parentPath?.isLabeledStatement()) return path.parentPath.node.label;
    const label = wanted.get(path.node) ?? path.scope.generateUidIdentifier('l');
    wanted.set(path.node, label);
    return label;
  };
  traverse(ast, {
    LabeledStatement(path) {
      const body = path.node.body;
      if (isBreakable(body) || t.isLabeledStatement(body)) return;
      path.get('body').traverse({
        Function(p) {
          p.skip();
        },
        'BreakStatement|ContinueStatement'(p: NodePath) {
          const jump = p.node as Jump;
          if (jump.label) return;
          const target = p.findParent((q) => (t.isBreakStatement(jump) ? isBreakable(q.node) : q.isLoop()));
          if (target && !target.isDescendant(path)) jump.label = t.cloneNode(labelOf(target));
        },
      });
      path.node.body = once(body);
    },
  });
  if (!wanted.size) return;
  traverse(ast, {
    Statement: {
      exit(path: NodePath<t.Statement>) {
        const label = wanted.get(path.node);
        if (!label) return;
        wanted.delete(path.node);
        path.replaceWith(t.labeledStatement(label, path.node));
      },
    },
  });
}

interface Target {
  readonly number: number;
  readonly kind: 'break' | 'continue';
  readonly loop: t.Node;
}

export function labels(ast: t.File, context: PassContext): void {
  let any = false;
  t.traverseFast(ast, (n) => {
    if (t.isLabeledStatement(n)) any = true;
  });
  if (!any) return;
  blocksToLoops(ast);
  recrawl(ast);
  // One variable a function, and one number for each way out.
  const variables = new Map<t.Node, t.Identifier>();
  const numbers = new Map<string, number>();
  const pending = new Map<t.Node, Target[]>();
  traverse(ast, {
    'BreakStatement|ContinueStatement'(path: NodePath) {
      const jump = path.node as Jump;
      const { label } = jump;
      if (!label) return;
      const kind = t.isBreakStatement(jump) ? 'break' : 'continue';
      const holder = path.findParent((p) => p.isLabeledStatement() && p.node.label.name === label.name);
      if (!holder) return;
      const goal = labelled(holder.node as t.LabeledStatement);
      // The loops between the jump and its goal, inner first.
      const passed: t.Node[] = [];
      for (let p = path.parentPath; p && p.node !== goal; p = p.parentPath)
        if (isBreakable(p.node)) passed.push(p.node);
      jump.label = null;
      // `continue` passes a switch by itself.
      const real = kind === 'continue' ? dropSwitches(passed) : passed;
      if (!real.length) return;
      context.cost(jump, 'C6505');
      const owner = path.scope.getFunctionParent()?.block ?? path.scope.getProgramParent().block;
      const variable = variables.get(owner) ?? temporary(path, 'j');
      variables.set(owner, variable);
      const key = `${kind}:${label.name}:${holder.node.start}:${owner.start}`;
      const number = numbers.get(key) ?? numbers.size + 1;
      numbers.set(key, number);
      path.replaceWithMultiple([
        t.expressionStatement(assign(t.cloneNode(variable), t.numericLiteral(number))),
        t.breakStatement(),
      ]);
      for (const [i, loop] of real.entries()) {
        const list = pending.get(loop) ?? [];
        pending.set(loop, list);
        const next = real[i + 1];
        const known = list.find((x) => x.number === number);
        if (!known) list.push({ number, kind: next ? 'break' : kind, loop: next ?? goal });
      }
    },
  });
  const last = (target: Target, loop: t.Node): boolean =>
    target.loop !== loop && pending.get(target.loop)?.some((x) => x.number === target.number) !== true;
  traverse(ast, {
    LabeledStatement: {
      exit(path) {
        path.replaceWith(path.node.body);
      },
    },
    Statement: {
      exit(path: NodePath<t.Statement>) {
        const targets = pending.get(path.node);
        if (!targets) return;
        pending.delete(path.node);
        const owner = path.scope.getFunctionParent()?.block ?? path.scope.getProgramParent().block;
        const variable = variables.get(owner)!;
        const tests = targets.map((target) => {
          // The way ends here: the variable is free again.
          const ends = last(target, path.node);
          const go = target.kind === 'continue' ? t.continueStatement() : t.breakStatement();
          return t.ifStatement(
            t.binaryExpression('==', t.cloneNode(variable), t.numericLiteral(target.number)),
            ends
              ? t.blockStatement([t.expressionStatement(assign(t.cloneNode(variable), t.numericLiteral(0))), go])
              : go,
          );
        });
        path.replaceWithMultiple([path.node, ...tests]);
      },
    },
  });
  recrawl(ast);
}

/** Switches that stand between a `continue` and its loop's body need no test unless a loop is left before them. */
function dropSwitches(passed: t.Node[]): t.Node[] {
  const lastLoop = passed.findIndex((n) => t.isLoop(n));
  if (lastLoop < 0) return [];
  return passed;
}
