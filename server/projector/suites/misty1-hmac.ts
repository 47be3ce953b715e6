// Suite MISTY1 in counter mode + HMAC-SHA-256, encrypt-then-MAC in the manner of RFC 7518 section 5.2: the cipher that the
// patent names.
//
//   tag = HMAC-SHA-256(macKey, A ‖ nonce ‖ ciphertext ‖ AL)[0..16],  A = counter (u32 big-endian), AL = 64-bit 32
import { createHmac } from 'node:crypto';
import { tagLength } from '../../../protocol/crypto/aead.js';
import type { DirectionKeys } from '../../../protocol/crypto/cbc-hmac.js';
import { equal } from '../../../protocol/crypto/hmac.js';
import { mistyCtr, mistyNonceLength, mistySchedule } from '../../../protocol/crypto/misty1.js';
import type { Opener, Sealer } from './suite.js';

class MistyHmac implements Sealer, Opener {
  #schedule: Uint32Array | undefined;
  constructor(private readonly keys: DirectionKeys) {
    this.#schedule = mistySchedule(keys.enc.subarray(0, 16));
  }
  seal(n: number, nonce: Uint8Array, plaintext: Uint8Array): Uint8Array {
    const text = mistyCtr(this.#usable(), nonce, plaintext);
    return Buffer.concat([text, this.#tag(n, nonce, text)]);
  }
  open(n: number, nonce: Uint8Array, ciphertext: Uint8Array, tag: Uint8Array): Uint8Array | undefined {
    const schedule = this.#usable();
    if (!equal(this.#tag(n, nonce, ciphertext), tag)) return undefined;
    return mistyCtr(schedule, nonce, ciphertext);
  }
  wipe(): void {
    this.#schedule?.fill(0);
    this.#schedule = undefined;
  }
  #usable(): Uint32Array {
    if (!this.#schedule) throw new RangeError('the keys were wiped');
    return this.#schedule;
  }
  #tag(n: number, nonce: Uint8Array, text: Uint8Array): Uint8Array {
    const input = Buffer.allocUnsafe(4 + mistyNonceLength + text.length + 8);
    input.writeUInt32BE(n, 0);
    input.set(nonce, 4);
    input.set(text, 4 + mistyNonceLength);
    input.writeBigUInt64BE(32n, input.length - 8); // length of the counter in bits
    return createHmac('sha256', this.keys.mac).update(input).digest().subarray(0, tagLength);
  }
}

export const mistyHmac = (keys: DirectionKeys): Sealer & Opener => new MistyHmac(keys);
