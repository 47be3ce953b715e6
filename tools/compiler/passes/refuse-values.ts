// Refuses operations on values whose kind the program's text shows, and that the interpreter treats otherwise.
import { type NodePath, t, type Visitor } from '../babel.js';
import type { PassContext } from '../context.js';
import { childOf, kindOf } from './kinds.js';
import { isGlobal, sourceOf, staticName } from './known-values.js';

/** Members of texts that count or case characters. */
const counting = new Set(
  'length charAt charCodeAt codePointAt at slice substring substr indexOf lastIndexOf split toUpperCase toLowerCase padStart padEnd localeCompare normalize search match matchAll'.split(
    ' ',
  ),
);

/** The text that an expression certainly is. */
function textOf(path: NodePath, node: t.Node): string | undefined {
  const made = sourceOf(path, node);
  if (t.isStringLiteral(made)) return made.value;
  if (t.isTemplateLiteral(made)) return made.quasis.map((q) => q.value.cooked ?? '').join('');
  if (t.isBinaryExpression(made, { operator: '+' })) {
    const [a, b] = [textOf(path, made.left), textOf(path, made.right)];
    return a === undefined && b === undefined ? undefined : `${a ?? ''}${b ?? ''}`;
  }
  if (!t.isCallExpression(made) || !t.isMemberExpression(made.callee)) return undefined;
  const { object } = made.callee;
  if (
    !t.isIdentifier(object, { name: 'String' }) ||
    !/^from(?:CharCode|CodePoint)$/.test(staticName(made.callee) ?? '')
  )
    return undefined;
  return made.arguments.map((a) => (t.isNumericLiteral(a) ? String.fromCodePoint(a.value & 0x1fffff) : '')).join('');
}

/** Has it characters that are several bytes on the card? */
const isWide = (text: string | undefined): boolean => text !== undefined && /[^\0-\xff]/.test(text);
const isAscii = (text: string | undefined): boolean => text === undefined || !/[^\0-\x7f]/.test(text);

const isRecord = (node: t.Node): boolean => t.isArrayExpression(node) || t.isObjectExpression(node);

/** The whole number that a literal is, or undefined. */
const numberOf = (node: t.Node): number | undefined =>
  t.isNumericLiteral(node)
    ? node.value
    : t.isUnaryExpression(node, { operator: '-' }) && t.isNumericLiteral(node.argument)
      ? -node.argument.value
      : undefined;

export function refuseValues(context: PassContext, foreign: (node: t.Node) => boolean): Visitor {
  const no: PassContext['refuse'] = (node, code, facts) => {
    if (!node || !foreign(node)) context.refuse(node, code, facts);
  };
  const isBytes = (path: NodePath, node: t.Node, at: NodePath): boolean => {
    const made = sourceOf(path, node);
    return kindOf(at) === 'bytes' || (t.isNewExpression(made) && t.isIdentifier(made.callee, { name: 'ArrayBuffer' }));
  };
  return {
    MemberExpression(path) {
      const { object, property, computed } = path.node;
      const text = textOf(path, object);
      const name = staticName(path.node) ?? (computed && kindOf(childOf(path, 'property')) === 'whole' ? 'index' : '');
      const cased = /^to(?:Upper|Lower)Case$|^localeCompare$|^normalize$/.test(name);
      const { parent } = path;
      const byExpression =
        name === 'replace' && t.isCallExpression(parent) && !t.isStringLiteral(parent.arguments[0]) && isWide(text);
      if (byExpression) no(property, 'C6182', { name });
      if ((counting.has(name) || name === 'index') && (isWide(text) || (cased && !isAscii(text))))
        no(property, 'C6182', { name: name === 'index' ? 'an index' : name });
      const index = computed ? numberOf(property) : undefined;
      const held = sourceOf(path, object);
      if (index !== undefined && t.isMemberExpression(held) && staticName(held) === 'buffer')
        no(property, 'C6180', { name: String(index) });
      if (/^[gs]etBig(?:Ui|I)nt64$/.test(name)) no(property, 'C6112');
      if (!isBytes(path, object, childOf(path, 'object'))) return;
      if (index !== undefined && (index < 0 || !Number.isInteger(index) || kindOf(childOf(path, 'object')) !== 'bytes'))
        no(property, 'C6180', { name: String(index) });
      const written =
        path.parentPath.isAssignmentExpression({ left: path.node }) || path.parentPath.isUpdateExpression();
      if (written && !computed && kindOf(childOf(path, 'object')) === 'bytes')
        no(property, 'C6181', { name: staticName(path.node) ?? '' });
    },
    BinaryExpression(path) {
      const { operator, left, right } = path.node;
      if (operator === 'in' && kindOf(childOf(path, 'right')) === 'bytes') no(path.node, 'C6181', { name: 'in' });
      const [a, b] = [sourceOf(path, left), sourceOf(path, right)];
      if (/^[!=]=$/.test(operator) && isRecord(a) !== isRecord(b)) {
        const other = isRecord(a) ? b : a;
        const primitive =
          (t.isLiteral(other) && !t.isNullLiteral(other)) ||
          /^(?:whole|number|text)$/.test(kindOf(childOf(path, isRecord(a) ? 'right' : 'left')));
        if (primitive) no(path.node, 'C6184');
      }
      const isDate = (n: t.Node): boolean =>
        t.isNewExpression(n) && t.isIdentifier(n.callee, { name: 'Date' }) && isGlobal(path, 'Date');
      if (operator === '+' && (isDate(a) || isDate(b))) no(path.node, 'C6185');
    },
    CallExpression(path) {
      const { callee, arguments: args } = path.node;
      const [first] = args;
      if (!t.isIdentifier(callee) || !isGlobal(path, callee.name) || !first) return;
      const text = textOf(path, first);
      if (callee.name === 'btoa' && isWide(text)) no(first, 'C6182', { name: 'btoa' });
      if (/^(?:encodeURI(?:Component)?|escape)$/.test(callee.name) && !isAscii(text) && !isWide(text))
        no(first, 'C6182', { name: callee.name });
    },
    ForOfStatement(path) {
      if (isWide(textOf(path, path.node.right))) no(path.node.right, 'C6182', { name: 'for-of' });
    },
  };
}
