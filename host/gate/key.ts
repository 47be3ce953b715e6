// Idempotency keys: what makes a retry the same call.
import { randomBytes } from 'node:crypto';
import { sha256 } from '../../protocol/crypto/hmac.js';
import { Cpu6Error } from '../../protocol/errors/error.js';

export const maxKeyLength = 128;

/**
 * 16 bytes. A caller's own key (1 to 128 characters) counts for this caller, process and method only; without one the call is
 * like no other. Throws `ARGUMENTS_INVALID`.
 */
export function idempotencyKey(app: string, process: string, method: string, key: string | undefined): Uint8Array {
  if (key === undefined) return Uint8Array.from(randomBytes(16));
  if (key.length < 1 || key.length > maxKeyLength)
    throw new Cpu6Error('ARGUMENTS_INVALID', { where: 'key', why: `needs 1 to ${maxKeyLength} characters` });
  // Each part with its length: no two lists of parts give the same bytes.
  const parts = [app, process, method, key].flatMap((part) => {
    const bytes = Buffer.from(part, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return [length, bytes];
  });
  return Uint8Array.from(sha256(...parts).subarray(0, 16));
}
