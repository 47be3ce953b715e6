import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { readOrders } from './orders.js';

function read(csv: string | Buffer): ReturnType<typeof readOrders> {
  const dir = mkdtempSync(path.join(tmpdir(), 'cpu6-orders-'));
  try {
    writeFileSync(path.join(dir, 'o.csv'), csv);
    return readOrders(path.join(dir, 'o.csv'));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

test('the shipped orders have at least 20 good rows and at least 6 bad ones', () => {
  const { good, bad } = readOrders('examples/checkout/orders.csv');
  expect(good.length).toBeGreaterThanOrEqual(20);
  expect(bad.length).toBeGreaterThanOrEqual(6);
});

test.each([
  ['x,4242424242424242,1.00', 'order'],
  ['0,4242424242424242,1.00', 'order'],
  ['1,4242 4242,1.00', 'pan'],
  ['1,4242424242424242,1', 'amount'],
  ['1,4242424242424242,0.00', 'amount'],
  ['1,4242424242424242,-1.00', 'amount'],
  ['1', 'pan'],
  ['1,4242424242424242', 'amount'],
  ['1,4242424242424242,1.00,x', 'amount'],
])('the bad row "%s" is reported with its line and the field %s; the row after it is read', (row, field) => {
  const { good, bad } = read(`order,pan,amount\n${row}\n7,4242424242424242,2.50\n`);
  expect(bad.map((e) => [e.code, e.facts.row, e.facts.field])).toEqual([['ORDER_MALFORMED', 2, field]]);
  expect(good).toEqual([{ row: 3, order: 7, pan: '4242424242424242', cents: 250 }]);
});

test('an order that stands there twice is bought once and reported', () => {
  const { good, bad } = read('order,pan,amount\n7,4242424242424242,2.50\n7,4242424242424242,2.50\n');
  expect(good.length).toBe(1);
  expect(bad[0]!.message).toBe('row 3, order: 7 stands in row 2 already');
});

test('a file without the header, an empty one, a missing one and a broken one are INPUT_FILE', () => {
  for (const csv of ['', '1,2,3\n', 'order,pan,amount\n"1,2,3\n'])
    expect(() => read(csv)).toThrow(expect.objectContaining({ code: 'INPUT_FILE' }));
  expect(() => readOrders('no-such-file.csv')).toThrow(expect.objectContaining({ code: 'INPUT_FILE' }));
});

test('the message of a bad row never repeats the card number', () => {
  const { bad } = read('order,pan,amount\n1,42424242x4242424,1.00\n');
  expect(JSON.stringify(bad[0]!.report())).not.toContain('4242');
});
