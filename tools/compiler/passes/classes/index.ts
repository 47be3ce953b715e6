// Classes become constructor functions with a prototype: the interpreter's own go wrong in fields, `super` and statics.
//
//   class B extends A { x = 1; m() { return super.m() } static s = 2 }
//   →  let B = function(){ A.apply(this,arguments); this.x = 1 }, p = $extend(B, A);
//      p.m = function(){ return A.prototype.m.call(this) }; B.s = 2;
//
// A private name becomes a member that starts with \xff, which the interpreter shows nowhere.
import { type NodePath, recrawl, t, traverse } from '../../babel.js';
import type { PassContext } from '../../context.js';
import type { AccessorNames } from '../accessors.js';
import { declare, id } from '../build.js';
import { type BaseKind, baseOf } from './base.js';
import { constructorOf } from './constructor.js';
import { elements } from './elements.js';

/** What the parts of the pass need to know of the class at hand. */
export interface ClassParts {
  readonly context: PassContext;
  readonly path: NodePath<t.Class>;
  /** Name of the constructor function. */
  readonly self: t.Identifier;
  /** Name or expression of the base class; null for `extends null`, undefined without. */
  readonly base: t.Expression | null | undefined;
  readonly kind: BaseKind;
  /** Name of the prototype; asked for when needed. */
  prototype(): t.Identifier;
  /** Statements before the constructor: keys that are computed once. */
  readonly before: t.Statement[];
  /** Statements behind it. */
  readonly after: t.Statement[];
}

/** Is `.name` of a class read somewhere? Functions have none on the interpreter. */
function readsNames(ast: t.File): boolean {
  let found = false;
  t.traverseFast(ast, (n) => {
    if (t.isMemberExpression(n) && !n.computed && t.isIdentifier(n.property, { name: 'name' })) found = true;
  });
  return found;
}

/** Does the program go through names of members? Those of classes' prototypes are not among them. */
function listsNames(ast: t.File): boolean {
  let found = false;
  t.traverseFast(ast, (n) => {
    if (t.isForInStatement(n)) found = true;
  });
  return found;
}

/** The statements that make the class `name`. */
function build(
  path: NodePath<t.Class>,
  self: t.Identifier,
  base: t.Expression | null | undefined,
  context: PassContext,
  named: string | undefined,
  accessors: AccessorNames,
  marked: boolean,
): t.Statement[] {
  let prototype: t.Identifier | undefined;
  const parts: ClassParts = {
    context,
    path,
    self,
    base,
    kind: baseOf(path),
    prototype() {
      prototype ??= path.scope.generateUidIdentifier('p');
      return t.cloneNode(prototype);
    },
    before: [],
    after: [],
  };
  const fields = elements(parts, accessors);
  const made = constructorOf(parts, fields);
  const head: t.Statement[] = [t.inherits(declare(t.cloneNode(self), made), path.node)];
  if (base !== undefined) {
    const linked = t.callExpression(context.library('$extend'), [
      t.cloneNode(self),
      base ? t.cloneNode(base) : t.nullLiteral(),
    ]);
    head.push(prototype ? declare(prototype, linked) : t.expressionStatement(linked));
  } else if (prototype) head.push(declare(prototype, t.memberExpression(t.cloneNode(self), id('prototype'))));
  if (marked)
    head.push(
      t.expressionStatement(
        t.assignmentExpression(
          '=',
          t.memberExpression(
            t.memberExpression(t.cloneNode(self), id('prototype')),
            t.stringLiteral('\xffclass'),
            true,
          ),
          t.numericLiteral(1),
        ),
      ),
    );
  if (named)
    head.push(
      t.expressionStatement(t.callExpression(context.library('$named'), [t.cloneNode(self), t.stringLiteral(named)])),
    );
  return [...parts.before, ...head, ...parts.after];
}

export function classes(ast: t.File, context: PassContext, accessors: AccessorNames): void {
  let any = false;
  const names = readsNames(ast);
  const marked = listsNames(ast);
  traverse(ast, {
    Class: {
      exit(path: NodePath<t.Class>) {
        any = true;
        context.cost(path.node, 'C6504');
        refuseCalls(path, context);
        const { node, parentPath } = path;
        const { superClass } = node;
        const declarator =
          parentPath?.isVariableDeclarator({ init: node }) && t.isIdentifier(parentPath.node.id)
            ? parentPath
            : undefined;
        const list = declarator?.parentPath;
        const given = node.id?.name ?? (declarator?.node.id as t.Identifier | undefined)?.name ?? inferredName(path);
        // A base that is a plain name may be used as often as needed.
        const simple =
          !superClass ||
          t.isNullLiteral(superClass) ||
          (t.isIdentifier(superClass) && path.scope.getBinding(superClass.name)?.constant !== false);
        if (path.isClassDeclaration() && simple) {
          const base = baseExpression(superClass);
          path.replaceWithMultiple(build(path, node.id!, base, context, names ? given : undefined, accessors, marked));
          return;
        }
        if (path.isClassDeclaration()) {
          const base = path.scope.generateUidIdentifier('b');
          const made = build(path, node.id!, base, context, names ? given : undefined, accessors, marked);
          path.replaceWithMultiple([declare(t.cloneNode(base), superClass), ...made]);
          return;
        }
        if (
          declarator &&
          list?.isVariableDeclaration() &&
          list.node.declarations.length === 1 &&
          list.inList &&
          simple &&
          !node.id
        ) {
          const self = declarator.node.id as t.Identifier;
          list.replaceWithMultiple(
            build(path, self, baseExpression(superClass), context, names ? given : undefined, accessors, marked),
          );
          return;
        }
        const self = node.id ?? path.scope.generateUidIdentifier('c');
        const base = simple ? undefined : path.scope.generateUidIdentifier('b');
        const made = build(
          path,
          self,
          base ?? baseExpression(superClass),
          context,
          names ? given : undefined,
          accessors,
          marked,
        );
        const maker = t.arrowFunctionExpression(
          base ? [t.cloneNode(base)] : [],
          t.blockStatement([...made, t.returnStatement(t.cloneNode(self))]),
        );
        path.replaceWith(t.callExpression(maker, base ? [superClass!] : []));
      },
    },
  });
  if (any) recrawl(ast);
}

/** A call of the class without `new` is an error when it runs. */
function refuseCalls(path: NodePath<t.Class>, context: PassContext): void {
  const outer = path.parentPath?.isVariableDeclarator() ? (path.parentPath.node.id as t.Identifier) : undefined;
  const names = [path.node.id, outer];
  for (const [i, id] of names.entries()) {
    const scope = i === 0 && !path.isClassDeclaration() ? path.scope : path.parentPath!.scope;
    const binding = id ? scope.getBinding(id.name) : undefined;
    if (!binding?.constant) continue;
    for (const { parentPath, node } of binding.referencePaths)
      if (parentPath?.isCallExpression({ callee: node }))
        parentPath.node.callee = t.callExpression(context.library('$noCall'), [t.stringLiteral(id!.name)]);
  }
}

/** The name that a class without one takes from where it stands. */
function inferredName(path: NodePath): string | undefined {
  const { parent } = path;
  if (t.isAssignmentExpression(parent) && t.isIdentifier(parent.left)) return parent.left.name;
  if (t.isObjectProperty(parent) && t.isIdentifier(parent.key) && !parent.computed) return parent.key.name;
  return '';
}

/** `null` for `extends null`, undefined without a base. */
const baseExpression = (node: t.Expression | null | undefined): t.Expression | null | undefined =>
  !node ? undefined : t.isNullLiteral(node) ? null : node;
