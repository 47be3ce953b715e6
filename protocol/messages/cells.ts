// Channel mode: the whole stream of a direction in cells of one size, sealed like any record, one at a time at a set pace.
//
//   body of a cell = digest (16) ‖ flags u8 ‖ length u16 LE ‖ data ‖ zeros up to `size`
//   digest of cell n + 1 = SHA-256(digest of cell n ‖ record n)[0..16], zeros at the start of an epoch
//
// Under the record's own tag the digest is a running MAC: a cell is good only behind exactly the cells that came before.
// A cell with no data hides that nothing was said.
import { sha256 } from '../crypto/hmac.js';
import { channelMessages } from './channel.js';

/** `packet`: each message sealed by itself. `channel`: in cells. */
export type ProtectionMode = 'packet' | 'channel';

export interface CellShape {
  /** Bytes of a cell's body, 64 to 1,024. */
  readonly size: number;
  /** ms from one cell to the next. */
  readonly pace: number;
  /** ms between two cells before the later one counts as held up. */
  readonly late: number;
  /** ms without a cell before the stream counts as cut off. */
  readonly quiet: number;
}

const digestLength = 16;
const headLength = digestLength + 3;
export const firstDigest = new Uint8Array(digestLength);

/** Message bytes in one cell. */
export const cellRoom = (shape: Pick<CellShape, 'size'>): number => shape.size - headLength;

export const nextDigest = (digest: Uint8Array, record: Uint8Array): Uint8Array =>
  sha256(digest, record).subarray(0, digestLength);

/** The message of one cell, to be sealed. `data`: at most {@link cellRoom} bytes. */
export function encodeCell(
  shape: Pick<CellShape, 'size'>,
  digest: Uint8Array,
  ends: boolean,
  data: Uint8Array,
  late = false,
): Uint8Array {
  if (data.length > cellRoom(shape)) throw new RangeError('"data" is larger than a cell');
  const message = channelMessages.encode('cell', { digest, flags: (ends ? 1 : 0) | (late ? 2 : 0), data });
  const out = new Uint8Array(1 + shape.size);
  out.set(message);
  return out;
}

export interface Cell {
  readonly digest: Uint8Array;
  /** The message ends with it. */
  readonly ends: boolean;
  readonly data: Uint8Array;
  /** The other side got a cell too late. */
  readonly late: boolean;
}

/** `undefined` if it is not a cell of that shape. */
export function decodeCell(shape: Pick<CellShape, 'size'>, message: Uint8Array): Cell | undefined {
  const { code } = channelMessages.table.cell;
  if (message[0] !== code || message.length !== 1 + shape.size) return undefined;
  const flags = message[1 + digestLength]!;
  const length = message[2 + digestLength]! | (message[3 + digestLength]! << 8);
  if (flags > 3 || length > cellRoom(shape)) return undefined;
  const at = 1 + headLength;
  for (let i = at + length; i < message.length; i++) if (message[i] !== 0) return undefined;
  return {
    digest: message.subarray(1, 1 + digestLength),
    ends: (flags & 1) === 1,
    data: message.subarray(at, at + length),
    late: flags > 1,
  };
}
