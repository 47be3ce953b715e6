// Type-checks an author's file with the TypeScript that cpu6 brings, and answers diagnostics as tsc has them.
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { Diagnostic } from './diagnostics.js';
import { typedRules } from './typed-rules.js';

const own = fileURLToPath(new URL('../../../', import.meta.url));

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  noEmit: true,
  allowImportingTsExtensions: true,
  types: ['node'],
  typeRoots: [resolve(own, 'node_modules/@types')],
  paths: { 'cpu6/process': [resolve(own, 'dist/protocol/process/index.d.ts')] },
};

/** Library files do not change while the compiler runs; reading them again is most of the time of a check. */
const libraries = new Map<string, ts.SourceFile | undefined>();
const last = new Map<string, ts.Program>();

function host(): ts.CompilerHost {
  const plain = ts.createCompilerHost(options);
  const read = plain.getSourceFile.bind(plain);
  plain.getSourceFile = (name, languageVersion, ...rest) => {
    if (!name.endsWith('.d.ts')) return read(name, languageVersion, ...rest);
    if (!libraries.has(name)) libraries.set(name, read(name, languageVersion, ...rest));
    return libraries.get(name);
  };
  return plain;
}

/** Errors of the file and of what it imports, libraries apart; without any, what types show the card would do otherwise. */
export function typeCheck(file: string): Diagnostic[] {
  const program = ts.createProgram([file], options, host(), last.get(file));
  last.set(file, program);
  const found = [
    ...program.getSyntacticDiagnostics(),
    ...program
      .getSourceFiles()
      .filter((s) => !s.isDeclarationFile)
      .flatMap((s) => program.getSemanticDiagnostics(s)),
  ];
  if (!found.length) return typedRules(program, file);
  return found.map((d) => {
    const at = d.file && d.start !== undefined ? d.file.getLineAndCharacterOfPosition(d.start) : undefined;
    return {
      code: `TS${d.code}`,
      file: d.file ? resolve(dirname(file), d.file.fileName) : file,
      line: (at?.line ?? 0) + 1,
      column: (at?.character ?? 0) + 1,
      message: ts.flattenDiagnosticMessageText(d.messageText, '\n'),
    };
  });
}
