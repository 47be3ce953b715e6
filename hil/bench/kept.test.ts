import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { Kept } from './kept.js';

const dir = mkdtempSync(path.join(tmpdir(), 'cpu6-kept-'));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('what was measured is not measured again by the next run, also when the last one broke off in the middle of a line', async () => {
  const file = path.join(dir, 'state');
  let measured = 0;
  const measure = () => ({ value: ++measured });
  const first = new Kept(file);
  expect(await first.get('a', measure)).toEqual({ value: 1 });
  expect(await first.get('a', measure)).toEqual({ value: 1 });
  appendFileSync(file, '\n{"key":"b","val');
  const second = new Kept(file);
  expect(await second.get('a', measure)).toEqual({ value: 1 });
  expect(await second.get('b', measure)).toEqual({ value: 2 });
  second.keep('a', { value: 7 });
  expect(new Kept(file).known('a')).toEqual({ value: 7 });
  expect(new Kept(file).known('b')).toEqual({ value: 2 });
  expect(readFileSync(file, 'utf8').split('\n').filter(Boolean)).toHaveLength(4);
});
