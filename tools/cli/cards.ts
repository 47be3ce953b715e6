// `cpu6 cards`: the cards of this computer, or all that a server knows.
import { admin, adminOptions } from './admin.js';
import { localOptions, withHost } from './local.js';
import { flag, type Verb } from './verb.js';

interface ServerCard {
  readonly id: string;
  readonly board: string;
  readonly connected: boolean;
  readonly revoked: boolean;
}

export const cards: Verb = {
  name: 'cards',
  summary: 'lists the cards of this computer, or with --server those that the server knows',
  arity: [0, 0],
  options: {
    ...localOptions,
    ...adminOptions,
    server: { type: 'boolean', help: 'ask the server instead of the host daemon' },
  },
  examples: [
    ['cpu6 cards', 'what is plugged in, and for which servers it is enrolled'],
    ['cpu6 cards --server --json', 'the register of the server'],
  ],
  async run({ values, out }) {
    if (flag(values, 'server')) {
      const cards = await admin<ServerCard[]>(values, 'GET', '/api/cards');
      out.object({ cards });
      out.table(
        ['card', 'board', 'state'],
        cards.map((c) => [c.id, c.board, c.revoked ? 'revoked' : c.connected ? 'connected' : 'away']),
      );
      return;
    }
    await withHost(values, async (client) => {
      const cards = await client.cards();
      out.object({ cards });
      out.table(
        ['card', 'board', 'address', 'state', 'servers'],
        cards.map((c) => [
          c.card ?? '–',
          c.board ?? '–',
          c.address,
          c.problem?.message ?? (c.connected ? 'connected' : 'away'),
          c.servers.flatMap((s) => (s.enrolled ? [s.name] : [])).join(', ') || 'none',
        ]),
      );
    });
  },
};
