// The operator's side of the command: requests to a server's admin API.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { adminRequest } from '../../server/admin/client.js';
import { serverData } from './paths.js';
import { type OptionSpec, text, type Values } from './verb.js';

/** Files that `cpu6 serve` keeps in its data directory for this. */
export const addressFile = 'address';
export const tokenFile = 'admin-token';
/** Where a server keeps the artifacts that `cpu6 serve FILE` and `cpu6 push FILE` build. */
export const artifactsDir = (dataDir: string): string => path.join(path.resolve(dataDir), 'processes');

export const adminOptions = {
  data: { type: 'string', value: 'DIR', help: "the server's data directory: its address and token are read there" },
} as const satisfies Record<string, OptionSpec>;

/** Notes where a server listens, for the operator's commands. `uplink`: its URL for hosts. */
export function writeAddress(dataDir: string, uplink: string): string {
  const url = uplink.replace(/^ws/, 'http').replace(/\/uplink$/, '');
  writeFileSync(path.join(dataDir, addressFile), `${url}\n`, { mode: 0o600 });
  return url;
}

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Cpu6Error('ADMIN_UNREACHABLE', {
      address: file,
      why: (error as NodeJS.ErrnoException).code ?? 'unreadable',
    });
  }
};

/** Calls `METHOD /api/…`. Throws the server's error, or `ADMIN_UNREACHABLE`. */
export async function admin<T>(values: Values, method: 'GET' | 'POST', route: string, body?: object): Promise<T> {
  const data = text(values, 'data', serverData());
  const address = read(path.join(data, addressFile));
  const token = read(path.join(data, tokenFile));
  return adminRequest<T>(address, token, method, route, body);
}
