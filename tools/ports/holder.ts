// Which program has a serial port open. Linux only: elsewhere nothing is found.
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';

export interface Holder {
  readonly pid: number;
  readonly command: string;
}

/** The first other process that has the device open, as far as this user may see. */
export function holderOf(device: string): Holder | undefined {
  let real: string;
  let pids: string[];
  try {
    real = realpathSync(device);
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  } catch {
    return undefined;
  }
  const pid = pids.find((candidate) => hasOpen(candidate, real));
  return pid === undefined ? undefined : { pid: Number(pid), command: commandOf(pid) };
}

function hasOpen(pid: string, device: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`) === device;
      } catch {
        return false;
      }
    });
  } catch {
    return false; // somebody else's, or just gone
  }
}

function commandOf(pid: string): string {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
    // A script is named by its file, not by its interpreter.
    const shown = /node$/.test(words[0] ?? '') ? words.slice(1) : words;
    return shown.join(' ').slice(0, 80) || pid;
  } catch {
    return pid;
  }
}
