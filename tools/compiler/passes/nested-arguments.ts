// `arguments` in nested functions: the card keeps it as a variable of the outer function, which the inner one then sees
// in place of its own. The outer function gets its body in a function of its own, beside it.
import { type NodePath, recrawl, t, traverse } from '../babel.js';
import type { PassContext } from '../context.js';
import { declare, eachOwn, id, member, put } from './build.js';

interface Use {
  readonly parent: t.Node;
  readonly key: string;
  readonly index: number | undefined;
}

function ownUses(node: t.Node): Use[] {
  const found: Use[] = [];
  eachOwn(node, (n, parent, key, index) => {
    const isKey =
      (t.isMemberExpression(parent) && key === 'property' && !parent.computed) ||
      (t.isObjectProperty(parent) && key === 'key' && !parent.computed);
    if (t.isIdentifier(n, { name: 'arguments' }) && !isKey) found.push({ parent, key, index });
  });
  return found;
}

function split(path: NodePath<t.FunctionDeclaration | t.FunctionExpression>, uses: Use[], context: PassContext): void {
  const { node } = path;
  const args = path.scope.generateUidIdentifier('args');
  for (const u of uses) put(u.parent, u.key, u.index, t.cloneNode(args));
  const named = node.params.map((p, i) =>
    declare(p as t.Identifier, t.memberExpression(t.cloneNode(args), t.numericLiteral(i), true), 'var'),
  );
  const inner = (name: t.Identifier | null): t.FunctionExpression =>
    t.inherits(
      t.functionExpression(
        name,
        [t.cloneNode(args)],
        t.blockStatement([...named, ...node.body.body]),
        node.generator,
        node.async,
      ),
      node,
    );
  if (t.isFunctionExpression(node)) {
    // The name of the expression is known inside it.
    path.replaceWith(t.callExpression(context.library('$variadic'), [inner(null)]));
    return;
  }
  const name = path.scope.parent.generateUidIdentifier(node.id!.name);
  const body = inner(null);
  const shell = t.functionDeclaration(
    t.cloneNode(node.id!) as t.Identifier,
    [],
    t.blockStatement([
      t.returnStatement(t.callExpression(member(t.cloneNode(name), 'call'), [t.thisExpression(), id('arguments')])),
    ]),
  );
  path.replaceWithMultiple([
    shell,
    t.inherits(t.functionDeclaration(name, body.params, body.body, body.generator, body.async), node),
  ]);
}

export function nestedArguments(ast: t.File, context: PassContext): void {
  let any = false;
  traverse(ast, {
    Function: {
      exit(path) {
        if (path.isArrowFunctionExpression() || !(path.isFunctionDeclaration() || path.isFunctionExpression())) return;
        const uses = ownUses(path.node.body);
        if (!uses.length) return;
        let nested = false;
        (path.get('body') as NodePath).traverse({
          Function(p: NodePath<t.Function>) {
            if (!p.isArrowFunctionExpression() && ownUses(p.node.body).length) nested = true;
          },
        });
        if (!nested) return;
        any = true;
        split(path, uses, context);
        path.skip();
      },
    },
  });
  if (any) recrawl(ast);
}
