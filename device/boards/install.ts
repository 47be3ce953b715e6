// What is written into a card's Storage: runtime, configuration, seed, keys, and the boot code that starts them.
import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { bootCode } from './boot-code.js';
import { bootFile, configFile, consoleFile, runtimeFile, seedFile, unlockKeyFile } from './files.js';
import { type BoardProfile, linkLimits, missingCrypto } from './profile.js';

/** File names in Storage and their contents. `.bootcde` comes last: before it the card is what it was. */
export type CardFiles = readonly (readonly [name: string, content: Uint8Array])[];

export interface CardIdentity {
  /** 16 bytes; drawn if left out. */
  readonly cardId?: Uint8Array;
  /** 64 bytes, the seed of the card's random generator; drawn if left out. */
  readonly seed?: Uint8Array;
  /** 32 bytes: with it the console opens again (`cpu6 unlock`). Without one only the button opens it. */
  readonly unlockKey?: Uint8Array;
}

export interface Placement {
  /** Of runtime and configuration: the one that is not in use. Default `0`. */
  readonly place?: '0' | '1';
  /** Number of the seed's record: higher than what the card has. Default 1. */
  readonly count?: number;
  /** On the native build, what link and button port open. */
  readonly link?: string | undefined;
  readonly button?: string | undefined;
}

/** As device/runtime/records.ts writes it. */
export function cardRecord(count: number, body: Uint8Array): Uint8Array {
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32LE(count);
  out.set(body, 4);
  out.writeUInt32LE(crc32(out.subarray(0, -4)), out.length - 4);
  return out;
}

/** The files of a card. Throws `CARD_CRYPTO` for a board on which no session could open. */
export function installCard(
  board: BoardProfile,
  runtime: string,
  identity: CardIdentity = {},
  placement: Placement = {},
): CardFiles {
  const lacks = missingCrypto(board);
  if (lacks) throw new Cpu6Error('CARD_CRYPTO', { board: board.name, what: lacks });
  const { place = '0', count = 1 } = placement;
  const { unlockKey } = identity;
  const started = {
    runtime: Buffer.from(runtime, 'latin1'),
    configuration: configuration(board, identity.cardId ?? randomBytes(16), placement),
    console: Buffer.from(consoleProgram(board, placement.link), 'ascii'),
    unlockKey,
  };
  return [
    [consoleFile, started.console],
    ...(unlockKey ? [[unlockKeyFile, unlockKey] as const] : []),
    [`${seedFile}a`, cardRecord(count, identity.seed ?? randomBytes(64))],
    [configFile + place, started.configuration],
    [runtimeFile + place, started.runtime],
    [bootFile, Buffer.from(bootCode(place, started), 'ascii')],
  ];
}

/** Gives the console its port back. The native build ends when it has nothing to wait for. */
function consoleProgram(board: BoardProfile, link: string | undefined): string {
  const options = link === undefined ? '' : `,{path:${JSON.stringify(link)}}`;
  const stay = link === undefined ? '' : 'setInterval(function(){},60000);';
  return `${stay}${board.port}.setup(${board.baud}${options});${board.port}.setConsole(true);`;
}

/** The configuration record, see `Config` in device/runtime/types.ts. */
function configuration(board: BoardProfile, cardId: Uint8Array, placement: Placement): Uint8Array {
  const { window, frame, message } = linkLimits(board);
  return Buffer.from(
    JSON.stringify({
      id: Buffer.from(cardId).toString('base64'),
      board: board.name,
      port: board.port,
      path: placement.link,
      baud: board.baud,
      btn: board.button?.pin,
      edge: board.button?.edge,
      bport: board.buttonPort,
      bpath: placement.button,
      led: board.led,
      win: window,
      size: frame,
      msg: message,
      dog: board.watchdog,
    }),
    'ascii',
  );
}
