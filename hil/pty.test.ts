// A virtual card as a process of its own on a terminal, opened like a board's port. Needs socat.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from '@jest/globals';
import { closePort, openPort } from '../host/link/index.js';
import { greet } from '../tools/flash/greet.js';
import { openCard } from '../tools/ports/open-card.js';
import { scratch } from './stack/scratch.js';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});
const withSocat = spawnSync('socat', ['-V']).status === 0 ? test : test.skip;

async function cardAt(file: string, state: string): Promise<ChildProcess> {
  const args = ['dist/tools/cli/main.js', 'card', 'virtual:PICO_R1_3', '--pty', file, '--state', state, '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  undo.push(
    () =>
      new Promise<void>((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  );
  for await (const line of createInterface({ input: child.stdout })) {
    expect(JSON.parse(line)).toMatchObject({ type: 'listening', address: `serial:${file}` });
    break;
  }
  return child;
}

withSocat(
  'a virtual card on a terminal is opened again and again as a board is, and its terminal ends with it',
  async () => {
    const room = scratch('pty');
    undo.push(() => room.remove());
    const file = path.join(room.dir, 'card');
    const child = await cardAt(file, path.join(room.dir, 'state'));
    const seen: string[] = [];
    for (let i = 0; i < 2; i++) {
      const port = await openPort(`serial:${file}`);
      const answer = await greet(port, 5_000, async ({ description }) =>
        Buffer.from(description.cardId).toString('hex'),
      );
      if ('card' in answer) seen.push(answer.card);
      // A serial port has one user: the second one hears who it is.
      if (i === 1) await expect(openCard(`serial:${file}`)).rejects.toMatchObject({ code: 'CARD_TAKEN' });
      await closePort(port);
    }
    expect(seen).toHaveLength(2);
    expect(seen[0]).toBe(seen[1]);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    expect(existsSync(file)).toBe(false);
  },
  60_000,
);
