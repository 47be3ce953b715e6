// The PIN of a slot: its secret is wrapped under a key from the PIN, and a wrong one costs a try before it is looked at, so
// that cutting the power does not give it back.
//
//   record = salt (8, which PIN it counts for) ‖ tries left u8; none, or for another salt: all of them are left
import { PIN_INVALID, PIN_LOCKED, PIN_NEEDED, PIN_WRONG } from '../../protocol/errors/numbers.js';
import { at16, chr, le16, refusal } from './bytes.js';
import { hasPbkdf2, mac, pads, pbkdf2, same, wipePads, xor } from './crypto.js';
import { readRecord, writeRecord } from './records.js';
import { atPin, atSecret, noPin, withPart } from './slots.js';

/** Wrong PINs until only a new enrolment helps. */
const tries = 8;
const shortest = 4;
const longest = 32;
/** About half a second on a 64 MHz board, native and in script. */
const nativeIterations = 2000;
const scriptIterations = 60;

function recordOf(i: number): string {
  'cold';
  return `cpu6.p${i}`;
}

/** Key and check value of a PIN: two HMACs under what PBKDF2 makes of it. */
function keyOf(pin: string, salt: string, iterations: number): readonly [Uint8Array, string] {
  'cold';
  const stretched = pbkdf2(pin, salt, iterations);
  const p = pads(stretched);
  stretched.fill(0);
  const out = [
    new Uint8Array(mac(p, 'cpu6 v1 pin key')),
    E.toString(mac(p, 'cpu6 v1 pin check')).substr(0, 8),
  ] as const;
  wipePads(p);
  return out;
}

function rewrap(body: string, key: Uint8Array): string {
  'cold';
  const out = withPart(body, atSecret, E.toString(xor(body.substr(atSecret, 32), key)));
  key.fill(0);
  return out;
}

/**
 * The body of slot `i` without the PIN's wrapping. Throws `PIN_NEEDED`, `PIN_WRONG` (with the tries left), `PIN_LOCKED`.
 */
export function openPin(i: number, body: string, pin: string): string {
  'cold';
  const iterations = at16(body, atPin);
  if (!iterations) return body;
  const salt = body.substr(atPin + 2, 8);
  const record = readRecord(recordOf(i));
  const left = record.substr(0, 8) === salt ? record.charCodeAt(8) : tries;
  if (!left) throw refusal(PIN_LOCKED, '0');
  if (!pin) throw refusal(PIN_NEEDED, `${left}`);
  // Before it is looked at: this try is spent whatever happens now.
  writeRecord(recordOf(i), salt + chr(left - 1));
  const k = keyOf(pin.substr(0, longest), salt, iterations);
  if (!same(k[1], body.substr(atPin + 10, 8))) {
    k[0].fill(0);
    throw refusal(left > 1 ? PIN_WRONG : PIN_LOCKED, `${left - 1}`);
  }
  writeRecord(recordOf(i), salt + chr(tries));
  return rewrap(body, k[0]);
}

/** The body, opened by {@link openPin}, under a new PIN; empty: under none. Throws `PIN_INVALID`. */
export function closePin(body: string, pin: string, draw: (length: number) => string): string {
  'cold';
  if (!pin) return withPart(body, atPin, noPin());
  if (pin.length < shortest || pin.length > longest) throw refusal(PIN_INVALID, '4 to 32 characters');
  const salt = draw(8);
  const iterations = hasPbkdf2() ? nativeIterations : scriptIterations;
  const k = keyOf(pin, salt, iterations);
  return rewrap(withPart(body, atPin, le16(iterations) + salt + k[1]), k[0]);
}
