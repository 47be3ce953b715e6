// The drive that a board with a UF2 boot loader shows: found by INFO_UF2.TXT, written by copying a file.
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { Cpu6Error } from '../../../protocol/errors/error.js';

const infoFile = 'INFO_UF2.TXT';
const piece = 64 << 10;

/** `Board-ID` of a drive, or `undefined` if it is none of these. */
export function boardIdOf(drive: string): string | undefined {
  try {
    return /^Board-ID:\s*(.+?)\s*$/m.exec(readFileSync(path.join(drive, infoFile), 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/** Where systems mount drives. */
function mountPoints(): string[] {
  if (process.platform === 'win32') return [...'DEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => `${letter}:\\`);
  const { username } = userInfo();
  const parents = ['/Volumes', `/media/${username}`, '/media', `/run/media/${username}`, '/mnt'];
  return parents
    .filter((dir) => existsSync(dir))
    .flatMap((dir) => readdirSync(dir).map((name) => path.join(dir, name)));
}

/** The drive of a board. Throws `FLASH_REFUSED` if there is none or several. `drive`: named by the user. */
export function findDrive(boardId: RegExp, enter: string, drive?: string): string {
  if (drive !== undefined) {
    const id = boardIdOf(drive);
    if (id !== undefined && boardId.test(id)) return drive;
    const why = id === undefined ? `${drive} has no ${infoFile}` : `${drive} is the drive of ${id}`;
    throw new Cpu6Error('FLASH_REFUSED', { why, how: enter });
  }
  const found = mountPoints().filter((point) => boardId.test(boardIdOf(point) ?? ''));
  if (found.length === 1) return found[0]!;
  throw found.length === 0
    ? new Cpu6Error('FLASH_REFUSED', {
        why: 'no drive of its boot loader is mounted',
        how: `${enter} Or name the drive: --drive DIR.`,
      })
    : new Cpu6Error('FLASH_REFUSED', {
        why: `${found.length} drives are mounted`,
        how: `Name one: --drive ${found.join(' or ')}.`,
      });
}

/** Copies the image; the board restarts by itself when it has all of it, so the drive may go before the last sync. */
export function writeDrive(drive: string, name: string, image: Uint8Array, onProgress: (done: number) => void): void {
  const fd = openSync(path.join(drive, name), 'w');
  let done = 0;
  try {
    while (done < image.length) {
      done += writeSync(fd, image, done, Math.min(piece, image.length - done));
      fsyncSync(fd);
      onProgress(done);
    }
  } catch (error) {
    if (done < image.length)
      throw new Cpu6Error('UPLOAD_FAILED', { file: name, why: (error as Error).message }, { cause: error });
  } finally {
    try {
      closeSync(fd);
    } catch {
      // the drive went with the restart
    }
  }
}
