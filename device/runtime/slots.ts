// The card's slots: one per server. The slot secret is kept XORed with a share that only the host has.
//
//   body of a record = serverId (16) ‖ generation u16 ‖ slotSecret XOR share (32) ‖ server name; empty: a free slot
import { SLOTS_FULL } from '../../protocol/errors/numbers.js';
import { refusal } from './bytes.js';
import { readRecord, writeRecord } from './records.js';

/** As `cardDescription.slots` admits. */
const slotCount = 8;

function nameOf(i: number): string {
  'cold';
  return `cpu6.s${i}`;
}

/** The slot of a server (16 bytes), or an empty string. */
export function findSlot(serverId: string): string {
  /** The slot of a server (16 bytes), or an empty string. */ 'cold';
  for (let i = 0; i < slotCount; i++) {
    const body = readRecord(nameOf(i));
    if (body && body.substr(0, 16) === serverId) return body;
  }
  return '';
}

/** Replaces the slot of `serverId`, or takes a free one. `body` empty: frees it. Throws `SLOTS_FULL`, `CARD_STORAGE`. */
export function keepSlot(serverId: string, body: string): void {
  /** Replaces the slot of `serverId`, or takes a free one. `body` empty: frees it. Throws `SLOTS_FULL`, `CARD_STORAGE`. */ 'cold';
  let free = -1;
  for (let i = 0; i < slotCount; i++) {
    const old = readRecord(nameOf(i));
    if (old.substr(0, 16) === serverId) {
      writeRecord(nameOf(i), body);
      return;
    }
    if (!old && free < 0) free = i;
  }
  if (!body) return;
  if (free < 0) throw refusal(SLOTS_FULL, 'slots');
  writeRecord(nameOf(free), body);
}

/** Server id and generation of each slot, as in a description: count u16, then 18 bytes each. */
export function listSlots(): string {
  /** Server id and generation of each slot, as in a description: count u16, then 18 bytes each. */ 'cold';
  let out = '';
  let n = 0;
  for (let i = 0; i < slotCount; i++) {
    const body = readRecord(nameOf(i));
    if (body) {
      out += body.substr(0, 18);
      n++;
    }
  }
  return String.fromCharCode(n, 0) + out;
}
