// The estimate of what a program takes is held against what the interpreter was measured to take, and takes.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { compileProgram, type ProgramBuild } from './program.js';
import { blockSize, espruino, inDirectory } from './testing/harness.js';
import { programShapes } from './testing/program-shapes.js';

let builds: ProgramBuild[];
beforeAll(async () => {
  builds = [];
  for (const { text, minify } of programShapes)
    builds.push(
      await inDirectory((dir) => {
        const file = join(dir, 'program.ts');
        writeFileSync(file, text);
        return compileProgram(file, { board: 'LINUX', minify });
      }),
    );
});

const off = (estimate: number, measured: number): number => Math.abs(estimate / measured - 1);

test.each(programShapes.map(({ name, flash, ram }, i) => ({ name, flash, ram, i })))(
  'the estimate is within 10 % of what was measured: $name',
  ({ flash, ram, i }) => {
    const { vars, ramVars } = builds[i]!.sizes;
    expect(off(vars, flash)).toBeLessThanOrEqual(0.1);
    expect(off(ramVars, ram)).toBeLessThanOrEqual(0.1);
  },
);

/** Bytes of a chunk that the measuring program writes to Storage at once. */
const chunk = 400;

/** JsVars that the interpreter holds after the program has started, more than before. */
function measured(code: Uint8Array, from: 'flash' | 'ram'): Promise<number> {
  const text = Buffer.from(code).toString('latin1');
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += chunk)
    lines.push(`require("Storage").write("p",${JSON.stringify(text.slice(at, at + chunk))},${at},${text.length})`);
  // A text joined to another is in RAM.
  const start =
    from === 'flash' ? 'eval(require("Storage").read("p"))' : 's=" "+require("Storage").read("p");eval(s);s=undefined';
  lines.push(
    'var before=0,after=0,s;before=process.memory().usage',
    start,
    'after=process.memory().usage;print("@@"+(after-before));clearInterval()',
  );
  return inDirectory(async (dir) => {
    writeFileSync(join(dir, 'measure.js'), lines.join(';\n'));
    const { stdout } = spawnSync(espruino!, ['measure.js'], { cwd: dir, encoding: 'latin1', timeout: 4_000 });
    rmSync(join(dir, 'espruino.flash'), { force: true });
    return Number(/@@(\d+)/.exec(stdout)?.[1]);
  });
}

const small = espruino ? (await blockSize()) === 13 : false;
(small ? describe : describe.skip)(
  `on the interpreter${small ? '' : ' (skipped: no 32-bit Espruino binary with blocks of 13 bytes)'}`,
  () => {
    test('what was recorded is what is measured, within 3 %', async () => {
      for (const [i, { name, flash, ram }] of programShapes.entries()) {
        const now = [name, await measured(builds[i]!.code, 'flash'), await measured(builds[i]!.code, 'ram')] as const;
        expect([name, off(now[1], flash) <= 0.03, off(now[2], ram) <= 0.03, now]).toEqual([name, true, true, now]);
      }
    }, 120_000);
  },
);
