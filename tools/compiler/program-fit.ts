// Does a program fit a board, run from flash or from RAM?
import type { BoardProfile } from '../../device/boards/index.js';
import type { Piece } from './estimate.js';
import type { ProgramSizes } from './program-estimate.js';

export interface ProgramFit {
  readonly board: string;
  readonly vars: number;
  readonly storage: number;
  /** `fits`, or why not. */
  readonly flash: string;
  readonly ram: string;
}

export function fitOf(board: BoardProfile, sizes: ProgramSizes): ProgramFit {
  const vars = (needed: number): string =>
    needed > board.vars
      ? `${needed - board.vars} JsVars too many`
      : `fits (${Math.round((100 * needed) / board.vars)} %)`;
  const room = sizes.flash > board.storage ? `${sizes.flash - board.storage} bytes too many` : vars(sizes.vars);
  return { board: board.name, vars: board.vars, storage: board.storage, flash: room, ram: vars(sizes.ramVars) };
}

export const pieceText = ({ what, vars }: Piece): string => `${what} ${vars}`;
