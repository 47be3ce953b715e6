// What a slot's publisher has signed and the card has run: of each process the newest release. A known applet needs no
// signature again, and an older release is refused.
//
//   record = which slot and publisher it is for (8) ‖ entries: process (8) ‖ release u32 ‖ measurement (32)
import { APPLET_REFUSED, RELEASE_OLD } from '../../protocol/errors/numbers.js';
import { at32, refusal } from './bytes.js';
import { sha256 } from './crypto.js';
import { readRecord, writeRecord } from './records.js';
import { publisherOf } from './slots.js';

const entry = 44;
/** Processes of one publisher in one slot. Dropping one would forget how new its last release was. */
const most = 16;

function recordOf(i: number): string {
  'cold';
  return `cpu6.k${i}`;
}

function short(what: readonly string[]): string {
  'cold';
  return sha256(what).substr(0, 8);
}

/** The entries of slot `i`, if they are of its present server and publisher. */
function entries(i: number, body: string): string {
  'cold';
  const record = readRecord(recordOf(i));
  return record.substr(0, 8) === short([body.substr(0, 16), publisherOf(body)]) ? record.substr(8) : '';
}

/** Has this applet run here under its publisher's signature, and none of its process that is newer? */
export function isKnown(i: number, body: string, measurement: string): boolean {
  'cold';
  const list = entries(i, body);
  for (let at = 0; at < list.length; at += entry) if (list.substr(at + 12, 32) === measurement) return true;
  return false;
}

/** Throws `RELEASE_OLD` if the card has run a newer release of that process. `release`: 4 bytes. */
export function checkRelease(i: number, body: string, process: string, release: string): void {
  'cold';
  const list = entries(i, body);
  const id = short([process]);
  for (let at = 0; at < list.length; at += entry)
    if (list.substr(at, 8) === id && at32(list, at + 8) > at32(release, 0))
      throw refusal(RELEASE_OLD, `${at32(release, 0)}`);
}

/** Takes note of a release that was proved and runs. Throws `APPLET_REFUSED`, `CARD_STORAGE`. */
export function keepRelease(i: number, body: string, process: string, release: string, measurement: string): void {
  'cold';
  let list = entries(i, body);
  const id = short([process]);
  const now = id + release + measurement;
  let at = 0;
  while (at < list.length && list.substr(at, 8) !== id) at += entry;
  if (at === most * entry) throw refusal(APPLET_REFUSED, 'processes');
  list = list.substr(0, at) + now + list.substr(at + entry);
  writeRecord(recordOf(i), short([body.substr(0, 16), publisherOf(body)]) + list);
}
