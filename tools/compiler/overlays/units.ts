// What of a card half can leave the card and come back: functions and tables of program level that hold no state, and
// which entries (methods, and functions called like them) reach each of them.
import { type Binding, type NodePath, recrawl, t, traverse } from '../babel.js';

/** A function, text or table of program level that is the same whenever it is made anew. */
export interface Unit {
  readonly binding: Binding;
  /** What it is. */
  readonly value: t.Expression | t.FunctionDeclaration;
  /** The statement that makes it. */
  readonly statement: t.Statement;
}

/** What a name is used in: a unit, an element of the list of exports, or what runs at the start. */
export type Owner = Unit | number | 'start';

export const programOf = (ast: t.File): NodePath<t.Program> => {
  let found: NodePath<t.Program> | undefined;
  traverse(ast, {
    Program(path) {
      found = path;
      path.stop();
    },
  });
  return found!;
};

/** The list of exports that a card half ends with. */
export const exportsOf = (program: t.Program): t.ArrayExpression =>
  (program.body[program.body.length - 1] as t.ReturnStatement).argument as t.ArrayExpression;

const isPlain = (n: t.Node | null | undefined): boolean =>
  t.isNumericLiteral(n) ||
  t.isStringLiteral(n) ||
  t.isBooleanLiteral(n) ||
  t.isNullLiteral(n) ||
  (t.isUnaryExpression(n) && isPlain(n.argument));

/** A list or bytes spelled out, with nothing in it that could be changed or told apart from its copy. */
function isTable(n: t.Node | null | undefined): boolean {
  if (t.isArrayExpression(n)) return n.elements.length > 0 && n.elements.every(isPlain);
  return (
    t.isCallExpression(n) &&
    t.isMemberExpression(n.callee) &&
    t.isIdentifier(n.callee.property, { name: '$bytes' }) &&
    t.isArrayExpression(n.arguments[0]) &&
    isTable(n.arguments[0])
  );
}

/** Methods that call what they are given and keep nothing of it. */
const callers = new Set(['map', 'forEach', 'filter', 'every', 'some', '$then', '$run', '$promise']);
/** Methods that leave what they are called on as it is and answer no part of it that could be changed. */
const readers = new Set(['indexOf', 'includes', 'charCodeAt', '$find', '$slice', '$join']);

const memberName = (n: t.Node): string =>
  t.isMemberExpression(n) && !n.computed && t.isIdentifier(n.property) ? n.property.name : '';

/** Is the function only called here, or handed to what only calls it? Whatever holds it could tell it from its next copy. */
function isCalled(use: NodePath): boolean {
  const { parent } = use;
  if (!t.isCallExpression(parent)) return false;
  return parent.callee === use.node || callers.has(memberName(parent.callee));
}

/** Is the table only read here? */
function isRead(use: NodePath): boolean {
  const { parent } = use;
  if (t.isCallExpression(parent)) return parent.callee !== use.node && readers.has(memberName(parent.callee));
  if (t.isForOfStatement(parent)) return parent.right === use.node;
  if (!t.isMemberExpression(parent) || parent.object !== use.node) return false;
  const around = use.parentPath!.parent;
  if (t.isAssignmentExpression(around) && around.left === parent) return false;
  if (t.isUpdateExpression(around)) return false;
  return t.isCallExpression(around) && around.callee === parent ? readers.has(memberName(parent)) : true;
}

/** Each declaration of program level by itself, so that it can go without its neighbours. */
export function separate(ast: t.File): void {
  ast.program.body = ast.program.body.flatMap((s) =>
    t.isVariableDeclaration(s) && s.declarations.length > 1
      ? s.declarations.map((d) => t.inherits(t.variableDeclaration(s.kind, [d]), d))
      : [s],
  );
  recrawl(ast);
}

/** The one place that gives a name its value, if it is a statement of the program. */
function definition(binding: Binding): Unit | undefined {
  const { path, constantViolations } = binding;
  if (path.isFunctionDeclaration())
    return constantViolations.length || !path.parentPath.isProgram()
      ? undefined
      : { binding, value: path.node, statement: path.node };
  if (!path.isVariableDeclarator() || !t.isIdentifier(path.node.id)) return undefined;
  const { init } = path.node;
  if (init && !constantViolations.length && path.parentPath.parentPath?.isProgram())
    return { binding, value: init, statement: path.parent as t.Statement };
  const [write] = constantViolations;
  if (init || constantViolations.length !== 1 || !write?.isAssignmentExpression({ operator: '=' })) return undefined;
  const statement = write.parentPath;
  if (!t.isIdentifier(write.node.left) || !statement?.isExpressionStatement() || !statement.parentPath?.isProgram())
    return undefined;
  return { binding, value: write.node.right, statement: statement.node };
}

/** The units of a program. `list`: its exports. */
export function unitsOf(program: NodePath<t.Program>): Unit[] {
  const list = exportsOf(program.node);
  return Object.values(program.scope.bindings).flatMap((binding) => {
    const unit = definition(binding);
    if (!unit) return [];
    const { value } = unit;
    const fits = t.isFunction(value)
      ? (use: NodePath) => isCalled(use) || use.parent === list
      : isTable(value)
        ? isRead
        : t.isStringLiteral(value)
          ? () => true
          : undefined;
    return fits && binding.referencePaths.every(fits) ? [unit] : [];
  });
}

/** What the place belongs to. */
export function ownerOf(path: NodePath, units: ReadonlyMap<t.Node, Unit>, list: t.ArrayExpression): Owner {
  let owner: Owner = 'start';
  for (let p: NodePath | null = path; p; p = p.parentPath) {
    const unit = units.get(p.node);
    if (unit) owner = unit;
    else if (p.parent === list && t.isFunction(p.node)) owner = list.elements.indexOf(p.node as t.Expression);
  }
  return owner;
}

/** Who reaches each unit, without waiting: entries by their place in the list, −1 for what runs at the start. */
export function reach(program: NodePath<t.Program>, units: readonly Unit[]): Map<Unit, Set<number>> {
  const list = exportsOf(program.node);
  const byValue = new Map<t.Node, Unit>(units.map((u) => [u.value, u]));
  const reached = new Map<Unit, Set<number>>(units.map((u) => [u, new Set()]));
  const uses = new Map<Unit, Unit[]>(units.map((u) => [u, []]));
  for (const unit of units)
    for (const use of unit.binding.referencePaths) {
      if (use.parent === list) {
        reached.get(unit)!.add(list.elements.indexOf(use.node as t.Expression));
        continue;
      }
      const owner = ownerOf(use, byValue, list);
      if (typeof owner === 'object') uses.get(owner)!.push(unit);
      else reached.get(unit)!.add(owner === 'start' ? -1 : owner);
    }
  const spread = (unit: Unit): void => {
    for (const next of uses.get(unit)!) {
      const set = reached.get(next)!;
      const before = set.size;
      for (const who of reached.get(unit)!) set.add(who);
      if (set.size > before) spread(next);
    }
  };
  for (const unit of units) spread(unit);
  return reached;
}
