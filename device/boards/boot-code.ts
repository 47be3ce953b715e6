// The boot code of a card: starts the runtime if everything that it needs is whole, and otherwise leaves the console open.
//
// A runtime that lost a part of itself while Storage was compacted would still take the port and close the console, and then
// answer nobody. Without a whole configuration, key or seed no session opens and no unlock ends: such a board would answer
// as a card, and could not be flashed again.
import { crc32 } from 'node:zlib';
import { crcResidue } from '../../protocol/link/constants.js';
import { configFile, consoleFile, placeAt, runtimeFile, seedFile, unlockKeyFile } from './files.js';

/** What the boot code checks, besides the seed, which has a CRC of its own in each of its two copies. */
export interface Started {
  readonly runtime: Uint8Array;
  readonly configuration: Uint8Array;
  /** Of {@link consoleFile}. */
  readonly console: Uint8Array;
  readonly unlockKey?: Uint8Array | undefined;
}

const read = (name: string): string => `r("${name}")`;
const storage = 'require("Storage").read';
const small = (place: string): string =>
  `c(${read(configFile + place)}+${read(consoleFile)}+(${read(unlockKeyFile)}||""))`;
const seedIsWhole = (copy: string): string => `c(${read(seedFile + copy)})==${crcResidue}`;

/** An expression for the CRC of the small files in that place, as they are in the flash. */
export const smallFilesCrc = (place: string): string => `(function(r,c){return ${small(place)}})(${storage},E.CRC32)`;

/** The boot code for these CRCs. Its value is `false` where something is not whole. */
export const bootCodeFor = (place: string, runtime: number | string, others: number | string): string =>
  `(function(r,c){return c(${read(runtimeFile + place)})==${runtime}&&${small(place)}==${others}` +
  `&&(${seedIsWhole('a')}||${seedIsWhole('b')})})(${storage},E.CRC32)&&eval(${storage}("${runtimeFile}${place}"))`;

/** The boot code that starts the runtime in that place. */
export function bootCode(place: string, { runtime, configuration, console, unlockKey }: Started): string {
  const others = Buffer.concat([configuration, console, unlockKey ?? new Uint8Array(0)]);
  return bootCodeFor(place, crc32(runtime), crc32(others));
}

/** The place of the runtime that this boot code starts; none if it is no card's. */
export function placeOf(boot: string): '0' | '1' | undefined {
  const place = boot[placeAt];
  if (place !== '0' && place !== '1') return undefined;
  const [, runtime, others] = /==(\d+)&&.*?==(\d+)&&/.exec(boot) ?? [];
  return runtime && others && boot === bootCodeFor(place, runtime, others) ? place : undefined;
}
