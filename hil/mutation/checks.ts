// Finds the checks of a source file: each place that refuses something, and the condition that it hangs on.
//
// A check is one operand of the condition of an `if` whose branch throws or gives up, or a whole function that answers
// whether something is right. Leaving it out means: the operand is false, the function answers true.
import ts from 'typescript';

export interface Check {
  /** Stable over edits elsewhere in the file: function, text of the condition, and its place among equal ones. */
  readonly id: string;
  readonly line: number;
  /** The text that goes, and what stands there instead. */
  readonly start: number;
  readonly end: number;
  readonly instead: string;
}

/** Calls that give up what they are about. */
const givesUp = /^(fail|refuse|close|end|terminate|destroy|skip|reject|settle)$/;
/** Functions that answer whether something is right. */
const judge = /^(equal|same|is[A-Z]\w*|allows\w*|admits\w*|rateAdmits|verify[A-Z]\w*|counted|matches\w*)$/;

const nameOfCall = (e: ts.Expression): string =>
  ts.isCallExpression(e)
    ? ts.isPropertyAccessExpression(e.expression)
      ? e.expression.name.text.replace(/^#/, '')
      : ts.isIdentifier(e.expression)
        ? e.expression.text
        : ''
    : '';

/** Codes that say that something is not there, is over or is busy: nothing passes in the place of such a refusal. */
const absent = /^(NO_CARD|CARD_LOST|CARD_BUSY|NOT_ENROLLED|SESSION_UNKNOWN|STOPPED|CALL_CANCELLED|INTERNAL)$/;

/** Does it throw on what was caught, or say that something is absent? Then nobody is kept out by it. */
function keepsNobodyOut({ expression: e }: ts.ThrowStatement): boolean {
  if (ts.isIdentifier(e)) return true;
  const code = ts.isNewExpression(e) && e.arguments?.[0];
  return !!code && ts.isStringLiteral(code) && absent.test(code.text);
}

/** Does this branch refuse? `returns`: leaving the function early counts as refusing. */
function refuses(branch: ts.Statement, returns: boolean): boolean {
  const statements = ts.isBlock(branch) ? [...branch.statements] : [branch];
  const last = statements.at(-1);
  if (!last) return false;
  if (ts.isThrowStatement(last)) return !keepsNobodyOut(last);
  if (statements.some((s) => ts.isExpressionStatement(s) && givesUp.test(nameOfCall(s.expression)))) return true;
  return returns && ts.isReturnStatement(last);
}

/** The operands of a chain of `||`. */
function operands(e: ts.Expression): ts.Expression[] {
  const inner = ts.isParenthesizedExpression(e) ? e.expression : e;
  if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.BarBarToken)
    return [...operands(inner.left), ...operands(inner.right)];
  return [inner];
}

function functionName(node: ts.Node): string {
  for (let n: ts.Node | undefined = node; n; n = n.parent) {
    if ((ts.isFunctionDeclaration(n) || ts.isMethodDeclaration(n)) && n.name) return n.name.getText();
    if (ts.isConstructorDeclaration(n)) return 'constructor';
    if (ts.isVariableDeclaration(n) && n.initializer && ts.isArrowFunction(n.initializer)) return n.name.getText();
    if (ts.isPropertyAssignment(n) && ts.isArrowFunction(n.initializer)) return n.name.getText();
  }
  return '';
}

/** The checks of a file, in order. `returns`: see {@link refuses}. */
export function checksOf(text: string, returns: boolean): Check[] {
  const file = ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest, true);
  const found: Check[] = [];
  const times = new Map<string, number>();
  const add = (node: ts.Node, instead: string): void => {
    const name = `${functionName(node)}: ${node.getText().replace(/\s+/g, ' ')}`;
    const n = (times.get(name) ?? 0) + 1;
    times.set(name, n);
    const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    found.push({ id: n === 1 ? name : `${name} (${n})`, line, start: node.getStart(), end: node.getEnd(), instead });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIfStatement(node) && refuses(node.thenStatement, returns))
      for (const operand of operands(node.expression)) if (!sortsCaught(operand)) add(operand, 'false');
    // A verdict as a value: `wrong ? 'why' : undefined`.
    if (
      ts.isConditionalExpression(node) &&
      ts.isStringLiteral(node.whenTrue) &&
      node.whenFalse.getText() === 'undefined'
    )
      for (const operand of operands(node.condition)) add(operand, 'false');
    // `a ?? throw`-like helpers: the last statement of a judging function.
    if (ts.isReturnStatement(node) && node.expression && judge.test(functionName(node)) && isLast(node))
      if (node.expression.kind !== ts.SyntaxKind.TrueKeyword) add(node.expression, 'true');
    if (ts.isArrowFunction(node) && !ts.isBlock(node.body) && ts.isVariableDeclaration(node.parent))
      if (judge.test(node.parent.name.getText())) add(node.body, 'true');
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Inside `catch`, what kind of error it was: something is refused either way. */
function sortsCaught(e: ts.Expression): boolean {
  if (!ts.isBinaryExpression(e) || e.operatorToken.kind !== ts.SyntaxKind.InstanceOfKeyword) return false;
  const clause = ts.findAncestor(e, ts.isCatchClause);
  return !!clause && e.left.getText() === clause.variableDeclaration?.name.getText();
}

const isLast = (node: ts.ReturnStatement): boolean =>
  ts.isBlock(node.parent) && node.parent.statements.at(-1) === node && ts.isFunctionLike(node.parent.parent);

/** The text without a check. */
export const without = (text: string, { start, end, instead }: Check): string =>
  text.slice(0, start) + instead + text.slice(end);
