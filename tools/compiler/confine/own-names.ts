// Functions that call themselves by a name of their own: in confined code no function has one.
//
//   const f = function g(n) { return g(n - 1) }   →   const f = function(n) { return f(n - 1) }
//   use(function g() { g() })                     →   use((() => { const g = function() { g() }; return g })())
import { t, type Visitor } from '../babel.js';
import { call, declare } from '../passes/build.js';

export const ownNames: Visitor = {
  FunctionExpression(path) {
    const { id } = path.node;
    if (!id) return;
    const { parentPath } = path;
    path.node.id = null;
    if (!path.scope.getOwnBinding(id.name)?.referenced) return;
    const name = parentPath.isVariableDeclarator() && t.isIdentifier(parentPath.node.id) ? parentPath.node.id.name : '';
    if (name && parentPath.scope.getBinding(name)?.constant) {
      path.node.id = id;
      path.scope.rename(id.name, name);
      path.node.id = null;
      return;
    }
    const body = [declare(id, path.node, 'const'), t.returnStatement(t.cloneNode(id))];
    path.replaceWith(call(t.arrowFunctionExpression([], t.blockStatement(body))));
    path.skip();
  },
};
