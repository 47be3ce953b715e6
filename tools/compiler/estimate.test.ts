// The estimate of JsVars is held against what the interpreter was measured to take, and takes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { boardNamed, boards } from '../../device/boards/index.js';
import { buildProcess, type ProcessBuild } from './build.js';
import { largest } from './estimate.js';
import { fitOn } from './fit.js';
import { blockSize, espruino, inDirectory } from './testing/harness.js';
import { measured } from './testing/measure.js';
import { processOf, type Shape, shapes } from './testing/shapes.js';

const buildShape = (shape: Shape): Promise<ProcessBuild> =>
  inDirectory((dir) => {
    const file = join(dir, 'shape.ts');
    writeFileSync(file, processOf(shape));
    return buildProcess(file, { types: false });
  });

let builds: ProcessBuild[];
beforeAll(async () => {
  builds = [];
  for (const shape of shapes) builds.push(await buildShape(shape));
});

const cases = shapes.map((shape, i) => ({ name: shape.name, i, vars: shape.vars }));

test.each(cases)('the estimate is within 10 % of what was measured: $name', ({ i, vars }) => {
  expect(Math.abs(builds[i]!.sizes.vars / vars - 1)).toBeLessThanOrEqual(0.1);
});

// Blocks of another size hold other numbers of characters.
const small = espruino ? (await blockSize()) === 13 : false;
(small ? describe : describe.skip)(
  `on the interpreter${small ? '' : ' (skipped: no 32-bit Espruino binary with blocks of 13 bytes)'}`,
  () => {
    test('what was recorded is what is measured, within 3 %', async () => {
      const { vars } = await measured(builds);
      for (const [i, shape] of shapes.entries()) expect(Math.abs(vars[i]! / shape.vars - 1)).toBeLessThanOrEqual(0.03);
    });
  },
);

test('the largest pieces are named, with the place of functions', () => {
  const named = (name: string): string => largest(builds[shapes.findIndex((s) => s.name === name)]!.sizes, 1);
  expect(named('one long function')).toMatch(/^the function at shape\.ts:3:\d+ takes \d+$/);
  expect(named('many texts')).toMatch(/^the function at|^the text "message number/);
  expect(named('a table of numbers')).toBe('lists, records and bytes made at the start takes 103');
  expect(named('many methods')).toMatch(/^the declaration of gate, calls and state takes \d+$/);
});

test('a build over its declared quota fails, and says what is largest', async () => {
  const shape = shapes.find((s) => s.name === 'one long function')!;
  const tight = { ...shape, declares: `${shape.declares}, quota: { vars: 150 }` };
  await expect(buildShape(tight)).rejects.toMatchObject({
    code: 'BUDGET_EXCEEDED',
    message: expect.stringMatching(/"shape" is \d+, the budget is 150/),
  });
  await expect(buildShape({ ...shape, declares: `${shape.declares}, quota: { vars: 500 }` })).resolves.toBeTruthy();
});

test('a board is refused that is too small or lacks what a session needs', () => {
  const { sizes } = builds[0]!;
  const fitting = boards.filter((b) => fitOn(b, sizes).fits).map((b) => b.name);
  expect(fitting.sort()).toEqual([
    'BANGLEJS2',
    'ESP32',
    'ESP32C3_IDF4',
    'ESP32S3_IDF4',
    'ESPRUINOWIFI',
    'LINUX',
    'PICO_R1_3',
    'XIAOBLE',
  ]);
  expect(fitOn(boardNamed('MDBT42Q'), sizes)).toMatchObject({ fits: false, why: 'no native AES' });
  // What the interpreter of this size did: 6 kB taken, 7 kB refused.
  expect(fitOn(boardNamed('PICO_R1_3'), { ...sizes, applet: 6000 }).fits).toBe(true);
  expect(fitOn(boardNamed('PICO_R1_3'), { ...sizes, applet: 7000 }).fits).toBe(false);
  expect(fitOn(boardNamed('PUCKJS'), sizes).why).toMatch(/JsVars too many/);
});
