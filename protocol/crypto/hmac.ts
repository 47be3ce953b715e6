// HMAC-SHA-256 (RFC 2104, FIPS 198-1) and HKDF (RFC 5869) over node:crypto, with the extract and expand steps apart.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export const hashLength = 32;

export const sha256 = (...parts: Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export const hmac = (key: Uint8Array, ...parts: Uint8Array[]): Uint8Array => {
  const mac = createHmac('sha256', key);
  for (const part of parts) mac.update(part);
  return mac.digest();
};

/** HKDF-Extract, RFC 5869 section 2.2. */
export const extract = (salt: Uint8Array, ikm: Uint8Array): Uint8Array => hmac(salt, ikm);

/** HKDF-Expand, RFC 5869 section 2.3. `length`: 1 to 255 × 32 bytes. */
export function expand(prk: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  if (!Number.isInteger(length) || length < 1 || length > 255 * hashLength)
    throw new RangeError(`"length" must be 1 to ${255 * hashLength}`);
  const out = Buffer.alloc(Math.ceil(length / hashLength) * hashLength);
  let block: Uint8Array = new Uint8Array(0);
  for (let i = 1, at = 0; at < length; i++, at += hashLength) {
    block = hmac(prk, block, info, Uint8Array.of(i));
    out.set(block, at);
  }
  return out.subarray(0, length);
}

/** Compares without early exit. Lengths are public. */
export const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);
