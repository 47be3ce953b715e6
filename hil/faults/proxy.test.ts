import { Duplex } from 'node:stream';
import { afterEach, expect, test } from '@jest/globals';
import { virtualBench } from '../../device/testing/bench.js';
import { Link, openPort } from '../../host/link/index.js';
import { CardLink } from '../../host/testing/card-link.js';
import { FakeCard } from '../../host/testing/fake-card.js';
import { FakeClock } from '../../host/testing/fake-clock.js';
import type { FaultPlan } from './plan.js';
import { FaultProxy } from './proxy.js';
import { Random } from './random.js';
import { virtualPort } from './virtual-port.js';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A link over a faulty line to a card of the link's own test, under one clock. */
function world(plan: FaultPlan) {
  const clock = new FakeClock();
  const atCard: Buffer[] = [];
  const atHost: Buffer[] = [];
  let port: Duplex | undefined;
  const card = new CardLink({
    clock,
    write: (bytes) => void port?.push(Buffer.from(bytes)),
    onMessage: (message) => atCard.push(Buffer.from(message)),
  });
  const proxy = new FaultProxy({
    ...plan,
    clock,
    card: async () => {
      port = new Duplex({
        read() {},
        write(chunk: Buffer, _encoding, done) {
          card.receive(chunk);
          done();
        },
      });
      return port;
    },
    powerCycle: () => card.powerCycle({ announce: true }),
  });
  const random = new Random(plan.seed ?? 1);
  const link = new Link({ open: () => proxy.open(), address: 'tcp:test:1', clock, random: () => random.next() });
  link.on('message', (message) => atHost.push(Buffer.from(message)));
  undo.push(async () => {
    card.stop();
    await link.stop();
    await proxy.stop();
    expect(clock.pending).toBe(0);
  });
  return { clock, card, proxy, link, atCard, atHost };
}

const bad: FaultPlan = {
  seed: 11,
  both: {
    bitErrors: 1e-4,
    drops: 0.01,
    duplicates: 0.01,
    reorders: 0.01,
    stalls: { rate: 0.01, ms: 40 },
    cutEvery: 6_000,
  },
  garbage: 40,
};

async function exchange(plan: FaultPlan, count: number) {
  const w = world(plan);
  const random = new Random(plan.seed ?? 1);
  w.link.start();
  while (!w.link.isUp) await w.clock.step();
  const down = Array.from({ length: count }, () => Buffer.from(random.bytes(1 + random.below(1_000))));
  const up = Array.from({ length: count }, () => Buffer.from(random.bytes(1 + random.below(1_000))));
  const sent = Promise.all(down.map((m) => w.link.send(m)));
  sent.catch(() => {});
  for (const m of up) w.card.send(m);
  while ((w.atCard.length < count || w.atHost.length < count) && (await w.clock.step(400_000)));
  expect(w.atCard.length).toBe(count);
  expect(w.atCard).toEqual(down);
  expect(w.atHost).toEqual(up);
  await sent;
  return w;
}

test('through flips, drops, doubles, swaps, stalls, cuts and garbage every message comes once, in order, as it was', async () => {
  const { proxy, link } = await exchange(bad, 60);
  const { counts } = proxy;
  for (const kind of ['flip', 'drop', 'duplicate', 'reorder', 'stall', 'cut', 'garbage'] as const)
    expect(counts[kind] ?? 0).toBeGreaterThan(0);
  expect(link.stats.resumed).toBeGreaterThan(0);
  expect(link.stats.recoveries.reset).toBe(0);
});

test('a run with the same seed is the same run, fault by fault', async () => {
  const one = await exchange({ ...bad, seed: 5 }, 12);
  const two = await exchange({ ...bad, seed: 5 }, 12);
  expect(two.proxy.faults).toEqual(one.proxy.faults);
  expect(two.clock.now()).toBe(one.clock.now());
});

test('a brown-out restarts the card: the link says that it was lost, and comes up again', async () => {
  const w = world({ down: { brownOutAt: [2_000] } });
  const ups: boolean[] = [];
  w.link.on('up', (info) => ups.push(info.restarted));
  w.link.start();
  await w.clock.advance(100);
  const lost = w.link.send(Buffer.alloc(8_000)).catch((e: { code: string }) => e.code);
  await w.clock.advance(5_000);
  expect(await lost).toBe('CARD_LOST');
  expect(ups).toEqual([false, true]);
});

test('a line that was cut stays away for as long as was asked for', async () => {
  const w = world({ away: 800 });
  w.link.start();
  await w.clock.advance(100);
  w.proxy.cut();
  await w.clock.advance(790);
  expect(w.link.state).not.toBe('up');
  await w.clock.advance(1_700);
  expect(w.link.state).toBe('up');
  expect(w.link.stats.resumed).toBe(1);
});

test('plans that mean nothing are refused with the name of what is wrong', () => {
  const card = async (): Promise<Duplex> => new Duplex();
  const refused = (plan: FaultPlan, what: RegExp): void => {
    expect(() => new FaultProxy({ ...plan, card })).toThrow(what);
  };
  refused({ both: { bitErrors: 2 } }, /both\.bitErrors must be a probability/);
  refused({ up: { baud: 0 } }, /up\.baud must be above 0/);
  refused({ down: { cutAt: [5, 3] } }, /down\.cutAt must be whole numbers in rising order/);
  refused({ garbage: -1 }, /garbage/);
  refused({ both: { brownOutEvery: 100 } }, /powerCycle/);
});

test('over TCP, in front of a card that is another process or none', async () => {
  const card = new FakeCard();
  const address = await card.listen();
  undo.push(() => card.stop());
  const proxy = new FaultProxy({ card: () => openPort(address), seed: 3, both: { drops: 0.02 }, garbage: 30 });
  const line = await proxy.listen();
  undo.push(() => proxy.stop());
  const link = new Link({ open: () => openPort(line), address: line });
  undo.push(() => link.stop());
  link.start();
  await new Promise<void>((resolve) => link.once('up', () => resolve()));
  const resumed = new Promise<void>((resolve) => link.once('resumed', resolve));
  proxy.cut();
  await resumed;
});

test('in front of a virtual card of this process: the real runtime goes on where the line broke', async () => {
  const bench = await virtualBench();
  undo.push(() => bench.stop());
  const proxy = new FaultProxy({ card: virtualPort(bench.card), seed: 2, both: { bitErrors: 1e-4, drops: 0.01 } });
  const link = new Link({ open: () => proxy.open(), address: 'virtual:PICO_R1_3' });
  undo.push(() => link.stop());
  link.start();
  await new Promise<void>((resolve) => link.once('up', () => resolve()));
  expect(link.messageLimit).toBe(8_287);
  const resumed = new Promise<void>((resolve) => link.once('resumed', resolve));
  // A message of which the card understands nothing, long enough for the cut to come in its middle: one fault is the answer.
  const answers: number[] = [];
  const answered = new Promise<void>((resolve) =>
    link.on('message', (m) => {
      answers.push(m[0]!);
      resolve();
    }),
  );
  const sent = link.send(Buffer.concat([Buffer.of(0x7f), Buffer.alloc(8_000)]));
  proxy.cut();
  await Promise.all([resumed, sent, answered]);
  expect(answers).toEqual([0x8f]);
  expect(link.stats.recoveries.reset).toBe(0);
});
