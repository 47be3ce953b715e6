// HMAC, HKDF and sealed records over the native SHA-256 and AES, byte for byte as in protocol/crypto and protocol/session.
//
// Natives take lists of strings, arrays and numbers as one run of bytes: no concatenation in script.
import { CARD_MEMORY, INTERNAL } from '../../protocol/errors/numbers.js';
import { chr, le16, refusal } from './bytes.js';
import type { Bytes, Keys, Pads } from './types.js';

let lib: EspruinoCrypto | undefined;
try {
  // biome-ignore lint/style/useNodejsImportProtocol: it is the interpreter's module, not Node's
  lib = require('crypto');
} catch (_) {
  // A board without the library: `cryptoBits` says so, and no session opens.
}

// A board that has AES only in CCM mode has it as a global, and not in the library.
const aes: Partial<EspruinoAes> = lib?.AES || (typeof AES === 'undefined' ? {} : AES) || {};

// The pads of RFC 2104 beyond a key of 32 bytes.
const innerTail = E.toString(new Uint8Array(32).fill(0x36));
const outerTail = E.toString(new Uint8Array(32).fill(0x5c));
const zeros = E.toString(new Uint8Array(12));

/** What the board has natively: 1 SHA-256, 2 AES-CBC and ECB, 4 AES-CCM. */
export function cryptoBits(): number {
  /** What the board has natively: 1 SHA-256, 2 AES-CBC and ECB, 4 AES-CCM. */ 'cold';
  if (!lib) return 0;
  const has: Partial<EspruinoCrypto> = lib;
  return (has.SHA256 ? 1 : 0) | (aes.encrypt ? 2 : 0) | (aes.ccmEncrypt ? 4 : 0);
}

/** What a native has answered. It answers nothing where it finds no memory: lengths of keys and blocks are right. */
function given<T>(out: T | undefined): T {
  if (!out) throw refusal(CARD_MEMORY, 'crypto');
  return out;
}

export function sha256(data: Bytes): string {
  return E.toString(given(lib!.SHA256(data)));
}

/** An HMAC key (32 bytes) made ready. */
export function pads(key: Bytes): Pads {
  /** An HMAC key (32 bytes) made ready. */ 'cold';
  const words = new Uint32Array(E.toUint8Array(key).buffer);
  const out: Pads = [
    new Uint8Array(words.map((w) => w ^ 0x36363636).buffer),
    new Uint8Array(words.map((w) => w ^ 0x5c5c5c5c).buffer),
  ];
  words.fill(0);
  return out;
}

/** HMAC-SHA-256 (RFC 2104). */
export function mac(p: Pads, data: Bytes): ArrayBuffer {
  return given(lib!.SHA256([p[1], outerTail, given(lib!.SHA256([p[0], innerTail, data]))]));
}

export function wipeList(keys: readonly Uint8Array[]): void {
  'cold';
  for (let i = 0; i < keys.length; i++) keys[i]!.fill(0);
}

export function wipePads(p: Pads): void {
  'cold';
  p[0].fill(0);
  p[1].fill(0);
}

export function wipeKeys(k: Keys): void {
  'cold';
  k.e.fill(0);
  wipePads(k.m);
}

/** HKDF (RFC 5869) with a salt of 32 bytes: `count` keys of 32 bytes. */
export function derive(salt: Bytes, secret: Bytes, info: Bytes, count: number): Uint8Array[] {
  /** HKDF (RFC 5869) with a salt of 32 bytes: `count` keys of 32 bytes. */ 'cold';
  const saltPads = pads(salt);
  const prk = new Uint8Array(mac(saltPads, secret));
  const p = pads(prk);
  const out: Uint8Array[] = [];
  let t: Bytes = '';
  for (let i = 1; i <= count; i++) {
    t = new Uint8Array(mac(p, [t, info, i]));
    out.push(t);
  }
  prk.fill(0);
  wipePads(p);
  return out;
}

/** Is PBKDF2 native? In script an iteration costs some milliseconds on a board. */
export function hasPbkdf2(): boolean {
  'cold';
  return !!lib?.PBKDF2;
}

/** PBKDF2 with HMAC-SHA-256 (RFC 8018 section 5.2), one block: 32 bytes. `secret`: at most 32 bytes. */
export function pbkdf2(secret: string, salt: string, iterations: number): Uint8Array {
  'cold';
  if (lib!.PBKDF2) {
    return new Uint8Array(given(lib!.PBKDF2(secret, salt, { keySize: 8, iterations: iterations, hasher: 'SHA256' })));
  }
  // RFC 2104: a secret shorter than the block is filled up with zeros; `pads` takes 32 bytes of it.
  const p = pads([secret, new Uint8Array(32 - secret.length)]);
  let u = mac(p, [salt, 0, 0, 0, 1]);
  const out = new Uint32Array(u);
  for (let i = 1; i < iterations; i++) {
    u = mac(p, u);
    const w = new Uint32Array(u);
    for (let k = 0; k < 8; k++) out[k] = out[k]! ^ w[k]!;
  }
  wipePads(p);
  return new Uint8Array(out.buffer);
}

/** The keys of a direction from derived material; what is not needed any more is overwritten. */
export function direction(k: Uint8Array[], i: number): Keys {
  /** The keys of a direction from derived material; what is not needed any more is overwritten. */ 'cold';
  const out: Keys = { e: k[i]!, m: pads(k[i + 1]!) };
  k[i + 1]!.fill(0);
  k[i + 1] = k[i]!;
  return out;
}

/** Little-endian words of bytes, filled up with zeros. */
export function words(s: Bytes): Uint32Array {
  const bytes = E.toUint8Array(s);
  return new Uint32Array(
    (bytes.length & 3 ? E.toUint8Array([s, zeros.substr(0, 4 - (bytes.length & 3))]) : bytes).buffer,
  );
}

/** Compares byte strings whose length is a multiple of 4 without early exit. Lengths are public. */
export function same(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  const x = words(a);
  const y = words(b);
  let d = 0;
  for (let i = 0; i < x.length; i++) d |= x[i]! ^ y[i]!;
  return d === 0;
}

/** XOR of two runs of 32 bytes. */
export function xor(a: Bytes, b: Bytes): Uint8Array {
  /** XOR of two runs of 32 bytes. */ 'cold';
  const y = words(b);
  return new Uint8Array(words(a).map((w, i) => w ^ y[i]!).buffer);
}

/** AES-256-ECB of one block. */
export function ecb(key: Uint8Array, block: string): ArrayBuffer {
  if (block.length !== 16) throw refusal(INTERNAL, 'AES');
  return given(aes.encrypt!(block, key, { mode: 'ECB' }));
}

/** CBC by a native, which needs its result in one piece: the second time after what is there was moved together. */
function cbc(native: EspruinoAes['encrypt'], data: Bytes, key: Uint8Array, iv: Bytes): string {
  const options = { iv: iv, mode: 'CBC' } as const;
  let out = native(data, key, options);
  if (!out) {
    E.defrag();
    out = native(data, key, options);
  }
  return E.toString(given(out));
}

/** AES-256-CBC with PKCS#7 padding (RFC 5652 section 6.3). */
export function encrypt(key: Uint8Array, iv: Bytes, text: string): string {
  const p = 16 - (text.length & 15);
  return cbc(aes.encrypt!, [text, new Uint8Array(p).fill(p)], key, iv);
}

/** Its inverse; `undefined` if length or padding are wrong. */
export function decrypt(key: Uint8Array, iv: Bytes, text: string): string | undefined {
  const end = text.length;
  if (end < 16 || end & 15) return undefined;
  const plain = cbc(aes.decrypt!, text, key, iv);
  const p = plain.charCodeAt(end - 1);
  if (!(p > 0 && p < 17) || plain.substr(end - p) !== E.toString(new Uint8Array(p).fill(p))) return undefined;
  return plain.substr(0, end - p);
}

/** AES-128-CCM (RFC 3610) under the first half of a key, nonce of 13 bytes: ciphertext and tag of 16 bytes. */
export function ccmSeal(key: Uint8Array, nonce: string, text: string): string {
  'cold';
  const out = given(aes.ccmEncrypt!(text, new Uint8Array(key.buffer, 0, 16), E.toUint8Array(nonce), 16));
  return E.toString([out.data, out.tag]);
}

/** Its inverse; `undefined` if the tag is wrong. The call accepts shorter tags, so the length is looked at here. */
export function ccmOpen(key: Uint8Array, nonce: string, text: string, tag: string): string | undefined {
  'cold';
  if (tag.length !== 16 || !text) return undefined;
  const out = aes.ccmDecrypt!(text, new Uint8Array(key.buffer, 0, 16), E.toUint8Array(nonce), tag);
  return out ? E.toString(out) : undefined;
}

function counter(n: number): string {
  return chr(n >>> 24, (n >> 16) & 255) + chr((n >> 8) & 255, n & 255);
}

function tag(m: Pads, number: string, iv: Bytes, text: string): string {
  return E.toString(new Uint8Array(mac(m, [number, iv, text, '\0\0\0\0\0\0\0 ']), 0, 16));
}

/** Seals record `n`: see protocol/crypto/cbc-hmac.ts, and ccm.ts for a board that has nothing else. */
export function seal(k: Keys, n: number, text: string): string {
  const number = counter(n);
  if (!aes.encrypt) return ccmSeal(k.e, zeros.substr(3) + number, text);
  const iv = ecb(k.e, zeros + number);
  const body = encrypt(k.e, iv, text);
  return body + tag(k.m, number, iv, body);
}

/** Opens record `n`; `undefined` if it is not that record. */
export function unseal(k: Keys, n: number, record: string): string | undefined {
  const number = counter(n);
  const end = record.length - 16;
  const body = record.substr(0, end);
  if (end < 1) return undefined;
  if (!aes.encrypt) return ccmOpen(k.e, zeros.substr(3) + number, body, record.substr(end));
  if (end < 16) return undefined;
  const iv = ecb(k.e, zeros + number);
  if (!same(tag(k.m, number, iv, body), record.substr(end))) return undefined;
  return decrypt(k.e, iv, body);
}

/** Derivation label of an epoch's traffic keys. */
export function trafficInfo(epoch: number, drawn: string): string {
  /** Derivation label of an epoch's traffic keys. */ 'cold';
  return `cpu6 v1 traffic${le16(epoch)}${drawn}`;
}
