// Random programs do in Node, compiled, what they do as written; and on the interpreter, where there is one.
//
// CPU6_RANDOM sets how many, then other ones in every run; the default is few, and always the same, so that a change is judged
// by what it did.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allOnInterpreter, asWritten, compile, compiledInNode, espruino, type Runnable } from './testing/harness.js';
import { randomProgram } from './testing/random-program.js';

const explores = process.env.CPU6_RANDOM !== undefined;
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
    { numRuns: count, interruptAfterTimeLimit: 3_000_000, ...(explores ? {} : { seed: 1, endOnFailure: true }) },
  );
  if (!espruino) return;
  const logs = await allOnInterpreter(list);
  for (const [i, { text, want }] of list.entries()) expect({ text, log: logs[i] }).toEqual({ text, log: want });
}, 3_600_000);
