// The same sources and version give the same bytes, wherever they lie, whenever they were written and whatever the locale is.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { inDirectory } from './testing/harness.js';

const sources: Readonly<Record<string, string>> = {
  'shop.ts': `import { defineProcess, u32 } from 'cpu6/process';
import { b } from './lib/b.js';
import { a } from './lib/a.js';
export default defineProcess({
  name: 'shop',
  gate: { pay: { in: { cents: u32 }, out: { cents: u32 } } },
  calls: { server: { ask: { in: { cents: u32 }, out: { cents: u32 } } } },
  card: ({ server }) => ({ async pay({ cents }) { const answer = await server.ask({ cents: a(cents) }); return { cents: b(answer.cents) }; } }),
  server: () => ({ ask: ({ cents }) => ({ cents: a(b(cents)) }) }),
});
`,
  'lib/a.ts': 'export const a = (x: number): number => x + 1;\n',
  'lib/b.ts': "import { a } from './a.js';\nexport const b = (x: number): number => a(x) * 2;\n",
  'app.ts':
    "import { a } from './lib/a.js';\nimport { b } from './lib/b.js';\nexport const run = (n: number): number => a(n) + b(n) + Math.floor(n / 3);\nprint(run(4));\n",
};

const cli = path.resolve('dist/tools/cli/main.js');

/** Builds everything in `dir` in a process of its own; answers the files by name. */
function built(dir: string, order: readonly string[], env: NodeJS.ProcessEnv, time: number): Record<string, string> {
  for (const name of order) {
    const file = path.join(dir, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, sources[name]!);
    utimesSync(file, time, time);
  }
  const run = (...args: string[]): void => {
    execFileSync(process.execPath, [cli, ...args], {
      cwd: dir,
      env: { ...process.env, XDG_DATA_HOME: path.join(dir, 'data'), ...env },
    });
  };
  run('build', 'shop.ts', '-o', 'out');
  run('compile', 'app.ts', '-o', 'out/app.js', '--minify', '--pretokenise', '--source-map');
  const out = path.join(dir, 'out');
  return Object.fromEntries(
    readdirSync(out)
      .sort()
      .map((name) => [name, readFileSync(path.join(out, name), 'latin1')]),
  );
}

test(
  'applet, server module, program and maps are the same bytes in two places',
  () =>
    inDirectory(async (root) => {
      const names = Object.keys(sources);
      const here = built(path.join(root, 'a'), names, { LANG: 'C', TZ: 'UTC' }, 1_000_000);
      const there = built(
        path.join(root, 'deep/er/place with space'),
        [...names].reverse(),
        { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Asia/Tokyo' },
        1_700_000_000,
      );
      expect(Object.keys(here)).toEqual(['app.js', 'app.js.map', 'shop.applet', 'shop.map.json', 'shop.server.mjs']);
      expect(there).toEqual(here);
      for (const text of Object.values(here)) expect(text).not.toContain(root);
    }),
  60_000,
);
