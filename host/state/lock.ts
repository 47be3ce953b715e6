// A lock on a directory: one process at a time. The lock of a dead process is taken over.
import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cpu6Error } from '../../protocol/errors/error.js';

/** When a process began, as the kernel counts it: tells a process from a later one with the same number. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // Field 22; the name in field 2 may hold spaces and brackets.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isAlive(pid: number, start: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = startOf(pid);
  return start === '' || now === '' || start === now;
}

/** Takes the lock of `dir`; returns what gives it back. Throws `STATE_BUSY` with the holder's process number. */
export function lockDirectory(dir: string): () => void {
  const lock = join(dir, 'lock');
  const mine = join(dir, `lock.${process.pid}.${Math.random().toString(36).slice(2)}`);
  writeFileSync(mine, `${process.pid} ${startOf(process.pid)}\n`, { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(mine, lock); // appears with its content, or not at all
        return () => rmSync(lock, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const found = read(lock);
      const [pid, start] = found.trim().split(' ');
      if (isAlive(Number(pid), start ?? '')) throw new Cpu6Error('STATE_BUSY', { dir, pid: Number(pid) });
      // Two processes may find the same stale lock: only the one that moves away what it has read goes on.
      const aside = `${mine}.stale`;
      try {
        renameSync(lock, aside);
        if (read(aside) !== found) linkSync(aside, lock);
      } catch {
        // somebody else was quicker: look again
      }
      rmSync(aside, { force: true });
    }
  } finally {
    unlinkSync(mine);
  }
}

const read = (file: string): string => {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
};
