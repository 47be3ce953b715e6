// Byte strings, the card's one form for data on their way; numbers in them are little-endian.
import { MESSAGE_MALFORMED } from '../../protocol/errors/numbers.js';
import type { Refusal } from './types.js';

export const chr = String.fromCharCode;

export function le16(n: number): string {
  return chr(n & 255, (n >> 8) & 255);
}

export function le32(n: number): string {
  return chr(n & 255, (n >> 8) & 255, (n >> 16) & 255, (n >>> 24) & 255);
}

/** Beyond the end: 0. Callers compare the whole length. */
export function at16(s: string, i: number): number {
  return s.charCodeAt(i) | (s.charCodeAt(i + 1) << 8);
}

export function at32(s: string, i: number): number {
  'cold';
  return (at16(s, i) | (at16(s, i + 2) << 16)) >>> 0;
}

export function blob(s: string): string {
  return le16(s.length) + s;
}

export function refusal(code: number, message: string): Refusal {
  return { $code: code, message: message };
}

/** The counted bytes from `i` to the end. Throws if they do not end there, or are more than `max`. */
export function rest(s: string, i: number, max: number): string {
  const n = at16(s, i);
  if (s.length !== i + 2 + n || n > max) throw refusal(MESSAGE_MALFORMED, 'length');
  return s.substr(i + 2);
}

/** Throws unless `s` has that length. */
export function exactly(s: string, length: number): void {
  'cold';
  if (s.length !== length) throw refusal(MESSAGE_MALFORMED, 'length');
}
