// The types of channel code: what a template is handed on the card, and what it must return.

/** What the projector fills in: of the alternatives one is left in the code, the one that the draw names. */
interface Drawn {
  pick<T>(which: number, ...alternatives: readonly [T, ...T[]]): T;
  /** The one-byte string of a code from 0 to 255. */
  chr(code: number): string;
}

/** `channelMembers` and the support members of `protocol/applet/capabilities.ts`, as the template of a suite spells them. */
export interface SuiteCard extends Drawn {
  /** The IV of that nonce (16 bytes): encrypted under the encryption key of direction `dir` (0 down, 1 up). */
  iv(dir: 0 | 1, nonce: string): string;
  /** AES-256-CBC with PKCS#7 padding under the up encryption key. */
  enc(iv: string, data: string): string;
  /** AES-256-CBC under the down encryption key; `undefined` if the padding is malformed. */
  dec(iv: string, data: string): string | undefined;
  /** AES-128-CCM under the up encryption key, nonce of 13 bytes: ciphertext and tag. */
  ccm(nonce: string, data: string): string;
  /** Its inverse under the down encryption key; `undefined` if the tag is wrong. */
  unccm(nonce: string, text: string, tag: string): string | undefined;
  /** HMAC-SHA-256 under the MAC key of direction `dir`, 32 bytes. */
  mac(dir: 0 | 1, data: string): string;
  /** Compares two 16-byte strings without early exit. */
  same(a: string, b: string): boolean;
  /** The encryption key of direction `dir`: eight words of 32 bits, little-endian. */
  key(dir: 0 | 1): Uint32Array;
  /** That many words, zero; or those of `data`, little-endian, filled up with zeros. */
  words(data: number | string): Uint32Array;
  /** The first `length` bytes of words. */
  text(words: Uint32Array, length: number): string;
}

/** What the frame is handed: the functions of the suite. */
export interface FrameCard extends Drawn {
  lock(n: number, plain: string): string;
  unlock(n: number, text: string, tag: string): string | undefined;
}

/**
 * `lock(n, plain)`: ciphertext and tag (16 bytes) of record `n` of direction up. `unlock(n, text, tag)`: the plaintext of
 * record `n` of direction down, or `undefined` if it is not that record.
 */
export type Suite = [
  lock: (n: number, plain: string) => string,
  unlock: (n: number, text: string, tag: string) => string | undefined,
];

/**
 * `seal(n, code, body)`: record `n` of direction up. `open(n, record)`: `chr(code) + body` of record `n` of direction
 * down, or `undefined` if it is not that record.
 */
export type Channel = [
  seal: (n: number, code: number, body: string) => string,
  open: (n: number, record: string) => string | undefined,
];
