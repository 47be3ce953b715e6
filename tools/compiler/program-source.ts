// A program for the bare interpreter: finds its entry, and bundles it so that what it exports becomes global.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { parse, t } from './babel.js';
import { type Bundle, bundle } from './bundle.js';
import { BuildFailure, explain } from './diagnostics.js';

const typesDir = fileURLToPath(new URL('../../../device/boards/types/', import.meta.url));

/** The file with the types of a board's API; without a board, of all that any board has. */
export const typesFile = (board?: string): string => join(typesDir, `${board ?? 'index'}.d.ts`);

/** Modules that `require` finds inside the board's interpreter, read from its types. */
export function modulesOf(board?: string): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, name] of text.matchAll(/^declare module '(\w+)'/gm)) found.add(name!);
    for (const [, path] of text.matchAll(/^\/\/\/ <reference path="(.+)" \/>/gm)) visit(join(dirname(file), path!));
  };
  visit(typesFile(board));
  return found;
}

const fail = (file: string, code: 'C6003' | 'C6001', message: string): BuildFailure =>
  new BuildFailure(file, [{ code, file, line: 1, column: 1, message: explain(code, { message }) }]);

/** The entry of a file, or of a directory with a package.json. Throws {@link BuildFailure}. */
export function entryOf(path: string): string {
  const at = resolve(path);
  if (!existsSync(at)) throw fail(at, 'C6003', 'there is no such file');
  if (!statSync(at).isDirectory()) {
    if (!/\.[mc]?[jt]sx?$/.test(at)) throw fail(at, 'C6003', 'a program is a file of TypeScript or JavaScript');
    if (/\.d\.[mc]?ts$/.test(at)) throw fail(at, 'C6003', 'it declares types only');
    return at;
  }
  const file = join(at, 'package.json');
  const names: unknown[] = [];
  if (existsSync(file)) {
    try {
      const { source, module, main } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
      names.push(source, module, main);
    } catch (error) {
      throw fail(file, 'C6001', (error as Error).message);
    }
  }
  for (const name of [...names, 'index.ts', 'index.js']) {
    if (typeof name !== 'string') continue;
    const entry = join(at, name);
    if (existsSync(entry) && statSync(entry).isFile()) return entry;
  }
  throw fail(at, 'C6003', 'it names no entry: give package.json a "main", or the directory an index.ts');
}

/** What becomes global: the entry's exports, and `onInit`, which the interpreter looks for. `[global, local]` */
function globalsOf(text: string, typescript: boolean): (readonly [string, string])[] {
  let ast: t.File;
  try {
    ast = parse(text, typescript ? ['typescript', 'decorators'] : ['jsx']);
  } catch {
    return []; // The bundler reports it.
  }
  const out: (readonly [string, string])[] = [];
  for (const s of ast.program.body) {
    if (t.isFunctionDeclaration(s) && s.id?.name === 'onInit') out.push(['onInit', 'onInit']);
    if (!t.isExportNamedDeclaration(s) || s.exportKind === 'type' || s.source) continue;
    const { declaration: d } = s;
    if ((t.isFunctionDeclaration(d) || t.isClassDeclaration(d)) && d.id) out.push([d.id.name, d.id.name]);
    if (t.isVariableDeclaration(d))
      for (const { id } of d.declarations) if (t.isIdentifier(id)) out.push([id.name, id.name]);
    for (const x of s.specifiers)
      if (t.isExportSpecifier(x) && x.exportKind !== 'type')
        out.push([t.isIdentifier(x.exported) ? x.exported.name : x.exported.value, x.local.name]);
  }
  return out.filter(([name]) => name !== 'default');
}

/** Behind the text, so that no place in it moves. */
const withGlobals = (text: string, typescript: boolean): string =>
  `${text}\n${globalsOf(text, typescript)
    .map(([name, local]) => `;global[${JSON.stringify(name)}]=${local};`)
    .join('')}`;

const plugin = (entry: string, board: string | undefined): Plugin => ({
  name: 'program',
  setup(b) {
    const here = modulesOf(board);
    const anywhere = modulesOf();
    b.onResolve({ filter: /.*/ }, (args) => {
      if (args.kind === 'entry-point') return { path: entry, namespace: 'program' };
      if (args.path === entry) return { path: entry, sideEffects: true };
      if (here.has(args.path))
        return args.kind === 'require-call'
          ? { path: args.path, external: true }
          : { path: args.path, namespace: 'interpreter' };
      if (anywhere.has(args.path))
        return { errors: [{ text: `Could not resolve "${args.path}": ${board} has no such module` }] };
      return undefined;
    });
    b.onLoad({ filter: /.*/, namespace: 'program' }, () => ({
      contents: `import ${JSON.stringify(entry)};`,
      resolveDir: dirname(entry),
    }));
    b.onLoad({ filter: /.*/, namespace: 'interpreter' }, ({ path }) => ({
      contents: `export default require(${JSON.stringify(path)});`,
    }));
    b.onLoad({ filter: /.*/, namespace: 'file' }, ({ path }) => {
      if (path !== entry) return undefined;
      const typescript = /\.[mc]?tsx?$/.test(path);
      return {
        contents: withGlobals(readFileSync(path, 'utf8'), typescript),
        loader: typescript ? 'ts' : 'js',
        resolveDir: dirname(path),
      };
    });
  },
});

/** Bundles a program. Throws {@link BuildFailure}. */
export async function bundleProgram(entry: string, board?: string): Promise<Bundle> {
  const made = await bundle(entry, { form: 'script', plugins: [plugin(entry, board)] });
  return { ...made, inputs: made.inputs.filter((file) => !/^\/?(program|interpreter):/.test(file)) };
}
