// Functions marked with the directive 'cold' take no memory until they are called: their text stays in flash.
//
// A function that merely exists costs the card five to ten JsVars, and its name is passed over at every search of its
// scope. So the declaration goes, and each call makes the function first: `f(x)` becomes `X(FROM)(x)`, where `X` is a
// helper in the scope of the declaration that evaluates the file's text from FROM to the next {@link coldEnd}.
import { Cpu6Error } from '../../../protocol/errors/error.js';
import { type NodePath, recrawl, t, traverse } from '../babel.js';

const directive = 'cold';
const marked = new WeakSet<t.Node>();

/** Takes note of the marked functions. Runs before passes that might lose the mark. */
export function markCold(ast: t.File): void {
  traverse(ast, {
    FunctionDeclaration(path) {
      const { body } = path.node;
      if (!body.directives.some((d) => d.value.value === directive)) return;
      body.directives = [];
      marked.add(path.node);
    },
  });
}

/** A function that was taken out, as an expression, and its number in {@link placeholder}. */
export interface Cold {
  readonly number: number;
  readonly file: t.File;
}

/** Stands behind the text of each, and nowhere else: a space to a parser. */
export const coldEnd = '\t';

/** A number stands for where the text of function `n` begins. */
const begin = 70_000;
const pattern = /(\bX\w*\()7(\d{4})\)/g;

/** The same, and a zero in a text, for which two characters do if no digit follows. */
const shortened = /(\bX\w*\()7(\d{4})\)|\\x00(?![0-9])/g;

/** The functions that a text calls, once for each call. */
export const callsIn = (text: string): number[] => [...text.matchAll(pattern)].map(([, , n]) => Number(n));

/**
 * Which of these texts are the same but for the numbers of others that are the same too: for each number, the first one
 * that can stand for it.
 */
export function sameTexts(texts: ReadonlyMap<number, string>): Map<number, number> {
  let classes = new Map<number, string>([...texts.keys()].map((n) => [n, '']));
  // Refined until nothing changes: at first all are taken for the same.
  for (let count = 0; ; ) {
    const next = new Map<number, string>();
    const names = new Map<string, string>();
    for (const [n, text] of texts) {
      const signature = text.replace(
        pattern,
        (_, helper: string, of: string) => `${helper}<${classes.get(Number(of))}>`,
      );
      if (!names.has(signature)) names.set(signature, String(names.size));
      next.set(n, names.get(signature)!);
    }
    classes = next;
    if (names.size === count) break;
    count = names.size;
  }
  const firsts = new Map<string, number>();
  for (const [n, name] of classes) if (!firsts.has(name)) firsts.set(name, n);
  return new Map([...classes].map(([n, name]) => [n, firsts.get(name)!]));
}

/** A text with the places filled in, and where an offset in it has moved to. */
export interface Filled {
  readonly text: string;
  moved(offset: number): number;
}

/** Fills the places in. `at`: where the text of a function begins. */
export function fillPlaces(code: string, at: (n: number) => number): Filled {
  const ends: [from: number, by: number][] = [];
  let by = 0;
  const text = code.replace(shortened, (all: string, helper: string | undefined, n: string, offset: number) => {
    const call = helper ? `${helper}${at(Number(n))})` : '\\0';
    by += call.length - all.length;
    ends.push([offset + all.length, by]);
    return call;
  });
  return { text, moved: (offset) => offset + (ends.findLast(([from]) => from <= offset)?.[1] ?? 0) };
}

/** `function NAME($0){return eval($out.t.substring($0,$out.t.indexOf('\t',$0)))}` */
const helper = (name: string): t.FunctionDeclaration => {
  const from = (): t.Identifier => t.identifier('$0');
  const text = (method: string, args: t.Expression[]): t.Expression =>
    t.callExpression(
      t.memberExpression(t.memberExpression(t.identifier('$out'), t.identifier('t')), t.identifier(method)),
      args,
    );
  const own = text('substring', [from(), text('indexOf', [t.stringLiteral(coldEnd), from()])]);
  return t.functionDeclaration(
    t.identifier(name),
    [from()],
    t.blockStatement([t.returnStatement(t.callExpression(t.identifier('eval'), [own]))]),
  );
};

/** Takes the marked functions out, after names are final. `first`: number of the first. */
export function takeCold(ast: t.File, first: number): Cold[] {
  const out: Cold[] = [];
  const owners = new Map<t.Node, string>();
  const found: NodePath<t.FunctionDeclaration>[] = [];
  traverse(ast, {
    FunctionDeclaration(path) {
      if (!marked.has(path.node)) return;
      found.push(path);
      path.skip();
    },
  });
  for (const path of found) {
    const name = path.node.id!.name;
    const owner = path.parent as t.BlockStatement;
    const binding = path.scope.parent.getBinding(name);
    const uses = binding?.referencePaths ?? [];
    if (!path.getFunctionParent() || path.getFunctionParent()!.node.body !== owner || binding?.path.node !== path.node)
      throw new Cpu6Error('INTERNAL', { what: `the cold function ${name} is not at the start of a function` });
    let maker = owners.get(owner);
    if (!maker) {
      // The same name in every program for its outermost function: equal texts are kept once, see tools/compiler/runtime.ts.
      const outermost = !path.getFunctionParent()!.getFunctionParent();
      maker = outermost ? 'X' : `X${(first + owners.size).toString(36)}`;
      owners.set(owner, maker);
    }
    const number = first + out.length;
    for (const use of uses) {
      if (!use.parentPath?.isCallExpression({ callee: use.node as t.Expression }))
        throw new Cpu6Error('INTERNAL', { what: `the cold function ${name} is used as a value` });
      use.replaceWith(t.callExpression(t.identifier(maker), [t.numericLiteral(begin + number)]));
    }
    const { params, body } = path.node;
    const [only] = body.body;
    const value = body.body.length === 1 && t.isReturnStatement(only) ? only.argument : undefined;
    const made = value
      ? t.arrowFunctionExpression(params as t.Identifier[], value)
      : t.functionExpression(null, params, body);
    const expression = t.inherits(made, path.node);
    out.push({ number, file: t.file(t.program([t.expressionStatement(expression)])) });
  }
  // All calls are replaced in place before the functions go, so that those inside other cold functions are too.
  for (const path of found) path.remove();
  traverse(ast, {
    BlockStatement(path) {
      const maker = owners.get(path.node);
      if (maker) path.node.body.unshift(helper(maker));
    },
  });
  recrawl(ast);
  return out;
}
