// Processes that a card left behind because its own was killed: recorded in the card's state directory, ended there by
// the next start.
import { readFileSync, readlinkSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const fileName = 'processes.json';
/** A killed process is gone within this, ms, looked at every so many ms. */
const patience = 5_000;
const pause = 5;

/** Notes which processes work for the card of `dir` now; each has `dir` as its working directory. */
export function recordProcesses(dir: string, pids: readonly number[]): void {
  const file = path.join(dir, fileName);
  writeFileSync(`${file}.new`, JSON.stringify(pids), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/**
 * Kills what {@link recordProcesses} noted and still runs; resolves when it is gone. A process id may have gone to
 * somebody else meanwhile, so that only a process that works in `dir` counts. Without /proc nothing is ended.
 */
export async function endLeftovers(dir: string): Promise<void> {
  const home = realpathSync(dir);
  const left = recorded(dir).filter((pid) => worksIn(home, pid));
  for (const pid of left) kill(pid);
  const until = Date.now() + patience;
  while (left.some((pid) => worksIn(home, pid)) && Date.now() < until) await sleep(pause);
}

function recorded(dir: string): number[] {
  try {
    const pids: unknown = JSON.parse(readFileSync(path.join(dir, fileName), 'utf8'));
    return Array.isArray(pids) ? pids.filter((pid) => Number.isInteger(pid) && pid > 1 && pid !== process.pid) : [];
  } catch {
    return []; // the first start here
  }
}

function worksIn(home: string, pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === home;
  } catch {
    return false;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
