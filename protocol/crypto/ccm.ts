// Authenticated encryption by AES-128-CCM (RFC 3610, NIST SP 800-38C): tag of 16 bytes, nonce of 13, so L = 2.
//
// The card's native call takes no associated data. What would stand there, the record's number, stands in the nonce, and
// each direction has a key of its own: a record opens only as the n-th of its direction.
import { aead, tagLength } from './aead.js';
import type { DirectionKeys } from './cbc-hmac.js';

const nonceLength = 13;
const keyLength = 16;
/** The last counter that may be used: counters never wrap. */
const lastCounter = 0xffff_fffe;

/** `key`: 16 bytes; `nonce`: 13 bytes. */
export const { seal: ccmSeal, open: ccmOpen } = aead('aes-128-ccm');

/** The nonce of record `n`: the counter, big-endian, right-aligned in 13 bytes. */
function recordNonce(n: number): Uint8Array {
  const nonce = Buffer.alloc(nonceLength);
  nonce.writeUInt32BE(n, nonceLength - 4);
  return nonce;
}

/** Seals record `n` (0 to 2³² − 2). */
export function ccmSealRecord(keys: DirectionKeys, n: number, plaintext: Uint8Array): Uint8Array {
  if (!Number.isInteger(n) || n < 0 || n > lastCounter) throw new RangeError('"n" is exhausted');
  return ccmSeal(keys.enc.subarray(0, keyLength), recordNonce(n), plaintext);
}

/** Opens record `n`; `undefined` if it was not sealed as that record under these keys. */
export function ccmOpenRecord(keys: DirectionKeys, n: number, record: Uint8Array): Uint8Array | undefined {
  // The card's native call makes no empty messages, so there are none.
  if (record.length <= tagLength || n > lastCounter) return undefined;
  return ccmOpen(keys.enc.subarray(0, keyLength), recordNonce(n), record);
}
