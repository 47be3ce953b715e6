// Random programs do in Node, compiled, what they do as written; and on the interpreter, where there is one.
//
// CPU6_RANDOM sets how many; the default is small.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allOnInterpreter, asWritten, compile, compiledInNode, espruino, type Runnable } from './testing/harness.js';
import { randomProgram } from './testing/random-program.js';

const count = Number(process.env.CPU6_RANDOM ?? 25);
const choices = fc.array(fc.nat(999), { minLength: 5, maxLength: 150, size: 'max' });

test(`${count} random programs`, async () => {
  const list: (Runnable & { text: string; want: string[] })[] = [];
  await fc.assert(
    fc.asyncProperty(choices, async (made) => {
      const text = randomProgram(made);
      const want = await asWritten({ name: '', text });
      const compiled = await compile(text, false);
      expect({ text, log: await compiledInNode(compiled, false) }).toEqual({ text, log: want });
      list.push({ text, want, compiled, confined: false });
    }),
    // A counterexample is made smaller for a while only: each step compiles a program.
    { numRuns: count, interruptAfterTimeLimit: 3_000_000, endOnFailure: process.env.CPU6_RANDOM === undefined },
  );
  if (!espruino) return;
  const logs = await allOnInterpreter(list);
  for (const [i, { text, want }] of list.entries()) expect({ text, log: logs[i] }).toEqual({ text, log: want });
}, 3_600_000);
