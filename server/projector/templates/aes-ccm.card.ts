// Suite AES-128-CCM on the card's native call, which takes no associated data: the record's number is in the nonce.
import type { Suite, SuiteCard } from './channel.types.js';

export default function suite(c: SuiteCard): Suite {
  const before = '@nonce-head';
  const after = '@nonce-tail';

  function nonceOf(n: number): string {
    const high = c.chr(n >> 8);
    const low = c.chr(n & 255);
    return before + c.pick(7104, high + low, low + high) + after;
  }

  function lock(n: number, plain: string): string {
    return c.ccm(nonceOf(n), plain);
  }

  function unlock(n: number, text: string, tag: string): string | undefined {
    return c.unccm(nonceOf(n), text, tag);
  }

  return [lock, unlock];
}
