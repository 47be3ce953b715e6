// HMAC_DRBG with HMAC-SHA-256 (NIST SP 800-90A rev. 1, section 10.1.2), over byte strings. No prediction resistance.
import type { Bytes, RandomState } from './types.js';

export interface Drbg {
  /** `length` bytes (1 to 1,024). */
  draw(length: number): string;
  /** Mixes `data` in (reseed). */
  mix(data: Bytes): void;
}

/** `hmac` takes a key of 32 bytes. `s`: the working state, 32 bytes each; it changes with every call. */
export function makeDrbg(hmac: (key: string, data: Bytes) => string, s: RandomState): Drbg {
  'cold';
  /** HMAC_DRBG_Update; `data` empty: none provided. */
  function mix(data: Bytes): void {
    s.k = hmac(s.k, [s.v, 0, data]);
    s.v = hmac(s.k, s.v);
    if (data === '') return;
    s.k = hmac(s.k, [s.v, 1, data]);
    s.v = hmac(s.k, s.v);
  }
  return {
    draw: (length) => {
      let out = '';
      while (out.length < length) {
        s.v = hmac(s.k, s.v);
        out += s.v;
      }
      mix('');
      return out.substr(0, length);
    },
    mix: mix,
  };
}
