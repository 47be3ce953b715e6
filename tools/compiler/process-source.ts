// Finds the declaration in a process file, and cuts the text down to its card half without moving a character.
import type { Plugin } from 'esbuild';
import { type NodePath, parse, t, traverse } from './babel.js';
import { BuildFailure, explain } from './diagnostics.js';

export interface ProcessSource {
  /** The file's text with the call of `defineProcess` replaced by its card half; every place keeps its line and column. */
  readonly cardText: string;
  /** Where the declaration stands. */
  readonly line: number;
  readonly column: number;
}

function failure(file: string, node: { loc?: t.SourceLocation | null } | undefined, message: string): BuildFailure {
  const start = node?.loc?.start ?? { line: 1, column: 0 };
  return new BuildFailure(file, [
    { code: 'C6129', file, line: start.line, column: start.column + 1, message: explain('C6129', { message }) },
  ]);
}

/** The value below casts. */
const spelled = (node: t.Node | undefined): t.Node | undefined =>
  t.isTSAsExpression(node) || t.isTSSatisfiesExpression(node) || t.isTSNonNullExpression(node)
    ? spelled(node.expression)
    : node;

/** Throws {@link BuildFailure} if there is not exactly one declaration with a card half spelled in it. */
export function readProcess(file: string, text: string): ProcessSource {
  let ast: t.File;
  try {
    ast = parse(text, ['typescript', 'decorators']);
  } catch (error) {
    // Too deep, which is no error of syntax.
    if (error instanceof RangeError) throw error;
    const { loc, message } = error as { loc?: { line: number; column: number }; message: string };
    throw new BuildFailure(file, [
      {
        code: 'C6001',
        file,
        line: loc?.line ?? 1,
        column: (loc?.column ?? 0) + 1,
        message: explain('C6001', { message: message.replace(/ \(\d+:\d+\)$/, '') }),
      },
    ]);
  }
  const calls: NodePath<t.CallExpression>[] = [];
  traverse(ast, {
    CallExpression(path) {
      const { callee } = path.node;
      if (!t.isIdentifier(callee)) return;
      const binding = path.scope.getBinding(callee.name)?.path;
      const imported = binding?.isImportSpecifier() ? binding.node.imported : undefined;
      if (t.isIdentifier(imported, { name: 'defineProcess' })) calls.push(path);
    },
  });
  const [call] = calls;
  if (!call || calls.length > 1)
    throw failure(file, calls[1]?.node, call ? 'there are two declarations' : 'there is no declaration of a process');
  const record = spelled(call.node.arguments[0]);
  if (!t.isObjectExpression(record)) throw failure(file, call.node, 'the declaration is not spelled out');
  const card = record.properties.find(
    (p) => !t.isSpreadElement(p) && !p.computed && t.isIdentifier(p.key, { name: 'card' }),
  );
  if (!card) throw failure(file, record, 'there is no card half');
  const [from, to] = [call.node.start!, call.node.end!];
  const blank = (s: string): string => s.replace(/[^\r\n]/g, ' ');
  let middle: string;
  if (t.isObjectMethod(card)) {
    // `card(…) {…}`: the key becomes `function`, which has room before it.
    const open = card.key.end!;
    const before = blank(text.slice(from + 1, open));
    middle = `${before.slice(0, -8)}function${text.slice(open, card.end!)}${blank(text.slice(card.end!, to - 1))}`;
  } else {
    const value = (card as t.ObjectProperty).value;
    const { start, end } = value;
    middle = blank(text.slice(from + 1, start!)) + text.slice(start!, end!) + blank(text.slice(end!, to - 1));
  }
  const { line, column } = call.node.loc!.start;
  return { cardText: `${text.slice(0, from)}(${middle})${text.slice(to)}`, line, column: column + 1 };
}

/** Gives esbuild the card half in place of the file. */
export const cardOnly = (file: string, cardText: string): Plugin => ({
  name: 'card-half',
  setup(b) {
    b.onLoad({ filter: /.*/, namespace: 'file' }, (args) =>
      args.path === file ? { contents: cardText, loader: file.endsWith('.ts') ? 'ts' : 'js' } : undefined,
    );
  },
});
