import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FakeClock } from '../../host/testing/fake-clock.js';
import { type FaultKind, FaultLine } from './line.js';
import type { LineFaults } from './plan.js';
import { Random } from './random.js';

function line(faults: LineFaults, seed = 7) {
  const clock = new FakeClock();
  const got: Buffer[] = [];
  const seen: [FaultKind, number][] = [];
  const at: number[] = [];
  const one = new FaultLine(faults, seed, 1, clock, {
    deliver: (bytes) => {
      got.push(Buffer.from(bytes));
      at.push(clock.now());
    },
    onFault: (kind, where) => seen.push([kind, where]),
  });
  return { clock, line: one, seen, at, bytes: () => Buffer.concat(got) };
}

const counted = (n: number): Buffer => Buffer.from(Array.from({ length: n }, (_, i) => (i * 31 + (i >> 8)) & 0xff));

test('a line without faults passes everything at once and as it is', () => {
  const l = line({});
  l.line.push(counted(1000));
  expect(l.bytes().equals(counted(1000))).toBe(true);
  expect(l.seen).toEqual([]);
});

test('the same seed does the same to the same bytes, however they are cut into chunks; another seed does other things', async () => {
  const faults = { bitErrors: 1e-3, drops: 0.05, duplicates: 0.05, reorders: 0.05 };
  const run = async (cuts: number[], seed?: number): Promise<[string, unknown]> => {
    const l = line(faults, seed);
    let rest = counted(20_000);
    for (let i = 0; rest.length > 0; i++) {
      const n = cuts[i % cuts.length]!;
      l.line.push(rest.subarray(0, n));
      rest = rest.subarray(n);
    }
    await l.clock.advance(100);
    return [l.bytes().toString('hex'), l.seen];
  };
  const whole = await run([20_000]);
  expect(whole[0]).not.toBe(counted(20_000).toString('hex'));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 20 }), async (cuts) => {
      const [bytes, seen] = await run(cuts);
      expect(bytes).toBe(whole[0]);
      expect(seen).toEqual(whole[1]);
    }),
    { numRuns: 30 },
  );
  expect((await run([20_000], 8))[0]).not.toBe(whole[0]);
});

test('bits flip at the rate that was asked for', () => {
  const l = line({ bitErrors: 1e-3 });
  const sent = counted(100_000);
  l.line.push(sent);
  let flips = 0;
  for (const [i, byte] of l.bytes().entries()) for (let x = byte ^ sent[i]!; x; x &= x - 1) flips++;
  expect(flips).toBeGreaterThan(700);
  expect(flips).toBeLessThan(900);
  expect(l.seen.length).toBe(flips);
});

test('cells of 64 bytes are lost, doubled and swapped as a whole', async () => {
  const cells = (bytes: Buffer): number[] => {
    const out = [];
    for (let at = 0; at < bytes.length; at += 64) out.push(bytes[at]!);
    return out;
  };
  const sent = Buffer.concat([0, 1, 2, 3].map((n) => Buffer.alloc(64, n)));
  const all = (faults: LineFaults): ReturnType<typeof line> => {
    const l = line(faults);
    l.line.push(sent);
    return l;
  };
  expect(cells(all({ drops: 1 }).bytes())).toEqual([]);
  expect(cells(all({ duplicates: 1 }).bytes())).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  expect(cells(all({ reorders: 1 }).bytes())).toEqual([1, 0, 3, 2]);
});

test('a cell that was to be swapped does not wait for ever', async () => {
  const l = line({ reorders: 1 });
  l.line.push(counted(50));
  expect(l.bytes().length).toBe(0);
  await l.clock.advance(30);
  expect(l.bytes().equals(counted(50))).toBe(true);
});

test('a line of 115,200 baud takes a second for 11,520 bytes, and stalls hold it up', async () => {
  const l = line({ baud: 115_200 });
  l.line.push(counted(11_520));
  await l.clock.advance(500);
  expect(Math.abs(l.bytes().length - 5_760)).toBeLessThan(40);
  await l.clock.advance(501);
  expect(l.bytes().equals(counted(11_520))).toBe(true);
  const stalled = line({ stalls: { rate: 1, ms: 100 } });
  stalled.line.push(counted(64 * 3));
  await stalled.clock.advance(1_000);
  expect(stalled.bytes().equals(counted(64 * 3))).toBe(true);
  expect(stalled.at.at(-1)).toBeGreaterThanOrEqual(300);
});

test('what exceeds the buffer is lost', async () => {
  const l = line({ baud: 115_200, buffer: 256 });
  l.line.push(counted(1_000));
  await l.clock.advance(1_000);
  expect(l.bytes().equals(counted(256))).toBe(true);
  expect(l.seen.every(([kind]) => kind === 'overrun')).toBe(true);
});

test('a cut comes after exactly so many bytes, what stood behind it is lost, and the next bytes pass again', () => {
  const l = line({ cutAt: [100, 700] });
  l.line.push(counted(500));
  expect(l.bytes().equals(counted(100))).toBe(true);
  l.line.push(counted(100));
  expect(l.bytes().length).toBe(200);
  l.line.push(counted(200));
  expect(l.bytes().length).toBe(300);
  expect(l.seen).toEqual([
    ['cut', 500],
    ['cut', 800],
  ]);
});

test('random cuts come as often as was asked for', () => {
  const l = line({ cutEvery: 1_000, brownOutEvery: 2_000 });
  for (let i = 0; i < 20_000; i++) l.line.push(counted(10));
  const cuts = l.seen.filter(([kind]) => kind === 'cut').length;
  expect(cuts).toBeGreaterThan(150);
  expect(cuts).toBeLessThan(250);
  expect(l.seen.length - cuts).toBeGreaterThan(70);
});

test('a healed line does nothing any more but keep its speed', async () => {
  const l = line({ bitErrors: 0.01, drops: 0.5, baud: 115_200 });
  l.line.push(counted(640));
  l.line.heal();
  await l.clock.advance(100);
  const before = l.bytes().length;
  l.line.push(counted(1_000));
  await l.clock.advance(40);
  expect(l.bytes().length).toBeLessThan(before + 500);
  await l.clock.advance(100);
  expect(l.bytes().subarray(before).equals(counted(1_000))).toBe(true);
});

test('the generator repeats itself for a seed and spreads evenly', () => {
  const draw = (seed: number): number[] => {
    const random = new Random(seed);
    return Array.from({ length: 10_000 }, () => random.next());
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  const mean = draw(3).reduce((a, b) => a + b) / 10_000;
  expect(mean).toBeGreaterThan(0.48);
  expect(mean).toBeLessThan(0.52);
});
