import { expect, test } from '@jest/globals';
import { resolveSettings, type ServerOptions } from './settings.js';

const resolve = (limits: Partial<Record<string, number>>, more: Partial<ServerOptions> = {}) =>
  resolveSettings({ dataDir: '', port: 0, processDirs: [], allowRuntime: 'any', limits, ...more } as ServerOptions);

test('limits are known names and numbers above 0', () => {
  expect(resolve({ 'call.time': 5 }).limit('call.time')).toBe(5);
  for (const value of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => resolve({ 'call.time': value })).toThrow(RangeError);
  for (const name of ['call.speed', 'toString']) expect(() => resolve({ [name]: 1 })).toThrow(RangeError);
});

test('cells have a size and a pace that a card can keep, and are late and over in that order', () => {
  resolve({ 'cells.size': 64, 'cells.pace': 100, 'cells.late': 100, 'cells.quiet': 100 });
  for (const limits of [
    { 'cells.size': 63 },
    { 'cells.size': 1025 },
    { 'cells.pace': 99 },
    { 'cells.pace': 10_001, 'cells.late': 20_000, 'cells.quiet': 20_000 },
    { 'cells.pace': 1000, 'cells.late': 999 },
    { 'cells.late': 3_600_001, 'cells.quiet': 3_600_001 },
    { 'cells.late': 5000, 'cells.quiet': 4999 },
    { 'cells.quiet': 86_400_001 },
  ])
    expect(() => resolve(limits)).toThrow(RangeError);
});

test('suites and ports that there are not are refused', () => {
  for (const suites of [[], ['rot13']]) expect(() => resolve({}, { suites: suites as never })).toThrow(RangeError);
  for (const port of [-1, 65_536, 1.5]) expect(() => resolve({}, { port })).toThrow(RangeError);
});
