// The bundler makes `var` of every `let`, `const` and `class` at the top of a module: this finds out what the author wrote.
import { readFileSync } from 'node:fs';
import { originalPositionFor, type TraceMap } from '@jridgewell/trace-mapping';
import { t } from './babel.js';

const lexical = /^(export\s+)?(default\s+)?(declare\s+)?(abstract\s+)?(let|const|class|@)\b/;

/** Puts `let` back where the author had a declaration that has a dead zone. */
export function lexicalKinds(ast: t.File, map: TraceMap): void {
  const files = new Map<string, string[]>();
  const lineOf = (file: string, line: number): string => {
    let lines = files.get(file);
    if (!lines) {
      try {
        lines = readFileSync(file, 'utf8').split('\n');
      } catch {
        lines = [];
      }
      files.set(file, lines);
    }
    return lines[line - 1] ?? '';
  };
  for (const statement of ast.program.body) {
    if (!t.isVariableDeclaration(statement, { kind: 'var' }) || !statement.loc) continue;
    const at = originalPositionFor(map, statement.loc.start);
    if (at.line === null || at.source === null) continue;
    if (lexical.test(lineOf(at.source, at.line).slice(at.column))) (statement as t.VariableDeclaration).kind = 'let';
  }
}
