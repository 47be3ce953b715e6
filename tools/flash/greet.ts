// Says hello on an open port: is there a card that runs the runtime, and which?
import { CardConnection, type CardDescription } from '../../host/card/card-connection.js';
import { Link } from '../../host/link/link.js';
import type { LinkInfo } from '../../host/link/link-events.js';
import type { CardPort } from '../../host/link/port.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { borrow } from './borrowed-port.js';

export interface Greeted {
  readonly description: CardDescription;
  readonly info: LinkInfo;
  readonly connection: CardConnection;
}

/** Bytes of what else was heard that are kept. */
const keptBytes = 400;

/**
 * Greets for at most `ms`; a card that answers is handed to `use`. Nothing but hellos is sent meanwhile. The port stays open
 * and the caller's. A session that was open on the card ends by the hello. Rejects with what `use` rejects with, and with
 * `CARD_VERSION` for a card that cannot be spoken to.
 */
export async function greet<T>(
  port: CardPort,
  ms: number,
  use: (card: Greeted) => Promise<T>,
): Promise<{ readonly card: T } | { readonly heard: string }> {
  let heard = Buffer.alloc(0);
  const listen = (chunk: Uint8Array): void => {
    heard = Buffer.concat([heard, chunk]).subarray(-keptBytes);
  };
  port.on('data', listen);
  // One greeting all the time: a slow card would answer the one before, and must not be restarted for that.
  const link = new Link({ open: async () => borrow(port), address: 'the port', greet: ms + 1_000 });
  const connection = new CardConnection(link);
  try {
    const answer = await new Promise<{ description: CardDescription; info: LinkInfo } | undefined>(
      (resolve, reject) => {
        const timer = setTimeout(() => resolve(undefined), ms);
        const settle = (f: () => void): void => {
          clearTimeout(timer);
          f();
        };
        // It has a link: its description may take longer than a hello.
        link.once('up', () => timer.refresh());
        connection.once('ready', (description, info) => settle(() => resolve({ description, info })));
        link.once('silent', (why) => settle(() => (why.code === 'CARD_VERSION' ? reject(why) : resolve(undefined))));
        for (const event of ['close', 'error', 'end'])
          port.once(event, () => settle(() => reject(new Cpu6Error('CARD_LOST'))));
        link.start();
      },
    );
    if (!answer) return { heard: heard.toString('latin1') };
    return { card: await use({ ...answer, connection }) };
  } finally {
    port.off('data', listen);
    await link.stop();
  }
}
