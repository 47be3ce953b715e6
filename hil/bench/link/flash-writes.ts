// Every write of flash that a native interpreter makes: its flash is a file, so that the flash as it was between any two of them
// can be made again. What a program writes is recorded by `strace`; what a console writes for its host, whose patience that
// would try, by looking at the file whenever the console answers.
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface FlashWrite {
  /** Offset in the flash, bytes. */
  readonly at: number;
  readonly data: Buffer;
}

export const flashFile = 'espruino.flash';

/** Is there an `strace` that may look at processes? */
export const canRecord = (): boolean => spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;

/** Writes a program into `dir` that runs `binary` and records its writes; `taken` gives them once it has ended. */
export function recorder(binary: string, dir: string): { readonly binary: string; taken(): FlashWrite[] } {
  const program = path.join(dir, 'recorded.sh');
  const log = path.join(dir, 'recorded.log');
  const calls = 'trace=openat,lseek,read,write';
  // The tracer is its grandchild, so that who ends the program ends the interpreter.
  writeFileSync(
    program,
    `#!/bin/sh\nexec strace -D -f -qq -o '${log}' -A -xx -s 1048576 -P ${flashFile} -e ${calls} '${path.resolve(binary)}' "$@"\n`,
  );
  chmodSync(program, 0o755);
  return {
    binary: program,
    taken: () => {
      const text = readFileSync(log, 'latin1');
      for (const file of [program, log]) rmSync(file, { force: true });
      return writesIn(text);
    },
  };
}

/** What changed between two states of the flash, as one write; none if nothing did. */
export function changeOf(before: Uint8Array, after: Uint8Array): FlashWrite | undefined {
  const at = after.findIndex((byte, i) => byte !== before[i]);
  if (at < 0) return undefined;
  const end = after.findLastIndex((byte, i) => byte !== before[i]) + 1;
  return { at, data: Buffer.from(after.subarray(at, end)) };
}

const opened = /openat\(.*= (\d+)$/;
const sought = /lseek\((\d+), -?\d+, SEEK_\w+\)\s*= (\d+)/;
const done = /(read|write)\((\d+), "((?:\\x..)*)", \d+\)\s*= (\d+)/;

/** The writes in a log of strace's: each file is read and written from where it was left. */
export function writesIn(log: string): FlashWrite[] {
  const places = new Map<string, number>();
  const writes: FlashWrite[] = [];
  for (const line of log.split('\n')) {
    const open = opened.exec(line);
    if (open) places.set(open[1]!, 0);
    const seek = sought.exec(line);
    if (seek) places.set(seek[1]!, Number(seek[2]));
    const [, what, file, bytes, count] = done.exec(line) ?? [];
    const at = places.get(file!);
    if (at === undefined) continue;
    const data = Buffer.from(bytes!.replaceAll('\\x', ''), 'hex').subarray(0, Number(count));
    if (what === 'write' && data.length > 0) writes.push({ at, data });
    places.set(file!, at + Number(count));
  }
  return writes;
}

/** The flash after `count` writes, and the first bytes, `part` of 1, of the next one: flash is written word by word. */
export function flashAfter(before: Uint8Array, writes: readonly FlashWrite[], count: number, part = 0): Buffer {
  const flash = Buffer.from(before);
  for (const { at, data } of writes.slice(0, count)) data.copy(flash, at);
  const next = writes[count];
  if (next && part > 0) next.data.copy(flash, next.at, 0, Math.floor((next.data.length * part) / 4) * 4);
  return flash;
}
