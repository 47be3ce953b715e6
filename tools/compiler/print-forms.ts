// What the printer asks of a node: how tightly it binds, where its text would be read otherwise, and the texts of literals.
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { t } from './babel.js';

export const level = {
  sequence: 0,
  assignment: 1,
  conditional: 2,
  binary: 3,
  unary: 14,
  postfix: 15,
  call: 16,
  primary: 17,
};
const binaryLevels = [
  ['||', '??'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!=', '===', '!=='],
  ['<', '>', '<=', '>=', 'in', 'instanceof'],
  ['<<', '>>', '>>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
export const binaryLevel = new Map<string, number>();
for (const [i, operators] of binaryLevels.entries()) for (const o of operators) binaryLevel.set(o, level.binary + i);

/** Words after which Espruino's lexer takes a slash for a regular expression, even as member names. */
const reserved = new Set(
  'break case catch class const continue default delete do else extends finally for function if in instanceof let new of return static super switch this throw try typeof var void while debugger'.split(
    ' ',
  ),
);

export function levelOf(node: t.Node): number {
  switch (node.type) {
    case 'SequenceExpression':
      return level.sequence;
    case 'AssignmentExpression':
    case 'ArrowFunctionExpression':
      return level.assignment;
    case 'ConditionalExpression':
      return level.conditional;
    case 'BinaryExpression':
    case 'LogicalExpression':
      return binaryLevel.get(node.operator)!;
    case 'UnaryExpression':
      return level.unary;
    case 'UpdateExpression':
      return node.prefix ? level.unary : level.postfix;
    case 'NumericLiteral':
      // A point behind a number would be read as part of it.
      return node.value < 0 ? level.unary : level.postfix;
    case 'FunctionExpression':
      return level.call;
    case 'CallExpression':
    case 'NewExpression':
    case 'MemberExpression':
      return level.call;
    default:
      return level.primary;
  }
}

/** Does the text of this statement need a semicolon before the next? */
export function open(s: t.Statement): boolean {
  switch (s.type) {
    case 'BlockStatement':
    case 'FunctionDeclaration':
    case 'SwitchStatement':
    case 'TryStatement':
    case 'EmptyStatement':
    case 'IfStatement':
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
      return false;
    default:
      return true;
  }
}

/** Would an `else` behind this statement belong to an `if` inside it? */
export function danglesIf(s: t.Statement): boolean {
  switch (s.type) {
    case 'IfStatement':
      return s.alternate ? danglesIf(s.alternate) : true;
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
      return danglesIf(s.body);
    case 'BlockStatement':
      return s.body.length === 1 && danglesIf(s.body[0]!);
    default:
      return false;
  }
}

/** Does the text of this expression begin with something that `test` recognises? */
export function leading(node: t.Node, test: (n: t.Node) => boolean): boolean {
  if (test(node)) return true;
  switch (node.type) {
    case 'CallExpression':
      return levelOf(node.callee) >= level.call && leading(node.callee, test);
    case 'MemberExpression':
      return leading(node.object, test);
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'AssignmentExpression':
      return leading(node.left, test);
    case 'ConditionalExpression':
      return leading(node.test, test);
    case 'SequenceExpression':
      return leading(node.expressions[0]!, test);
    case 'UpdateExpression':
      return !node.prefix && leading(node.argument, test);
    default:
      return false;
  }
}

/** Would Espruino take a slash behind this expression for a regular expression? */
export function astray(node: t.Node): boolean {
  switch (node.type) {
    case 'UpdateExpression':
      return !node.prefix || astray(node.argument);
    case 'ThisExpression':
    case 'FunctionExpression':
    case 'ObjectExpression':
    case 'StringLiteral':
      return true;
    case 'MemberExpression':
      return !node.computed && reserved.has((node.property as t.Identifier).name);
    case 'BinaryExpression':
      return binaryLevel.get(node.operator)! >= binaryLevel.get('/')! && astray(node.right);
    case 'UnaryExpression':
      return astray(node.argument);
    default:
      return false;
  }
}

/** The shorter of decimal and hexadecimal; whole numbers only, the others were made exact by the numbers pass. */
export function integerText(value: number): string {
  if (!Number.isSafeInteger(value))
    throw new Cpu6Error('INTERNAL', { what: `the number ${value} reached the printer` });
  const decimal = String(value);
  const hex = value < 0 ? decimal : `0x${value.toString(16)}`;
  return hex.length < decimal.length ? hex : decimal;
}

/** A string literal of bytes. Characters above 0xff were encoded before. */
export function quote(value: string): string {
  const mark = value.split("'").length > value.split('"').length ? '"' : "'";
  let out = mark;
  for (const c of value) {
    const n = c.codePointAt(0)!;
    if (c === mark || c === '\\') out += `\\${c}`;
    else if (c === '\n') out += '\\n';
    else if (c === '\r') out += '\\r';
    else if (n >= 32 && n < 127) out += c;
    else if (n < 256) out += `\\x${n.toString(16).padStart(2, '0')}`;
    else for (const b of Buffer.from(c)) out += `\\x${b.toString(16).padStart(2, '0')}`;
  }
  return out + mark;
}
