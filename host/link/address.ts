// Card addresses that the daemon opens by itself: `auto`, `serial:PATH[@BAUD]`, `tcp:HOST:PORT`.
import { Cpu6Error } from '../../protocol/errors/error.js';

export type CardAddress =
  | { readonly scheme: 'auto' }
  | { readonly scheme: 'serial'; readonly path: string; readonly baud: number }
  | { readonly scheme: 'tcp'; readonly host: string; readonly port: number };

export const defaultBaud = 115_200;

/** Throws `CARD_ADDRESS`. `virtual:` and `espruino:` are started by the command, which passes a `tcp:` or `serial:` on. */
export function parseAddress(address: string): CardAddress {
  if (address === 'auto') return { scheme: 'auto' };
  const serial = /^serial:([^\0]+?)(?:@(\d{2,8}))?$/.exec(address);
  if (serial) return { scheme: 'serial', path: serial[1]!, baud: serial[2] ? Number(serial[2]) : defaultBaud };
  const tcp = /^tcp:(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(address);
  const port = Number(tcp?.[3]);
  if (tcp && port >= 1 && port <= 65_535) return { scheme: 'tcp', host: (tcp[1] ?? tcp[2])!, port };
  throw new Cpu6Error('CARD_ADDRESS', { address });
}
