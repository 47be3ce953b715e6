// Where the daemon of a state directory listens: clients compute the same path.
import { createHash } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';

/** `sun_path` holds 104 bytes on some systems. */
const longest = 100;

/** The socket in the directory itself; with a path too long for a socket, in a directory of this user under the temporary one. */
export function socketPathOf(stateDir: string): string {
  const dir = resolve(stateDir);
  const name = createHash('sha256').update(dir).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\cpu6-${name}`;
  const path = join(dir, 'host.sock');
  return Buffer.byteLength(path) <= longest ? path : join(tmpdir(), `cpu6-${userInfo().uid}-${name}`, 'host.sock');
}
