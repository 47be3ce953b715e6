import { expect, test } from '@jest/globals';
import { Reports } from './reports.js';

test('reports are of errors of applets, so many of them', () => {
  const reports = new Reports(2);
  const event = (n: number) => ({ type: 'applet-error', n }) as never;
  reports.note({ type: 'closed' } as never);
  expect(reports.list(9)).toEqual([]);
  for (const n of [1, 2, 3]) reports.note(event(n));
  expect(reports.list(9)).toEqual([event(3), event(2)]);
});
