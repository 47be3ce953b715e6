// The card's slots: a place each for one server and one host of its holder. The slot secret is kept XORed with a share
// that only that host has, and with a key from the PIN if there is one.
//
//   body of a record = serverId (16) ‖ generation u16 ‖ wrapped secret (32) ‖ publisher (32, zeros: none)
//                      ‖ PIN: iterations u16 (0: none), salt (8), check (8) ‖ server name;  empty: a free slot
import { SLOTS_FULL } from '../../protocol/errors/numbers.js';
import { at16, chr, refusal } from './bytes.js';
import { readRecord, writeRecord } from './records.js';

/** As `cardDescription.slots` admits. */
const slotCount = 8;

/** Offsets in a body. */
export const atSecret = 18;
export const atPublisher = 50;
export const atPin = 82;
export const atName = 100;

/** The PIN's part of a body without one. */
export function noPin(): string {
  'cold';
  return E.toString(new Uint8Array(atName - atPin));
}

function nameOf(i: number): string {
  'cold';
  return `cpu6.s${i}`;
}

export function readSlot(i: number): string {
  'cold';
  return readRecord(nameOf(i));
}

/** `body` empty: frees it. Throws `CARD_STORAGE`. */
export function writeSlot(i: number, body: string): void {
  'cold';
  writeRecord(nameOf(i), body);
}

/** The place of the slot whose body begins with `head` (server id, generation), or −1; `head` empty: a free place. */
export function findSlot(head: string): number {
  'cold';
  for (let i = 0; i < slotCount; i++) {
    const body = readSlot(i);
    if (head ? body.substr(0, head.length) === head : !body) return i;
  }
  return -1;
}

/** The place for a new slot: that of the one it replaces, or a free one. Throws `SLOTS_FULL`. */
export function placeFor(replaced: string): number {
  'cold';
  let i = findSlot(replaced);
  if (i < 0) i = findSlot('');
  if (i < 0) throw refusal(SLOTS_FULL, 'slots');
  return i;
}

/** Server id, generation and flags (1 PIN, 2 publisher) of each slot, as in a description: count u16, then 19 bytes each. */
export function listSlots(): string {
  'cold';
  /** Server id and generation of each slot, as in a description: count u16, then 18 bytes each. */ 'cold';
  let out = '';
  let n = 0;
  for (let i = 0; i < slotCount; i++) {
    const body = readSlot(i);
    if (!body) continue;
    out += body.substr(0, atSecret);
    out += chr((at16(body, atPin) ? 1 : 0) | (publisherOf(body) ? 2 : 0));
    n++;
  }
  return chr(n, 0) + out;
}

/** The publisher whose applets the slot takes; empty: it takes all. */
export function publisherOf(body: string): string {
  'cold';
  const key = body.substr(atPublisher, 32);
  for (let i = 0; i < 32; i++) if (key.charCodeAt(i)) return key;
  return '';
}

/** A body with another part from `at` on. */
export function withPart(body: string, at: number, part: string): string {
  'cold';
  return body.substr(0, at) + part + body.substr(at + part.length);
}
