// `this`, `arguments` and `new.target` mean what strict code means by them, also in arrow functions and across waits.
//
// On the card a plain call has the global object as `this`, arrow functions lose `this` in some places and have
// `arguments` of their own, and `arguments.length` counts parameters that were not passed.
import { type NodePath, recrawl, t, traverse } from '../babel.js';
import type { PassContext } from '../context.js';
import type { Prologue } from './async/index.js';
import { call, declare, eachOwn, id, member, put } from './build.js';
import { undefinedValue } from './memo.js';

interface Use {
  readonly parent: t.Node;
  readonly key: string;
  readonly index: number | undefined;
  readonly node: t.Node;
  /** Inside an arrow function. */
  readonly inner: boolean;
}

/** Names of members that are read without being called: their functions may be called without an object. */
function detachedNames(ast: t.File): Set<string> {
  const names = new Set<string>();
  traverse(ast, {
    MemberExpression(path) {
      const { property, computed } = path.node;
      const name = t.isStringLiteral(property)
        ? property.value
        : !computed
          ? (property as t.Identifier).name
          : undefined;
      if (name === undefined) return;
      const { parentPath } = path;
      if (parentPath.isCallExpression({ callee: path.node }) || parentPath.isNewExpression({ callee: path.node }))
        return;
      if (parentPath.isAssignmentExpression({ left: path.node, operator: '=' })) return;
      if (
        parentPath.isMemberExpression({ object: path.node }) &&
        !parentPath.node.computed &&
        t.isIdentifier(parentPath.node.property) &&
        ['call', 'apply', 'bind', 'prototype'].includes(parentPath.node.property.name)
      )
        return;
      names.add(name);
    },
    ObjectPattern(path) {
      for (const p of path.node.properties)
        if (t.isObjectProperty(p) && t.isIdentifier(p.key) && !p.computed) names.add(p.key.name);
    },
  });
  return names;
}

/** Does this use of a function's name neither call it plainly nor hand it on? */
function staysAttached(use: NodePath): boolean {
  const { parentPath, node } = use;
  if (!parentPath) return false;
  if (parentPath.isNewExpression({ callee: node })) return true;
  if (parentPath.isMemberExpression({ object: node })) {
    // `f.call(x)`: an undefined x is the global object on the card.
    const { property } = parentPath.node;
    const call = parentPath.parentPath;
    if (!t.isIdentifier(property) || !['call', 'apply', 'bind'].includes(property.name) || !call?.isCallExpression())
      return true;
    const [self] = call.node.arguments;
    return t.isThisExpression(self) || t.isObjectExpression(self) || t.isNewExpression(self);
  }
  if (parentPath.isBinaryExpression({ operator: 'instanceof', right: node })) return true;
  if (parentPath.isCallExpression() && parentPath.node.arguments[0] === node) {
    const { callee } = parentPath.node;
    return t.isIdentifier(callee) && ['$extend', '$named', '$accessor'].includes(callee.name);
  }
  return false;
}

/** A class's constructor: it is called by `new`, or not at all. */
export type Maker = t.Function & { constructs?: boolean };

/** Can the function be called without an object? */
function detachable(path: NodePath<t.Function>, detached: Set<string>): boolean {
  const { parentPath, node } = path;
  if ((node as Maker).constructs) return false;
  if (path.isObjectMethod() && path.node.kind !== 'method') return false;
  if (parentPath?.isObjectProperty({ value: node }) || path.isObjectMethod()) {
    const { key, computed } = (path.isObjectMethod() ? node : parentPath!.node) as t.ObjectMethod | t.ObjectProperty;
    return computed && !t.isStringLiteral(key)
      ? true
      : detached.has(t.isIdentifier(key) ? key.name : String((key as t.StringLiteral).value));
  }
  if (parentPath?.isAssignmentExpression({ right: node }) && t.isMemberExpression(parentPath.node.left)) {
    const { property, computed } = parentPath.node.left;
    if (t.isStringLiteral(property)) return detached.has(property.value);
    return computed || detached.has((property as t.Identifier).name);
  }
  if (parentPath?.isMemberExpression({ object: node })) return false;
  if (parentPath?.isNewExpression({ callee: node })) return false;
  if (parentPath?.isCallExpression() && t.isIdentifier(parentPath.node.callee, { name: '$accessor' })) return false;
  const name = path.isFunctionDeclaration()
    ? node.type === 'FunctionDeclaration' && node.id?.name
    : parentPath?.isVariableDeclarator() && t.isIdentifier(parentPath.node.id)
      ? parentPath.node.id.name
      : undefined;
  if (!name) return true;
  const binding = (path.isFunctionDeclaration() ? path.scope.parent : path.scope).getBinding(name);
  return !binding?.constant || !binding.referencePaths.every((use) => staysAttached(use));
}

/** The function's own uses of `this`, `arguments` and `new.target`. */
function usesOf(node: t.Function): { self: Use[]; args: Use[]; target: Use[] } {
  const found = { self: [] as Use[], args: [] as Use[], target: [] as Use[] };
  const arrows = new Set<t.Node>();
  const walk = (at: t.Node, inner: boolean): void => {
    eachOwn(at, (n, parent, key, index) => {
      const use = { parent, key, index, node: n, inner: inner || arrows.has(parent) };
      if (use.inner) arrows.add(n);
      if (t.isArrowFunctionExpression(n)) arrows.add(n);
      if (t.isThisExpression(n)) found.self.push(use);
      else if (
        t.isIdentifier(n, { name: 'arguments' }) &&
        !(t.isMemberExpression(parent) && key === 'property' && !parent.computed) &&
        !(t.isObjectProperty(parent) && key === 'key' && !parent.computed)
      )
        found.args.push(use);
      else if (t.isMetaProperty(n) && n.meta.name === 'new') found.target.push(use);
    });
  };
  walk(node, false);
  return found;
}

export function receivers(ast: t.File, context: PassContext): void {
  const detached = detachedNames(ast);
  const strict = (): t.Expression => call(context.library('$strict'), t.thisExpression());
  traverse(ast, {
    Function: {
      exit(path: NodePath<t.Function>) {
        const { node } = path;
        if (node.type === 'ArrowFunctionExpression') return;
        const { self, args, target } = usesOf(node);
        if (!self.length && !args.length && !target.length) return;
        const first: t.Statement[] = [];
        const waits = node.async || node.generator;
        const body = node.body as t.BlockStatement;
        if (target.length) {
          if (!('id' in node) || !node.id) (node as t.FunctionExpression).id = path.scope.generateUidIdentifier('f');
          const name = (node as t.FunctionExpression).id!;
          const made = path.scope.generateUidIdentifier('n');
          first.push(
            declare(
              made,
              t.conditionalExpression(
                t.binaryExpression('instanceof', t.thisExpression(), t.cloneNode(name)),
                member(t.thisExpression(), 'constructor'),
                undefinedValue(),
              ),
            ),
          );
          for (const u of target) put(u.parent, u.key, u.index, t.cloneNode(made));
        }
        if (self.length) {
          const loose = detachable(path, detached);
          const inner = self.some((u) => u.inner) || waits;
          if (loose ? self.length > 1 || inner : inner) {
            const name = path.scope.generateUidIdentifier('this');
            first.push(declare(name, loose ? strict() : t.thisExpression()));
            for (const u of self) if (loose || u.inner || waits) put(u.parent, u.key, u.index, t.cloneNode(name));
          } else if (loose) for (const u of self) put(u.parent, u.key, u.index, strict());
        }
        if (args.length) {
          let name = id('arguments');
          if (args.length > 2 || args.some((u) => u.inner) || waits) {
            name = path.scope.generateUidIdentifier('args');
            first.push(declare(name, id('arguments')));
          }
          for (const u of args) put(u.parent, u.key, u.index, t.cloneNode(name));
          // Without parameters `arguments` holds what was passed, and no more.
          for (const [i, p] of node.params.entries()) {
            const at = t.memberExpression(t.cloneNode(name), t.numericLiteral(i), true);
            if (t.isIdentifier(p)) first.push(declare(p, at, 'var'));
            else if (t.isRestElement(p))
              first.push(
                declare(
                  p.argument as t.LVal,
                  call(member(member(t.arrayExpression([]), 'slice'), 'call'), t.cloneNode(name), t.numericLiteral(i)),
                ),
              );
            else if (t.isAssignmentPattern(p)) {
              const held = path.scope.generateUidIdentifier('a');
              first.push(
                declare(held, at),
                declare(
                  p.left as t.LVal,
                  t.conditionalExpression(
                    t.binaryExpression('===', t.cloneNode(held), undefinedValue()),
                    p.right,
                    t.cloneNode(held),
                  ),
                ),
              );
            } else first.push(declare(p as t.LVal, at));
          }
          node.params = [];
        }
        for (const s of first) (s as Prologue).prologue = true;
        body.body.unshift(...first);
      },
    },
    // A module's own `this` is undefined.
    Program(path) {
      eachOwn(path.node, (n, parent, key, index) => {
        if (t.isThisExpression(n)) put(parent, key, index, undefinedValue());
      });
    },
  });
  recrawl(ast);
}
