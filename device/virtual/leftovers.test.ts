import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { endLeftovers, recordProcesses } from './leftovers.js';

const idle = (cwd: string): ChildProcess =>
  spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { cwd, stdio: 'ignore' });

(existsSync('/proc/self/cwd') ? test : test.skip)(
  'recorded processes that work in the directory are ended, others with their numbers are not',
  async () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'cpu6-card-'));
    const own = idle(dir);
    const stranger = idle(tmpdir());
    try {
      await Promise.all([once(own, 'spawn'), once(stranger, 'spawn')]);
      const ended = once(own, 'exit');
      await endLeftovers(dir); // nothing is recorded yet
      expect([own.exitCode, own.signalCode]).toEqual([null, null]);
      recordProcesses(dir, [own.pid!, stranger.pid!]);
      await endLeftovers(dir);
      expect(await ended).toEqual([null, 'SIGKILL']);
      expect([stranger.exitCode, stranger.signalCode]).toEqual([null, null]);
    } finally {
      own.kill('SIGKILL');
      stranger.kill('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    }
  },
);

test('a damaged record, and one that names everything or this very process, ends nothing', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'cpu6-card-'));
  try {
    for (const text of ['', '[', '{"pids":[1]}', '["1"]', `[0, 1, -1, 1.5, ${process.pid}]`]) {
      writeFileSync(path.join(dir, 'processes.json'), text);
      await endLeftovers(dir);
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
