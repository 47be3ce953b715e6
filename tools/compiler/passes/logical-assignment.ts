// `a ??= b` → `a ?? (a = b)`, likewise `||=` and `&&=`: the card's interpreter does not parse them.
import { t, type Visitor } from '../babel.js';
import { assign, isSimple, temporary } from './memo.js';

export const logicalAssignment: Visitor = {
  AssignmentExpression(path) {
    const { operator, left, right } = path.node;
    if (operator !== '??=' && operator !== '||=' && operator !== '&&=') return;
    let read = left as t.Expression;
    const write = t.cloneNode(left) as t.LVal;
    if (t.isMemberExpression(left)) {
      let object = left.object as t.Expression;
      let property = left.property as t.Expression;
      if (!isSimple(object)) {
        const id = temporary(path, 'o');
        object = assign(id, object);
        (write as t.MemberExpression).object = t.cloneNode(id);
      }
      if (left.computed && !isSimple(property)) {
        const id = temporary(path, 'k');
        property = assign(id, property);
        (write as t.MemberExpression).property = t.cloneNode(id);
      }
      read = t.memberExpression(object, property, left.computed);
    }
    path.replaceWith(t.logicalExpression(operator.slice(0, 2) as '??', read, assign(write, right)));
  },
};
