// The suites that are one published construction: AES-128-CCM, ChaCha20-Poly1305, Ascon-AEAD128. The record's number is in
// the nonce, and the card's native CCM takes no associated data, so there is none.
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { asconOpen, asconSeal } from '../../../protocol/crypto/ascon.js';
import type { DirectionKeys } from '../../../protocol/crypto/cbc-hmac.js';
import { ccmOpen, ccmSeal } from '../../../protocol/crypto/ccm.js';
import { tagLength } from '../../../protocol/crypto/suites.js';
import type { Opener, Sealer } from './suite.js';

type Seal = (key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array) => Uint8Array;
type Open = (key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array) => Uint8Array | undefined;

function chachaSeal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: tagLength });
  const text = cipher.update(plaintext);
  cipher.final();
  return Buffer.concat([text, cipher.getAuthTag()]);
}

function chachaOpen(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  const end = sealed.length - tagLength;
  const decipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: tagLength });
  decipher.setAuthTag(sealed.subarray(end));
  try {
    const text = decipher.update(sealed.subarray(0, end));
    decipher.final();
    return text;
  } catch {
    return undefined;
  }
}

class Aead implements Sealer, Opener {
  #key: Uint8Array | undefined;
  constructor(
    key: Uint8Array,
    private readonly sealWith: Seal,
    private readonly openWith: Open,
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
export const aesCcm = (keys: DirectionKeys): Sealer & Opener => new Aead(keys.enc.subarray(0, 16), ccmSeal, ccmOpen);
export const chacha20Poly1305 = (keys: DirectionKeys): Sealer & Opener => new Aead(keys.enc, chachaSeal, chachaOpen);
/** Under the first half of the key. */
export const asconAead128 = (keys: DirectionKeys): Sealer & Opener =>
  new Aead(keys.enc.subarray(0, 16), asconSeal, asconOpen);
