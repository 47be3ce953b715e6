// A process for tests of an author's edit; `moved-again.ts` is its next version.
import { defineProcess, u32 } from 'cpu6/process';

export default defineProcess({
  name: 'moved',
  version: '1.0.0',
  gate: { asked: { in: { n: u32 }, out: { n: u32 } }, remember: { in: { n: u32 }, out: { sum: u32 } } },
  calls: { server: { add: { in: { n: u32 }, out: { n: u32 } }, twice: { in: { n: u32 }, out: { n: u32 } } } },
  state: { sum: u32 },
  capabilities: ['confirm'],
  card: ({ server, card, state }) => ({
    async asked({ n }) {
      await card.confirm('Go on?');
      return server.twice({ n });
    },
    remember({ n }) {
      state.sum += n;
      return { sum: state.sum };
    },
  }),
  server: () => ({
    add: ({ n }) => ({ n: n + 1 }),
    twice: ({ n }) => ({ n: 2 * n }),
  }),
});
