// What TypeScript knows of the kinds of names, for passes that would otherwise have to expect anything: `a + b` of two
// numbers is the interpreter's own sum; of unknown values it takes three kilobytes of library.
//
// Types are the author's promise. A value that was cast to another type breaks it, here as elsewhere.
import { originalPositionFor, type TraceMap } from '@jridgewell/trace-mapping';
import ts from 'typescript';
import { t } from './babel.js';
import type { Kind } from './passes/kinds.js';

/** `texts` is a list of texts. */
type TypeKind = Kind | 'texts';

/** Kinds by `file\0line:column:name`, lines from 1, columns from 0. */
export type TypeKinds = ReadonlyMap<string, TypeKind>;

const key = (file: string, line: number, column: number, name: string): string => `${file}\0${line}:${column}:${name}`;

function kindOfType(checker: ts.TypeChecker, type: ts.Type): TypeKind | undefined {
  const parts = type.isUnion() ? type.types : [type];
  const all = (flags: ts.TypeFlags): boolean => parts.every((p) => (p.flags & flags) !== 0);
  if (!parts.length || all(ts.TypeFlags.Never)) return undefined;
  if (all(ts.TypeFlags.NumberLike)) return 'number';
  if (all(ts.TypeFlags.StringLike)) return 'text';
  if (all(ts.TypeFlags.BooleanLike)) return 'flag';
  const element = checker.isArrayType(type) ? checker.getTypeArguments(type as ts.TypeReference)[0] : undefined;
  return element && kindOfType(checker, element) === 'text' ? 'texts' : undefined;
}

/** Kinds of the names in the author's TypeScript files. In JavaScript types are guesses. */
export function typeKinds(program: ts.Program): TypeKinds {
  const checker = program.getTypeChecker();
  const out = new Map<string, TypeKind>();
  for (const source of program.getSourceFiles()) {
    if (
      source.isDeclarationFile ||
      !/\.[mc]?tsx?$/.test(source.fileName) ||
      /[\\/]node_modules[\\/]/.test(source.fileName)
    )
      continue;
    const visit = (node: ts.Node): void => {
      if (ts.isTypeNode(node)) return;
      if (ts.isIdentifier(node)) {
        const kind = kindOfType(checker, checker.getTypeAtLocation(node));
        if (kind) {
          const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source));
          out.set(key(source.fileName, line + 1, character, node.text), kind);
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return out;
}

/** Notes the kinds at the names of a bundle's tree: passes/kinds.ts reads them. */
export function noteKinds(ast: t.File, map: TraceMap, kinds: TypeKinds): void {
  if (!kinds.size) return;
  t.traverseFast(ast, (node) => {
    if (!t.isIdentifier(node) || !node.loc) return;
    const { line, column } = node.loc.start;
    const at = originalPositionFor(map, { line, column });
    if (at.line === null || at.source === null) return;
    // A bundler may have given a top-level name another ending.
    const names = [node.name, at.name ?? node.name];
    for (const name of names) {
      const kind = kinds.get(key(at.source, at.line, at.column, name));
      if (!kind) continue;
      node.extra = kind === 'texts' ? { ...node.extra, texts: true } : { ...node.extra, kind };
      return;
    }
  });
}
