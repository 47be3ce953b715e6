// Gets to the console of whatever is on a port: a board fresh from the shop, one at another speed, or a card, by unlock.
import type { CardPort } from '../../host/link/port.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { hex } from '../../protocol/session/ids.js';
import type { CardKeys } from './card-keys.js';
import { type Greeted, greet } from './greet.js';
import { PacketConsole } from './packet-console.js';

export interface UnlockOptions {
  readonly address: string;
  readonly keys: CardKeys;
  readonly key?: Uint8Array | undefined;
}

/** Speed of the console of nRF52 boards after a reset. */
const slowBaud = 9600;
const usualBaud = 115_200;
const shortTry = 1500;

/** Opens the console of a card. Rejects with `UNLOCK_NO_KEY`, `UNLOCK_REFUSED`, `RATE_LIMITED`. */
export async function unlock({ description, connection }: Greeted, options: UnlockOptions): Promise<void> {
  const key = options.key ?? options.keys.get(description.cardId);
  if (!key) throw new Cpu6Error('UNLOCK_NO_KEY', { card: hex(description.cardId) });
  await connection.unlock(key);
}

/**
 * Resolves when a console answers on the open port; a card in card mode is unlocked for it (`onUnlock`). Rejects with
 * `CARD_CONSOLE` when neither a card nor a console answers.
 */
export async function attachBoard(port: CardPort, options: UnlockOptions, onUnlock: () => void): Promise<void> {
  // A card answers a greeting at once, a console an enquiry: in turns, each time with more patience.
  for (const patience of [700, 2000, 2000]) {
    const answer = await greet(port, patience, async (card) => {
      onUnlock();
      await unlock(card, options);
    });
    if ('card' in answer) return attachAfterUnlock(port, options.address);
    if (await answers(port, options.address, shortTry)) return;
    if (await answersAtSlowSpeed(port, options.address)) return;
  }
  const console = new PacketConsole(port, options.address);
  try {
    await console.attach();
  } finally {
    console.release();
  }
}

async function attachAfterUnlock(port: CardPort, address: string): Promise<void> {
  const console = new PacketConsole(port, address);
  try {
    // It waits a moment before it starts anew; what is asked before that is lost or answered by nobody.
    await console.attach(20_000);
  } finally {
    console.release();
  }
}

async function answers(port: CardPort, address: string, ms: number): Promise<boolean> {
  const console = new PacketConsole(port, address);
  try {
    await console.attach(ms);
    return true;
  } catch (error) {
    if (error instanceof Cpu6Error && error.code === 'CARD_CONSOLE') return false;
    throw error;
  } finally {
    console.release();
  }
}

/** A console that listens at 9,600 baud is told to use the usual speed from now on. */
async function answersAtSlowSpeed(port: CardPort, address: string): Promise<boolean> {
  if (!hasSpeed(port)) return false;
  await setSpeed(port, slowBaud);
  const console = new PacketConsole(port, address);
  try {
    await console.attach(shortTry);
    await console.eval(`setTimeout(function(){Serial1.setup(${usualBaud});Serial1.setConsole(true)},50),1`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  } catch (error) {
    if (!(error instanceof Cpu6Error) || error.code !== 'CARD_CONSOLE') throw error;
    return false;
  } finally {
    console.release();
    await setSpeed(port, usualBaud);
  }
  return answers(port, address, shortTry);
}

interface SerialSpeed {
  readonly settings?: { readonly baudRate?: number };
  update(options: { readonly baudRate: number }, callback: (error: Error | null) => void): void;
}

/** Only for a real line at the usual speed: who named another one means it. */
const hasSpeed = (port: CardPort): port is CardPort & SerialSpeed => {
  const { settings, update } = port as unknown as SerialSpeed;
  const { path } = port as { readonly path?: string };
  return typeof update === 'function' && settings?.baudRate === usualBaud && !/^[^/]*:\d+$/.test(path ?? '');
};

const setSpeed = (port: CardPort & SerialSpeed, baudRate: number): Promise<void> =>
  new Promise((resolve, reject) =>
    port.update({ baudRate }, (error) =>
      error ? reject(new Cpu6Error('CARD_LOST', {}, { cause: error })) : resolve(),
    ),
  );
