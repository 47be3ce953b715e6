// What was recorded of cards without memory: at every step, and all of them came back whole.
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Recorded } from '../bench/exhaustion.js';
import { steps } from './sweep.js';

const { vars, trials } = JSON.parse(readFileSync('hil/exhaustion/trials-5100.json', 'utf8')) as Recorded;

test('a card of 5,100 JsVars came back whole at every step of a session, with much and with little left', () => {
  expect(vars).toBe(5100);
  expect(new Set(trials.map((t) => t.step))).toEqual(new Set(Object.keys(steps)));
  for (const step of Object.keys(steps)) {
    const left = trials.filter((t) => t.step === step).map((t) => t.left);
    expect([step, Math.min(...left) <= 40, Math.max(...left) >= 150]).toEqual([step, true, true]);
  }
  expect(trials.filter((t) => !t.whole || t.back === undefined)).toEqual([]);
});
