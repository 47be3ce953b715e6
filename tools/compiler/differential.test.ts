// Correct means: the same program gives the same result in Node as written, in Node as compiled, and on the card.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { allOnInterpreter, asWritten, type Compiled, compile, compiledInNode, espruino } from './testing/harness.js';
import { cases } from './testing/programs/index.js';
import type { Program } from './testing/programs/program.js';
import { digestOf, recorded } from './testing/recorded-programs.js';

const compiled = new Map<string, Compiled>();
const compileOnce = async (name: string, program: Program, confined: boolean): Promise<Compiled> => {
  const known = compiled.get(name) ?? (await compile(program.text, confined));
  compiled.set(name, known);
  return known;
};

describe('compiled programs do in Node what they say', () => {
  test.each(cases.filter((x) => !x.program.hidden))('$name', async ({ name, program, confined }) => {
    const result = await compiledInNode(await compileOnce(name, program, confined), confined);
    expect(result).toEqual(await asWritten(program));
  });
});

test('a program finds what it needs where one ran before it', async () => {
  const { code, table } = await compile(
    `const r: any = { valueOf() { return 5 } }; c.out(['abab'.indexOf('ba'), [0, r].indexOf(r), [r].includes(5)]);`,
    false,
  );
  const log = await compiledInNode({ code: `${code};${code}`, table }, false);
  expect(log).toEqual(['[1,1,false]', '[1,1,false]']);
});

test('the interpreter was seen to do what every compiled program says', async () => {
  const known = recorded();
  const unseen: string[] = [];
  for (const { name, program, confined } of cases)
    if (!known.has(digestOf(await compileOnce(name, program, confined), await asWritten(program)))) unseen.push(name);
  // With the interpreter at hand: CPU6_ESPRUINO=… npm run record
  expect(unseen).toEqual([]);
});

const onCard = espruino ? describe : describe.skip;
onCard(
  `compiled programs do on the interpreter what they say${espruino ? '' : ' (skipped: no Espruino binary)'}`,
  () => {
    let logs: string[][] = [];
    beforeAll(async () => {
      const list: { compiled: Compiled; confined: boolean }[] = [];
      for (const { name, program, confined } of cases)
        list.push({ compiled: await compileOnce(name, program, confined), confined });
      logs = await allOnInterpreter(list);
    }, 300_000);
    test.each(cases.map((c, i) => ({ ...c, i })))('$name', async ({ program, i }) => {
      expect(logs[i]).toEqual(await asWritten(program));
    });
  },
);
