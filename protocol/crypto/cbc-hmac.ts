// Authenticated encryption by AES-256-CBC and HMAC-SHA-256, encrypt-then-MAC in the manner of RFC 7518 section 5.2.
//
// Differences to A256CBC-HS512: HMAC-SHA-256 (the card has it natively), a tag of 16 bytes, and an IV that both ends
// derive instead of sending: AES-256-ECB of the record's counter under the encryption key (NIST SP 800-38A, appendix C,
// first method). Order is implicit: a record opens only as the n-th of its direction, so replay, loss and reordering
// all show as a broken seal.
//
//   record = ciphertext ‖ tag
//   tag    = HMAC-SHA-256(macKey, A ‖ IV ‖ ciphertext ‖ AL)[0..16],  A = counter (u32 big-endian), AL = 64-bit 32

import { createCipheriv, createDecipheriv } from 'node:crypto';
import { tagLength } from './aead.js';
import { equal, hmac } from './hmac.js';

const blockLength = 16;
/** The last counter that may be used: counters never wrap. */
export const lastCounter = 0xffff_fffe;

export interface DirectionKeys {
  /** 32 bytes */
  readonly enc: Uint8Array;
  /** 32 bytes */
  readonly mac: Uint8Array;
}

const counterBytes = (n: number): Buffer => {
  const b = Buffer.alloc(4);
  b.writeUInt32BE(n);
  return b;
};
const associatedLength = Buffer.from('0000000000000020', 'hex');

/** The nonce of record `n`: the counter right-aligned in 16 zero bytes. An epoch draws another layout. */
const recordNonce = (n: number): Uint8Array => Buffer.concat([Buffer.alloc(12), counterBytes(n)]);

/** The IV of record `n`: its nonce (16 bytes, never twice under one key), encrypted. */
export function recordIv(enc: Uint8Array, n: number, nonce = recordNonce(n)): Uint8Array {
  const cipher = createCipheriv('aes-256-ecb', enc, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(nonce), cipher.final()]);
}

const tagOf = (keys: DirectionKeys, n: number, iv: Uint8Array, ciphertext: Uint8Array): Uint8Array =>
  hmac(keys.mac, counterBytes(n), iv, ciphertext, associatedLength).subarray(0, tagLength);

/** Seals record `n` (0 to {@link lastCounter}). */
export function sealRecord(keys: DirectionKeys, n: number, plaintext: Uint8Array, nonce?: Uint8Array): Uint8Array {
  if (!Number.isInteger(n) || n < 0 || n > lastCounter) throw new RangeError('"n" is exhausted');
  const iv = recordIv(keys.enc, n, nonce);
  const cipher = createCipheriv('aes-256-cbc', keys.enc, iv);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([ciphertext, tagOf(keys, n, iv, ciphertext)]);
}

/** Opens record `n`; `undefined` if it was not sealed as that record under these keys. */
export function openRecord(keys: DirectionKeys, n: number, record: Uint8Array): Uint8Array | undefined {
  const end = record.length - tagLength;
  if (end < blockLength || end % blockLength !== 0 || n > lastCounter) return undefined;
  const ciphertext = record.subarray(0, end);
  const iv = recordIv(keys.enc, n);
  if (!equal(tagOf(keys, n, iv, ciphertext), record.subarray(end))) return undefined;
  const decipher = createDecipheriv('aes-256-cbc', keys.enc, iv);
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch {
    return undefined; // padding: only a key holder can have made it
  }
}
