// The main job as a stranger runs it: `npm start -- --once --json`, on the virtual card and on a real interpreter.
import { spawn } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { readOrders } from '../examples/checkout/orders.js';

interface Line {
  type?: string;
  from?: string;
  step?: string;
  [fact: string]: unknown;
}

async function start(...args: string[]): Promise<{ code: number | null; lines: Line[]; stderr: string }> {
  const child = spawn(process.execPath, ['dist/examples/checkout/start.js', '--once', '--json', ...args]);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const lines = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
  return { code, lines, stderr };
}

const { good, bad } = readOrders('examples/checkout/orders.csv');
/** The card itself refuses the numbers whose check digit is wrong. */
const wrongDigit = [1004];
const paid = good.filter((o) => !wrongDigit.includes(o.order));

function check({ code, lines, stderr }: Awaited<ReturnType<typeof start>>, leastChanges: number): void {
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const receipts = lines.filter((l) => l.type === 'receipt');
  expect(receipts.map((l) => [l.order, l.cents])).toEqual(paid.map((o) => [o.order, o.cents]));
  expect(new Set(receipts.map((l) => l.receipt)).size).toBe(paid.length);
  for (const r of receipts) expect(r.receipt).toMatch(/^[0-9a-f]{64}$/);
  expect(lines.filter((l) => l.type === 'bad-row').map((l) => [l.row, l.field])).toEqual(
    bad.map((e) => [e.facts.row, e.facts.field]),
  );
  expect(lines.filter((l) => l.type === 'refused').map((l) => [l.order, l.code])).toEqual(
    wrongDigit.map((o) => [o, 'APPLET_ERROR']),
  );
  const steps = lines.flatMap((l) => (l.step ? [l.step] : []));
  for (const step of ['S1', 'S2', 'S3', 'S5', 'S6', 'S7', 'S8', 'S9', 'S10']) expect(steps.join(' ')).toContain(step);
  // The epoch changed between purchases. How often depends on how fast the card is: calls go on during a change.
  const firstReceipt = lines.findIndex((l) => l.type === 'receipt');
  const lastReceipt = lines.findLastIndex((l) => l.type === 'receipt');
  const changes = lines.filter(
    (l, i) => l.type === 'epoch' && l.from === 'host' && i > firstReceipt && i < lastReceipt,
  );
  expect(changes.length).toBeGreaterThanOrEqual(leastChanges);
  const summary = lines.findLast((l) => l.type === 'summary')!;
  expect(summary.numbersFound).toBe(0);
  expect(summary.recordedBytes).toBeGreaterThan(10_000);
  expect(summary.total).toEqual({ purchases: paid.length, cents: paid.reduce((sum, o) => sum + o.cents, 0) });
  // No card number in anything that server, host or card printed either.
  const everything = JSON.stringify(lines);
  for (const o of good) expect(everything).not.toContain(o.pan);
}

describe('the main job', () => {
  test('on the virtual card: every good row has one receipt, every bad row is reported, the wires carry no number', async () => {
    check(await start(), 2);
  }, 120_000);

  const binary = process.env.CPU6_ESPRUINO;
  (binary ? test : test.skip)(
    `on the real interpreter${binary ? '' : ' (skipped: no Espruino binary)'}`,
    async () => {
      check(await start('--card', `espruino:${binary}`), 1);
    },
    300_000,
  );

  test('a wrong option, a missing file and a wrong card address end with a coded error', async () => {
    expect((await start('--bogus')).code).toBe(2);
    const missing = await start('--orders', 'nowhere.csv');
    expect(missing.code).toBe(1);
    expect(JSON.stringify(missing.lines)).toContain('INPUT_FILE');
    const address = await start('--card', 'bluetooth:7');
    expect(address.code).toBe(1);
    expect(JSON.stringify(address.lines)).toContain('CARD_ADDRESS');
  }, 60_000);
});
