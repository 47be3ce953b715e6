// Writes a file whole or not at all.
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { Cpu6Error } from '../../protocol/errors/error.js';

/** `isNew`: refuses to replace a file. Throws `INPUT_FILE`. */
export function writeWholeFile(
  file: string,
  data: string | Uint8Array,
  { mode, isNew = false }: { readonly mode: number; readonly isNew?: boolean },
): void {
  const aside = `${file}.${process.pid}.new`;
  try {
    const fd = openSync(aside, 'w', mode);
    try {
      const bytes = Buffer.from(data as Uint8Array);
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    if (isNew) linkSync(aside, file);
    else renameSync(aside, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Cpu6Error('INPUT_FILE', {
      file,
      why: code === 'EEXIST' ? 'it is there already' : (code ?? 'unwritable'),
    });
  } finally {
    rmSync(aside, { force: true });
  }
}
