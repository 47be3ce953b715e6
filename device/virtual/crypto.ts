// Espruino's native crypto as the board has it: what it cannot do prints an error and gives nothing.
import { createCipheriv, createDecipheriv, createHash, pbkdf2Sync } from 'node:crypto';

export const sha256 = (data: Uint8Array): Uint8Array => createHash('sha256').update(data).digest();

/** PBKDF2-HMAC-SHA-256 (RFC 8018). */
export const pbkdf2 = (secret: Uint8Array, salt: Uint8Array, iterations: number, length: number): Uint8Array =>
  pbkdf2Sync(secret, salt, iterations, length, 'sha256');

const bits: Record<number, number> = { 16: 128, 24: 192, 32: 256 };

/** AES in CBC or ECB mode without padding; `undefined` where the board would only print an error. */
export function aes(
  encrypt: boolean,
  data: Uint8Array,
  key: Uint8Array,
  iv: Uint8Array,
  mode: string,
): Uint8Array | undefined {
  const size = bits[key.length];
  if (!size || (mode !== 'CBC' && mode !== 'ECB') || data.length % 16 !== 0) return undefined;
  if (mode === 'CBC' && iv.length !== 16) return undefined;
  const make = encrypt ? createCipheriv : createDecipheriv;
  const cipher = make(`aes-${size}-${mode.toLowerCase()}`, key, mode === 'CBC' ? iv : null).setAutoPadding(false);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}

/** AES-CCM as `AES.ccmEncrypt`: ciphertext and tag in one; `undefined` where the board would only print an error. */
export function ccmEncrypt(data: Uint8Array, key: Uint8Array, nonce: Uint8Array, tag: number): Uint8Array | undefined {
  const size = bits[key.length];
  if (!size || nonce.length < 7 || nonce.length > 13 || tag < 4 || tag > 16 || tag % 2 || !data.length)
    return undefined;
  const cipher = createCipheriv(`aes-${size}-ccm` as 'aes-128-ccm', key, nonce, { authTagLength: tag });
  const text = cipher.update(data);
  cipher.final();
  return Buffer.concat([text, cipher.getAuthTag()]);
}

/** AES-CCM as `AES.ccmDecrypt`. */
export function ccmDecrypt(
  data: Uint8Array,
  key: Uint8Array,
  nonce: Uint8Array,
  tag: Uint8Array,
): Uint8Array | undefined {
  const size = bits[key.length];
  if (!size || nonce.length < 7 || nonce.length > 13 || !data.length) return undefined;
  try {
    const decipher = createDecipheriv(`aes-${size}-ccm` as 'aes-128-ccm', key, nonce, { authTagLength: tag.length });
    decipher.setAuthTag(tag);
    const text = decipher.update(data);
    decipher.final();
    return text;
  } catch {
    return undefined;
  }
}
