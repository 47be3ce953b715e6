// The operator's side of the command: requests to a server's admin API.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Cpu6Error, type ErrorReport } from '../../protocol/errors/error.js';
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
  let response: Response;
  try {
    response = await fetch(new URL(route, address), {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  } catch (error) {
    const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
    throw new Cpu6Error('ADMIN_UNREACHABLE', { address, why: cause?.code ?? (error as Error).message });
  }
  const answer = (await response.json()) as T & { error?: ErrorReport };
  if (!response.ok && answer.error) throw new Cpu6Error(answer.error.code, answer.error.facts);
  if (!response.ok) throw new Cpu6Error('ADMIN_UNREACHABLE', { address, why: `HTTP ${response.status}` });
  return answer;
}
