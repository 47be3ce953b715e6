// A card address to an open SerialPort stream.
import { SerialPortStream } from '@serialport/stream';
import { SerialPort } from 'serialport';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { parseAddress } from './address.js';
import { discover } from './discovery.js';
import type { CardPort } from './port.js';
import { TcpBinding } from './tcp-binding.js';

/**
 * Opens `auto`, `serial:PATH[@BAUD]` or `tcp:HOST:PORT`; resolves once the port is open.
 * Throws `CARD_ADDRESS`, `CARD_PERMISSION`, `CARD_TAKEN`, `CARD_OPEN`, and `NO_CARD` when `auto` finds none.
 */
export async function openPort(address: string): Promise<CardPort> {
  const parsed = parseAddress(address);
  if (parsed.scheme === 'auto') {
    const { addresses, cannotList } = await discover();
    if (cannotList !== undefined) throw new Cpu6Error('CARD_OPEN', { address, why: `cannot list: ${cannotList}` });
    if (addresses[0] === undefined) throw new Cpu6Error('NO_CARD', { card: 'of a known kind' });
    return openPort(addresses[0]);
  }
  const port: CardPort & { open(callback: (error?: Error | null) => void): void } =
    parsed.scheme === 'serial'
      ? new SerialPort({ path: parsed.path, baudRate: parsed.baud, autoOpen: false })
      : new SerialPortStream({
          binding: TcpBinding,
          path: parsed.host.includes(':') ? `[${parsed.host}]:${parsed.port}` : `${parsed.host}:${parsed.port}`,
          baudRate: 115_200,
          autoOpen: false,
        });
  return new Promise((resolve, reject) => {
    port.open((error) => {
      if (error) reject(openError(address, error));
      else resolve(port);
    });
  });
}

/** What the system says when a port does not open, as an error that tells what to do about it. */
export function openError(address: string, error: Error): Cpu6Error {
  const { message: why } = error;
  // Opening gives EACCES; a lock that another process holds, or its exclusive use, the others.
  if (/permission denied|EACCES/i.test(why)) return new Cpu6Error('CARD_PERMISSION', { address }, { cause: error });
  if (/cannot lock port|busy|EBUSY|access denied/i.test(why))
    return new Cpu6Error('CARD_TAKEN', { address, by: 'another program' }, { cause: error });
  return new Cpu6Error('CARD_OPEN', { address, why }, { cause: error });
}
