// Certificates of host keys: what the server's authority says of a public key, signed with Ed25519 (RFC 8032).
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { decode, encode, SchemaError } from '../schema/codec.js';
import { bytes, f64, type Infer, record, text } from '../schema/types.js';

const body = record({
  /** Unique per authority. */
  serial: bytes(16),
  name: text(64),
  /** X25519 static public key of the host. */
  publicKey: bytes(32),
  /** Milliseconds since 1970, UTC. */
  issued: f64,
  expires: f64,
});
export type Certificate = Infer<typeof body>;

const signatureLength = 64;
const context = Buffer.from('cpu6 v1 certificate\0', 'ascii');
const spki = Buffer.from('302a300506032b6570032100', 'hex');
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** `seed`: the authority's Ed25519 private key, 32 bytes. */
export function signCertificate(seed: Uint8Array, certificate: Certificate): Uint8Array {
  const encoded = encode(body.descriptor, certificate);
  const key = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
  return Buffer.concat([sign(null, Buffer.concat([context, encoded]), key), encoded]);
}

/** The certificate, or `undefined` if `authority` (32 bytes) did not sign it. Does not look at dates. */
export function openCertificate(authority: Uint8Array, signed: Uint8Array): Certificate | undefined {
  if (signed.length < signatureLength) return undefined;
  const encoded = signed.subarray(signatureLength);
  const key = createPublicKey({ key: Buffer.concat([spki, authority]), format: 'der', type: 'spki' });
  if (!verify(null, Buffer.concat([context, encoded]), key, signed.subarray(0, signatureLength))) return undefined;
  try {
    return decode(body.descriptor, encoded) as Certificate;
  } catch (error) {
    if (error instanceof SchemaError) return undefined;
    throw error;
  }
}

/** The public key of an Ed25519 seed. */
export const authorityKey = (seed: Uint8Array): Uint8Array =>
  Uint8Array.from(
    createPublicKey(createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' }))
      .export({ format: 'der', type: 'spki' })
      .subarray(-32),
  );
