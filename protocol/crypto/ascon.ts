// Ascon-AEAD128 (NIST SP 800-232): a permutation of 320 bits, here in ten words of 32, the low half of each 64 first.
import { tagLength } from './aead.js';
import { equal } from './hmac.js';

const rate = 16;

/** Words are little-endian, as SP 800-232 has them. Missing bytes are zeros. */
function load(s: Uint32Array, at: number, bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) s[at + (i >> 2)]! ^= bytes[i]! << (8 * (i & 3));
}

function store(s: Uint32Array, at: number, length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let i = 0; i < length; i++) out[i] = s[at + (i >> 2)]! >>> (8 * (i & 3));
  return out;
}

/** Ascon-p, section 3: the last `rounds` (8 or 12) of twelve rounds. */
export function asconPermute(s: Uint32Array, rounds: 8 | 12): void {
  let a = s[0]!;
  let A = s[1]!;
  let b = s[2]!;
  let B = s[3]!;
  let c = s[4]!;
  let C = s[5]!;
  let d = s[6]!;
  let D = s[7]!;
  let e = s[8]!;
  let E = s[9]!;
  for (let constant = rounds === 12 ? 0xf0 : 0xb4; constant > 0x3c; constant -= 0xf) {
    c ^= constant;
    // The substitution layer, on 64 columns at once.
    a ^= e;
    e ^= d;
    c ^= b;
    A ^= E;
    E ^= D;
    C ^= B;
    const t = a;
    const u = b;
    const T = A;
    const U = B;
    a ^= ~b & c;
    b ^= ~c & d;
    c ^= ~d & e;
    d ^= ~e & t;
    e ^= ~t & u;
    A ^= ~B & C;
    B ^= ~C & D;
    C ^= ~D & E;
    D ^= ~E & T;
    E ^= ~T & U;
    b ^= a;
    a ^= e;
    d ^= c;
    c = ~c;
    B ^= A;
    A ^= E;
    D ^= C;
    C = ~C;
    // The linear layer: rotations of 64 bits.
    const al = a ^ ((a >>> 19) | (A << 13)) ^ ((a >>> 28) | (A << 4));
    A ^= ((A >>> 19) | (a << 13)) ^ ((A >>> 28) | (a << 4));
    a = al;
    const bl = b ^ ((B >>> 29) | (b << 3)) ^ ((B >>> 7) | (b << 25));
    B ^= ((b >>> 29) | (B << 3)) ^ ((b >>> 7) | (B << 25));
    b = bl;
    const cl = c ^ ((c >>> 1) | (C << 31)) ^ ((c >>> 6) | (C << 26));
    C ^= ((C >>> 1) | (c << 31)) ^ ((C >>> 6) | (c << 26));
    c = cl;
    const dl = d ^ ((d >>> 10) | (D << 22)) ^ ((d >>> 17) | (D << 15));
    D ^= ((D >>> 10) | (d << 22)) ^ ((D >>> 17) | (d << 15));
    d = dl;
    const el = e ^ ((e >>> 7) | (E << 25)) ^ ((E >>> 9) | (e << 23));
    E ^= ((E >>> 7) | (e << 25)) ^ ((e >>> 9) | (E << 23));
    e = el;
  }
  s[0] = a;
  s[1] = A;
  s[2] = b;
  s[3] = B;
  s[4] = c;
  s[5] = C;
  s[6] = d;
  s[7] = D;
  s[8] = e;
  s[9] = E;
}

/** Section 4.1: state after key, nonce and associated data. `key`, `nonce`: 16 bytes. */
function begin(key: Uint8Array, nonce: Uint8Array, associated: Uint8Array): Uint32Array {
  const s = new Uint32Array(10);
  s[0] = 0x808c0001;
  s[1] = 0x00001000;
  load(s, 2, key);
  load(s, 6, nonce);
  asconPermute(s, 12);
  load(s, 6, key);
  if (associated.length > 0)
    for (let at = 0; at <= associated.length; at += rate) {
      const block = associated.subarray(at, at + rate);
      load(s, 0, block);
      if (block.length < rate) s[block.length >> 2]! ^= 1 << (8 * (block.length & 3));
      asconPermute(s, 8);
    }
  s[9]! ^= 0x80000000;
  return s;
}

function tagOf(s: Uint32Array, key: Uint8Array): Uint8Array {
  load(s, 4, key);
  asconPermute(s, 12);
  load(s, 6, key);
  return store(s, 6, tagLength);
}

const none = new Uint8Array(0);

/** Ciphertext ‖ tag. `key`, `nonce`: 16 bytes; no nonce twice under one key. */
export function asconSeal(
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  associated: Uint8Array = none,
): Uint8Array {
  const s = begin(key, nonce, associated);
  const out = new Uint8Array(plaintext.length + tagLength);
  for (let at = 0; at <= plaintext.length; at += rate) {
    const block = plaintext.subarray(at, at + rate);
    load(s, 0, block);
    out.set(store(s, 0, block.length), at);
    if (block.length < rate) s[block.length >> 2]! ^= 1 << (8 * (block.length & 3));
    else asconPermute(s, 8);
  }
  out.set(tagOf(s, key), plaintext.length);
  return out;
}

/** Its inverse; `undefined` if it was not sealed under this key and nonce. */
export function asconOpen(
  key: Uint8Array,
  nonce: Uint8Array,
  sealed: Uint8Array,
  associated: Uint8Array = none,
): Uint8Array | undefined {
  const end = sealed.length - tagLength;
  if (end < 0) return undefined;
  const s = begin(key, nonce, associated);
  const out = new Uint8Array(end);
  for (let at = 0; at <= end; at += rate) {
    const block = sealed.subarray(at, Math.min(at + rate, end));
    const stream = store(s, 0, block.length);
    for (let i = 0; i < block.length; i++) out[at + i] = stream[i]! ^ block[i]!;
    load(s, 0, out.subarray(at, at + block.length));
    if (block.length < rate) s[block.length >> 2]! ^= 1 << (8 * (block.length & 3));
    else asconPermute(s, 8);
  }
  if (equal(tagOf(s, key), sealed.subarray(end))) return out;
  out.fill(0);
  return undefined;
}
