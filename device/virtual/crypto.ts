// Espruino's native crypto as the board has it: what it cannot do prints an error and gives nothing.
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';

export const sha256 = (data: Uint8Array): Uint8Array => createHash('sha256').update(data).digest();

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
