// One direction of a conversation outside the drawn channel: the projection of an applet, and the gate.
//
// Its form depends on the board alone: CBC and HMAC where the card has CBC, CCM where it has only that.
import { type DirectionKeys, openRecord, sealRecord } from './cbc-hmac.js';
import { ccmOpenRecord, ccmSealRecord } from './ccm.js';

/** Bits of `cardDescription.crypto`. */
export const cryptoBits = { sha256: 1, cbc: 2, ccm: 4 } as const;

export type RecordForm = 'cbc-hmac' | 'ccm';

/** The form for a card with that native crypto; `undefined` if no session can open on it. */
export function recordForm(bits: number): RecordForm | undefined {
  if (!(bits & cryptoBits.sha256)) return undefined;
  return bits & cryptoBits.cbc ? 'cbc-hmac' : bits & cryptoBits.ccm ? 'ccm' : undefined;
}

/** Opens record `n` in that form; `undefined` if it is not that record. */
export const openRecordAs = (
  form: RecordForm,
  keys: DirectionKeys,
  n: number,
  record: Uint8Array,
): Uint8Array | undefined => (form === 'ccm' ? ccmOpenRecord : openRecord)(keys, n, record);

/** Seals or opens records in order. */
export class RecordStream {
  #next = 0;
  constructor(
    readonly keys: DirectionKeys,
    readonly form: RecordForm = 'cbc-hmac',
  ) {}
  seal(plaintext: Uint8Array): Uint8Array {
    return (this.form === 'ccm' ? ccmSealRecord : sealRecord)(this.keys, this.#next++, plaintext);
  }
  /** The counter moves on only when the record is good. */
  open(record: Uint8Array): Uint8Array | undefined {
    const plaintext = openRecordAs(this.form, this.keys, this.#next, record);
    if (plaintext) this.#next++;
    return plaintext;
  }
  /** Overwrites the keys. */
  wipe(): void {
    this.keys.enc.fill(0);
    this.keys.mac.fill(0);
  }
}
