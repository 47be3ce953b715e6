// The card takes `default` only as the last clause, and evaluates later case labels after a match.
//
// Where that matters the clauses are numbered first: `switch (v === a ? 0 : v === b ? 1 : 2)`, default included.
import { t, type Visitor } from '../babel.js';
import { assign, isSimple, temporary } from './memo.js';

const isConstant = (n: t.Node): boolean =>
  (t.isLiteral(n) && !t.isTemplateLiteral(n)) ||
  (t.isUnaryExpression(n, { operator: '-' }) && t.isNumericLiteral(n.argument));

export const switches: Visitor = {
  SwitchStatement: {
    exit(path) {
      const { cases, discriminant } = path.node;
      const fallback = cases.findIndex((c) => !c.test);
      if ((fallback < 0 || fallback === cases.length - 1) && cases.every((c) => !c.test || isConstant(c.test))) return;
      let first = discriminant;
      let again: t.Expression = t.cloneNode(discriminant);
      if (!isSimple(discriminant) || !cases.every((c) => !c.test || isConstant(c.test))) {
        const id = temporary(path, 'v');
        first = assign(id, discriminant);
        again = t.cloneNode(id);
      }
      const tests = cases.flatMap((c, i) => (c.test ? [{ test: c.test, i }] : []));
      let number: t.Expression = t.numericLiteral(fallback < 0 ? cases.length : fallback);
      for (const [k, { test, i }] of [...tests.entries()].reverse())
        number = t.conditionalExpression(
          t.binaryExpression('===', k === 0 ? first : t.cloneNode(again), test),
          t.numericLiteral(i),
          number,
        );
      if (!tests.length) number = t.sequenceExpression([first, number]);
      path.node.discriminant = number;
      for (const [i, c] of cases.entries()) c.test = t.numericLiteral(i);
      path.skip();
    },
  },
};
