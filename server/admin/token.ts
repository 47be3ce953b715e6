// The admin API's bearer token: made at the first start, kept in a file that only the server's user may read.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { corrupt, writePrivateFile } from '../store/files.js';

/** Throws `STATE_CORRUPT` if the file holds no token. */
export function openAdminToken(dir: string): string {
  const file = join(dir, 'admin-token');
  if (!existsSync(file)) writePrivateFile(file, `${randomBytes(32).toString('base64url')}\n`);
  const token = readFileSync(file, 'utf8').trim();
  if (!/^[A-Za-z0-9_-]{32,}$/.test(token)) throw corrupt(file, 'it holds no token');
  return token;
}
