import { createCipheriv } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { generateKeyPair, Initiator, keyPairOf, NoiseError, Responder } from './noise-ik.js';

interface Vector {
  source: string;
  init_prologue: string;
  init_static: string;
  init_ephemeral: string;
  init_remote_static: string;
  resp_prologue: string;
  resp_static: string;
  resp_ephemeral: string;
  handshake_hash?: string;
  messages: { payload: string; ciphertext: string }[];
}
// Published vectors of the cacophony and snow implementations.
const vectors = JSON.parse(readFileSync('protocol/crypto/vectors/noise-ik.json', 'utf8')) as Vector[];
const bin = (hex: string): Uint8Array => Buffer.from(hex, 'hex');
const hexOf = (b: Uint8Array): string => Buffer.from(b).toString('hex');

function transport(key: Uint8Array, n: number, plaintext: Uint8Array): string {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32LE(n, 4);
  const c = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
  return hexOf(Buffer.concat([c.update(plaintext), c.final(), c.getAuthTag()]));
}

describe.each(vectors.map((v) => [v.source, v] as const))('published vector of %s', (_, v) => {
  const initiator = (): Initiator =>
    new Initiator(
      keyPairOf(bin(v.init_static)),
      bin(v.init_remote_static),
      bin(v.init_prologue),
      keyPairOf(bin(v.init_ephemeral)),
    );
  const responder = (): Responder =>
    new Responder(keyPairOf(bin(v.resp_static)), bin(v.resp_prologue), keyPairOf(bin(v.resp_ephemeral)));

  test('both messages, the handshake hash and the transport keys are those of the vector', () => {
    const i = initiator();
    const r = responder();
    const message1 = i.write(bin(v.messages[0]!.payload));
    expect(hexOf(message1)).toBe(v.messages[0]!.ciphertext);
    const read = r.read(message1);
    expect(hexOf(read.payload)).toBe(v.messages[0]!.payload);
    expect(hexOf(read.remoteStatic)).toBe(hexOf(keyPairOf(bin(v.init_static)).publicKey));
    const answer = r.write(bin(v.messages[1]!.payload));
    expect(hexOf(answer.message)).toBe(v.messages[1]!.ciphertext);
    const done = i.read(answer.message);
    expect(hexOf(done.payload)).toBe(v.messages[1]!.payload);
    if (v.handshake_hash) expect(hexOf(done.hash)).toBe(v.handshake_hash);
    expect(done.hash).toEqual(answer.hash);
    for (const [n, m] of v.messages.slice(2).entries())
      expect(transport(done.keys[n % 2]!, n >> 1, bin(m.payload))).toBe(m.ciphertext);
  });
});

test('every flipped bit of message 1 and of message 2 is refused', () => {
  const server = generateKeyPair();
  const prologue = Buffer.from('prologue');
  const flipped = (message: Uint8Array, bit: number): Uint8Array => {
    const bad = Uint8Array.from(message);
    bad[bit >> 3]! ^= 1 << (bit & 7);
    return bad;
  };
  // The top bit of an X25519 public key is ignored (RFC 7748 section 5), but it is hashed, so it is refused as well.
  const ephemeral = generateKeyPair();
  const local = generateKeyPair();
  const one = new Initiator(local, server.publicKey, prologue, ephemeral).write(Buffer.from('id'));
  for (let bit = 0; bit < one.length * 8; bit += 3)
    expect(() => new Responder(server, prologue).read(flipped(one, bit))).toThrow(NoiseError);
  const responder = new Responder(server, prologue);
  responder.read(one);
  const two = responder.write(Buffer.from('key')).message;
  for (let bit = 0; bit < two.length * 8; bit += 3) {
    const initiator = new Initiator(local, server.publicKey, prologue, ephemeral);
    initiator.write(Buffer.from('id'));
    expect(() => initiator.read(flipped(two, bit))).toThrow(NoiseError);
  }
});

test('another prologue, another server key, a truncated message and a key of small order are refused', () => {
  const server = generateKeyPair();
  const message = new Initiator(generateKeyPair(), server.publicKey, Buffer.from('a')).write(Buffer.alloc(0));
  expect(() => new Responder(server, Buffer.from('b')).read(message)).toThrow(NoiseError);
  expect(() => new Responder(generateKeyPair(), Buffer.from('a')).read(message)).toThrow(NoiseError);
  for (let n = 0; n < message.length; n++)
    expect(() => new Responder(server, Buffer.from('a')).read(message.subarray(0, n))).toThrow(NoiseError);
  const small = Uint8Array.from(message);
  small.fill(0, 0, 32);
  expect(() => new Responder(server, Buffer.from('a')).read(small)).toThrow(NoiseError);
});
