// The author's loop against a target of the test's own: what no card was there to take is offered again until one is.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { DevLoop, type LoopEvent, type Projected, type Target } from './loop.js';

const source = (answer: string): string => `import { defineProcess, u32 } from 'cpu6/process';
export default defineProcess({
  name: 'p',
  gate: { m: { in: { a: u32 }, out: { a: u32 } } },
  calls: { server: {} },
  card: () => ({ m({ a }) { return { a: ${answer} }; } }),
  server: () => ({}),
});
`;

let dir: string;
let file: string;
let loop: DevLoop;
const events: LoopEvent[] = [];
let heard: () => void = () => undefined;
/** Resolves with the n-th event. */
const event = async (n: number): Promise<LoopEvent> => {
  while (events.length < n)
    await new Promise<void>((done) => {
      heard = done;
    });
  return events[n - 1]!;
};
const listen = (told: LoopEvent): void => {
  events.push(told);
  heard();
};

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'cpu6-loop-'));
  file = path.join(dir, 'p.ts');
  writeFileSync(file, source('a'));
  events.length = 0;
});
afterEach(async () => {
  await loop.stop();
  rmSync(dir, { recursive: true });
});

/** A target that does with each offer what the list says. */
const target = (offers: readonly (Projected | Cpu6Error)[], seen: string[]): Target => ({
  dir: path.join(dir, 'artifacts'),
  async project({ measurement }) {
    const answer = offers[Math.min(seen.push(measurement), offers.length) - 1]!;
    if (answer instanceof Cpu6Error) throw answer;
    return answer;
  },
});
const noCard = (): Cpu6Error => new Cpu6Error('NO_CARD', { card: 'that the server knows' });
const taken: Projected = { sessions: 1, continued: false };

test('code that no card was there to take runs when one appears, without an edit; it is said once that there is none', async () => {
  const seen: string[] = [];
  loop = new DevLoop(file, target([noCard(), noCard(), noCard(), taken], seen), listen, 1);
  await loop.start();
  expect((await event(1)).type).toBe('refused');
  expect((await event(2)).type).toBe('runs');
  expect(events.length).toBe(2);
  expect(seen.length).toBe(4);
  expect(new Set(seen).size).toBe(1);
});

test('an edit meanwhile goes there instead', async () => {
  const seen: string[] = [];
  loop = new DevLoop(file, target([noCard(), taken], seen), listen, 3_600_000);
  await loop.start();
  expect((await event(1)).type).toBe('refused');
  writeFileSync(file, source('a + 1'));
  expect((await event(2)).type).toBe('runs');
  expect(new Set(seen).size).toBe(2);
});

test('another refusal is told and not tried again', async () => {
  const seen: string[] = [];
  loop = new DevLoop(file, target([noCard(), new Cpu6Error('CARD_MEMORY', {}), taken], seen), listen, 1);
  await loop.start();
  expect((await event(1)).type).toBe('refused');
  const second = await event(2);
  expect(second.type === 'refused' && second.error.code).toBe('CARD_MEMORY');
  expect(seen.length).toBe(2);
});
