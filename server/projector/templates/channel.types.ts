// The types of channel code: what a template is handed on the card, and what it must return.

/** `channelMembers` and the support members of `protocol/applet/capabilities.ts`, as a template spells them. */
export interface ChannelCard {
  /** AES-256-ECB of the counter block `n` under the encryption key of direction `dir` (0 down, 1 up). */
  iv(dir: 0 | 1, n: number): string;
  /** AES-256-CBC with PKCS#7 padding under the up encryption key. */
  enc(iv: string, data: string): string;
  /** AES-256-CBC under the down encryption key; `undefined` if the padding is malformed. */
  dec(iv: string, data: string): string | undefined;
  /** HMAC-SHA-256 under the MAC key of direction `dir`, 32 bytes. */
  mac(dir: 0 | 1, data: string): string;
  /** Compares two 16-byte strings without early exit. */
  same(a: string, b: string): boolean;
  /** Unpredictable bytes. */
  fill(length: number): string;
  /** The one-byte string of a code from 0 to 255. */
  chr(code: number): string;
}

/** Byte strings of the template, by position. */
export type ChannelTable = readonly string[];

/**
 * `seal(n, code, body)`: record `n` of direction up. `open(n, record)`: `chr(code) + body` of record `n` of direction
 * down, or `undefined` if it is not that record.
 */
export type Channel = [
  seal: (n: number, code: number, body: string) => string,
  open: (n: number, record: string) => string | undefined,
];
