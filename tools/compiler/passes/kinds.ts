// What kind of value an expression has, as far as the program's own text tells.
import { type Binding, type NodePath, t } from '../babel.js';

/** `whole` is a number whose text the interpreter writes rightly; `bytes` a typed array. */
export type Kind = 'whole' | 'number' | 'text' | 'flag' | 'bytes' | 'other' | 'unknown';

const wholeOperators = new Set(['|', '&', '^', '<<', '>>', '>>>', '~']);
const flagOperators = new Set(['==', '!=', '===', '!==', '<', '>', '<=', '>=', 'in', 'instanceof']);
const textMethods = new Set(
  'charAt substr substring trim trimStart trimEnd toUpperCase toLowerCase toString toFixed toPrecision toExponential join padStart padEnd repeat toISOString replace replaceAll'.split(
    ' ',
  ),
);
const wholeMethods = new Set(
  'charCodeAt indexOf lastIndexOf findIndex findLastIndex getTime getFullYear getMonth getDate getDay getHours getMinutes getSeconds'.split(
    ' ',
  ),
);
const numbers = new Set(
  '$sqrt $pow $parseFloat $number $hypot $cbrt $log2 $log10 $log1p $expm1 $fround $round $trunc $sign $max $min'.split(
    ' ',
  ),
);
const wholes = new Set('$imul $clz32 $parseInt'.split(' '));
const texts = new Set('$text $numberText $fromCharCode $fromCodePoint $raw'.split(' '));

/** What TypeScript says of a name, if the compiler asked it (type-kinds.ts). */
const noted = (node: t.Node): Kind => (node.extra?.kind as Kind | undefined) ?? 'unknown';

const join = (a: Kind, b: Kind): Kind => {
  if (a === b) return a;
  const both = new Set([a, b]);
  return both.has('whole') && both.has('number') ? 'number' : 'unknown';
};

// Said this way because the checker would work out a union over all kinds of nodes at each call of `get`: 40 s in all.
interface AnyPath {
  get(key: string): unknown;
}
export const childOf = (path: AnyPath, key: string): NodePath => path.get(key) as NodePath;
export const childrenOf = (path: AnyPath, key: string): NodePath[] => path.get(key) as NodePath[];

const busy = new Set<Binding>();

/** The kind of all values that are given to a variable. */
function kindOfBinding(binding: Binding): Kind {
  if (binding.kind === 'param' || binding.kind === 'module' || binding.kind === 'hoisted' || busy.has(binding)) {
    // A variable that depends on itself adds nothing to what else is given to it; the caller joins.
    return binding.kind === 'hoisted' ? 'other' : 'unknown';
  }
  const { path } = binding;
  if (!path.isVariableDeclarator() || !t.isIdentifier(path.node.id)) return 'unknown';
  busy.add(binding);
  try {
    const parent = path.parentPath?.parentPath;
    if (parent?.isForOfStatement() || parent?.isForInStatement()) return parent.isForInStatement() ? 'text' : 'unknown';
    let kind: Kind | undefined = path.node.init ? kindOf(childOf(path, 'init')) : undefined;
    for (const write of binding.constantViolations) {
      let given: Kind = 'unknown';
      if (write.isUpdateExpression()) given = 'whole';
      else if (write.isAssignmentExpression()) {
        const { operator } = write.node;
        if (!t.isIdentifier(write.node.left)) return 'unknown';
        const right = withSelf(childOf(write, 'right'), binding, kind);
        if (operator === '=') given = right;
        else if (operator === '+=') given = plus(kind ?? 'unknown', right);
        else given = arithmetic(operator.slice(0, -1), kind ?? 'unknown', right);
      } else return 'unknown';
      kind = kind === undefined ? given : join(kind, given);
      if (kind === 'unknown') return kind;
    }
    return kind ?? 'other';
  } finally {
    busy.delete(binding);
  }
}

/** `x = x + 1`: the variable itself counts as what it was before. */
function withSelf(path: NodePath, binding: Binding, so: Kind | undefined): Kind {
  const { node } = path;
  if (t.isIdentifier(node) && path.scope.getBinding(node.name) === binding) return so ?? 'unknown';
  if (t.isBinaryExpression(node)) {
    const left = withSelf(childOf(path, 'left'), binding, so);
    const right = withSelf(childOf(path, 'right'), binding, so);
    return node.operator === '+' ? plus(left, right) : arithmetic(node.operator, left, right);
  }
  return kindOf(path);
}

function plus(a: Kind, b: Kind): Kind {
  if (a === 'text' || b === 'text') return 'text';
  const numeric = (k: Kind): boolean => k === 'whole' || k === 'number' || k === 'flag';
  if (a === 'whole' && b === 'whole') return 'whole';
  return numeric(a) && numeric(b) ? 'number' : 'unknown';
}

function arithmetic(operator: string, a: Kind, b: Kind): Kind {
  if (wholeOperators.has(operator)) return 'whole';
  if (flagOperators.has(operator)) return 'flag';
  if (/^[-*%]$/.test(operator)) return a === 'whole' && b === 'whole' ? 'whole' : 'number';
  return 'number';
}

/** Is it a character of a text, or undefined where there is none? */
export function isCharacter(path: NodePath): boolean {
  const { node } = path;
  if (!t.isMemberExpression(node) || !node.computed) return false;
  return kindOf(childOf(path, 'object')) === 'text' && /^(whole|number)$/.test(kindOf(childOf(path, 'property')));
}

export function kindOf(path: NodePath): Kind {
  const node = path.node as t.Node | null;
  if (!node) return 'unknown';
  if (t.isNumericLiteral(node)) return Number.isSafeInteger(node.value) ? 'whole' : 'number';
  if (t.isStringLiteral(node) || t.isTemplateLiteral(node)) return 'text';
  if (t.isBooleanLiteral(node) || t.isNullLiteral(node)) return 'flag';
  if (t.isFunction(node)) return 'other';
  if (t.isParenthesizedExpression(node)) return kindOf(childOf(path, 'expression'));
  if (t.isIdentifier(node)) {
    if (node.name === 'undefined') return 'flag';
    const binding = path.scope.getBinding(node.name);
    const kind = binding ? kindOfBinding(binding) : 'unknown';
    return kind === 'unknown' ? noted(node) : kind;
  }
  if (t.isUnaryExpression(node)) {
    if (node.operator === 'typeof') return 'text';
    if (node.operator === '!' || node.operator === 'delete' || node.operator === 'void') return 'flag';
    if (node.operator === '~') return 'whole';
    return kindOf(childOf(path, 'argument')) === 'whole' ? 'whole' : 'number';
  }
  if (t.isUpdateExpression(node)) return kindOf(childOf(path, 'argument')) === 'whole' ? 'whole' : 'number';
  if (t.isBinaryExpression(node)) {
    const a = kindOf(childOf(path, 'left'));
    const b = kindOf(childOf(path, 'right'));
    return node.operator === '+' ? plus(a, b) : arithmetic(node.operator, a, b);
  }
  if (t.isConditionalExpression(node))
    return join(kindOf(childOf(path, 'consequent')), kindOf(childOf(path, 'alternate')));
  if (t.isLogicalExpression(node)) return join(kindOf(childOf(path, 'left')), kindOf(childOf(path, 'right')));
  if (t.isAssignmentExpression(node, { operator: '=' })) return kindOf(childOf(path, 'right'));
  if (t.isSequenceExpression(node)) return kindOf(childrenOf(path, 'expressions').at(-1)!);
  if (t.isMemberExpression(node) && !node.computed && t.isIdentifier(node.property, { name: 'length' })) return 'whole';
  if (t.isMemberExpression(node) && !node.computed) return noted(node.property);
  if (
    t.isNewExpression(node) &&
    t.isIdentifier(node.callee) &&
    /^(?:(?:Ui|I)nt(?:8|16|32)|Float(?:32|64)|Uint8Clamped)Array$/.test(node.callee.name)
  )
    return 'bytes';
  if (t.isCallExpression(node)) return kindOfCall(node);
  return 'unknown';
}

function kindOfCall({ callee }: t.CallExpression): Kind {
  if (t.isIdentifier(callee)) {
    if (numbers.has(callee.name)) return 'number';
    if (wholes.has(callee.name)) return 'whole';
    if (texts.has(callee.name)) return 'text';
    return 'unknown';
  }
  if (!t.isMemberExpression(callee) || callee.computed || !t.isIdentifier(callee.property)) return 'unknown';
  const { object, property } = callee;
  if (t.isIdentifier(object, { name: 'Math' })) return /^(?:floor|ceil)$/.test(property.name) ? 'whole' : 'number';
  if (textMethods.has(property.name)) return 'text';
  return wholeMethods.has(property.name) ? 'whole' : 'unknown';
}
