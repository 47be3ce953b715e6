// The unlock: whoever has the key that was made when the card was flashed gets its console.
//
//   host                                       card
//    │ unlock ───────────────────────────────►  │ draws a challenge of 16 bytes
//    │ ◄─────────────────────────── challenge   │
//    │ prove: HMAC-SHA-256(key, label ‖ ──────►  │ compares; one try per challenge, then deaf for a while
//    │        card id ‖ challenge)              │ right: starts once without the runtime, console on the port
import { hmac } from '../crypto/hmac.js';
import { unlockLabel } from './unlock-constants.js';

export const unlockKeyLength = 32;

/** The proof for a challenge. */
export const unlockProof = (key: Uint8Array, cardId: Uint8Array, nonce: Uint8Array): Uint8Array =>
  hmac(key, Buffer.from(unlockLabel, 'ascii'), cardId, nonce);
