// The next version of `moved.ts`: server methods in another order, one more before them, the gate the other way round.
import { defineProcess, u32 } from 'cpu6/process';

export default defineProcess({
  name: 'moved',
  version: '2.0.0',
  gate: { remember: { in: { n: u32 }, out: { sum: u32 } }, asked: { in: { n: u32 }, out: { n: u32 } } },
  calls: {
    server: {
      thrice: { in: { n: u32 }, out: { n: u32 } },
      twice: { in: { n: u32 }, out: { n: u32 } },
      add: { in: { n: u32 }, out: { n: u32 } },
    },
  },
  state: { sum: u32 },
  capabilities: ['confirm'],
  card: ({ server, state }) => ({
    remember({ n }) {
      state.sum += n;
      return { sum: state.sum };
    },
    asked: ({ n }) => server.thrice({ n }),
  }),
  server: () => ({
    thrice: ({ n }) => ({ n: 3 * n }),
    twice: ({ n }) => ({ n: 2 * n }),
    add: ({ n }) => ({ n: n + 1 }),
  }),
});
