// Long chains of choices, of which the card's verifier takes few at one place (`chainLimit`): they go on one after another.
//
//   if (a) … else if (b) … else if (c) …    →   e = 1; if (a) … else if (b) … else e = 0; if (!e) { if (c) … }
//   a ? x : b ? y : …                       →   (function(){ if (a) return x; if (b) return y; … })()
//
// Runs when waits are gone, which cannot be moved into functions.
import { chainLimit } from '../../../protocol/subset/table.js';
import { recrawl, t, traverse } from '../babel.js';
import { run } from '../passes/build.js';
import { assign, temporary } from '../passes/memo.js';

/** Choices in one place; some room is left for what stands around. */
const longest = chainLimit - 8;

interface Link {
  readonly test: t.Expression;
  readonly body: t.Statement;
}

function linksOf(first: t.IfStatement): [links: Link[], last: t.Statement | null | undefined] {
  const links: Link[] = [];
  let at = first as t.Statement | null | undefined;
  for (;;) {
    const only: t.Statement | null | undefined = t.isBlockStatement(at) && at.body.length === 1 ? at.body[0] : at;
    if (!t.isIfStatement(only)) return [links, at];
    links.push({ test: only.test, body: only.consequent });
    at = only.alternate;
  }
}

const chained = (links: readonly Link[], last: t.Statement | null | undefined): t.Statement =>
  links.reduceRight<t.Statement | null | undefined>(
    (rest, { test, body }) => t.ifStatement(test, body, rest),
    last,
  ) as t.Statement;

export function chains(ast: t.File): void {
  let any = false;
  traverse(ast, {
    IfStatement(path) {
      if (path.key === 'alternate') return;
      const [links, last] = linksOf(path.node);
      if (links.length <= longest) return;
      any = true;
      const done = temporary(path, 'e');
      const flag = (n: number): t.Statement => run(assign(t.cloneNode(done), t.numericLiteral(n)));
      const out: t.Statement[] = [];
      for (let from = 0; from < links.length; from += longest) {
        const part = links.slice(from, from + longest);
        const ends = from + longest >= links.length;
        const group = [...(ends ? [] : [flag(1)]), chained(part, ends ? last : flag(0))];
        if (!from) out.push(...group);
        else out.push(t.ifStatement(t.unaryExpression('!', t.cloneNode(done)), t.blockStatement(group)));
      }
      path.replaceWith(t.inherits(t.blockStatement(out), path.node));
    },
    ConditionalExpression: {
      exit(path) {
        if (path.key === 'alternate' && path.parentPath.isConditionalExpression()) return;
        const links: Link[] = [];
        let at: t.Expression = path.node;
        for (; t.isConditionalExpression(at); at = at.alternate)
          links.push({ test: at.test, body: t.returnStatement(at.consequent) });
        if (links.length <= longest) return;
        any = true;
        const body = [...links.map((l) => t.ifStatement(l.test, l.body)), t.returnStatement(at)];
        path.replaceWith(t.callExpression(t.functionExpression(null, [], t.blockStatement(body)), []));
      },
    },
  });
  if (any) recrawl(ast);
}
