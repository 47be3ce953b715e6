// Patterns in declarations, assignments, loop heads and catch clauses become plain reads.
import { t, type Visitor } from '../babel.js';
import type { PassContext } from '../context.js';
import type { Marked } from './iteration.js';
import { assign, isQuiet, isStable, temporary, undefinedValue } from './memo.js';

/** One step: `target` receives `value`. Targets are names or members, never patterns. */
type Step = readonly [target: t.LVal, value: t.Expression];

/** Takes a pattern apart. `fresh` makes a name for a value that is read several times. */
function takeApart(
  pattern: t.Node,
  value: t.Expression,
  stable: (node: t.Node) => boolean,
  fresh: (hint: string) => t.Identifier,
  steps: Step[],
  context: PassContext,
): void {
  const again = (target: t.Node, v: t.Expression): void => takeApart(target, v, stable, fresh, steps, context);
  /** What does something keeps its place before what comes after it. */
  const settled = <T extends t.Node>(part: T, hint: string): T | t.Identifier => {
    if (isQuiet(part)) return part;
    const id = fresh(hint);
    steps.push([id, part as t.Node as t.Expression]);
    return t.cloneNode(id);
  };
  const target = t.isAssignmentPattern(pattern) ? pattern.left : pattern;
  if (t.isMemberExpression(target)) {
    target.object = settled(target.object, 'o');
    if (target.computed) target.property = settled(target.property, 'k');
  }
  if (t.isAssignmentPattern(pattern)) {
    const id = fresh('d');
    steps.push([id, value]);
    again(
      pattern.left,
      t.conditionalExpression(
        t.binaryExpression('===', t.cloneNode(id), undefinedValue()),
        pattern.right,
        t.cloneNode(id),
      ),
    );
    return;
  }
  if (!t.isObjectPattern(pattern) && !t.isArrayPattern(pattern)) {
    steps.push([pattern as t.LVal, value]);
    return;
  }
  let source = value;
  if (!stable(value)) {
    source = fresh('p');
    steps.push([source as t.Identifier, value]);
  }
  if (t.isArrayPattern(pattern)) {
    const { taken, reader } = pattern as Marked;
    if (reader) {
      const read = fresh('r');
      steps.push([read, reader(t.cloneNode(source))]);
      const ask = (...how: t.Expression[]): t.Expression => t.callExpression(t.cloneNode(read), how);
      let open = true;
      for (const element of pattern.elements) {
        if (t.isRestElement(element)) {
          open = false;
          again(element.argument, ask(t.numericLiteral(1)));
        } else again(element ?? fresh('h'), ask());
      }
      if (open) steps.push([fresh('h'), ask(t.numericLiteral(2))]);
      return;
    }
    if (taken) {
      const list = fresh('l');
      steps.push([list, taken(t.cloneNode(source))]);
      source = list;
    }
    for (const [i, element] of pattern.elements.entries()) {
      if (!element) continue;
      if (t.isRestElement(element))
        again(
          element.argument,
          t.callExpression(t.memberExpression(t.cloneNode(source), t.identifier('slice')), [t.numericLiteral(i)]),
        );
      else again(element, t.memberExpression(t.cloneNode(source), t.numericLiteral(i), true));
    }
    return;
  }
  const rest = t.isRestElement(pattern.properties[pattern.properties.length - 1]);
  const keys: t.Expression[] = [];
  for (const property of pattern.properties) {
    if (t.isRestElement(property)) {
      if (context.confined) context.refuse(property, 'C6114');
      else
        again(
          property.argument,
          t.callExpression(context.library('$rest'), [t.cloneNode(source), t.arrayExpression(keys)]),
        );
      continue;
    }
    let key = property.key as t.Expression;
    if (rest && property.computed && !t.isLiteral(key)) {
      // The name is needed again for what is left.
      const id = fresh('k');
      steps.push([id, t.binaryExpression('+', t.stringLiteral(''), key)]);
      key = id;
    } else if (property.computed && worksAsTarget(property.value)) key = settled(key, 'k');
    if (rest) keys.push(keyText(key, property.computed));
    again(
      property.value,
      t.inherits(
        t.memberExpression(t.cloneNode(source), t.cloneNode(key), property.computed || !t.isIdentifier(key)),
        property,
      ),
    );
  }
}

/** Is it a member whose record or key does something? */
const worksAsTarget = (value: t.Node): boolean => {
  const target = t.isAssignmentPattern(value) ? value.left : value;
  return t.isMemberExpression(target) && !(isQuiet(target.object) && isQuiet(target.property));
};

/** A key as the text that `Object.keys` shows. */
const keyText = (key: t.Expression, computed: boolean): t.Expression =>
  t.isIdentifier(key)
    ? computed
      ? t.cloneNode(key)
      : t.stringLiteral(key.name)
    : t.stringLiteral(String((key as t.StringLiteral).value));

const isPattern = (n: t.Node | null | undefined): boolean => t.isObjectPattern(n) || t.isArrayPattern(n);

export const destructuring = (context: PassContext): Visitor => ({
  VariableDeclaration(path) {
    if (!path.node.declarations.some((d) => isPattern(d.id))) return;
    if (path.parentPath.isForXStatement({ left: path.node })) return;
    const declarations: t.VariableDeclarator[] = [];
    for (const d of path.node.declarations) {
      if (!isPattern(d.id)) {
        declarations.push(d);
        continue;
      }
      const steps: Step[] = [];
      takeApart(
        d.id,
        d.init!,
        (n) => isStable(path, n),
        (hint) => path.scope.generateUidIdentifier(hint),
        steps,
        context,
      );
      for (const [target, value] of steps)
        declarations.push(t.inherits(t.variableDeclarator(target as t.Identifier, value), d));
    }
    path.node.declarations = declarations;
    if (!declarations.length) path.remove();
    else path.scope.crawl();
  },
  AssignmentExpression(path) {
    if (!isPattern(path.node.left)) return;
    const steps: Step[] = [];
    let source = path.node.right;
    const needed = !path.parentPath.isExpressionStatement();
    const expressions: t.Expression[] = [];
    // Every target may be a variable that the source reads, so the source is taken first.
    if (!isStable(path, source)) {
      const id = temporary(path, 's');
      expressions.push(assign(id, source));
      source = t.cloneNode(id);
    }
    takeApart(
      path.node.left,
      source,
      (n) => isStable(path, n) || n === source,
      (hint) => temporary(path, hint),
      steps,
      context,
    );
    for (const [target, value] of steps) expressions.push(assign(target, value));
    if (needed || !expressions.length) expressions.push(t.cloneNode(source));
    path.replaceWith(expressions.length === 1 ? expressions[0]! : t.sequenceExpression(expressions));
  },
  ForOfStatement(path) {
    const { left } = path.node;
    const pattern = t.isVariableDeclaration(left) ? left.declarations[0]!.id : left;
    if (!isPattern(pattern)) return;
    const id = path.scope.generateUidIdentifier('e');
    const first = t.isVariableDeclaration(left)
      ? t.variableDeclaration(left.kind, [t.variableDeclarator(pattern as t.LVal as t.Identifier, t.cloneNode(id))])
      : t.expressionStatement(assign(pattern as t.LVal, t.cloneNode(id)));
    path.node.left = t.variableDeclaration('const', [t.variableDeclarator(id)]);
    const body = path.node.body;
    path.node.body = t.blockStatement([first, ...(t.isBlockStatement(body) ? [t.blockStatement(body.body)] : [body])]);
    path.scope.crawl();
  },
  CatchClause(path) {
    const { param } = path.node;
    if (!isPattern(param)) return;
    const id = path.scope.generateUidIdentifier('e');
    path.node.param = id;
    path.node.body.body = [
      t.variableDeclaration('let', [t.variableDeclarator(param as t.LVal as t.Identifier, t.cloneNode(id))]),
      t.blockStatement(path.node.body.body),
    ];
    path.scope.crawl();
  },
});
