// `delete` answers true for what was not there, and `delete f().x` parses: the interpreter has neither.
import { t, type Visitor } from '../babel.js';
import { assign, isSimple, temporary } from './memo.js';

export const deletions: Visitor = {
  UnaryExpression(path) {
    const { operator, argument } = path.node;
    if (operator !== 'delete' || !t.isMemberExpression(argument)) return;
    const first: t.Expression[] = [];
    if (!isSimple(argument.object) && !t.isMemberExpression(argument.object)) {
      const held = temporary(path, 'o');
      first.push(assign(held, argument.object as t.Expression));
      argument.object = t.cloneNode(held);
    }
    // Its value, where somebody wants it: in strict code it is true, or an error.
    if (!path.parentPath.isExpressionStatement()) {
      path.replaceWith(t.sequenceExpression([...first, path.node, t.booleanLiteral(true)]));
      path.skip();
    } else if (first.length) {
      path.replaceWith(t.sequenceExpression([...first, path.node]));
      path.skip();
    }
  },
};
