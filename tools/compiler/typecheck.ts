// Type-checks an author's file with the TypeScript that cpu6 brings, and answers diagnostics as tsc has them.
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { Diagnostic } from './diagnostics.js';
import { pathAliases } from './path-aliases.js';
import { type TypeKinds, typeKinds } from './type-kinds.js';
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

/** For a program on a bare board: no Node, the board's API instead, and modules found as the bundler finds them. */
const boardOptions: ts.CompilerOptions = {
  ...options,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: [],
  allowJs: true,
  checkJs: true,
  maxNodeModuleJsDepth: 0,
};

/** What is wrong in JavaScript, too: a name that is nowhere, a module that is nowhere. Its types are guesses. */
const inJavaScript = new Set([2304, 2307, 2503, 2552, 2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593, 2792]);

/** Library files do not change while the compiler runs; reading them again is most of the time of a check. */
const libraries = new Map<string, ts.SourceFile | undefined>();
const last = new Map<string, ts.Program>();

function host(options: ts.CompilerOptions): ts.CompilerHost {
  const plain = ts.createCompilerHost(options);
  const read = plain.getSourceFile.bind(plain);
  plain.getSourceFile = (name, languageVersion, ...rest) => {
    if (!name.endsWith('.d.ts')) return read(name, languageVersion, ...rest);
    if (!libraries.has(name)) libraries.set(name, read(name, languageVersion, ...rest));
    return libraries.get(name);
  };
  return plain;
}

/** With the path aliases of the author's project, as the bundler resolves them. */
const withAliases = (to: ts.CompilerOptions, file: string): ts.CompilerOptions => {
  const { baseUrl, paths } = pathAliases(file);
  return { ...to, paths: { ...(baseUrl ? { '*': [`${baseUrl}/*`] } : {}), ...paths, ...to.paths } };
};

/** Errors of the file and of what it imports, libraries apart; without any, what types show the card would do otherwise. */
export function typeCheck(file: string): Diagnostic[] {
  const own = withAliases(options, file);
  const program = ts.createProgram([file], own, host(own), last.get(file));
  last.set(file, program);
  const found = errorsOf(program);
  return found.length ? found.map((d) => asDiagnostic(d, file)) : typedRules(program, file);
}

/** Errors of a program for a bare board, whose API `types` declares. */
export function typeCheckProgram(file: string, types: string): { errors: Diagnostic[]; kinds: TypeKinds } {
  const key = `${types}\0${file}`;
  const own = withAliases(boardOptions, file);
  const program = ts.createProgram([file, types], own, host(own), last.get(key));
  last.set(key, program);
  const errors = errorsOf(program)
    .filter((d) => !d.file || /\.[mc]?tsx?$/.test(d.file.fileName) || d.code < 2000 || inJavaScript.has(d.code))
    .map((d) => asDiagnostic(d, file));
  return { errors, kinds: errors.length ? new Map() : typeKinds(program) };
}

const errorsOf = (program: ts.Program): ts.Diagnostic[] => [
  ...program.getSyntacticDiagnostics(),
  ...program
    .getSourceFiles()
    .filter((s) => !s.isDeclarationFile && !/[\\/]node_modules[\\/]/.test(s.fileName))
    .flatMap((s) => program.getSemanticDiagnostics(s)),
];

function asDiagnostic(d: ts.Diagnostic, file: string): Diagnostic {
  const at = d.file && d.start !== undefined ? d.file.getLineAndCharacterOfPosition(d.start) : undefined;
  return {
    code: `TS${d.code}`,
    file: d.file ? resolve(dirname(file), d.file.fileName) : file,
    line: (at?.line ?? 0) + 1,
    column: (at?.character ?? 0) + 1,
    message: ts.flattenDiagnosticMessageText(d.messageText, '\n'),
  };
}
