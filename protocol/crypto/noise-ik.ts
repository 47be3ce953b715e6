// Noise_IK_25519_ChaChaPoly_SHA256 (Noise Protocol Framework, revision 34), both roles, on node:crypto.
//
//   <- s
//   ...
//   -> e, es, s, ss      (message 1: initiator's static key and payload, encrypted to the responder)
//   <- e, ee, se         (message 2)
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { hmac, sha256 } from './hmac.js';

const protocolName = Buffer.from('Noise_IK_25519_ChaChaPoly_SHA256', 'ascii'); // 32 bytes: h = the name itself
export const publicKeyLength = 32;
const tagLength = 16;

/** An X25519 key pair as raw 32-byte strings (RFC 7748). */
export interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

const pkcs8 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const spki = Buffer.from('302a300506032b656e032100', 'hex');
const privateObject = (raw: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8, raw]), format: 'der', type: 'pkcs8' });
const publicObject = (raw: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([spki, raw]), format: 'der', type: 'spki' });
const rawPublic = (key: KeyObject): Uint8Array =>
  key.export({ format: 'der', type: 'spki' }).subarray(-publicKeyLength);

export function generateKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return {
    publicKey: Uint8Array.from(rawPublic(publicKey)),
    privateKey: Uint8Array.from(privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32)),
  };
}

/** The pair of a private key (32 bytes). */
export const keyPairOf = (privateKey: Uint8Array): KeyPair => ({
  privateKey,
  publicKey: Uint8Array.from(rawPublic(createPublicKey(privateObject(privateKey)))),
});

/** A handshake message that does not open, or a key of small order. */
export class NoiseError extends Error {
  override readonly name = 'NoiseError';
}

function dh(pair: KeyPair, publicKey: Uint8Array): Uint8Array {
  try {
    return diffieHellman({ privateKey: privateObject(pair.privateKey), publicKey: publicObject(publicKey) });
  } catch (cause) {
    // OpenSSL refuses an all-zero shared secret (RFC 7748 section 6.1).
    throw new NoiseError('key agreement failed', { cause });
  }
}

/** CipherState and SymmetricState of sections 5.1 and 5.2 of the specification. */
class SymmetricState {
  #h: Uint8Array = protocolName;
  #ck: Uint8Array = protocolName;
  #k: Uint8Array | undefined;
  #n = 0;

  get hash(): Uint8Array {
    return this.#h;
  }
  mixHash(data: Uint8Array): void {
    this.#h = sha256(this.#h, data);
  }
  mixKey(input: Uint8Array): void {
    const [ck, k] = hkdf2(this.#ck, input);
    this.#ck = ck;
    this.#k = k;
    this.#n = 0;
  }
  encryptAndHash(plaintext: Uint8Array): Uint8Array {
    const cipher = createCipheriv('chacha20-poly1305', this.#k!, this.#nonce(), { authTagLength: tagLength });
    cipher.setAAD(this.#h, { plaintextLength: plaintext.length });
    const out = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    this.mixHash(out);
    return out;
  }
  decryptAndHash(data: Uint8Array): Uint8Array {
    if (data.length < tagLength) throw new NoiseError('message too short');
    const body = data.subarray(0, -tagLength);
    const decipher = createDecipheriv('chacha20-poly1305', this.#k!, this.#nonce(), { authTagLength: tagLength });
    decipher.setAAD(this.#h, { plaintextLength: body.length });
    decipher.setAuthTag(data.subarray(-tagLength));
    try {
      const out = Buffer.concat([decipher.update(body), decipher.final()]);
      this.mixHash(data);
      return out;
    } catch (cause) {
      throw new NoiseError('message does not open', { cause });
    }
  }
  /** Split(): transport keys, first initiator to responder, second the other way. */
  split(): readonly [Uint8Array, Uint8Array] {
    return hkdf2(this.#ck, new Uint8Array(0));
  }
  #nonce(): Uint8Array {
    const nonce = Buffer.alloc(12);
    nonce.writeUInt32LE(this.#n++, 4);
    return nonce;
  }
}

/** HKDF with two outputs, section 4.3 of the specification. */
function hkdf2(chainingKey: Uint8Array, input: Uint8Array): [Uint8Array, Uint8Array] {
  const temp = hmac(chainingKey, input);
  const one = hmac(temp, Uint8Array.of(1));
  return [one, hmac(temp, one, Uint8Array.of(2))];
}

export interface Result {
  /** Handshake hash, for channel binding. */
  readonly hash: Uint8Array;
  readonly keys: readonly [initiatorToResponder: Uint8Array, responderToInitiator: Uint8Array];
}

/** The initiator: the host's key process. `ephemeral` is for test vectors only. */
export class Initiator {
  readonly #state = new SymmetricState();
  readonly #ephemeral: KeyPair;
  constructor(
    private readonly local: KeyPair,
    private readonly remote: Uint8Array,
    prologue: Uint8Array,
    ephemeral: KeyPair = generateKeyPair(),
  ) {
    this.#ephemeral = ephemeral;
    this.#state.mixHash(prologue);
    this.#state.mixHash(remote);
  }
  /** Message 1. */
  write(payload: Uint8Array): Uint8Array {
    const s = this.#state;
    s.mixHash(this.#ephemeral.publicKey);
    s.mixKey(dh(this.#ephemeral, this.remote));
    const staticKey = s.encryptAndHash(this.local.publicKey);
    s.mixKey(dh(this.local, this.remote));
    return Buffer.concat([this.#ephemeral.publicKey, staticKey, s.encryptAndHash(payload)]);
  }
  /** Message 2. Throws {@link NoiseError} if the responder does not hold the expected key. */
  read(message: Uint8Array): Result & { readonly payload: Uint8Array } {
    const s = this.#state;
    if (message.length < publicKeyLength + tagLength) throw new NoiseError('message too short');
    const e = message.subarray(0, publicKeyLength);
    s.mixHash(e);
    s.mixKey(dh(this.#ephemeral, e));
    s.mixKey(dh(this.local, e));
    const payload = s.decryptAndHash(message.subarray(publicKeyLength));
    return { payload, hash: s.hash, keys: s.split() };
  }
}

/** The responder: the server. `ephemeral` is for test vectors only. */
export class Responder {
  readonly #state = new SymmetricState();
  readonly #ephemeral: KeyPair;
  #remoteEphemeral = new Uint8Array(0);
  #remoteStatic = new Uint8Array(0);
  constructor(
    private readonly local: KeyPair,
    prologue: Uint8Array,
    ephemeral: KeyPair = generateKeyPair(),
  ) {
    this.#ephemeral = ephemeral;
    this.#state.mixHash(prologue);
    this.#state.mixHash(local.publicKey);
  }
  /** Message 1: the payload and the initiator's static public key, proven by `ss`. Throws {@link NoiseError}. */
  read(message: Uint8Array): { readonly payload: Uint8Array; readonly remoteStatic: Uint8Array } {
    const s = this.#state;
    const staticEnd = publicKeyLength + publicKeyLength + tagLength;
    if (message.length < staticEnd + tagLength) throw new NoiseError('message too short');
    this.#remoteEphemeral = Uint8Array.from(message.subarray(0, publicKeyLength));
    s.mixHash(this.#remoteEphemeral);
    s.mixKey(dh(this.local, this.#remoteEphemeral));
    this.#remoteStatic = Uint8Array.from(s.decryptAndHash(message.subarray(publicKeyLength, staticEnd)));
    s.mixKey(dh(this.local, this.#remoteStatic));
    return { payload: s.decryptAndHash(message.subarray(staticEnd)), remoteStatic: this.#remoteStatic };
  }
  /** Message 2. */
  write(payload: Uint8Array): Result & { readonly message: Uint8Array } {
    const s = this.#state;
    s.mixHash(this.#ephemeral.publicKey);
    s.mixKey(dh(this.#ephemeral, this.#remoteEphemeral));
    s.mixKey(dh(this.#ephemeral, this.#remoteStatic));
    const body = s.encryptAndHash(payload);
    return { message: Buffer.concat([this.#ephemeral.publicKey, body]), hash: s.hash, keys: s.split() };
  }
}
