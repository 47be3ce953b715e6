// `` `a${b}` `` → `'a' + b`: the card parses the inside of a template anew at each evaluation, and gets braces wrong.
import { type NodePath, t, type Visitor } from '../babel.js';
import { assign, declareVariable, undefinedValue } from './memo.js';

const readers = new WeakMap<t.Node, boolean>();

/** Does the program read `raw` anywhere? */
function usesRaw(path: NodePath): boolean {
  const program = path.scope.getProgramParent().path.node;
  const known = readers.get(program);
  if (known !== undefined) return known;
  let uses = false;
  t.traverseFast(program, (n) => {
    if (t.isMemberExpression(n) && t.isIdentifier(n.property, { name: 'raw' })) uses = true;
    if (
      t.isObjectPattern(n) &&
      n.properties.some((p) => t.isObjectProperty(p) && t.isIdentifier(p.key, { name: 'raw' }))
    )
      uses = true;
  });
  readers.set(program, uses);
  return uses;
}

export const templates: Visitor = {
  TaggedTemplateExpression(path) {
    const { tag, quasi } = path.node;
    if (
      t.isMemberExpression(tag) &&
      t.isIdentifier(tag.object, { name: 'String' }) &&
      t.isIdentifier(tag.property, { name: 'raw' })
    ) {
      for (const q of quasi.quasis) q.value.cooked = q.value.raw;
      path.replaceWith(quasi);
      return;
    }
    // The list of texts is made once for each place: a tag may know it again.
    const texts = quasi.quasis.map((q) =>
      typeof q.value.cooked === 'string' ? t.stringLiteral(q.value.cooked) : undefinedValue(),
    );
    const made = path.scope.generateUidIdentifier('q');
    const program =
      path.findParent((p) => p.isFunction() && p.parentPath?.parentPath?.parentPath?.isProgram() === true) ??
      path.scope.getProgramParent().path;
    declareVariable(program.scope, made);
    const list = t.arrayExpression(texts);
    const first = usesRaw(path)
      ? t.sequenceExpression([
          assign(made, list),
          assign(
            t.memberExpression(t.cloneNode(made), t.identifier('raw')),
            t.arrayExpression(quasi.quasis.map((q) => t.stringLiteral(q.value.raw))),
          ),
          t.cloneNode(made),
        ])
      : assign(made, list);
    path.replaceWith(
      t.inherits(
        t.callExpression(tag, [
          t.logicalExpression('||', t.cloneNode(made), first),
          ...(quasi.expressions as t.Expression[]),
        ]),
        path.node,
      ),
    );
  },
  TemplateLiteral(path) {
    const parts: t.Expression[] = [];
    for (const [i, quasi] of path.node.quasis.entries()) {
      const text = quasi.value.cooked ?? quasi.value.raw;
      if (text || i === 0) parts.push(t.stringLiteral(text));
      if (i < path.node.expressions.length) parts.push(path.node.expressions[i] as t.Expression);
    }
    // The empty start can go where the next part is text already.
    if (parts.length > 1 && t.isStringLiteral(parts[0], { value: '' }) && t.isStringLiteral(parts[1])) parts.shift();
    path.replaceWith(parts.reduce((sum, part) => t.binaryExpression('+', sum, part)));
  },
};
