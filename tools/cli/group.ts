// `cpu6 group`: puts a card into groups, so that a push can name them.
import { admin, adminOptions } from './admin.js';
import type { Verb } from './verb.js';

export const group: Verb = {
  name: 'group',
  summary: 'puts a card into groups, the names that `cpu6 push --to` takes; without names, into none',
  arguments: 'CARD [GROUP…]',
  arity: [1, 33],
  options: { ...adminOptions },
  examples: [
    ['cpu6 group 4f1c… tills north', 'the card is in these two groups now'],
    ['cpu6 push checkout --to tills', 'reaches every connected card of the group'],
  ],
  async run({ values, positionals, out }) {
    const [card, ...groups] = positionals;
    const done = await admin<{ card: string; groups: string[] }>(values, 'POST', '/api/groups', { card, groups });
    out.result(done, `${done.card} is in ${done.groups.join(', ') || 'no group'}`);
  },
};
