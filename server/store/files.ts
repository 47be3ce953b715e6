// Files that must be whole after a crash: written aside, flushed, renamed into place; readable by their owner only.
import { closeSync, copyFileSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { Cpu6Error } from '../../protocol/errors/error.js';

export function makePrivateDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

/** Replaces `path` by `data` or leaves it as it was; mode 0600. */
export function writePrivateFile(path: string, data: string): void {
  const aside = `${path}.${process.pid}.new`;
  const file = openSync(aside, 'w', 0o600);
  try {
    writeSync(file, data);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(aside, path);
  const directory = openSync(dirname(path), 'r');
  try {
    fsyncSync(directory); // the rename itself must survive a power cut
  } finally {
    closeSync(directory);
  }
}

/** `STATE_CORRUPT` for `file`, after setting a copy aside. The file itself stays as it is: nothing is thrown away. */
export function corrupt(file: string, why: string): Cpu6Error {
  let copy = `${file}.corrupt`;
  for (let i = 1; existsSync(copy); i++) copy = `${file}.corrupt.${i}`;
  try {
    copyFileSync(file, copy);
  } catch {
    copy = '(no copy could be written)';
  }
  return new Cpu6Error('STATE_CORRUPT', { file, why, copy });
}
