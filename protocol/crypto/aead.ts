// Authenticated encryption as Node's OpenSSL has it, without associated data: ciphertext ‖ tag of 16 bytes.
import { type CipherCCMTypes, type CipherChaCha20Poly1305Types, createCipheriv, createDecipheriv } from 'node:crypto';

/** Bytes of a tag, in every suite. */
export const tagLength = 16;

export interface Aead {
  /** `nonce`: never twice under one key. */
  seal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array): Uint8Array;
  /** Its inverse; `undefined` if it was not sealed under this key and nonce. */
  open(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Uint8Array | undefined;
}

export function aead(algorithm: CipherCCMTypes | CipherChaCha20Poly1305Types): Aead {
  // Both kinds take these calls, whose types are alike.
  const name = algorithm as CipherChaCha20Poly1305Types;
  const options = { authTagLength: tagLength };
  return {
    seal: (key, nonce, plaintext) => {
      const cipher = createCipheriv(name, key, nonce, options);
      const text = cipher.update(plaintext);
      cipher.final();
      return Buffer.concat([text, cipher.getAuthTag()]);
    },
    open: (key, nonce, sealed) => {
      const end = sealed.length - tagLength;
      if (end < 0) return undefined;
      const decipher = createDecipheriv(name, key, nonce, options);
      decipher.setAuthTag(sealed.subarray(end));
      try {
        const text = decipher.update(sealed.subarray(0, end));
        decipher.final();
        return text;
      } catch {
        return undefined;
      }
    },
  };
}
