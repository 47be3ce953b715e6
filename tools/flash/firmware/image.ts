// An Espruino image for a bare board: for which board it is, found out from its bytes. What is not an image for the board is
// refused before anything is written.
import { type BoardProfile, boardNamed, boards } from '../../../device/boards/index.js';
import { Cpu6Error } from '../../../protocol/errors/error.js';
import { espImageProblem } from './esp-image.js';
import { hexProblem } from './intel-hex.js';
import { nordicPackageProblem } from './nordic-package.js';
import { stm32ImageProblem } from './stm32-image.js';
import { uf2Problem } from './uf2.js';

/** Why these bytes are no image for the board; `undefined` if they are. `offset`: address in flash, where it is given. */
export function imageProblem(board: BoardProfile, image: Uint8Array, offset?: number): string | undefined {
  const { firmware } = board;
  switch (firmware.method) {
    case 'stm32':
      return stm32ImageProblem(image, firmware);
    case 'uf2':
      return uf2Problem(image, firmware.family);
    case 'esp':
      return espImageProblem(image, firmware.chip, offset);
    case 'nordic-dfu':
      return nordicPackageProblem(image);
    case 'hex-drive':
      return hexProblem(image);
    case 'command':
      return 'cpu6 does not write this board';
  }
}

/**
 * The board that an image is for: the one named, or the only one that it fits. Throws `FIRMWARE_WRONG`, and `USAGE` where it
 * may be for several.
 */
export function boardOf(file: string, image: Uint8Array, named: string | undefined, offset?: number): BoardProfile {
  if (named !== undefined) {
    const board = boardNamed(named);
    const why = imageProblem(board, image, offset);
    if (why) throw new Cpu6Error('FIRMWARE_WRONG', { file, board: board.name, why });
    return board;
  }
  const fitting = boards.filter((board) => imageProblem(board, image, offset) === undefined);
  if (fitting.length === 1) return fitting[0]!;
  if (fitting.length === 0)
    throw new Cpu6Error('FIRMWARE_WRONG', { file, board: 'any board', why: 'no boot loader takes a file like it' });
  throw new Cpu6Error('USAGE', {
    what: `${file} may be for ${fitting.map((b) => b.name).join(', ')}: name the board with --board`,
    verb: 'flash',
  });
}
