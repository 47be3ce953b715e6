// Suite ChaCha20-Poly1305 (RFC 8439) in script: the cipher travels with the epoch, the card needs no firmware for it.
//
// State words are locals and the rounds written out, since on the card every statement costs, and a list more than a local.
import type { Suite, SuiteCard } from './channel.types.js';

export default function suite(c: SuiteCard): Suite {
  const before = '@nonce-head';
  const after = '@nonce-tail';
  const keys = [c.key(0), c.key(1)];
  // The block function's result.
  const stream = c.words(16);
  // r, 20 r and the accumulator in six limbs of 22 bits: sums of products stay below 2^53.
  const r = c.words(6);
  const h = c.words(7);

  function nonceOf(n: number): Uint32Array {
    const high = c.chr(n >> 8);
    const low = c.chr(n & 255);
    return c.words(before + c.pick(7104, high + low, low + high) + after);
  }

  /** Section 2.3. */
  function block(k: Uint32Array, counter: number, nonce: Uint32Array): void {
    let a = 0x61707865;
    let b = 0x3320646e;
    let d = 0x79622d32;
    let e = 0x6b206574;
    let f = k[0]!;
    let g = k[1]!;
    let i = k[2]!;
    let j = k[3]!;
    let l = k[4]!;
    let m = k[5]!;
    let o = k[6]!;
    let p = k[7]!;
    let q = counter;
    let s = nonce[0]!;
    let t = nonce[1]!;
    let u = nonce[2]!;
    for (let round = 10; round; round--) {
      a = (a + f) | 0;
      q ^= a;
      q = (q << 16) | (q >>> 16);
      l = (l + q) | 0;
      f ^= l;
      f = (f << 12) | (f >>> 20);
      a = (a + f) | 0;
      q ^= a;
      q = (q << 8) | (q >>> 24);
      l = (l + q) | 0;
      f ^= l;
      f = (f << 7) | (f >>> 25);
      b = (b + g) | 0;
      s ^= b;
      s = (s << 16) | (s >>> 16);
      m = (m + s) | 0;
      g ^= m;
      g = (g << 12) | (g >>> 20);
      b = (b + g) | 0;
      s ^= b;
      s = (s << 8) | (s >>> 24);
      m = (m + s) | 0;
      g ^= m;
      g = (g << 7) | (g >>> 25);
      d = (d + i) | 0;
      t ^= d;
      t = (t << 16) | (t >>> 16);
      o = (o + t) | 0;
      i ^= o;
      i = (i << 12) | (i >>> 20);
      d = (d + i) | 0;
      t ^= d;
      t = (t << 8) | (t >>> 24);
      o = (o + t) | 0;
      i ^= o;
      i = (i << 7) | (i >>> 25);
      e = (e + j) | 0;
      u ^= e;
      u = (u << 16) | (u >>> 16);
      p = (p + u) | 0;
      j ^= p;
      j = (j << 12) | (j >>> 20);
      e = (e + j) | 0;
      u ^= e;
      u = (u << 8) | (u >>> 24);
      p = (p + u) | 0;
      j ^= p;
      j = (j << 7) | (j >>> 25);
      a = (a + g) | 0;
      u ^= a;
      u = (u << 16) | (u >>> 16);
      o = (o + u) | 0;
      g ^= o;
      g = (g << 12) | (g >>> 20);
      a = (a + g) | 0;
      u ^= a;
      u = (u << 8) | (u >>> 24);
      o = (o + u) | 0;
      g ^= o;
      g = (g << 7) | (g >>> 25);
      b = (b + i) | 0;
      q ^= b;
      q = (q << 16) | (q >>> 16);
      p = (p + q) | 0;
      i ^= p;
      i = (i << 12) | (i >>> 20);
      b = (b + i) | 0;
      q ^= b;
      q = (q << 8) | (q >>> 24);
      p = (p + q) | 0;
      i ^= p;
      i = (i << 7) | (i >>> 25);
      d = (d + j) | 0;
      s ^= d;
      s = (s << 16) | (s >>> 16);
      l = (l + s) | 0;
      j ^= l;
      j = (j << 12) | (j >>> 20);
      d = (d + j) | 0;
      s ^= d;
      s = (s << 8) | (s >>> 24);
      l = (l + s) | 0;
      j ^= l;
      j = (j << 7) | (j >>> 25);
      e = (e + f) | 0;
      t ^= e;
      t = (t << 16) | (t >>> 16);
      m = (m + t) | 0;
      f ^= m;
      f = (f << 12) | (f >>> 20);
      e = (e + f) | 0;
      t ^= e;
      t = (t << 8) | (t >>> 24);
      m = (m + t) | 0;
      f ^= m;
      f = (f << 7) | (f >>> 25);
    }
    stream[0] = (a + 0x61707865) | 0;
    stream[1] = (b + 0x3320646e) | 0;
    stream[2] = (d + 0x79622d32) | 0;
    stream[3] = (e + 0x6b206574) | 0;
    stream[4] = (f + k[0]!) | 0;
    stream[5] = (g + k[1]!) | 0;
    stream[6] = (i + k[2]!) | 0;
    stream[7] = (j + k[3]!) | 0;
    stream[8] = (l + k[4]!) | 0;
    stream[9] = (m + k[5]!) | 0;
    stream[10] = (o + k[6]!) | 0;
    stream[11] = (p + k[7]!) | 0;
    stream[12] = (q + counter) | 0;
    stream[13] = (s + nonce[0]!) | 0;
    stream[14] = (t + nonce[1]!) | 0;
    stream[15] = (u + nonce[2]!) | 0;
  }

  /** Adds 16 bytes and a bit of weight 2^128 to the accumulator and multiplies by r, section 2.5.1. */
  function absorb(w: Uint32Array, at: number): void {
    const w0 = w[at]!;
    const w1 = w[at + 1]!;
    const w2 = w[at + 2]!;
    const w3 = w[at + 3]!;
    const a = h[0]! + (w0 & 0x3fffff);
    const b = h[1]! + ((w0 >>> 22) | ((w1 & 0xfff) << 10));
    const d = h[2]! + ((w1 >>> 12) | ((w2 & 3) << 20));
    const e = h[3]! + ((w2 >>> 2) & 0x3fffff);
    const f = h[4]! + ((w2 >>> 24) | ((w3 & 0x3fff) << 8));
    const g = h[5]! + (w3 >>> 14) + 0x40000;
    const r0 = r[0]!;
    const r1 = r[1]!;
    const r2 = r[2]!;
    const r3 = r[3]!;
    const r4 = r[4]!;
    const r5 = r[5]!;
    let x = a * r0 + 20 * (b * r5 + d * r4 + e * r3 + f * r2 + g * r1);
    let carry = (x / 0x400000) | 0;
    h[0] = x - carry * 0x400000;
    x = carry + a * r1 + b * r0 + 20 * (d * r5 + e * r4 + f * r3 + g * r2);
    carry = (x / 0x400000) | 0;
    h[1] = x - carry * 0x400000;
    x = carry + a * r2 + b * r1 + d * r0 + 20 * (e * r5 + f * r4 + g * r3);
    carry = (x / 0x400000) | 0;
    h[2] = x - carry * 0x400000;
    x = carry + a * r3 + b * r2 + d * r1 + e * r0 + 20 * (f * r5 + g * r4);
    carry = (x / 0x400000) | 0;
    h[3] = x - carry * 0x400000;
    x = carry + a * r4 + b * r3 + d * r2 + e * r1 + f * r0 + 20 * (g * r5);
    carry = (x / 0x400000) | 0;
    h[4] = x - carry * 0x400000;
    x = carry + a * r5 + b * r4 + d * r3 + e * r2 + f * r1 + g * r0;
    carry = (x / 0x400000) | 0;
    h[5] = x - carry * 0x400000;
    x = h[0]! + 20 * carry;
    h[0] = x & 0x3fffff;
    h[1] = h[1]! + (x >>> 22);
  }

  /** Sections 2.6 and 2.8, no associated data: the tag of a text whose length is a multiple of 16. */
  function tagOf(k: Uint32Array, nonce: Uint32Array, w: Uint32Array): string {
    block(k, 0, nonce);
    const r0 = stream[0]! & 0xfffffff;
    const r1 = stream[1]! & 0xffffffc;
    const r2 = stream[2]! & 0xffffffc;
    const r3 = stream[3]! & 0xffffffc;
    r[0] = r0 & 0x3fffff;
    r[1] = (r0 >>> 22) | ((r1 & 0xfff) << 10);
    r[2] = (r1 >>> 12) | ((r2 & 3) << 20);
    r[3] = (r2 >>> 2) & 0x3fffff;
    r[4] = (r2 >>> 24) | ((r3 & 0x3fff) << 8);
    r[5] = r3 >>> 14;
    h.fill(0);
    for (let at = 0; at < w.length; at += 4) absorb(w, at);
    const lengths = c.words(4);
    lengths[2] = w.length * 4;
    absorb(lengths, 0);
    // Limbs in full, twice: then the accumulator is below 2^130.
    let i = 0;
    for (let n = 0; n < 12; n++) {
      const x = h[i]!;
      const limb = i > 4 ? 0xfffff : 0x3fffff;
      h[i] = x & limb;
      const over = i > 4 ? (x >>> 20) * 5 : x >>> 22;
      i = i > 4 ? 0 : i + 1;
      h[i] = h[i]! + over;
    }
    // Minus 2^130 - 5, taken without a branch if it was that large.
    let carry = 5;
    const q = c.words(6);
    for (i = 0; i < 6; i++) {
      carry += h[i]!;
      q[i] = carry & 0x3fffff;
      carry >>>= 22;
    }
    const take = 0 - (q[5]! >>> 20);
    for (i = 0; i < 6; i++) h[i] = (h[i]! & ~take) | (q[i]! & take);
    // Plus s, modulo 2^128.
    const out = c.words(4);
    let sum = ((h[0]! | (h[1]! << 22)) >>> 0) + stream[4]!;
    out[0] = sum | 0;
    sum = (((h[1]! >>> 10) | (h[2]! << 12)) >>> 0) + stream[5]! + (sum > 0xffffffff ? 1 : 0);
    out[1] = sum | 0;
    sum = (((h[2]! >>> 20) | (h[3]! << 2) | (h[4]! << 24)) >>> 0) + stream[6]! + (sum > 0xffffffff ? 1 : 0);
    out[2] = sum | 0;
    sum = (((h[4]! >>> 8) | (h[5]! << 14)) >>> 0) + stream[7]! + (sum > 0xffffffff ? 1 : 0);
    out[3] = sum | 0;
    return c.text(out, 16);
  }

  function crypt(k: Uint32Array, nonce: Uint32Array, w: Uint32Array): void {
    let counter = 0;
    for (let at = 0; at < w.length; at += 16) {
      counter++;
      block(k, counter, nonce);
      for (let i = 0; i < 16 && at + i < w.length; i++) w[at + i] = w[at + i]! ^ stream[i]!;
    }
  }

  function lock(n: number, plain: string): string {
    const nonce = nonceOf(n);
    const w = c.words(plain);
    crypt(keys[1]!, nonce, w);
    return c.text(w, plain.length) + tagOf(keys[1]!, nonce, w);
  }

  function unlock(n: number, text: string, tag: string): string | undefined {
    if (text.length % 16) return undefined;
    const nonce = nonceOf(n);
    const w = c.words(text);
    if (!c.same(tagOf(keys[0]!, nonce, w), tag)) return undefined;
    crypt(keys[0]!, nonce, w);
    return c.text(w, text.length);
  }

  return [lock, unlock];
}
