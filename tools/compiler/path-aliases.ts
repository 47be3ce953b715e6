// Path aliases of the author's tsconfig.json: `paths` and `baseUrl`, and nothing else of it, since the rest could change
// what a program means.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type ts from 'typescript';

export interface PathAliases {
  /** Absolute. */
  readonly baseUrl?: string;
  /** Patterns with at most one `*`, to absolute patterns. */
  readonly paths?: Record<string, string[]>;
}

function configOf(directory: string): string | undefined {
  const file = join(directory, 'tsconfig.json');
  if (existsSync(file)) return file;
  const up = dirname(directory);
  return up === directory ? undefined : configOf(up);
}

/** The aliases that hold for a file; none if its tsconfig.json does not parse, which type-checking reports. */
export function pathAliases(file: string): PathAliases {
  const config = configOf(dirname(resolve(file)));
  // TypeScript takes a while to load: most projects need it for types only.
  if (!config || !/"(paths|baseUrl|extends)"/.test(readFileSync(config, 'utf8'))) return {};
  const compiler = createRequire(import.meta.url)('typescript') as typeof ts;
  const { config: raw, error } = compiler.readConfigFile(config, compiler.sys.readFile);
  if (error) return {};
  const host: ts.ParseConfigHost = { ...compiler.sys, readDirectory: () => [], useCaseSensitiveFileNames: true };
  const { options } = compiler.parseJsonConfigFileContent(raw, host, dirname(config));
  const base = options.baseUrl ?? (options.pathsBasePath as string | undefined) ?? dirname(config);
  const paths =
    options.paths &&
    Object.fromEntries(Object.entries(options.paths).map(([name, list]) => [name, list.map((p) => resolve(base, p))]));
  return { ...(options.baseUrl ? { baseUrl: options.baseUrl } : {}), ...(paths ? { paths } : {}) };
}
