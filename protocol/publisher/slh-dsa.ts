// SLH-DSA-SHA2-128s (FIPS 205), the publishers' signature: its only assumption is SHA-256, it has no state to lose, and a
// card checks it with its native hash. Why this one: docs/publisher-signature.md.
import { randomBytes } from 'node:crypto';
import { slh_dsa_sha2_128s as scheme } from '@noble/post-quantum/slh-dsa.js';

export const publicKeyLength = 32;
export const privateKeyLength = 64;
export const signatureLength = 7856;

export interface PublisherKeys {
  /** PK.seed ‖ PK.root. */
  readonly publicKey: Uint8Array;
  /** SK.seed ‖ SK.prf ‖ PK.seed ‖ PK.root. */
  readonly privateKey: Uint8Array;
}

/** A fresh key pair. Takes about half a second. */
export function generatePublisherKeys(): PublisherKeys {
  const { publicKey, secretKey } = scheme.keygen(Uint8Array.from(randomBytes(48)));
  return { publicKey: Uint8Array.from(publicKey), privateKey: Uint8Array.from(secretKey) };
}

/** The public half of a private key. */
export const publicHalf = (privateKey: Uint8Array): Uint8Array => Uint8Array.from(privateKey.subarray(32));

/** Signs in the pure version (section 10.2.1), hedged with fresh randomness. `context`: at most 255 bytes. Takes seconds. */
export const signWith = (privateKey: Uint8Array, context: Uint8Array, message: Uint8Array): Uint8Array =>
  Uint8Array.from(scheme.sign(message, privateKey, { context, extraEntropy: Uint8Array.from(randomBytes(16)) }));

/** Section 10.3. False for whatever is no signature of that message under that key and context. */
export function isSignedBy(
  publicKey: Uint8Array,
  context: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (publicKey.length !== publicKeyLength || signature.length !== signatureLength) return false;
  return scheme.verify(signature, message, publicKey, { context });
}
