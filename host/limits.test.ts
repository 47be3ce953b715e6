import { expect, test } from '@jest/globals';
import { limitOf } from '../protocol/limits.js';
import { limitsWith } from './limits.js';

test('own values take the place of the defaults', () => {
  const limits = limitsWith({ 'call.time': 5 });
  expect([limits('call.time'), limits('call.arguments')]).toEqual([5, limitOf('call.arguments')]);
});

test('a name that there is not, and a value that is no number above 0, are CONFIG_INVALID', () => {
  const wrong: Record<string, unknown>[] = [0, -1, Number.NaN, Number.POSITIVE_INFINITY].map((n) => ({
    'call.time': n,
  }));
  for (const overrides of [...wrong, { 'call.speed': 1 }, { toString: 1 }])
    expect(() => limitsWith(overrides)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
});
