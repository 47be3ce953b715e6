// `cpu6 unlock`: opens the console of a card in card mode, for one start.
import path from 'node:path';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { hex } from '../../protocol/session/ids.js';
import { hostState } from './paths.js';
import { text, type Verb } from './verb.js';

/** A card answers a greeting within this, ms. */
const patience = 8_000;

export const unlock: Verb = {
  name: 'unlock',
  summary: "opens a card's console with the key that was made when it was flashed, until its next start",
  arity: [0, 0],
  options: {
    card: { type: 'string', value: 'ADDRESS', help: 'auto, serial:PATH[@BAUD] or tcp:HOST:PORT', default: 'auto' },
    key: { type: 'string', value: 'FILE', help: 'the unlock key, if the card was flashed on another host' },
    state: { type: 'string', value: 'DIR', help: "the host's state directory" },
  },
  examples: [['cpu6 unlock', '`cpu6 monitor` then shows its console; `load()` there or a reset makes it a card again']],
  async run({ values, out }) {
    const { oneAddress, openCard } = await import('../ports/open-card.js');
    const { CardKeys, readKey } = await import('../flash/card-keys.js');
    const { greet } = await import('../flash/greet.js');
    const { unlock: open } = await import('../flash/find-console.js');
    const { closePort } = await import('../../host/link/index.js');
    const address = await oneAddress(text(values, 'card', 'auto'));
    const keyFile = text(values, 'key');
    const keys = new CardKeys(path.resolve(text(values, 'state', hostState())));
    const port = await openCard(address);
    try {
      const answer = await greet(port, patience, async (card) => {
        await open(card, { address, keys, key: keyFile ? readKey(keyFile) : undefined });
        return hex(card.description.cardId);
      });
      if (!('card' in answer)) throw new Cpu6Error('CARD_SILENT', { address });
      out.result(
        { type: 'unlocked', address, card: answer.card },
        `the console of card ${answer.card} is open on ${address} until its next start`,
      );
    } finally {
      await closePort(port);
    }
  },
};
