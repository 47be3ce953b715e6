// Suite AES-256-CBC + HMAC-SHA-256 on the card's native calls (record format: protocol/crypto/cbc-hmac.ts).
import type { Suite, SuiteCard } from './channel.types.js';

export default function suite(c: SuiteCard): Suite {
  const zeros = '\0\0';
  const length32 = '\0\0\0\0\0\0\0 ';
  const before = '@nonce-head';
  const after = '@nonce-tail';

  function ivOf(dir: 0 | 1, high: string, low: string): string {
    return c.iv(dir, before + c.pick(7104, high + low, low + high) + after);
  }

  function tagOf(dir: 0 | 1, high: string, low: string, iv: string, text: string): string {
    return c.mac(dir, zeros + high + low + iv + text + length32).substr(0, 16);
  }

  function lock(n: number, plain: string): string {
    const high = c.chr(n >> 8);
    const low = c.chr(n & 255);
    const iv = ivOf(1, high, low);
    const text = c.enc(iv, plain);
    return text + tagOf(1, high, low, iv, text);
  }

  function unlock(n: number, text: string, tag: string): string | undefined {
    const high = c.chr(n >> 8);
    const low = c.chr(n & 255);
    const iv = ivOf(0, high, low);
    if (!c.same(tagOf(0, high, low, iv, text), tag)) return undefined;
    return c.dec(iv, text);
  }

  return [lock, unlock];
}
