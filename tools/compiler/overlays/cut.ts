// Cuts a confined program into a resident part and segments. What holds state, what runs at the start and what several
// entries share stays; each entry goes into a segment, with all that only it uses.
//
//   resident   …; $o=$c.$own; $o.$a=$a; …; return [16, $b, 1]    a number: function `n & 15` of segment `n >> 4`
//   segment    var …; $o=$c.$own; $a=$o.$a; $d=function…; return [function…, …]
//
// A name that only the start sets is handed over by its value, one that functions set is a member of the shared record.
import { Cpu6Error } from '../../../protocol/errors/error.js';
import { type NodePath, t, traverse } from '../babel.js';
import { assign } from '../passes/memo.js';
import { print } from '../print.js';
import { exportsOf, ownerOf, programOf, reach, separate, type Unit, unitsOf } from './units.js';

/** Name of the shared record in all parts. */
export const sharedName = '$o';
/** Functions of one segment, at most: entries are numbered `segment * 16 + place`. */
const perSegment = 16;
/** A shared record takes memory for each name in it: below that many characters a function stays where it is. */
const worthwhile = 120;

const textLength = (node: t.Node): number => {
  const statement = t.isStatement(node) ? node : t.expressionStatement(node as t.Expression);
  return print(t.file(t.program([statement]))).code.length;
};

interface Entry {
  /** Its places in the list of exports. */
  readonly places: number[];
  readonly value: t.Expression;
  readonly unit: Unit | undefined;
  /** What only it uses. */
  readonly own: readonly Unit[];
  readonly size: number;
}

/** Entries, each with what it alone reaches; what is reached otherwise, or is small, stays resident. */
function entriesOf(program: NodePath<t.Program>, exports: number): Entry[] {
  const list = exportsOf(program.node);
  const units = unitsOf(program);
  const reached = reach(program, units);
  const byName = new Map(units.map((u) => [u.binding.identifier.name, u]));
  const found: Entry[] = [];
  list.elements.forEach((element, place) => {
    const unit = t.isIdentifier(element) ? byName.get(element.name) : undefined;
    const value = t.isFunction(element) ? element : unit?.value;
    // What is called besides by somebody else is resident.
    if (!value || (unit && reached.get(unit)!.size > 1)) return;
    const own = units.filter((u) => u !== unit && reached.get(u)!.size === 1 && reached.get(u)!.has(place));
    const size = textLength(value) + own.reduce((sum, u) => sum + textLength(u.value), 0);
    if (size >= worthwhile || place >= exports)
      found.push({ places: [place], value: value as t.Expression, unit, own, size });
  });
  return found;
}

/** Entries in segments of about `most` characters, in their order; in three at least if there are so many. */
function pack(entries: readonly Entry[], most: number): Entry[][] {
  const all = entries.reduce((sum, { size }) => sum + size, 0);
  const target = Math.min(most, Math.ceil(all / 3));
  const out: Entry[][] = [];
  const sizes: number[] = [];
  for (const entry of entries) {
    let at = sizes.findIndex((size, i) => size + entry.size <= target && out[i]!.length < perSegment);
    if (at < 0) at = out.push([]) - 1;
    out[at]!.push(entry);
    sizes[at] = (sizes[at] ?? 0) + entry.size;
  }
  return out;
}

/** Is a name set by a function, or in the head of a loop? */
const isSetLater = (write: NodePath): boolean => !!write.getFunctionParent();

const own = (name: string): t.MemberExpression => t.memberExpression(t.identifier(sharedName), t.identifier(name));
const shared = (): t.Statement =>
  t.variableDeclaration('var', [
    t.variableDeclarator(t.identifier(sharedName), t.memberExpression(t.identifier('$c'), t.identifier('$own'))),
  ]);

/**
 * Cuts; no segments if there are not at least two. `ast` becomes the resident part. `exports`: how many elements
 * of its list are exports; those behind them were put there by entries.ts.
 */
export function cut(ast: t.File, exports: number, target: number): t.File[] {
  separate(ast);
  const program = programOf(ast);
  const list = exportsOf(program.node);
  const packed = pack(entriesOf(program, exports), target);
  if (packed.length < 2) return [];
  const numbers = new Map<number, number>();
  const segmentOf = new Map<t.Node, number>();
  packed.forEach((entries, segment) => {
    entries.forEach(({ places, value, own: units }, at) => {
      for (const place of places) numbers.set(place, segment * perSegment + at);
      segmentOf.set(value, segment);
      for (const unit of units) segmentOf.set(unit.value, segment);
    });
  });
  const moved = packed.flatMap((entries) => entries.flatMap((e) => [...(e.unit ? [e.unit] : []), ...e.own]));
  // What stays and is used in segments.
  const byValue = new Map(moved.map((u) => [u.value as t.Node, u]));
  const segmentAt = (use: NodePath): number | undefined => {
    const owner = ownerOf(use, byValue, list);
    return typeof owner === 'object'
      ? segmentOf.get(owner.value)
      : typeof owner === 'number'
        ? segmentOf.get(list.elements[owner]!)
        : undefined;
  };
  const given: string[] = [];
  const taken = packed.map(() => new Set<string>());
  const movedNames = new Set(moved.map((u) => u.binding.identifier.name));
  const members: NodePath[] = [];
  const removed: NodePath[] = [];
  for (const [name, binding] of Object.entries(program.scope.bindings)) {
    if (movedNames.has(name)) continue;
    const places = [...binding.referencePaths, ...binding.constantViolations];
    const users = new Set(places.map(segmentAt).filter((s) => s !== undefined));
    if (!users.size) continue;
    if (!binding.constantViolations.some(isSetLater)) {
      given.push(name);
      for (const segment of users) taken[segment]!.add(name);
      continue;
    }
    for (const segment of users) taken[segment]!.add('');
    traverse(ast, {
      Identifier(path) {
        if (path.node.name !== name || path.scope.getBinding(name) !== binding) return;
        if (path.parentPath.isVariableDeclarator() && path.key === 'id') removed.push(path.parentPath);
        else if (path.isReferencedIdentifier() || isTarget(path)) members.push(path);
      },
    });
  }
  for (const path of members) path.replaceWith(t.inherits(own((path.node as t.Identifier).name), path.node));
  for (const path of removed) undeclare(path as NodePath<t.VariableDeclarator>);

  const segments = packed.map((entries, segment) => {
    const names = [...taken[segment]!];
    const body: t.Statement[] = names.length ? [shared()] : [];
    for (const name of names.filter((n) => n))
      body.push(t.variableDeclaration('var', [t.variableDeclarator(t.identifier(name), own(name))]));
    for (const entry of entries)
      for (const unit of [...entry.own, ...(entry.unit ? [entry.unit] : [])])
        body.push(
          t.variableDeclaration('var', [
            t.variableDeclarator(t.identifier(unit.binding.identifier.name), unit.value as t.Expression),
          ]),
        );
    body.push(
      t.returnStatement(
        t.arrayExpression(
          entries.map(({ unit, value }) => (unit ? t.identifier(unit.binding.identifier.name) : value)),
        ),
      ),
    );
    return t.file(t.program(body));
  });
  const leaving = new Set<t.Node>(moved.map((u) => u.statement));
  const names = new Set(movedNames);
  program.node.body = program.node.body.filter((s) => {
    if (leaving.has(s)) return false;
    // A name that was declared by itself.
    if (!t.isVariableDeclaration(s)) return true;
    s.declarations = s.declarations.filter((d) => d.init || !names.has((d.id as t.Identifier).name));
    return s.declarations.length > 0;
  });
  list.elements = list.elements
    .map((element, place) => {
      const n = numbers.get(place);
      return n === undefined ? element : t.numericLiteral(n);
    })
    .slice(0, exports);
  const last = program.node.body.pop()!;
  const uses = given.length > 0 || members.length > 0;
  if (uses) program.node.body.unshift(shared());
  program.node.body.push(...given.map((name) => t.expressionStatement(assign(own(name), t.identifier(name)))), last);
  renumber([ast, ...segments], numbers);
  return segments;
}

/** An assignment's or count's target. */
function isTarget(path: NodePath): boolean {
  const { parent } = path;
  return (
    (t.isAssignmentExpression(parent) && parent.left === path.node) ||
    t.isUpdateExpression(parent) ||
    (t.isForXStatement(parent) && parent.left === path.node)
  );
}

/** `var x = 1` becomes `x = 1`, of what is now a member. */
function undeclare(path: NodePath<t.VariableDeclarator>): void {
  const { id, init } = path.node;
  const declaration = path.parentPath as NodePath<t.VariableDeclaration>;
  const target = own((id as t.Identifier).name);
  const around = declaration.parentPath;
  if (around.isForXStatement({ left: declaration.node })) around.node.left = target;
  else if (!init) path.remove();
  else {
    const head = around.isForStatement({ init: declaration.node }) ? around : undefined;
    // The others of the declaration are settled before or behind it as they stood.
    const at = declaration.node.declarations.indexOf(path.node);
    const [before, after] = [declaration.node.declarations.slice(0, at), declaration.node.declarations.slice(at + 1)];
    const list = (ds: t.VariableDeclarator[]): t.Statement[] => (ds.length ? [t.variableDeclaration('var', ds)] : []);
    const all = [...list(before), t.inherits(t.expressionStatement(assign(target, init)), path.node), ...list(after)];
    if (head) {
      head.insertBefore(all);
      head.node.init = null;
    } else declaration.replaceWithMultiple(all);
  }
}

/** Calls of entries name them by their places in the list so far. */
function renumber(parts: readonly t.File[], numbers: ReadonlyMap<number, number>): void {
  for (const part of parts)
    t.traverseFast(part, (n) => {
      if (!t.isCallExpression(n) || !t.isMemberExpression(n.callee)) return;
      if (!t.isIdentifier(n.callee.property, { name: '$load' })) return;
      const number = numbers.get((n.arguments[0] as t.NumericLiteral).value);
      if (number === undefined) throw new Cpu6Error('INTERNAL', { what: 'an entry that no segment has' });
      n.arguments[0] = t.numericLiteral(number);
    });
}
