// Suite AES-256-CBC + HMAC-SHA-256 (protocol/crypto/cbc-hmac.ts), with ciphers that are set up once: a session seals
// thousands of records, and setting up OpenSSL's contexts costs more than the work.
//
// A CBC context chains from whatever it did last. To start a record at its own IV, the first block is XORed with the
// IV and with the last ciphertext block that went through the context: what comes out is CBC under that IV.
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { tagLength } from '../../../protocol/crypto/aead.js';
import type { DirectionKeys } from '../../../protocol/crypto/cbc-hmac.js';
import { equal } from '../../../protocol/crypto/hmac.js';
import type { Opener, Sealer } from './suite.js';

const blockLength = 16;
type Cipher = ReturnType<typeof createCipheriv>;

class Direction {
  #last = new Uint8Array(blockLength);
  readonly #ecb: Cipher;
  protected constructor(
    private readonly keys: DirectionKeys,
    protected readonly cbc: Cipher,
  ) {
    this.#ecb = createCipheriv('aes-256-ecb', keys.enc, null).setAutoPadding(false);
    cbc.setAutoPadding(false);
  }
  protected iv(nonce: Uint8Array): Uint8Array {
    return this.#ecb.update(nonce);
  }
  protected tag(n: number, iv: Uint8Array, ciphertext: Uint8Array): Uint8Array {
    const text = Buffer.allocUnsafe(4 + blockLength + ciphertext.length + 8);
    text.writeUInt32BE(n, 0);
    text.set(iv, 4);
    text.set(ciphertext, 20);
    text.writeBigUInt64BE(32n, text.length - 8); // length of the counter in bits
    return createHmac('sha256', this.keys.mac).update(text).digest().subarray(0, tagLength);
  }
  /** XORs into `block` what makes the context's chain start at `iv`. */
  protected chain(block: Uint8Array, iv: Uint8Array): void {
    for (let i = 0; i < blockLength; i++) block[i]! ^= iv[i]! ^ this.#last[i]!;
  }
  protected ran(ciphertext: Uint8Array): void {
    this.#last.set(ciphertext.subarray(ciphertext.length - blockLength));
  }
  /** Frees the ciphers; nothing can be sealed or opened any more. */
  wipe(): void {
    for (const cipher of [this.#ecb, this.cbc]) {
      try {
        cipher.final(); // frees OpenSSL's context, which clears its key schedule
      } catch {
        // it was freed before
      }
    }
  }
}

export class CbcHmacSealer extends Direction implements Sealer {
  constructor(keys: DirectionKeys) {
    super(keys, createCipheriv('aes-256-cbc', keys.enc, Buffer.alloc(blockLength)));
  }
  seal(n: number, nonce: Uint8Array, plaintext: Uint8Array): Uint8Array {
    const padding = blockLength - (plaintext.length % blockLength); // PKCS#7, RFC 5652 section 6.3
    const padded = Buffer.allocUnsafe(plaintext.length + padding);
    padded.set(plaintext);
    padded.fill(padding, plaintext.length);
    const iv = this.iv(nonce);
    this.chain(padded, iv);
    const ciphertext = this.cbc.update(padded);
    this.ran(ciphertext);
    return Buffer.concat([ciphertext, this.tag(n, iv, ciphertext)]);
  }
}

export class CbcHmacOpener extends Direction implements Opener {
  constructor(keys: DirectionKeys) {
    super(keys, createDecipheriv('aes-256-cbc', keys.enc, Buffer.alloc(blockLength)));
  }
  open(n: number, nonce: Uint8Array, ciphertext: Uint8Array, tag: Uint8Array): Uint8Array | undefined {
    if (ciphertext.length < blockLength || ciphertext.length % blockLength !== 0) return undefined;
    const iv = this.iv(nonce);
    if (!equal(this.tag(n, iv, ciphertext), tag)) return undefined;
    const padded = this.cbc.update(ciphertext);
    this.chain(padded, iv);
    this.ran(ciphertext);
    const padding = padded[padded.length - 1]!;
    // Only a key holder can have made a record with wrong padding, so how it is refused tells nobody anything.
    if (padding < 1 || padding > blockLength) return undefined;
    for (let i = padded.length - padding; i < padded.length; i++) if (padded[i] !== padding) return undefined;
    return padded.subarray(0, padded.length - padding);
  }
}
