// Suite Ascon-AEAD128 (NIST SP 800-232) in script: the cipher travels with the epoch, the card needs no firmware for it.
//
// The state is ten words of 32 bits, the low half of each 64 first; the rounds have them in locals.
import type { Suite, SuiteCard } from './channel.types.js';

export default function suite(c: SuiteCard): Suite {
  const before = '@nonce-head';
  const after = '@nonce-tail';
  const keys = [c.key(0), c.key(1)];
  const s = c.words(10);

  function nonceOf(n: number): Uint32Array {
    const high = c.chr(n >> 8);
    const low = c.chr(n & 255);
    return c.words(before + c.pick(7104, high + low, low + high) + after);
  }

  /** Section 3: the rounds from that constant on. */
  function permute(constant: number): void {
    let a = s[0]!;
    let b = s[1]!;
    let d = s[2]!;
    let e = s[3]!;
    let f = s[4]!;
    let g = s[5]!;
    let h = s[6]!;
    let i = s[7]!;
    let j = s[8]!;
    let k = s[9]!;
    let t = 0;
    let u = 0;
    for (; constant > 60; constant -= 15) {
      a ^= j;
      j ^= h;
      f ^= d ^ constant;
      t = a;
      u = d;
      a ^= ~d & f;
      d ^= ~f & h;
      f ^= ~h & j;
      h ^= ~j & t;
      j ^= ~t & u;
      d ^= a;
      a ^= j;
      h ^= f;
      f = ~f;
      b ^= k;
      k ^= i;
      g ^= e;
      t = b;
      u = e;
      b ^= ~e & g;
      e ^= ~g & i;
      g ^= ~i & k;
      i ^= ~k & t;
      k ^= ~t & u;
      e ^= b;
      b ^= k;
      i ^= g;
      g = ~g;
      t = a;
      a ^= ((a >>> 19) | (b << 13)) ^ ((a >>> 28) | (b << 4));
      b ^= ((b >>> 19) | (t << 13)) ^ ((b >>> 28) | (t << 4));
      t = d;
      d ^= ((e >>> 29) | (d << 3)) ^ ((e >>> 7) | (d << 25));
      e ^= ((t >>> 29) | (e << 3)) ^ ((t >>> 7) | (e << 25));
      t = f;
      f ^= ((f >>> 1) | (g << 31)) ^ ((f >>> 6) | (g << 26));
      g ^= ((g >>> 1) | (t << 31)) ^ ((g >>> 6) | (t << 26));
      t = h;
      h ^= ((h >>> 10) | (i << 22)) ^ ((h >>> 17) | (i << 15));
      i ^= ((i >>> 10) | (t << 22)) ^ ((i >>> 17) | (t << 15));
      t = j;
      j ^= ((j >>> 7) | (k << 25)) ^ ((k >>> 9) | (j << 23));
      k ^= ((k >>> 7) | (t << 25)) ^ ((t >>> 9) | (k << 23));
    }
    s[0] = a;
    s[1] = b;
    s[2] = d;
    s[3] = e;
    s[4] = f;
    s[5] = g;
    s[6] = h;
    s[7] = i;
    s[8] = j;
    s[9] = k;
  }

  /** Adds four words to those of the state from `to` on. */
  function add(to: number, w: Uint32Array): void {
    for (let i = 0; i < 4; i++) s[to + i] = s[to + i]! ^ w[i]!;
  }

  function begin(k: Uint32Array, nonce: Uint32Array): void {
    s.fill(0);
    s[0] = 0x808c0001;
    s[1] = 0x1000;
    add(2, k);
    add(6, nonce);
    permute(240);
    add(6, k);
    s[9] = s[9]! ^ 0x80000000;
  }

  /** The text's length is a multiple of the rate: the last block is padding alone. */
  function finish(k: Uint32Array): string {
    s[0] = s[0]! ^ 1;
    add(4, k);
    permute(240);
    add(6, k);
    const out = c.words(4);
    for (let i = 0; i < 4; i++) out[i] = s[6 + i]!;
    return c.text(out, 16);
  }

  function lock(n: number, plain: string): string {
    const k = keys[1]!;
    const w = c.words(plain);
    begin(k, nonceOf(n));
    for (let at = 0; at < w.length; at += 4) {
      for (let i = 0; i < 4; i++) {
        s[i] = s[i]! ^ w[at + i]!;
        w[at + i] = s[i]!;
      }
      permute(180);
    }
    return c.text(w, plain.length) + finish(k);
  }

  function unlock(n: number, text: string, tag: string): string | undefined {
    if (text.length % 16) return undefined;
    const k = keys[0]!;
    const w = c.words(text);
    begin(k, nonceOf(n));
    for (let at = 0; at < w.length; at += 4) {
      for (let i = 0; i < 4; i++) {
        const x = w[at + i]!;
        w[at + i] = s[i]! ^ x;
        s[i] = x;
      }
      permute(180);
    }
    if (!c.same(finish(k), tag)) {
      w.fill(0);
      return undefined;
    }
    return c.text(w, text.length);
  }

  return [lock, unlock];
}
