import { expect, test } from '@jest/globals';
import { SerialLine } from './line.js';

/** A clock that moves only when it is told to. */
function fakeClock() {
  let now = 0;
  let timers: { at: number; f: () => void }[] = [];
  return {
    now: () => now,
    setTimeout: (f: () => void, ms: number) => {
      const timer = { at: now + ms, f };
      timers.push(timer);
      return timer;
    },
    clearTimeout: (timer: unknown) => {
      timers = timers.filter((t) => t !== timer);
    },
    advance: (ms: number, step: number) => {
      for (const end = now + ms; now < end; ) {
        now = Math.min(end, now + step);
        for (const t of timers.filter((one) => one.at <= now)) {
          timers = timers.filter((one) => one !== t);
          t.f();
        }
      }
    },
  };
}

test.each([1, 7, 60])('115,200 baud carry 11,520 bytes a second, also when timers come only every %i ms', (step) => {
  const clock = fakeClock();
  let got = 0;
  const line = new SerialLine(115_200, clock, (bytes) => {
    got += bytes.length;
  });
  line.write(new Uint8Array(30_000));
  clock.advance(1000, step);
  expect(got).toBeGreaterThan(11_520 * 0.92);
  expect(got).toBeLessThanOrEqual(11_520);
});

test('bytes stay in order, and what is on its way when the power goes is lost', () => {
  const clock = fakeClock();
  const got: number[] = [];
  const line = new SerialLine(9_600, clock, (bytes) => got.push(...bytes));
  for (let i = 0; i < 100; i++) line.write(Uint8Array.of(i));
  clock.advance(50, 1);
  expect(got).toEqual(Array.from({ length: got.length }, (_, i) => i));
  const before = got.length;
  expect(before).toBeGreaterThan(30);
  line.clear();
  clock.advance(500, 1);
  expect(got).toHaveLength(before);
});

test('a line without a speed hands bytes on at once', () => {
  const got: number[] = [];
  new SerialLine(0, fakeClock(), (bytes) => got.push(...bytes)).write(Uint8Array.of(1, 2));
  expect(got).toEqual([1, 2]);
});
