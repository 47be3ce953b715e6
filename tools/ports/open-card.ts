// Opens the port of a card for a verb of the command, and says who else has it.
import { parseAddress } from '../../host/link/address.js';
import { discover } from '../../host/link/discovery.js';
import { openPort } from '../../host/link/open-port.js';
import type { CardPort } from '../../host/link/port.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { type Holder, holderOf } from './holder.js';

/** `auto` as the address of the one card that is plugged in. Throws `NO_CARD`, `CARD_BUSY` if there are several. */
export async function oneAddress(address: string): Promise<string> {
  if (/^(virtual|espruino):/.test(address))
    throw new Cpu6Error('USAGE', {
      what: `${address} is a card that \`cpu6 card\` runs: give the address that it printed`,
      verb: 'card',
    });
  if (parseAddress(address).scheme !== 'auto') return address;
  const { addresses, cannotList } = await discover();
  if (cannotList !== undefined) throw new Cpu6Error('CARD_OPEN', { address, why: `cannot list: ${cannotList}` });
  if (addresses.length > 1)
    throw new Cpu6Error('CARD_BUSY', {
      why: `${addresses.length} are plugged in: name one of ${addresses.join(', ')}`,
    });
  if (!addresses[0]) throw new Cpu6Error('NO_CARD', { card: 'of a known kind' });
  return addresses[0];
}

/** Like {@link openPort}; a port in use is reported with the program that uses it. */
export async function openCard(address: string): Promise<CardPort> {
  try {
    return await openPort(address);
  } catch (error) {
    const parsed = parseAddress(address);
    if (!(error instanceof Cpu6Error) || error.code !== 'CARD_TAKEN' || parsed.scheme !== 'serial') throw error;
    const holder = holderOf(parsed.path);
    if (!holder) throw error;
    throw new Cpu6Error('CARD_TAKEN', { address, by: nameOf(holder) }, { cause: error });
  }
}

/** A process as a person knows it; of the daemon also how it gives the port up. */
function nameOf({ command, pid }: Holder): string {
  const name = `${command} (process ${pid})`;
  return /(^|[/\s])(cpu6|cli\/main\.js) host\b/.test(command)
    ? `the host daemon, ${name}; \`kill ${pid}\` stops it, \`cpu6 ports\` and \`cpu6 cards\` ask the card through it`
    : name;
}
