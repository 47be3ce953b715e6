// Several cards at one daemon: what happens to one is nothing to the others.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { boardNamed } from '../device/boards/index.js';
import { serveVirtualCard } from '../device/virtual/serve.js';
import { HostDaemon } from '../host/index.js';
import { until } from '../host/testing/room.js';
import { shippedRuntime } from '../tools/artifacts.js';
import { MockCard } from './mock/mock-card.js';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A card that is not heard is taken through the ladder in three seconds. */
const limits = {
  'link.heartbeat': 300,
  'link.silence': 1_500,
  'link.greet': 300,
  'link.break': 300,
  'link.reset': 800,
};

test('one of three cards hangs: it climbs the ladder and comes back, the others notice nothing', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'cpu6-cards-'));
  undo.push(() => rmSync(dir, { recursive: true, force: true }));
  const hung = new MockCard();
  undo.push(() => hung.stop());
  const hungAddress = await hung.listen();
  const others: string[] = [];
  for (const name of ['a', 'b']) {
    const stateDir = mkdtempSync(path.join(dir, name));
    const card = await serveVirtualCard({
      board: boardNamed('PICO_R1_3'),
      stateDir,
      runtime: shippedRuntime().code,
    });
    undo.push(() => card.stop());
    others.push(card.address);
  }
  const daemon = new HostDaemon({
    stateDir: mkdtempSync(path.join(dir, 'host')),
    cards: [hungAddress, ...others],
    limits,
  });
  undo.push(() => daemon.stop());
  await daemon.start();
  for (const address of [hungAddress, ...others])
    await until(daemon, (e) => e.type === 'card-up' && e.address === address);
  const heardBefore = others.map((address) => daemon.status().cards.find((c) => c.address === address)!.link.framesUp);

  hung.deaf = true;
  await until(daemon, (e) => e.type === 'card-down' && e.address === hungAddress);
  await until(daemon, (e) => e.type === 'card-silent' && e.address === hungAddress);
  const rungs = daemon.recent.flatMap((e) => (e.type === 'card-recovery' && e.address === hungAddress ? [e.rung] : []));
  expect(rungs).toEqual(expect.arrayContaining(['hello', 'break', 'reset', 'reopen']));
  for (const [i, address] of others.entries()) {
    const card = daemon.status().cards.find((c) => c.address === address)!;
    expect(card).toMatchObject({ connected: true, link: { recoveries: { break: 0, reset: 0, reopen: 0, report: 0 } } });
    // They were asked for a sign of life all the time, and gave it.
    expect(card.link.framesUp).toBeGreaterThan(heardBefore[i]!);
  }
  expect(daemon.recent.filter((e) => e.type === 'card-down' && e.address !== hungAddress)).toEqual([]);

  const ups = (): number => daemon.recent.filter((e) => e.type === 'card-up' && e.address === hungAddress).length;
  hung.deaf = false;
  await new Promise<void>((resolve) => daemon.on('event', () => ups() === 2 && resolve()));
}, 30_000);
