// The model of session and epoch change (docs/models/session.pml), searched whole by SPIN; and each of its checks left out
// in turn, which the search must find: a model that holds without its checks would say nothing.
import { execFile, spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { scratch } from './stack/scratch.js';

const model = fileURLToPath(new URL('../../docs/models/session.pml', import.meta.url));
const run = promisify(execFile);
const has = (tool: string): boolean => spawnSync(tool, ['-V']).error === undefined;
const spin = has('spin') && has('gcc');

/** What SPIN's verifier says of the model, built with a macro or none. */
async function search(
  macro?: string,
): Promise<{ readonly errors: number; readonly states: number; readonly why?: string }> {
  const room = scratch('model');
  try {
    const cwd = room.dir;
    await run('spin', [...(macro ? [`-D${macro}`] : []), '-a', model], { cwd });
    await run('gcc', ['-O2', '-DSAFETY', '-DCOLLAPSE', '-DMEMLIM=6000', '-w', '-o', 'pan', 'pan.c'], { cwd });
    const { stdout } = await run(path.join(cwd, 'pan'), ['-m200000', '-E'], { cwd, maxBuffer: 1 << 22 });
    const figure = (pattern: RegExp): number => Number(pattern.exec(stdout)?.[1] ?? Number.NaN);
    return {
      errors: figure(/errors: (\d+)/),
      states: figure(/(\d+) states, stored/),
      why: /assertion violated\s+(.*) \(at depth/.exec(stdout)?.[1],
    };
  } finally {
    room.remove();
  }
}

const suite = spin ? describe : describe.skip;
suite(`the model of session and epoch change${spin ? '' : ' (skipped: no spin or no gcc)'}`, () => {
  test('no order of loss, repetition, replay and crash breaks agreement, order, attestation or the end of an epoch', async () => {
    const { errors, states } = await search();
    expect(errors).toBe(0);
    expect(states).toBeGreaterThan(1_000_000);
  }, 300_000);

  test('the good end is among what was searched: two epochs, calls both ways in each', async () => {
    expect(await search('REACH')).toMatchObject({ errors: 1, why: '0' });
  }, 300_000);

  test.each([
    ['NO_COUNTER', 'records are taken in any order', 'cardGot'],
    ['NO_ATTESTATION', 'the server does not wait for the right attestation', 'cardRan'],
    ['NO_HELLO', 'a machine ID of another session is taken', 'hostC'],
    ['NO_FINISHED', 'the session opens without Finished', 'cardDerived'],
    ['NO_TAKEOVER', 'the server goes on sealing in the old epoch', 'receivingEpoch'],
  ])(
    '%s is found: %s',
    async (macro, _what, variable) => {
      const { errors, why } = await search(macro);
      expect(errors).toBe(1);
      expect(why).toContain(variable);
    },
    300_000,
  );
});
