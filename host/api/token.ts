// The token of the loopback API: who can read the holder's files has it. Pages get one of their own, bound to their origin.
import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { equal, sha256 } from '../../protocol/crypto/hmac.js';
import { writeFileAtomic } from '../state/atomic-file.js';

/** The token in `dir`, made if there is none: 64 hex digits, file mode 0600. */
export function readToken(dir: string): string {
  const file = join(dir, 'token');
  try {
    const found = readFileSync(file, 'latin1').trim();
    if (/^[0-9a-f]{64}$/.test(found)) return found;
  } catch {
    // made below
  }
  const token = randomBytes(32).toString('hex');
  writeFileAtomic(file, `${token}\n`);
  return token;
}

/** The token of one origin. Another origin, or a program, cannot use it. */
export const pageToken = (token: string, origin: string): string =>
  createHmac('sha256', Buffer.from(token, 'hex')).update(`cpu6 page ${origin}`, 'utf8').digest('hex');

/** Compares without telling how far it matched. */
export const sameToken = (given: string, right: string): boolean =>
  equal(sha256(Buffer.from(given, 'utf8')), sha256(Buffer.from(right, 'utf8')));
