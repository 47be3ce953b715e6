// `` `a${b}` `` → `'a' + b`: the card parses the inside of a template anew at each evaluation, and gets braces wrong.
import { t, type Visitor } from '../babel.js';
import type { PassContext } from '../context.js';

export const templates = (context: PassContext): Visitor => ({
  TaggedTemplateExpression(path) {
    context.refuse(path.node, 'C6111');
    path.skip();
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
});
