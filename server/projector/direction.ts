// One direction of an open channel: seals or opens its records in the format of protocol/crypto/cbc-hmac.ts, with ciphers
// that are set up once. A session seals thousands of records, and setting up OpenSSL's contexts costs more than the work.
//
// A CBC context chains from whatever it did last. To start a record at its own IV, the first block is XORed with the
// IV and with the last ciphertext block that went through the context: what comes out is CBC under that IV.
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { type DirectionKeys, lastCounter, tagLength } from '../../protocol/crypto/cbc-hmac.js';
import { equal } from '../../protocol/crypto/hmac.js';

const blockLength = 16;
type Cipher = ReturnType<typeof createCipheriv>;

class Direction {
  /** The next record's number. */
  #n = 0;
  #last = new Uint8Array(blockLength);
  readonly #ecb: Cipher;
  readonly #counter = Buffer.alloc(blockLength);
  protected constructor(
    private readonly keys: DirectionKeys,
    protected readonly cbc: Cipher,
  ) {
    this.#ecb = createCipheriv('aes-256-ecb', keys.enc, null).setAutoPadding(false);
    cbc.setAutoPadding(false);
  }
  get records(): number {
    return this.#n;
  }
  /** The IV of the next record. */
  protected iv(): Uint8Array {
    if (this.#n > lastCounter) throw new RangeError('the counter is exhausted');
    this.#counter.writeUInt32BE(this.#n, 12);
    return this.#ecb.update(this.#counter);
  }
  protected advance(): void {
    this.#n++;
  }
  protected tag(iv: Uint8Array, ciphertext: Uint8Array): Uint8Array {
    const text = Buffer.allocUnsafe(4 + blockLength + ciphertext.length + 8);
    text.writeUInt32BE(this.#n, 0);
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
  /** Overwrites the keys and frees the ciphers; nothing can be sealed or opened any more. */
  wipe(): void {
    this.keys.enc.fill(0);
    this.keys.mac.fill(0);
    for (const cipher of [this.#ecb, this.cbc]) {
      try {
        cipher.final(); // frees OpenSSL's context, which clears its key schedule
      } catch {
        // it was freed before
      }
    }
  }
}

export class Sealer extends Direction {
  constructor(keys: DirectionKeys) {
    super(keys, createCipheriv('aes-256-cbc', keys.enc, Buffer.alloc(blockLength)));
  }
  /** Ciphertext and tag of the next record. */
  seal(plaintext: Uint8Array): readonly [ciphertext: Uint8Array, tag: Uint8Array] {
    const padding = blockLength - (plaintext.length % blockLength); // PKCS#7, RFC 5652 section 6.3
    const padded = Buffer.allocUnsafe(plaintext.length + padding);
    padded.set(plaintext);
    padded.fill(padding, plaintext.length);
    const iv = this.iv();
    this.chain(padded, iv);
    const ciphertext = this.cbc.update(padded);
    this.ran(ciphertext);
    const tag = this.tag(iv, ciphertext);
    this.advance();
    return [ciphertext, tag];
  }
}

export class Opener extends Direction {
  constructor(keys: DirectionKeys) {
    super(keys, createDecipheriv('aes-256-cbc', keys.enc, Buffer.alloc(blockLength)));
  }
  /** The plaintext, or `undefined` if this is not the next record. */
  open(ciphertext: Uint8Array, tag: Uint8Array): Uint8Array | undefined {
    if (ciphertext.length < blockLength || ciphertext.length % blockLength !== 0) return undefined;
    const iv = this.iv();
    if (!equal(this.tag(iv, ciphertext), tag)) return undefined;
    const padded = this.cbc.update(ciphertext);
    this.chain(padded, iv);
    this.ran(ciphertext);
    this.advance();
    const padding = padded[padded.length - 1]!;
    // Only a key holder can have made a record with wrong padding, so how it is refused tells nobody anything.
    if (padding < 1 || padding > blockLength) return undefined;
    for (let i = padded.length - padding; i < padded.length; i++) if (padded[i] !== padding) return undefined;
    return padded.subarray(0, padded.length - padding);
  }
}
