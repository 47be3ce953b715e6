// Starts the cards that are not boards, and gives each an address that the host daemon can open like a board's.
import { boardNamed } from '../../device/boards/index.js';
import { startNative } from '../../device/virtual/native.js';
import { serveVirtualCard } from '../../device/virtual/serve.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { RunningCard } from './address.js';

export interface CardOptions {
  /** Keeps the card's flash. */
  readonly stateDir: string;
  /** Text of the card runtime. Without one it is a board as it comes, or as it was left. */
  readonly runtime?: string | undefined;
  /** Speed of a virtual card's line; 0: no limit. Default: that of the board's UART. */
  readonly baud?: number;
  /** TCP port of a virtual card, and of any card's control connection. Default 0: a free one. */
  readonly port?: number;
  readonly controlPort?: number;
  /** Path at which a virtual card's line is a terminal; a native one's is one anyway. */
  readonly pty?: string | undefined;
}

/** Throws `CARD_ADDRESS`, `ENVIRONMENT`, `CARD_OPEN`. */
export async function startCard(address: string, options: CardOptions): Promise<RunningCard> {
  const [, scheme, rest] = /^(virtual|espruino):(.+)$/.exec(address) ?? [];
  if (scheme === 'virtual') return serveVirtualCard({ board: boardNamed(rest!), ...options });
  if (scheme === 'espruino') return startNative({ binary: rest!, ...options });
  throw new Cpu6Error('CARD_ADDRESS', { address });
}
