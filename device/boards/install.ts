// What is written into a card's Storage at install time: runtime, configuration, seed, and the boot code that starts them.
import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { type BoardProfile, linkLimits, missingCrypto } from './profile.js';

/** File names in Storage and their contents. `.bootcde` comes last: before it the card is an ordinary Espruino. */
export type CardFiles = readonly (readonly [name: string, content: Uint8Array])[];

export interface CardIdentity {
  /** 16 bytes; drawn if left out. */
  readonly cardId?: Uint8Array;
  /** 64 bytes, the seed of the card's random generator; drawn if left out. */
  readonly seed?: Uint8Array;
}

export const runtimeFile = 'cpu6.js';
export const configFile = 'cpu6.cfg';
const bootCode = `eval(require("Storage").read("${runtimeFile}"))`;

/** As device/runtime/records.ts writes it. */
export function cardRecord(count: number, body: Uint8Array): Uint8Array {
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32LE(count);
  out.set(body, 4);
  out.writeUInt32LE(crc32(out.subarray(0, -4)), out.length - 4);
  return out;
}

/**
 * The files of a new card. `paths`: on the native build, what link and button port open. Throws `CARD_CRYPTO` for a board
 * on which no session could open.
 */
export function installCard(
  board: BoardProfile,
  runtime: string,
  identity: CardIdentity = {},
  paths: { readonly link?: string; readonly button?: string } = {},
): CardFiles {
  const lacks = missingCrypto(board);
  if (lacks) throw new Cpu6Error('CARD_CRYPTO', { board: board.name, what: lacks });
  return [
    [runtimeFile, Buffer.from(runtime, 'latin1')],
    [configFile, configuration(board, identity.cardId ?? randomBytes(16), paths)],
    ['cpu6.ra', cardRecord(1, identity.seed ?? randomBytes(64))],
    ['.bootcde', Buffer.from(bootCode, 'ascii')],
  ];
}

/** The configuration record, see `Config` in device/runtime/types.ts. */
function configuration(
  board: BoardProfile,
  cardId: Uint8Array,
  paths: { readonly link?: string; readonly button?: string },
): Uint8Array {
  const { window, frame, message } = linkLimits(board);
  return Buffer.from(
    JSON.stringify({
      id: Buffer.from(cardId).toString('base64'),
      board: board.name,
      port: board.port,
      path: paths.link,
      baud: board.baud,
      btn: board.button?.pin,
      edge: board.button?.edge,
      bport: board.buttonPort,
      bpath: paths.button,
      led: board.led,
      win: window,
      size: frame,
      msg: message,
      dog: board.watchdog,
    }),
    'ascii',
  );
}
