// Puts an Espruino image on a bare board: checks that it is for the board, then by the board's own boot loader.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { BoardProfile } from '../../../device/boards/index.js';
import { Cpu6Error } from '../../../protocol/errors/error.js';
import { appAddress } from './esp-image.js';
import { boardOf, imageProblem } from './image.js';

export interface FirmwareOptions {
  /** `FILE` or `FILE@ADDRESS`; several for Espressif's chips. */
  readonly files: readonly string[];
  readonly board?: string | undefined;
  /** Of the board's serial boot loader. */
  readonly address: () => Promise<string>;
  /** Drive of its UF2 boot loader. */
  readonly drive?: string | undefined;
  readonly baud: number;
  readonly stop: AbortSignal;
  readonly onBoard?: (board: BoardProfile) => void;
  readonly onProgress?: (done: number, total: number) => void;
}

export type FirmwareReport =
  | { readonly board: BoardProfile; readonly written: true; readonly bytes: number; readonly verified: string }
  /** The file is right; the rest is done with another tool. */
  | { readonly board: BoardProfile; readonly written: false; readonly how: string };

interface Image {
  readonly file: string;
  readonly at: number | undefined;
  readonly data: Uint8Array;
}

/** Rejects with `FIRMWARE_WRONG`, `FLASH_REFUSED`, `UPLOAD_FAILED`, `INPUT_FILE`, `USAGE`. */
export async function flashFirmware(options: FirmwareOptions): Promise<FirmwareReport> {
  const images = options.files.map(read);
  // What is no partition table or boot loader says for which board it is.
  const main = images.find((image) => image.at === undefined || image.at === appAddress) ?? images[0]!;
  const board = boardOf(main.file, main.data, options.board, main.at);
  for (const { file, data, at } of images) {
    const why = imageProblem(board, data, at);
    if (why) throw new Cpu6Error('FIRMWARE_WRONG', { file, board: board.name, why });
  }
  const { firmware } = board;
  if (images.length > 1 && firmware.method !== 'esp')
    throw new Cpu6Error('USAGE', { what: `${board.name} takes one file`, verb: 'flash' });
  options.onBoard?.(board);
  const onProgress = options.onProgress ?? (() => {});
  const { file, data } = main;
  switch (firmware.method) {
    case 'stm32': {
      const { flashStm32 } = await import('./stm32-flash.js');
      const address = await options.address();
      await flashStm32(
        address,
        file,
        firmware.enter,
        (done) => onProgress(Math.min(done, data.length), data.length),
        options.stop,
      );
      return { board, written: true, bytes: data.length, verified: 'by the checksum of each block' };
    }
    case 'uf2': {
      const { findDrive, writeDrive } = await import('./uf2-drive.js');
      const drive = findDrive(firmware.boardId, firmware.enter, options.drive);
      writeDrive(drive, path.basename(file), data, (done) => onProgress(done, data.length));
      return {
        board,
        written: true,
        bytes: data.length,
        verified: 'by the boot loader, which restarts when it has all',
      };
    }
    case 'esp': {
      const { flashEsp } = await import('./esp-flash.js');
      const all = images.map((image) => ({ file: image.file, data: image.data, address: image.at ?? appAddress }));
      const { chipName: chip, enter } = firmware;
      await flashEsp({ address: await options.address(), chip, images: all, enter, baud: options.baud, onProgress });
      const bytes = all.reduce((sum, image) => sum + image.data.length, 0);
      return { board, written: true, bytes, verified: 'by MD5, read back' };
    }
    default:
      return { board, written: false, how: firmware.enter };
  }
}

function read(spec: string): Image {
  const [, file = spec, at] = /^(.+?)(?:@(0x[0-9a-fA-F]{1,8}|\d{1,10}))?$/.exec(spec) ?? [];
  try {
    return { file, at: at === undefined ? undefined : Number(at), data: Uint8Array.from(readFileSync(file)) };
  } catch (error) {
    throw new Cpu6Error('INPUT_FILE', { file, why: (error as Error).message });
  }
}
