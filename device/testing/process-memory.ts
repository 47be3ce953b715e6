// Test code: the memory of the process that a native interpreter is, to look for what should no longer be in it.
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';

/** The interpreter that works in that directory, by Linux's /proc. */
function interpreterIn(directory: string): string {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      const here = readlinkSync(`/proc/${pid}/cwd`) === directory;
      if (here && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('loader.js')) return pid;
    } catch {
      // It has ended, or is somebody else's.
    }
  throw new Error(`no interpreter works in ${directory}`);
}

/** What it can write: JsVars, heap, stack, and the libraries' data. */
export function writableMemory(directory: string): Buffer[] {
  const pid = interpreterIn(directory);
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    return [...readFileSync(`/proc/${pid}/maps`, 'latin1').matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw/gm)].map(
      ([, a, b]) => {
        const from = Number.parseInt(a!, 16);
        const piece = Buffer.alloc(Number.parseInt(b!, 16) - from);
        readSync(memory, piece, 0, piece.length, from);
        return piece;
      },
    );
  } finally {
    closeSync(memory);
  }
}

/** Bytes in a row that count as a piece of a secret: as many as a JsVar of 13 bytes holds of a text. */
const window = 8;

/** How many of the pieces of a secret, at every place of it, stand somewhere in memory. */
export function piecesIn(memory: readonly Buffer[], secret: Uint8Array): number {
  const bytes = Buffer.from(secret);
  let found = 0;
  for (let i = 0; i + window <= bytes.length; i++)
    if (memory.some((m) => m.includes(bytes.subarray(i, i + window)))) found++;
  return found;
}
