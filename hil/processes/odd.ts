// A process for tests: methods that answer, fail, wait, exceed and loop.
import { blob, bool, bytes, defineProcess, list, oneOf, optional, record, text, u8, u16, u32 } from 'cpu6/process';

const everything = {
  small: u8,
  middle: u16,
  big: u32,
  flag: bool,
  word: text(20),
  exact: bytes(4),
  part: blob(32),
  items: list(record({ n: u8, kind: oneOf('red', 'green') }), 4),
  maybe: optional(text(8)),
};

export default defineProcess({
  name: 'odd',
  version: '0.1.0',
  gate: {
    echo: { in: { data: blob(1500) }, out: { data: blob(1500) }, rate: '1000/min' },
    mirror: { in: everything, out: everything },
    fail: { in: { why: text(80) } },
    failOnServer: { in: { why: text(80) } },
    pressed: { presence: 'button', out: { at: u32 } },
    ask: { in: { question: text(60) } },
    seldom: { rate: '2/h' },
    forever: {},
    remember: { in: { n: u32 }, out: { sum: u32 } },
    viaServer: { in: { n: u32 }, out: { n: u32 }, rate: '1000/min' },
  },
  calls: {
    server: {
      fail: { in: { why: text(80) } },
      double: { in: { n: u32 }, out: { n: u32 } },
    },
    card: { add: { in: { a: u32, b: u32 }, out: { sum: u32 } } },
  },
  state: { sum: u32 },
  capabilities: ['confirm', 'led', 'millis', 'random'],
  card: ({ server, card, state }) => ({
    echo: ({ data }) => ({ data }),
    mirror: (all) => all,
    fail({ why }) {
      throw new Error(why);
    },
    async failOnServer({ why }) {
      await server.fail({ why });
    },
    pressed: () => ({ at: card.millis() }),
    async ask({ question }) {
      await card.confirm(question);
    },
    seldom() {},
    forever() {
      let n = 0;
      while (n >= 0) n = n === 1000 ? 0 : n + 1;
    },
    remember({ n }) {
      state.sum += n;
      return { sum: state.sum };
    },
    viaServer: ({ n }) => server.double({ n }),
    add: ({ a, b }) => ({ sum: a + b }),
  }),
  server: ({ card }) => ({
    fail({ why }) {
      throw new Error(why);
    },
    // The card does the addition: both halves call each other.
    async double({ n }) {
      const { sum } = await card.add({ a: n, b: n });
      return { n: sum };
    },
  }),
});
