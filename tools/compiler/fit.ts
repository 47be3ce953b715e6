// Does an applet fit a board? The figures are those of the card's own check before it loads one.
import { type BoardProfile, missingCrypto } from '../../device/boards/index.js';
import type { Sizes } from './estimate.js';

/**
 * JsVars that the runtime holds while it sets a session up. With the figures below it agrees with the build of 5,100
 * JsVars, where an applet of 6 kB is taken and one of 7 kB refused, and with that of 2,630, where no session opens yet.
 */
const runtime = 2850;
/** Bytes of the projected half of the channel, which comes with every applet, and JsVars it holds. */
const channelBytes = 900;
const channelVars = 350;
/** JsVars kept free for the runtime's work beside an applet, and what starting one takes besides its text. */
const reserve = 200;
const startCost = 400;
/** JsVars that the runtime holds beside an open session, and what a segment takes while it is loaded besides its text twice. */
const running = 1750;
const segmentCost = 530;
/** Blocks of loading for each block of text: as received, as cut up, and as function. */
const copies = 2.7;

export interface Fit {
  readonly board: string;
  /** JsVars of the board, and those left for an applet beside the runtime. */
  readonly vars: number;
  readonly free: number;
  /** JsVars needed at most at once: while the applet is loaded, or when it has started. */
  readonly needed: number;
  readonly fits: boolean;
  /** Why not; `lacks`: because the board has no such native crypto. */
  readonly why?: string;
  readonly lacks?: string;
}

/** JsVars of an overlaid applet at its peak: the resident part, and one segment that is loaded. */
export function peakOf(sizes: Sizes, block = 13): number {
  return sizes.segments ? sizes.vars + 2 * Math.ceil(sizes.segments.size / (block - 1)) + segmentCost : sizes.vars;
}

export function fitOn(board: BoardProfile, sizes: Sizes): Fit {
  const loading = Math.ceil((copies * (sizes.applet + channelBytes)) / (board.block - 1)) + startCost + reserve;
  // Segments come when the session is set up.
  const segment = sizes.segments ? peakOf(sizes, board.block) + channelVars - (runtime - running) : 0;
  const needed = Math.max(loading, sizes.vars + channelVars + reserve, segment);
  const free = Math.max(0, board.vars - runtime);
  const lacks = missingCrypto(board);
  const why = lacks ? `no native ${lacks}` : needed > free ? `${needed - free} JsVars too many` : undefined;
  return {
    board: board.name,
    vars: board.vars,
    free,
    needed,
    fits: !why,
    ...(why ? { why } : {}),
    ...(lacks ? { lacks } : {}),
  };
}
