// The suites that are one published construction: AES-128-CCM, ChaCha20-Poly1305, Ascon-AEAD128. The record's number is in
// the nonce, and the card's native CCM takes no associated data, so there is none.
import { type Aead, aead } from '../../../protocol/crypto/aead.js';
import { asconOpen, asconSeal } from '../../../protocol/crypto/ascon.js';
import type { DirectionKeys } from '../../../protocol/crypto/cbc-hmac.js';
import { ccmOpen, ccmSeal } from '../../../protocol/crypto/ccm.js';
import type { Opener, Sealer } from './suite.js';

const chacha = aead('chacha20-poly1305');

class AeadSuite implements Sealer, Opener {
  #key: Uint8Array | undefined;
  constructor(
    key: Uint8Array,
    private readonly sealWith: Aead['seal'],
    private readonly openWith: Aead['open'],
  ) {
    this.#key = key;
  }
  seal(_n: number, nonce: Uint8Array, plaintext: Uint8Array): Uint8Array {
    return this.sealWith(this.#usable(), nonce, plaintext);
  }
  open(_n: number, nonce: Uint8Array, ciphertext: Uint8Array, tag: Uint8Array): Uint8Array | undefined {
    return this.openWith(this.#usable(), nonce, Buffer.concat([ciphertext, tag]));
  }
  wipe(): void {
    this.#key = undefined;
  }
  #usable(): Uint8Array {
    if (!this.#key) throw new RangeError('the keys were wiped');
    return this.#key;
  }
}

/** Under the first half of the key: it is AES-128. */
export const aesCcm = (keys: DirectionKeys): Sealer & Opener =>
  new AeadSuite(keys.enc.subarray(0, 16), ccmSeal, ccmOpen);
export const chacha20Poly1305 = (keys: DirectionKeys): Sealer & Opener =>
  new AeadSuite(keys.enc, chacha.seal, chacha.open);
/** Under the first half of the key. */
export const asconAead128 = (keys: DirectionKeys): Sealer & Opener =>
  new AeadSuite(keys.enc.subarray(0, 16), asconSeal, asconOpen);
