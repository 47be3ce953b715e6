// Top-level constants are put where they are used: a name costs the card memory, a literal only text.
import { type Binding, type NodePath, recrawl, t, traverse } from '../babel.js';

const longest = 24;

function literal(node: t.Node | null | undefined): t.Expression | undefined {
  if (t.isNumericLiteral(node) || t.isBooleanLiteral(node) || t.isNullLiteral(node)) return node;
  if (t.isStringLiteral(node) && node.value.length <= longest) return node;
  if (t.isUnaryExpression(node, { operator: '-' }) && t.isNumericLiteral(node.argument)) return node;
  return undefined;
}

const keyOf = (p: t.ObjectProperty): string | undefined =>
  t.isIdentifier(p.key) && !p.computed ? p.key.name : t.isStringLiteral(p.key) ? p.key.value : undefined;

/** The member that a read of a constant record means. */
function memberName(node: t.MemberExpression): string | undefined {
  if (!node.computed) return (node.property as t.Identifier).name;
  return t.isStringLiteral(node.property) ? node.property.value : undefined;
}

/** Is this member a target: of an assignment, `++`, `delete`, a loop's head, or a place in a pattern? */
function isWritten({ node, parentPath: around }: NodePath<t.MemberExpression>): boolean {
  if (!around) return false;
  return (
    around.isUpdateExpression() ||
    around.isUnaryExpression({ operator: 'delete' }) ||
    around.isArrayPattern() ||
    around.isRestElement() ||
    ((around.isAssignmentExpression() || around.isAssignmentPattern() || around.isForXStatement()) &&
      around.node.left === node) ||
    (around.isObjectProperty({ value: node }) && !!around.parentPath?.isObjectPattern())
  );
}

/** Follows `uses` of a constant value and replaces those that come to a literal. Answers whether all did. */
function inline(value: t.Node | null | undefined, uses: NodePath[]): boolean {
  const flat = literal(value);
  if (flat) {
    for (const use of uses) {
      if (use.parentPath?.isExportSpecifier()) return false;
      use.replaceWith(t.inherits(t.cloneNode(flat), use.node));
    }
    return true;
  }
  if (t.isUnaryExpression(value) || t.isBinaryExpression(value)) return false;
  if (!t.isObjectExpression(value)) return false;
  const members = new Map<string, t.Node>();
  for (const p of value.properties) {
    if (!t.isObjectProperty(p)) return false;
    const key = keyOf(p);
    if (key === undefined) return false;
    members.set(key, p.value);
  }
  // Only if every use reads a member that is known: then the record itself is not needed.
  const reads = uses.map((use) => {
    const read = use.parentPath;
    if (!read?.isMemberExpression() || read.node.object !== use.node) return undefined;
    const name = memberName(read.node);
    return name !== undefined && members.has(name) && !isWritten(read)
      ? { read, value: members.get(name)! }
      : undefined;
  });
  if (reads.some((r) => !r || !(literal(r.value) || t.isObjectExpression(r.value)))) return false;
  let all = true;
  for (const r of reads) if (!inline(r!.value, [r!.read])) all = false;
  return all;
}

/** Numbers and short strings of operators on literals. */
function fold(ast: t.File): void {
  traverse(ast, {
    'BinaryExpression|UnaryExpression|ConditionalExpression': {
      exit(path: NodePath) {
        if (path.isUnaryExpression({ operator: '-' }) && t.isNumericLiteral(path.node.argument)) return;
        if (path.isUnaryExpression({ operator: 'void' })) return;
        const leaf = (n: t.Node): boolean => !!literal(n);
        const { node } = path;
        const flat = t.isBinaryExpression(node)
          ? leaf(node.left) && leaf(node.right)
          : t.isUnaryExpression(node)
            ? leaf(node.argument)
            : leaf((node as t.ConditionalExpression).test);
        if (!flat) return;
        if (t.isConditionalExpression(node)) {
          const test = (path as NodePath<t.ConditionalExpression>).get('test').evaluate();
          if (test.confident) path.replaceWith(test.value ? node.consequent : node.alternate);
          return;
        }
        const { confident, value } = path.evaluate();
        if (!confident) return;
        if (typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0))
          path.replaceWith(t.valueToNode(value));
        else if (typeof value === 'boolean') path.replaceWith(t.booleanLiteral(value));
        else if (typeof value === 'string' && value.length <= 200) path.replaceWith(t.stringLiteral(value));
      },
    },
    IfStatement: {
      exit(path) {
        const test = path.node.test;
        if (!t.isBooleanLiteral(test)) return;
        if (test.value) path.replaceWith(path.node.consequent);
        else if (path.node.alternate) path.replaceWith(path.node.alternate);
        else path.remove();
      },
    },
  });
}

/** Is it read, outside of functions, above its declaration? */
function readEarly(binding: Binding): boolean {
  const declared = binding.identifier.start ?? 0;
  return binding.referencePaths.some((r) => !r.getFunctionParent() && (r.node.start ?? declared) < declared);
}

/** `keep`: names that may be read before their declaration ran. `once`: texts of any length that are read at one place. */
export function constants(ast: t.File, keep: ReadonlySet<t.Node> = new Set(), once = false): void {
  for (let round = 0; round < 4; round++) {
    let changed = false;
    traverse(ast, {
      Program(path) {
        for (const binding of Object.values(path.scope.bindings)) {
          const declarator = binding.path;
          if (
            !binding.constant ||
            keep.has(binding.identifier) ||
            !declarator.isVariableDeclarator() ||
            !t.isIdentifier(declarator.node.id)
          )
            continue;
          // A declaration that may not have run where the value is read, or not at all, is left alone.
          if (!declarator.parentPath?.parentPath?.isProgram() || readEarly(binding)) continue;
          const { init } = declarator.node;
          const [read, ...more] = binding.referencePaths;
          if (once && read && !more.length && t.isStringLiteral(init) && !read.parentPath?.isExportSpecifier())
            read.replaceWith(t.inherits(t.cloneNode(init), read.node));
          else if (!read || !inline(init, binding.referencePaths)) continue;
          declarator.remove();
          changed = true;
        }
        path.stop();
      },
    });
    if (!changed && round > 0) break;
    recrawl(ast);
    fold(ast);
    recrawl(ast);
  }
}

/** Drops top-level declarations that nothing reads. */
export function unused(ast: t.File): void {
  for (let changed = true, first = true; changed; first = false) {
    changed = false;
    // `constants` has just read the scopes.
    if (!first) recrawl(ast);
    traverse(ast, {
      Program(path) {
        for (const binding of Object.values(path.scope.bindings)) {
          if (binding.referenced || binding.constantViolations.length) continue;
          const { path: at } = binding;
          const pure =
            at.isFunctionDeclaration() ||
            (at.isVariableDeclarator() &&
              t.isIdentifier(at.node.id) &&
              (!at.node.init || at.get('init').isPure() || t.isFunction(at.node.init)));
          if (!pure) continue;
          at.remove();
          changed = true;
        }
        path.stop();
      },
    });
  }
}
