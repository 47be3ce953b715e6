// HMAC_DRBG with HMAC-SHA-256 (NIST SP 800-90A rev. 1, section 10.1.2), over byte strings. No prediction resistance.
import type { Bytes } from './types.js';

export interface Drbg {
  /** `length` bytes (1 to 1,024). */
  draw(length: number): string;
  /** Mixes `data` in (reseed). */
  mix(data: Bytes): void;
}

/** `hmac` takes a key of 32 bytes. `k`, `v`: the working state, 32 bytes each. */
export function makeDrbg(hmac: (key: string, data: Bytes) => string, k: string, v: string): Drbg {
  /** HMAC_DRBG_Update; `data` empty: none provided. */
  function update(data: Bytes): void {
    k = hmac(k, [v, 0, data]);
    v = hmac(k, v);
    if (data === '') return;
    k = hmac(k, [v, 1, data]);
    v = hmac(k, v);
  }
  return {
    draw: (length) => {
      let out = '';
      while (out.length < length) {
        v = hmac(k, v);
        out += v;
      }
      update('');
      return out.substr(0, length);
    },
    mix: update,
  };
}
