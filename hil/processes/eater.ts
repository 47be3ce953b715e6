// A process for tests: it takes memory until there is none.
import { defineProcess, u32 } from 'cpu6/process';

export default defineProcess({
  name: 'eater',
  version: '0.1.0',
  gate: {
    eat: { in: { most: u32 }, out: { held: u32 } },
    add: { in: { a: u32, b: u32 }, out: { sum: u32 } },
  },
  card: () => ({
    eat({ most }) {
      const held: string[] = [];
      for (let i = 0; i < most; i++) held.push('0123456789'.repeat(20));
      return { held: held.length };
    },
    add: ({ a, b }) => ({ sum: a + b }),
  }),
});
