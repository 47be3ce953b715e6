// Where a number becomes a text, the library writes it: the interpreter would cut it to about 11 digits. Runs on the
// author's tree, after the library's functions were put in.
import { type NodePath, recrawl, t, traverse } from '../babel.js';
import type { PassContext } from '../context.js';
import { isCharacter, type Kind, kindOf } from './kinds.js';
import { isSimple } from './memo.js';

/** Is the text that the interpreter makes of it right? */
const isPlain = (kind: Kind): boolean => kind === 'whole' || kind === 'text' || kind === 'flag';
const isNumeric = (kind: Kind): boolean => kind === 'whole' || kind === 'number' || kind === 'flag';

export function numberTexts(ast: t.File, context: PassContext): void {
  const texted = (path: NodePath, operand = false): void => {
    const kind = kindOf(path);
    if (isPlain(kind) || isCharacter(path)) return;
    const name = kind === 'number' ? '$numberText' : operand ? '$operandText' : '$text';
    path.replaceWith(t.callExpression(context.library(name), [path.node as t.Expression]));
    path.skip();
  };
  traverse(ast, {
    TemplateLiteral: {
      exit(path) {
        if (path.parentPath.isTaggedTemplateExpression()) return;
        for (const e of path.get('expressions')) texted(e as NodePath);
      },
    },
    BinaryExpression: {
      exit(path) {
        const { operator } = path.node;
        const left = path.get('left') as NodePath;
        const right = path.get('right') as NodePath;
        if (operator === '+') {
          const [a, b] = [kindOf(left), kindOf(right)];
          if (a === 'text') texted(right, true);
          else if (b === 'text') texted(left, true);
          else if (!isNumeric(a) && !isNumeric(b)) sum(path);
          else if (a === 'unknown' && b === 'number') sum(path);
          else if (a === 'number' && b === 'unknown') sum(path);
          return;
        }
        // Typed arrays are compared by what they hold.
        if (/^[!=]==?$/.test(operator) && kindOf(left) === 'bytes' && kindOf(right) === 'bytes') {
          const same = t.callExpression(context.library('$same'), [left.node, right.node] as t.Expression[]);
          path.replaceWith(operator.startsWith('!') ? t.unaryExpression('!', same) : same);
          path.skip();
        }
      },
    },
    AssignmentExpression: {
      exit(path) {
        const { operator, left, right } = path.node;
        if (operator !== '+=') return;
        const [a, b] = [kindOf(path.get('left') as NodePath), kindOf(path.get('right') as NodePath)];
        if (a === 'text') return texted(path.get('right') as NodePath, true);
        if (isNumeric(a) && b !== 'unknown' && b !== 'text') return;
        if (b === 'text' && isPlain(a)) return;
        if (isNumeric(a) && isNumeric(b)) return;
        if (t.isIdentifier(left)) {
          path.node.operator = '=';
          path.node.right = t.callExpression(context.library('$add'), [t.cloneNode(left), right]);
        } else if (t.isMemberExpression(left) && isSimple(left.object) && (!left.computed || isSimple(left.property))) {
          if (b === 'whole' || b === 'flag') return;
          path.node.operator = '=';
          path.node.right = t.callExpression(context.library('$add'), [t.cloneNode(left), right]);
        }
      },
    },
    UnaryExpression: {
      exit(path) {
        if (path.node.operator !== '+') return;
        const kind = kindOf(path.get('argument') as NodePath);
        if (kind === 'whole' || kind === 'number') return;
        path.replaceWith(t.callExpression(context.library('$number'), [path.node.argument]));
        path.skip();
      },
    },
  });
  recrawl(ast);

  /** `a + b` of unknown kinds: written by the library if it comes to a text. */
  function sum(path: NodePath<t.BinaryExpression>): void {
    path.replaceWith(
      t.inherits(
        t.callExpression(context.library('$add'), [path.node.left, path.node.right] as t.Expression[]),
        path.node,
      ),
    );
    path.skip();
  }
}
