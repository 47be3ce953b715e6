// Methods, accessors, static members and blocks of a class, as statements behind its constructor; fields for the constructor.
import { t } from '../../babel.js';
import type { AccessorNames } from '../accessors.js';
import { asFunction, declare, eachOwn, keyed, keyValue, member, put, run } from '../build.js';
import { undefinedValue } from '../memo.js';
import type { ClassParts } from './index.js';
import type { Keyed } from './private-names.js';
import { superMembers } from './super.js';

export interface Field {
  readonly key: t.Expression;
  readonly computed: boolean;
  readonly value: t.Expression | null;
  readonly node: t.Node;
}

type Element = t.ClassBody['body'][number] & Keyed;
interface Pair {
  get?: t.Expression;
  set?: t.Expression;
  readonly statement: t.CallExpression;
}

/** Members of the base that `super` means in an element. */
export const homeOf = (parts: ClassParts, isStatic: boolean, accessors: AccessorNames) => ({
  context: parts.context,
  accessors,
  base(): t.Expression {
    const base = parts.base ? t.cloneNode(parts.base) : t.identifier(isStatic ? 'Function' : 'Object');
    return isStatic && parts.base ? base : member(base, 'prototype');
  },
});

/** `this` of a static field or block is the class. */
function thisIs(node: t.Node, self: t.Identifier): void {
  eachOwn(node, (n, parent, key, index) => {
    if (t.isThisExpression(n)) put(parent, key, index, t.cloneNode(self));
  });
}

/** Answers the instance fields, and puts everything else behind the constructor. */
export function elements(parts: ClassParts, accessors: AccessorNames): Field[] {
  const fields: Field[] = [];
  const pairs = new Map<string, Pair>();
  const { after, self, context } = parts;
  const onto = (isStatic: boolean): t.Expression => (isStatic ? t.cloneNode(self) : parts.prototype());
  const keyOf = (m: Element): { key: t.Expression; computed: boolean } => {
    if (m.hidden) return { key: t.cloneNode(m.hidden), computed: true };
    const { key, computed } = m as t.ClassMethod;
    if (!computed || t.isLiteral(key)) return { key: key as t.Expression, computed: computed || !t.isIdentifier(key) };
    // Keys are computed once, in the order in which they stand.
    const held = parts.path.scope.generateUidIdentifier('k');
    const first = t.isClassProperty(m) || t.isClassAccessorProperty(m) ? parts.before : after;
    const list = first === after && fields.length === 0 ? after : parts.before;
    list.push(declare(held, key as t.Expression));
    return { key: t.cloneNode(held), computed: true };
  };
  const accessor = (
    m: Element,
    key: t.Expression,
    computed: boolean,
    isStatic: boolean,
    kind: 'get' | 'set',
    f: t.Expression,
  ): void => {
    const name = `${isStatic}:${t.isIdentifier(key) ? `${computed}${key.name}` : String((key as t.StringLiteral).value)}`;
    const known = pairs.get(name);
    const none = (): t.Expression => undefinedValue();
    if (known) {
      known[kind] = f;
      known.statement.arguments[2] = known.get ?? none();
      known.statement.arguments[3] = known.set ?? none();
      return;
    }
    const statement = t.inherits(
      t.callExpression(context.library('$accessor'), [
        onto(isStatic),
        keyValue(key, computed),
        kind === 'get' ? f : none(),
        ...(kind === 'set' ? [f] : []),
      ]),
      m,
    );
    pairs.set(name, { [kind]: f, statement });
    after.push(run(statement));
  };
  // Static fields and blocks run when all methods are there.
  const late: t.Statement[] = [];
  for (const m of parts.path.node.body.body as Element[]) {
    if (t.isTSDeclareMethod(m) || t.isTSIndexSignature(m)) continue;
    const isStatic = t.isStaticBlock(m) || m.static === true;
    if (t.isClassMethod(m) || t.isClassPrivateMethod(m)) {
      superMembers(m, homeOf(parts, isStatic, accessors));
      if (m.kind === 'constructor') continue;
      const { key, computed } = keyOf(m);
      const f = asFunction(m);
      if (m.kind === 'get' || m.kind === 'set') accessor(m, key, computed, isStatic, m.kind, f);
      else after.push(t.inherits(run(t.assignmentExpression('=', keyed(onto(isStatic), key, computed), f)), m));
      continue;
    }
    if (t.isStaticBlock(m)) {
      const block = t.blockStatement(m.body);
      superMembers(block, homeOf(parts, true, accessors));
      let variables = false;
      t.traverseFast(block, (n) => {
        if (t.isVariableDeclaration(n, { kind: 'var' }) || t.isFunctionDeclaration(n)) variables = true;
      });
      // Its `var` is its own.
      if (variables) late.push(run(t.callExpression(t.arrowFunctionExpression([], block), [])));
      thisIs(block, self);
      if (!variables) late.push(block);
      continue;
    }
    const value = m.value ?? null;
    const holder = t.arrayExpression([value ?? null]);
    superMembers(holder, homeOf(parts, isStatic, accessors));
    if (t.isClassAccessorProperty(m)) {
      // `accessor x = 1`: a hidden field behind a getter and a setter.
      const { key, computed } = keyOf(m);
      const field = t.stringLiteral(`\xffa${t.isIdentifier(key) ? key.name : parts.path.scope.generateUid('a')}`);
      const at = (): t.MemberExpression => t.memberExpression(t.thisExpression(), t.cloneNode(field), true);
      const v = t.identifier('v');
      accessor(
        m,
        key,
        computed,
        isStatic,
        'get',
        t.functionExpression(null, [], t.blockStatement([t.returnStatement(at())])),
      );
      accessor(
        m,
        key,
        computed,
        isStatic,
        'set',
        t.functionExpression(null, [v], t.blockStatement([run(t.assignmentExpression('=', at(), t.cloneNode(v)))])),
      );
      if (isStatic) {
        thisIs(holder, self);
        late.push(
          run(
            t.assignmentExpression(
              '=',
              t.memberExpression(t.cloneNode(self), field, true),
              (holder.elements[0] as t.Expression) ?? undefinedValue(),
            ),
          ),
        );
      } else fields.push({ key: field, computed: true, value: holder.elements[0] as t.Expression | null, node: m });
      continue;
    }
    const { key, computed } = keyOf(m);
    const set = holder.elements[0] as t.Expression | null;
    if (!isStatic) fields.push({ key, computed, value: set, node: m });
    else {
      thisIs(holder, self);
      const now = holder.elements[0] as t.Expression | null;
      late.push(
        t.inherits(
          run(t.assignmentExpression('=', keyed(t.cloneNode(self), key, computed), now ?? undefinedValue())),
          m,
        ),
      );
    }
  }
  after.push(...late);
  return fields;
}
