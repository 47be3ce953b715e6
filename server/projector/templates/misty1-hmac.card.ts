// Suite MISTY1 in counter mode (RFC 2994) + HMAC-SHA-256: the cipher in script, it travels with the epoch; the MAC native.
//
// The schedule has the subkeys in the order of their use, those of FI in two: seven bits and nine.
import type { Suite, SuiteCard } from './channel.types.js';

export default function suite(c: SuiteCard): Suite {
  const zeros = '\0\0';
  const length32 = '\0\0\0\0\0\0\0 ';
  const before = '@nonce-head';
  const after = '@nonce-tail';
  // The 9-bit table in the low half of the words, the 7-bit one above it.
  const tables = c.words('@misty-tables');
  const schedules = [c.words(100), c.words(100)];
  const block = c.words(2);

  function nonceOf(high: string, low: string): string {
    return before + c.pick(7104, high + low, low + high) + after;
  }

  /** FI, section 2.2. */
  function mix(x: number, seven: number, nine: number): number {
    const d = (tables[x >> 7]! & 511) ^ (x & 127);
    const e = (tables[x & 127]! >> 16) ^ (d & 127) ^ seven;
    return (e << 9) | ((tables[d ^ nine]! & 511) ^ e);
  }

  /** Section 2.1, for the first 16 bytes of the key, which are big-endian. */
  function expand(dir: 0 | 1): void {
    const key = c.key(dir);
    const k = c.words(16);
    const out = schedules[dir]!;
    let i = 0;
    for (; i < 8; i++) {
      const half = key[i >> 1]! >>> (i & 1 ? 16 : 0);
      k[i] = ((half & 255) << 8) | ((half >>> 8) & 255);
    }
    for (i = 0; i < 8; i++) {
      const next = k[(i + 1) & 7]!;
      k[8 + i] = mix(k[i]!, next >> 9, next & 511);
    }
    let at = 0;
    for (i = 0; i < 10; i += 2) {
      const j = i >> 1;
      out[at] = k[j & 7]!;
      out[at + 1] = k[8 + ((j + 6) & 7)]!;
      out[at + 2] = k[8 + ((j + 2) & 7)]!;
      out[at + 3] = k[(j + 4) & 7]!;
      at += 4;
      for (let half = 0; half < 2 && i < 8; half++) {
        const r = i + half;
        out[at] = k[r]!;
        out[at + 3] = k[(r + 2) & 7]!;
        out[at + 6] = k[(r + 7) & 7]!;
        out[at + 9] = k[(r + 4) & 7]!;
        let inner = k[8 + ((r + 5) & 7)]!;
        out[at + 1] = inner >> 9;
        out[at + 2] = inner & 511;
        inner = k[8 + ((r + 1) & 7)]!;
        out[at + 4] = inner >> 9;
        out[at + 5] = inner & 511;
        inner = k[8 + ((r + 3) & 7)]!;
        out[at + 7] = inner >> 9;
        out[at + 8] = inner & 511;
        at += 10;
      }
    }
  }

  /** Encrypts the words `left`, `right` into `block`, which then is little-endian. */
  function encrypt(k: Uint32Array, left: number, right: number): void {
    const t = tables;
    let x = 0;
    let y = 0;
    let d = 0;
    let e = 0;
    for (let at = 0; at < 96; at += 24) {
      x = (left & 65535) ^ ((left >>> 16) & k[at]!);
      left = (((left >>> 16) ^ (x | k[at + 1]!)) << 16) | x;
      x = (right & 65535) ^ ((right >>> 16) & k[at + 2]!);
      right = (((right >>> 16) ^ (x | k[at + 3]!)) << 16) | x;
      x = (left >>> 16) ^ k[at + 4]!;
      y = left & 65535;
      d = (t[x >> 7]! & 511) ^ (x & 127);
      e = (t[x & 127]! >> 16) ^ (d & 127) ^ k[at + 5]!;
      x = ((e << 9) | ((t[d ^ k[at + 6]!]! & 511) ^ e)) ^ y;
      y ^= k[at + 7]!;
      d = (t[y >> 7]! & 511) ^ (y & 127);
      e = (t[y & 127]! >> 16) ^ (d & 127) ^ k[at + 8]!;
      y = ((e << 9) | ((t[d ^ k[at + 9]!]! & 511) ^ e)) ^ x;
      x ^= k[at + 10]!;
      d = (t[x >> 7]! & 511) ^ (x & 127);
      e = (t[x & 127]! >> 16) ^ (d & 127) ^ k[at + 11]!;
      x = ((e << 9) | ((t[d ^ k[at + 12]!]! & 511) ^ e)) ^ y;
      right ^= ((y ^ k[at + 13]!) << 16) | x;
      x = (right >>> 16) ^ k[at + 14]!;
      y = right & 65535;
      d = (t[x >> 7]! & 511) ^ (x & 127);
      e = (t[x & 127]! >> 16) ^ (d & 127) ^ k[at + 15]!;
      x = ((e << 9) | ((t[d ^ k[at + 16]!]! & 511) ^ e)) ^ y;
      y ^= k[at + 17]!;
      d = (t[y >> 7]! & 511) ^ (y & 127);
      e = (t[y & 127]! >> 16) ^ (d & 127) ^ k[at + 18]!;
      y = ((e << 9) | ((t[d ^ k[at + 19]!]! & 511) ^ e)) ^ x;
      x ^= k[at + 20]!;
      d = (t[x >> 7]! & 511) ^ (x & 127);
      e = (t[x & 127]! >> 16) ^ (d & 127) ^ k[at + 21]!;
      x = ((e << 9) | ((t[d ^ k[at + 22]!]! & 511) ^ e)) ^ y;
      left ^= ((y ^ k[at + 23]!) << 16) | x;
    }
    x = (left & 65535) ^ ((left >>> 16) & k[96]!);
    left = (((left >>> 16) ^ (x | k[97]!)) << 16) | x;
    x = (right & 65535) ^ ((right >>> 16) & k[98]!);
    right = (((right >>> 16) ^ (x | k[99]!)) << 16) | x;
    block[0] = (right << 24) | ((right & 65280) << 8) | ((right >>> 8) & 65280) | (right >>> 24);
    block[1] = (left << 24) | ((left & 65280) << 8) | ((left >>> 8) & 65280) | (left >>> 24);
  }

  /** Counter mode: the nonce has six bytes, two count blocks. */
  function crypt(k: Uint32Array, nonce: string, text: string): string {
    const w = c.words(text);
    const high =
      (nonce.charCodeAt(0) << 24) | (nonce.charCodeAt(1) << 16) | (nonce.charCodeAt(2) << 8) | nonce.charCodeAt(3);
    let low = (nonce.charCodeAt(4) << 24) | (nonce.charCodeAt(5) << 16);
    for (let at = 0; at < w.length; at += 2) {
      encrypt(k, high, low);
      low++;
      w[at] = w[at]! ^ block[0]!;
      w[at + 1] = w[at + 1]! ^ block[1]!;
    }
    return c.text(w, text.length);
  }

  function tagOf(dir: 0 | 1, number: string, nonce: string, text: string): string {
    return c.mac(dir, zeros + number + nonce + text + length32).substr(0, 16);
  }

  function lock(n: number, plain: string): string {
    const high = c.chr(n >> 8);
    const low = c.chr(n & 255);
    const nonce = nonceOf(high, low);
    const text = crypt(schedules[1]!, nonce, plain);
    return text + tagOf(1, high + low, nonce, text);
  }

  function unlock(n: number, text: string, tag: string): string | undefined {
    const high = c.chr(n >> 8);
    const low = c.chr(n & 255);
    const nonce = nonceOf(high, low);
    if (text.length % 16 || !c.same(tagOf(0, high + low, nonce, text), tag)) return undefined;
    return crypt(schedules[0]!, nonce, text);
  }

  expand(0);
  expand(1);
  return [lock, unlock];
}
