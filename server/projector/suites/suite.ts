// What a suite is on the server: how it seals and opens one direction's records.

/** Seals records of one direction. Keys are the caller's, who overwrites them. */
export interface Sealer {
  /** Ciphertext ‖ tag. `n`, `nonce`: never twice. */
  seal(n: number, nonce: Uint8Array, plaintext: Uint8Array): Uint8Array;
  /** Forgets what was derived from the keys. */
  wipe(): void;
}

export interface Opener {
  /** The plaintext, or `undefined` if this was not sealed as record `n`. The tag has 16 bytes. */
  open(n: number, nonce: Uint8Array, ciphertext: Uint8Array, tag: Uint8Array): Uint8Array | undefined;
  wipe(): void;
}
