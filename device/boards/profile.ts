// What the runtime and its installer must know of a board. Figures are those of its Espruino 2v29 board definition.

/** Native crypto; bits as in `cardDescription.crypto`. */
export interface BoardCrypto {
  readonly sha256: boolean;
  /** AES in CBC and ECB mode. */
  readonly cbc: boolean;
  readonly ccm: boolean;
}

export interface BoardProfile {
  /** At most 16 characters of ASCII. */
  readonly name: string;
  /** JsVars, and bytes of one. */
  readonly vars: number;
  readonly block: number;
  /** Bytes of the Storage area. */
  readonly storage: number;
  readonly crypto: BoardCrypto;
  /** Source of `E.hwRand`; `prng`: a fixed-seed generator, worth nothing. */
  readonly random: 'hardware' | 'noise' | 'sdk' | 'prng';
  /** Serial port of the link, and its speed (what the host opens it with). */
  readonly port: string;
  readonly baud: number;
  /** Bytes that its receive buffer holds; what comes beyond is lost without a word. */
  readonly rx: number;
  /** Pin of the button and the edge of a press. */
  readonly button?: { readonly pin: string; readonly edge: 'rising' | 'falling' };
  /** Serial port on which any byte is a press, for a build without pins. */
  readonly buttonPort?: string;
  readonly led?: string;
  /** Seconds after which the watchdog resets a board that runs away; 0: it has none. */
  readonly watchdog: number;
  /** USB vendor and product id of its serial port. */
  readonly usb?: { readonly vendorId: string; readonly productId: string };
}

/** What the board lacks of the native crypto that a session needs, or nothing. */
export const missingCrypto = (board: BoardProfile): string | undefined =>
  !board.crypto.sha256 ? 'SHA-256' : !board.crypto.cbc ? 'AES-CBC' : undefined;

const frameOverhead = 10;
const largestFrame = 512;

/** Link limits that fit the board's receive buffer: bytes unacknowledged towards it, payload of one frame. */
export function linkLimits(board: BoardProfile): { readonly window: number; readonly frame: number } {
  const window = Math.min(800, board.rx - 96);
  return { window, frame: Math.min(largestFrame, window - frameOverhead) };
}
