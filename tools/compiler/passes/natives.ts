// The natives that a program spells most, under short names of its own: `E.toString(x)` → `$S(x)`, `s.substr(i)` → `$s(s,i)`.
//
// For parts of the card's runtime, which live as long as a session: each name costs JsVars while they are there.
import { recrawl, statements, t, traverse } from '../babel.js';

const members = new Map([
  ['E.toString', '$S'],
  ['E.toUint8Array', '$U'],
]);
const globals = new Map([
  ['Uint8Array', '$A'],
  ['Uint32Array', '$W'],
  ['getTime', '$T'],
]);
const text = '$s';
const character = '$q';

/** The names that may be given, for those who settle short ones. */
export const nativeNames: readonly string[] = [...members.values(), text, character, ...globals.values()];

const declarations: Readonly<Record<string, string>> = {
  $S: '$S=E.toString',
  $U: '$U=E.toUint8Array',
  $A: '$A=Uint8Array',
  $W: '$W=Uint32Array',
  $T: '$T=getTime',
  $q: 'function $q($t,$i){return $t.charCodeAt($i)}',
  $s: 'function $s($t,$i,$n){return $t.substr($i,$n)}',
};

/** Runs last before names become short; `ast` is one function that calls itself. */
export function shortNatives(ast: t.File): void {
  const used = new Set<string>();
  const named = (name: string): t.Identifier => {
    used.add(name);
    return t.identifier(name);
  };
  traverse(ast, {
    CallExpression({ node, parent }) {
      const { callee } = node;
      if (!t.isMemberExpression(callee) || callee.computed || !t.isIdentifier(callee.property)) return;
      const whole = t.isIdentifier(callee.object) && members.get(`${callee.object.name}.${callee.property.name}`);
      if (whole) node.callee = named(whole);
      else if (callee.property.name === 'substr') {
        node.arguments.unshift(callee.object);
        node.callee = named(text);
      } else if (callee.property.name === 'charCodeAt' && !t.isBinaryExpression(parent)) {
        // Numbers put together from bytes are the runtime's most frequent calls: those stay as they are.
        node.arguments.unshift(callee.object);
        node.callee = named(character);
      }
    },
    Identifier(path) {
      const short = globals.get(path.node.name);
      if (short && path.isReferencedIdentifier()) path.replaceWith(named(short));
    },
    UnaryExpression(path) {
      // A word of one byte.
      const { operator, argument } = path.node;
      if (operator === 'void' && t.isNumericLiteral(argument)) path.replaceWith(t.identifier('undefined'));
    },
  });
  const { callee } = (ast.program.body[0] as t.ExpressionStatement).expression as t.CallExpression;
  const { body } = (callee as t.FunctionExpression).body;
  const values = [...used].filter((name) => !declarations[name]!.startsWith('function'));
  if (values.length)
    body.unshift(
      t.variableDeclaration(
        'var',
        values.map((name) => t.variableDeclarator(t.identifier(name))),
      ),
    );
  const first = body.findIndex((s) => t.isExpressionStatement(s) || t.isTryStatement(s));
  body.splice(first < 0 ? body.length : first, 0, ...values.flatMap((name) => statements(declarations[name]!)));
  for (const name of [text, character]) if (used.has(name)) body.unshift(...statements(declarations[name]!));
  recrawl(ast);
}
