// Makes what is compiled for cards when the package is built: the runtime, and the channel templates.
//
// `node dist/tools/compiler/artifacts.js` after tsc. What is up to date is left alone: each artifact keeps the hash of
// its inputs and of the compiler beside it.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = fileURLToPath(new URL('../../', import.meta.url));
const root = fileURLToPath(new URL('../../../', import.meta.url));

interface Stamp {
  readonly hash: string;
  readonly inputs: readonly string[];
}

/** The compiler itself is an input: its built files. */
function compilerFiles(): string[] {
  const own = join(dist, 'tools/compiler');
  return readdirSync(own, { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('.js') && !f.endsWith('.test.js'))
    .map((f) => join(own, f))
    .concat(join(dist, 'protocol/subset/table.js'));
}

function hashOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of [...files].sort())
    hash.update(`${file}\0`).update(existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest() : '-');
  return hash.digest('hex');
}

const stampFile = (out: string): string => `${out}.stamp`;

function isCurrent(out: string, tools: readonly string[]): boolean {
  if (!existsSync(out) || !existsSync(stampFile(out))) return false;
  const stamp = JSON.parse(readFileSync(stampFile(out), 'utf8')) as Stamp;
  return stamp.hash === hashOf([...tools, ...stamp.inputs]);
}

async function make(
  out: string,
  tools: readonly string[],
  produce: () => Promise<{ files: Record<string, string | Uint8Array>; inputs: readonly string[]; note: string }>,
): Promise<void> {
  if (isCurrent(out, tools)) return;
  const { files, inputs, note } = await produce();
  mkdirSync(dirname(out), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(file, text);
  writeFileSync(stampFile(out), JSON.stringify({ hash: hashOf([...tools, ...inputs]), inputs }));
  process.stdout.write(`${note}\n`);
}

/** Builds all artifacts that are not up to date. Throws {@link BuildFailure}. */
export async function makeArtifacts(): Promise<void> {
  const tools = compilerFiles();
  const runtime = join(root, 'device/runtime/main.ts');
  const runtimeOut = join(dist, 'device/runtime.js');
  if (existsSync(runtime))
    await make(runtimeOut, tools, async () => {
      const { buildRuntime } = await import('./runtime.js');
      const { code, map, measurement, inputs } = await buildRuntime(runtime);
      return {
        files: {
          [runtimeOut]: Buffer.from(code, 'latin1'),
          [runtimeOut.replace(/\.js$/, '.map.json')]: JSON.stringify(map),
        },
        inputs,
        note: `runtime: ${code.length} bytes, ${measurement.slice(0, 16)}…`,
      };
    });
  const templates = join(root, 'server/projector/templates');
  if (!existsSync(templates)) return;
  for (const file of readdirSync(templates).filter((f) => f.endsWith('.card.ts'))) {
    const name = basename(file, '.card.ts');
    const out = join(dist, 'server/projector/templates', `${name}.json`);
    await make(out, tools, async () => {
      const { compileConfined } = await import('./template.js');
      const { code, table, inputs } = await compileConfined(join(templates, file));
      return {
        files: { [out]: JSON.stringify({ code, table }) },
        inputs,
        note: `template ${name}: ${code.length} bytes`,
      };
    });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await makeArtifacts();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
