// for-of, spread and list patterns over whatever can be gone through, and for-in as ECMAScript orders it.
//
//   for (const x of e) b   →   t = $iterate(e); while (!t.n()) { const x = t.v; b }
//
// with `t.c()` in a finally block where leaving early can be noticed. The interpreter's own for-of knows lists, texts and
// bytes only; it stays where nothing else can come.
import { type NodePath, recrawl, t, traverse } from '../babel.js';
import { walk } from '../confine/walking.js';
import type { PassContext } from '../context.js';
import type { LibraryName } from '../library/link.js';
import { declare, member, method, run } from './build.js';
import { isIndexed, isList, usesIterators } from './lists.js';
import { assign, isQuiet, temporary } from './memo.js';

/** Can it be seen whether an iterator was closed? */
function closingShows(ast: t.File): boolean {
  let shows = false;
  t.traverseFast(ast, (n) => {
    if ((t.isObjectMember(n) || t.isClassMethod(n)) && t.isIdentifier(n.key, { name: 'return' })) shows = true;
    if (t.isMemberExpression(n) && t.isIdentifier(n.property, { name: 'return' })) shows = true;
    if (t.isFunction(n) && n.generator)
      t.traverseFast(n.body, (m) => {
        if (t.isTryStatement(m)) shows = true;
      });
  });
  return shows;
}

/** Can it be seen whether an iterator was closed: in what runs then, or in a generator that is used again? */
interface Closing {
  readonly shows: boolean;
  readonly generators: boolean;
}

function hasGenerators(ast: t.File): boolean {
  let found = false;
  t.traverseFast(ast, (n) => {
    if (t.isFunction(n) && n.generator) found = true;
  });
  return found;
}

/** Is there a way out of the loop besides its end? */
function leavesEarly(body: NodePath): boolean {
  let leaves = body.isBreakStatement() || body.isReturnStatement() || body.isThrowStatement();
  body.traverse({
    Function(p) {
      p.skip();
    },
    ReturnStatement() {
      leaves = true;
    },
    'BreakStatement|ContinueStatement'(p: NodePath) {
      const jump = p.node as t.BreakStatement | t.ContinueStatement;
      const goal = p.findParent(
        (q) =>
          q === body ||
          (jump.label
            ? q.isLabeledStatement() && q.node.label.name === jump.label.name
            : q.isLoop() || (q.isSwitchStatement() && t.isBreakStatement(jump))),
      );
      if (goal === body && (t.isBreakStatement(jump) || jump.label)) leaves = true;
    },
    'YieldExpression|AwaitExpression|ThrowStatement|CallExpression|NewExpression|TaggedTemplateExpression'() {
      leaves = true;
    },
  });
  return leaves;
}

const takes = (context: PassContext): LibraryName => (context.confined ? '$takeFrom' : '$take');

/** Takes the value of a turn: a declaration, or an assignment. */
const take = (left: t.ForOfStatement['left'], value: t.Expression): t.Statement =>
  t.isVariableDeclaration(left)
    ? t.variableDeclaration(left.kind, [t.variableDeclarator(left.declarations[0]!.id, value)])
    : run(assign(left as t.LVal, value));

const blockOf = (s: t.Statement): t.Statement[] => (t.isBlockStatement(s) ? s.body : [s]);

/** Puts statements in place of a loop, whose labels stay on `loop`. */
function replaceLoop(
  path: NodePath<t.Statement>,
  before: t.Statement[],
  loop: t.Statement,
  wrap: (s: t.Statement) => t.Statement[],
): void {
  let at: NodePath = path;
  let inner = loop;
  while (at.parentPath?.isLabeledStatement()) {
    at = at.parentPath;
    inner = t.labeledStatement(t.cloneNode((at.node as t.LabeledStatement).label), inner);
  }
  at.replaceWithMultiple([...before, ...wrap(inner)]);
}

/** Is it the call of a generator? What it makes is nobody else's. */
function isFreshGenerator(path: NodePath, node: t.Node): boolean {
  if (!t.isCallExpression(node) || !t.isIdentifier(node.callee)) return false;
  const at = path.scope.getBinding(node.callee.name)?.path;
  const made = at?.isVariableDeclarator() ? at.node.init : at?.node;
  return t.isFunction(made) && made.generator === true;
}

function lowerForOf(path: NodePath<t.ForOfStatement>, context: PassContext, closes: Closing): void {
  const { left, right, body, await: waits } = path.node;
  context.cost(path.node, 'C6503');
  const shows = closes.shows || (closes.generators && !isFreshGenerator(path, right));
  const close = shows && leavesEarly(path.get('body'));
  if (context.confined) {
    const { before, loop, close: last } = walk(path, (value) => take(left, value), close, context);
    replaceLoop(path, before, loop, (s) =>
      last ? [t.tryStatement(t.blockStatement([s]), null, t.blockStatement([last]))] : [s],
    );
    return;
  }
  const iterator = path.scope.generateUidIdentifier('t');
  const it = (): t.Identifier => t.cloneNode(iterator);
  const wait = (e: t.Expression): t.Expression => (waits ? t.awaitExpression(e) : e);
  const start = declare(iterator, t.callExpression(context.library(waits ? '$iterateLater' : '$iterate'), [right]));
  const loop = t.inherits(
    t.whileStatement(
      t.unaryExpression('!', wait(method(it(), 'n'))),
      t.blockStatement([take(left, member(it(), 'v')), t.blockStatement(blockOf(body))]),
    ),
    path.node,
  );
  replaceLoop(path, [start], loop, (s) =>
    close ? [t.tryStatement(t.blockStatement([s]), null, t.blockStatement([run(wait(method(it(), 'c')))]))] : [s],
  );
}

export function iteration(ast: t.File, context: PassContext): void {
  const iterators = usesIterators(ast);
  // Without iterators card halves go through lists, texts and bytes, as passes later on do.
  if (context.confined && !iterators) return;
  const closes: Closing = { shows: iterators && closingShows(ast), generators: hasGenerators(ast) };
  traverse(ast, {
    ForInStatement: {
      exit(path) {
        // Keys in the order of ECMAScript, without the methods of classes; none of null.
        const { left, right, body } = path.node;
        path.replaceWith(
          t.inherits(t.forOfStatement(left, t.callExpression(context.library('$keysIn'), [right]), body), path.node),
        );
        path.skip();
      },
    },
    ForOfStatement: {
      exit(path) {
        const { right, await: waits } = path.node;
        if (t.isCallExpression(right) && t.isIdentifier(right.callee, { name: '$keysIn' })) return;
        if (!waits && (!iterators || isIndexed(path.scope, right))) return;
        lowerForOf(path, context, closes);
      },
    },
    SpreadElement(path) {
      const { argument } = path.node;
      // `[...Array(3)]`: the interpreter would keep the holes.
      if (
        (t.isCallExpression(argument) || t.isNewExpression(argument)) &&
        t.isIdentifier(argument.callee, { name: 'Array' })
      ) {
        path.node.argument = t.callExpression(context.library('$dense'), [argument]);
        return;
      }
      if (path.parentPath.isObjectExpression() || isList(path.scope, argument)) return;
      path.node.argument = t.callExpression(context.library(iterators ? takes(context) : '$listed'), [
        path.node.argument,
      ]);
    },
  });
  recrawl(ast);
  if (iterators) listPatterns(ast, context);
}

/** How many values a pattern takes; undefined if all. */
function taken(pattern: t.ArrayPattern): number | undefined {
  const last = pattern.elements[pattern.elements.length - 1];
  return t.isRestElement(last) ? undefined : pattern.elements.length;
}

/** Has the program iterators of its own, in which anything may happen between two values? */
const makesIterators = (ast: t.File): boolean => {
  let makes = hasGenerators(ast);
  t.traverseFast(ast, (n) => {
    if ((t.isObjectMember(n) || t.isClassMethod(n)) && t.isIdentifier(n.key, { name: 'next' })) makes = true;
    if (
      t.isAssignmentExpression(n) &&
      t.isMemberExpression(n.left) &&
      t.isIdentifier(n.left.property, { name: 'next' })
    )
      makes = true;
  });
  return makes;
};

/** Does anything happen while the pattern's values are taken that what gives them, or reads them, may notice? */
const worksBetween = (pattern: t.ArrayPattern, declares: boolean): boolean =>
  pattern.elements.some((e) => {
    const target = t.isRestElement(e) ? e.argument : e;
    return target && !(declares ? t.isIdentifier(target) || (t.isAssignmentPattern(target) && isPlain(target)) : false);
  });

/** A name with a default that does nothing. */
const isPlain = (e: t.AssignmentPattern): boolean => t.isIdentifier(e.left) && isQuiet(e.right);

/**
 * `[a, b] = e` → `[a, b] = $take(e, 2)`, at every depth; where the order of reads and defaults shows, the destructuring pass asks
 * a reader for one value after the other.
 */
function listPatterns(ast: t.File, context: PassContext): void {
  const own = makesIterators(ast);
  const listOf = (pattern: t.ArrayPattern, value: t.Expression): t.Expression => {
    const n = taken(pattern);
    return t.callExpression(context.library(takes(context)), [
      value,
      ...(n === undefined ? [] : [t.numericLiteral(n)]),
    ]);
  };
  /** Marks a pattern that takes its values one by one. */
  const reads = (pattern: t.ArrayPattern, declares: boolean): boolean => {
    if (!own || !worksBetween(pattern, declares)) return false;
    (pattern as Marked).reader = (value) =>
      t.callExpression(context.library(context.confined ? '$readerOf' : '$reader'), [value]);
    return true;
  };
  const done = new WeakSet<t.Node>();
  traverse(ast, {
    VariableDeclarator(path) {
      const { id: pattern, init } = path.node;
      if (!t.isArrayPattern(pattern) || !init || done.has(pattern)) return;
      done.add(pattern);
      if (!isList(path.scope, init) && !reads(pattern, true)) path.node.init = listOf(pattern, init);
    },
    AssignmentExpression(path) {
      const { left, right } = path.node;
      if (!t.isArrayPattern(left) || done.has(left)) return;
      done.add(left);
      if (isList(path.scope, right) || reads(left, false)) return;
      // The value of the assignment is the right side itself.
      if (path.parentPath.isExpressionStatement()) path.node.right = listOf(left, right);
      else {
        const held = temporary(path, 's');
        path.replaceWith(
          t.sequenceExpression([assign(held, right), assign(left, listOf(left, t.cloneNode(held))), t.cloneNode(held)]),
        );
      }
    },
    ArrayPattern(path) {
      // Inside another pattern, or in a parameter: an own name takes the value, and is taken apart behind.
      const { parentPath, node } = path;
      if (done.has(node)) return;
      if (
        (parentPath.isVariableDeclarator() && parentPath.node.init) ||
        parentPath.isAssignmentExpression({ left: node })
      )
        return;
      if (!reads(node, false)) (node as Marked).taken = (value) => listOf(node, value);
    },
  });
}

/** A list pattern whose list, or reader of one value after the other, the destructuring pass makes. */
export type Marked = t.Node & { taken?: Reading; reader?: Reading };
type Reading = (value: t.Expression) => t.Expression;
