// Records in Storage that survive a loss of power at any instant: two copies, a counter, a CRC. The older copy is
// replaced, and the newest one that is whole counts.
//
//   record = counter u32 ‖ body ‖ CRC-32 of both
import { CARD_STORAGE } from '../../protocol/errors/numbers.js';
import { crcResidue } from '../../protocol/link/constants.js';
import { at32, le32, refusal } from './bytes.js';

const storage = require('Storage');

function copyOf(name: string): string {
  'cold';
  const s = storage.read(name);
  return s && s.length >= 8 && E.CRC32(s) === crcResidue ? s : '';
}

function firstIsNewest(a: string, b: string): boolean {
  'cold';
  return !b || (!!a && ((at32(a, 0) - at32(b, 0)) | 0) > 0);
}

/** The body of a record, or an empty string if there is none. */
export function readRecord(name: string): string {
  /** The body of a record, or an empty string if there is none. */ 'cold';
  const a = copyOf(`${name}a`);
  const b = copyOf(`${name}b`);
  const s = firstIsNewest(a, b) ? a : b;
  return s.substr(4, s.length - 8);
}

/** Throws `CARD_STORAGE`. */
export function writeRecord(name: string, body: string): void {
  /** Throws `CARD_STORAGE`. */ 'cold';
  const a = copyOf(`${name}a`);
  const b = copyOf(`${name}b`);
  const first = firstIsNewest(a, b);
  const s = first ? a : b;
  const record = le32((s ? at32(s, 0) : 0) + 1) + body;
  const file = name + (first && a ? 'b' : 'a');
  storage.write(file, record + le32(E.CRC32(record)));
  if (!copyOf(file)) throw refusal(CARD_STORAGE, 'write');
}
