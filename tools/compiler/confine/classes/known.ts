// What the classes of a card half are: their members, bases and parameters, as far as the program's text tells. All of it
// does: a base is a class declared by name, and nothing adds members at run time.
import { type NodePath, t, traverse } from '../../babel.js';
import type { PassContext } from '../../context.js';
import type { Keyed } from '../../passes/classes/private-names.js';
import { keyName } from './names.js';

export interface ClassInfo {
  readonly node: t.Class;
  readonly name: string | undefined;
  /** `error`: it extends Error, or a class that does. */
  readonly root: 'none' | 'error';
  readonly base: ClassInfo | undefined;
  readonly methods: Members;
  readonly statics: Members;
  /** Static fields, own ones. */
  readonly fields: ReadonlySet<string>;
  /** Names of instance fields, own ones. */
  readonly instanceFields: ReadonlySet<string>;
  /** Parameters of its constructor, or of the nearest one that it inherits. */
  readonly maker: { readonly count: number; readonly rest: number };
  extended: boolean;
}

/** Names of methods and accessors, own ones, of instances or of the class itself. */
export interface Members {
  readonly methods: ReadonlySet<string>;
  readonly accessors: ReadonlySet<string>;
}

/** The classes of a program, by their nodes. */
export type Classes = ReadonlyMap<t.Class, ClassInfo>;

const isGlobalError = (path: NodePath, node: t.Node): boolean =>
  t.isIdentifier(node, { name: 'Error' }) && !path.scope.hasBinding('Error', true);

/** The class that a value is, if its text tells. */
export function classOf(path: NodePath, node: t.Node | null | undefined): t.Class | undefined {
  if (t.isClass(node)) return node;
  if (t.isParenthesizedExpression(node)) return classOf(path, node.expression);
  if (!t.isIdentifier(node)) return undefined;
  const binding = path.scope.getBinding(node.name);
  if (!binding?.constant) return undefined;
  if (binding.path.isClass()) return binding.path.node;
  const made = binding.path;
  return made.isVariableDeclarator() && made.node.init !== node && t.isIdentifier(made.node.id)
    ? classOf(made, made.node.init)
    : undefined;
}

function membersOf(node: t.Class, isStatic: boolean): Members {
  const methods = new Set<string>();
  const accessors = new Set<string>();
  for (const m of node.body.body) {
    if (t.isClassAccessorProperty(m)) {
      if (!!m.static === isStatic) accessors.add(keyName(m as t.ClassAccessorProperty & Keyed));
      continue;
    }
    if (!(t.isClassMethod(m) || t.isClassPrivateMethod(m)) || !!m.static !== isStatic) continue;
    if (m.kind === 'method') methods.add(keyName(m));
    else if (m.kind !== 'constructor') accessors.add(keyName(m));
  }
  return { methods, accessors };
}

/** Takes down every class, and refuses those of which the base is not known. */
export function knownClasses(ast: t.File, context: PassContext): Classes {
  const found = new Map<t.Class, ClassInfo>();
  const paths = new Map<t.Class, NodePath<t.Class>>();
  traverse(ast, {
    Class(path) {
      paths.set(path.node, path);
    },
  });
  const busy = new Set<t.Class>();
  const infoOf = (node: t.Class): ClassInfo | undefined => {
    const known = found.get(node);
    if (known) return known;
    const path = paths.get(node);
    if (!path || busy.has(node)) return undefined;
    busy.add(node);
    const { superClass } = node;
    let base: ClassInfo | undefined;
    let root: ClassInfo['root'] = 'none';
    if (superClass && isGlobalError(path, superClass)) root = 'error';
    else if (superClass) {
      const up = classOf(path, superClass);
      base = up && up !== node ? infoOf(up) : undefined;
      if (base) {
        base.extended = true;
        root = base.root;
      } else context.refuse(superClass, 'C6104', { name: t.isIdentifier(superClass) ? superClass.name : '…' });
    }
    const fieldsOf = (isStatic: boolean): Set<string> =>
      new Set(
        node.body.body.flatMap((m) =>
          (t.isClassProperty(m) || t.isClassPrivateProperty(m)) && !!m.static === isStatic ? [keyName(m)] : [],
        ),
      );
    const outer = path.parentPath;
    const own = constructorOf(node);
    const info: ClassInfo = {
      node,
      name:
        outer?.isVariableDeclarator() && t.isIdentifier(outer.node.id)
          ? outer.node.id.name
          : (node.id?.name ?? undefined),
      root,
      base,
      methods: membersOf(node, false),
      statics: membersOf(node, true),
      fields: fieldsOf(true),
      instanceFields: fieldsOf(false),
      maker: own
        ? { count: own.params.length, rest: restAt(own) }
        : (base?.maker ?? { count: root === 'error' ? 1 : 0, rest: -1 }),
      extended: false,
    };
    found.set(node, info);
    busy.delete(node);
    return info;
  };
  for (const node of paths.keys()) infoOf(node);
  return found;
}

/** The class and what it extends, from itself upwards. */
export function* lineOf(info: ClassInfo | undefined): Generator<ClassInfo> {
  for (let at = info; at; at = at.base) yield at;
}

export const constructorOf = (node: t.Class): t.ClassMethod | undefined =>
  node.body.body.find((m): m is t.ClassMethod => t.isClassMethod(m) && m.kind === 'constructor');

/** Where the rest parameter of a function stands, or -1. */
export const restAt = (node: { params: t.Node[] }): number => node.params.findIndex((p) => t.isRestElement(p));
