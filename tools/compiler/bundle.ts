// Bundles an entry with esbuild: imports joined, types stripped, unused modules dropped. Nothing is lowered here.
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TraceMap } from '@jridgewell/trace-mapping';
import { build, type Plugin } from 'esbuild';
import { BuildFailure, type Diagnostic, explain } from './diagnostics.js';
import { pathAliases } from './path-aliases.js';
import { named } from './source-map.js';

const processModule = fileURLToPath(new URL('../../protocol/process/index.js', import.meta.url));

/** `cpu6/process` is this package's own, whatever directory the author's file is in. */
export const ownModules: Plugin = {
  name: 'cpu6',
  setup(b) {
    b.onResolve({ filter: /^cpu6\/process$/ }, () => ({ path: processModule }));
  },
};

/** Bytes that are no UTF-8 would be read as other characters without a word. */
const utf8Only: Plugin = {
  name: 'utf8',
  setup(b) {
    b.onLoad({ filter: /\.[mc]?[jt]sx?$/, namespace: 'file' }, ({ path }) => {
      let bytes: Uint8Array;
      try {
        bytes = readFileSync(path);
      } catch (error) {
        return { errors: [{ text: `Could not read ${path}: ${(error as Error).message}` }] };
      }
      if (isUtf8(bytes)) return undefined;
      const good = new TextDecoder().decode(bytes).split('\ufffd', 1)[0]!;
      const line = good.split('\n').length;
      const lineText = good.slice(good.lastIndexOf('\n') + 1);
      const location = { file: path, line, column: lineText.length, lineText };
      return { errors: [{ text: 'the file is not UTF-8 here', location }] };
    });
  },
};

/** Modules inside the interpreter, loaded with `require`. */
const interpreterModules = ['Storage', 'crypto', 'heatshrink', 'Flash', 'tls', 'net', 'http', 'Wifi'];

export interface Bundle {
  readonly code: string;
  readonly map: TraceMap;
  /** Files that went into it, absolute. */
  readonly inputs: readonly string[];
  /** Bytes of each of them that are left in `code`. */
  readonly parts: ReadonlyMap<string, number>;
}

export interface BundleOptions {
  readonly plugins?: readonly Plugin[];
  readonly platform?: 'neutral' | 'node';
  /** `script`: no exports, `require` stays as it is, for the bare interpreter. */
  readonly form?: 'module' | 'script';
  readonly banner?: string;
  /** For a card half: what the bundler would lower with helpers that a card half cannot hold stays, to be refused in place. */
  readonly card?: boolean;
}

interface EsbuildMessage {
  id?: string;
  text: string;
  location: { file: string; line: number; column: number } | null;
}

/** What of the bundler's messages is the language's, in the compiler's words. */
function refusalOf({ id, text, location }: EsbuildMessage): Pick<Diagnostic, 'code' | 'message'> {
  if (id === 'empty-import-meta') return { code: 'C6120', message: explain('C6120') };
  if (/^Top-level await/.test(text)) return { code: 'C6189', message: explain('C6189') };
  return { code: text.startsWith('Could not') || !location ? 'C6003' : 'C6001', message: text };
}

/** Bundles `entry` to one ES module. Throws {@link BuildFailure} with esbuild's messages. */
export async function bundle(entry: string, options: BundleOptions = {}): Promise<Bundle> {
  try {
    const result = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      metafile: true,
      format: options.form === 'script' ? 'cjs' : 'esm',
      external: options.form === 'script' ? [...interpreterModules] : [],
      platform: options.platform ?? 'neutral',
      mainFields: ['module', 'main'],
      conditions: ['import', 'node'],
      target: 'es2023',
      sourcemap: 'external',
      sourcesContent: false,
      treeShaking: true,
      drop: ['debugger'],
      // Regular expressions reach the compiler as they were written: it knows best what of them it can do.
      supported: { 'regexp-set-notation': true, ...(options.card ? { using: true } : {}) },
      logLevel: 'silent',
      outfile: '/bundle.js',
      absWorkingDir: '/',
      // The author's own tsconfig must not change what the program means: of it there are path aliases only.
      tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: false, ...pathAliases(entry) } },
      plugins: [ownModules, utf8Only, ...(options.plugins ?? [])],
      ...(options.banner ? { banner: { js: options.banner } } : {}),
    });
    const meta = result.warnings.filter((w) => w.id === 'empty-import-meta' && !/node_modules/.test(w.location!.file));
    if (meta.length) throw { errors: meta };
    const text = (suffix: string): string => result.outputFiles.find((f) => f.path.endsWith(suffix))?.text ?? '';
    const raw = JSON.parse(text('.map')) as { sources: string[]; mappings: string; names: string[] };
    const absolute = (path: string): string => (path.startsWith('/') ? path : `/${path}`);
    return {
      code: withoutDirectories(text('.js'), Object.keys(result.metafile.inputs), entry),
      map: new TraceMap({ ...raw, version: 3, sources: raw.sources.map(absolute) }),
      inputs: Object.keys(result.metafile.inputs).map(absolute),
      parts: new Map(
        Object.values(result.metafile.outputs).flatMap((o) =>
          Object.entries(o.inputs).map(([file, { bytesInOutput }]) => [absolute(file), bytesInOutput] as const),
        ),
      ),
    };
  } catch (error) {
    const messages = (error as { errors?: EsbuildMessage[] }).errors;
    if (!messages?.length) throw error;
    throw new BuildFailure(
      entry,
      messages.map((m) => ({
        ...refusalOf(m),
        file: m.location ? absoluteFile(m.location.file) : entry,
        line: m.location?.line ?? 1,
        column: (m.location?.column ?? 0) + 1,
      })),
    );
  }
}

/** The bundler puts each file's path before its text: where the sources lie must not change a byte of what is built. */
function withoutDirectories(code: string, inputs: readonly string[], entry: string): string {
  let out = code;
  for (const input of inputs) {
    const name = named(absoluteFile(input), entry);
    // A module of CommonJS stands under its path in a record besides.
    out = out.replace(`\n  ${JSON.stringify(input)}(`, () => `\n  ${JSON.stringify(name)}(`);
    const line = `// ${input}\n`;
    const at = out.startsWith(line) ? 0 : out.indexOf(`\n${line}`) + 1;
    if (!out.startsWith(line, at)) continue;
    out = `${out.slice(0, at)}// ${name}\n${out.slice(at + line.length)}`;
  }
  return out;
}

const absoluteFile = (file: string): string => (file.startsWith('/') ? file : `/${file}`);
