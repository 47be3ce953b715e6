// Names of servers and cards: 16 bytes, shown as 32 hex digits.
import { sha256 } from '../crypto/hmac.js';

/** A server is named by its static public key. */
export const serverIdOf = (serverKey: Uint8Array): Uint8Array => sha256(serverKey).subarray(0, 16);
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
export const unhex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
