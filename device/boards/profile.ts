// What is to be known of a board: for the runtime and its installer, for the one who flashes it, for the one who holds it.
// Figures are those of its Espruino 2v29 board definition; no board itself was measured.
import { frameOverhead, longestMessage } from '../../protocol/link/constants.js';
import type { UsbSerialName } from '../../protocol/usb.js';

/** Native crypto; bits as in `cardDescription.crypto`. */
export interface BoardCrypto {
  readonly sha256: boolean;
  /** AES in CBC and ECB mode. */
  readonly cbc: boolean;
  readonly ccm: boolean;
  /** PBKDF2 with SHA-256. */
  readonly pbkdf2: boolean;
}

/** How an Espruino image gets onto the bare board, and by what a wrong one is known. */
export type Firmware =
  /** Espruino's own boot loader on the USB port; the image starts with it and has the interpreter at `text`. */
  | { readonly method: 'stm32'; readonly flash: number; readonly text: number; readonly enter: string }
  /** A drive that takes a UF2 file (`family`: its family id); INFO_UF2.TXT on it has `boardId`. */
  | { readonly method: 'uf2'; readonly family: number; readonly boardId: RegExp; readonly enter: string }
  /** The serial boot loader of Espressif's chips; `chip`: id in the image's header, and name in its tools. */
  | { readonly method: 'esp'; readonly chip: number; readonly chipName: string; readonly enter: string }
  /** Nordic's signed update package (zip), sent over Bluetooth by a phone or a browser. */
  | { readonly method: 'nordic-dfu'; readonly enter: string }
  /** A hex file that is copied to the drive of the debugger on the board. */
  | { readonly method: 'hex-drive'; readonly enter: string }
  /** Only by that command. */
  | { readonly method: 'command'; readonly enter: string };

export interface BoardProfile {
  /** As `process.env.BOARD` gives it; at most 16 characters of ASCII. */
  readonly name: string;
  /** What is printed on it, and its chip. */
  readonly title: string;
  readonly chip: string;
  /** JsVars, and bytes of one. */
  readonly vars: number;
  readonly block: number;
  /** Its heap grows: `vars` is only what it starts with. */
  readonly growing?: boolean;
  /** Bytes of the Storage area, and where it is. */
  readonly storage: number;
  readonly storageIn: 'chip' | 'external flash';
  readonly crypto: BoardCrypto;
  /** Source of `E.hwRand`; `prng`: a fixed-seed generator, worth nothing. */
  readonly random: 'hardware' | 'noise' | 'sdk' | 'prng';
  /** Serial port of the link, and its speed (what the host opens it with). */
  readonly port: string;
  readonly baud: number;
  /** Speed of the console after a reset, where that differs from `baud`. */
  readonly consoleBaud?: number;
  /** Bytes that its receive buffer holds; what comes beyond is lost without a word. */
  readonly rx: number;
  /** Pin of the button and the edge of a press. */
  readonly button?: { readonly pin: string; readonly edge: 'rising' | 'falling' };
  /** Serial port on which any byte is a press, for a build without pins. */
  readonly buttonPort?: string;
  readonly led?: string;
  /** Seconds after which the watchdog resets a board that runs away; 0: it has none. On STM32 at most 26, or it throws. */
  readonly watchdog: number;
  /** How its serial port looks on USB; several where that depends on the adapter. */
  readonly usb: readonly UsbSerialName[];
  /** How it could reach a network by itself. */
  readonly network?: string;
  readonly firmware: Firmware;
  /** How to keep others from reading its flash with a debugger, and what that is worth. */
  readonly readOut: string;
  /** What its button does at power-on. */
  readonly recovery: string;
}

/** What the board lacks of the native crypto that a session needs, or nothing. */
export const missingCrypto = (board: BoardProfile): string | undefined =>
  !board.crypto.sha256 ? 'SHA-256' : !board.crypto.cbc && !board.crypto.ccm ? 'AES' : undefined;

const largestFrame = 512;

/** The longest message of a session (a sealed record of code) needs this much. */
const leastMessage = 4480;

export interface LinkLimits {
  /** Bytes that may be unacknowledged towards the board. */
  readonly window: number;
  /** Payload of one frame, bytes. */
  readonly frame: number;
  /** One message to the board, bytes. */
  readonly message: number;
}

/** What fits the board's receive buffer, and an eighth of its memory: a message is there twice while it is worked on. */
export function linkLimits(board: BoardProfile): LinkLimits {
  const window = Math.min(800, board.rx - 96);
  const memory = board.growing ? longestMessage : Math.floor((board.vars * board.block) / 8);
  return {
    window,
    frame: Math.min(largestFrame, window - frameOverhead),
    message: Math.max(leastMessage, Math.min(longestMessage, memory)),
  };
}
