// `cpu6 epoch`: makes the server draw a new protocol for sessions that are open.
import { admin, adminOptions } from './admin.js';
import type { Verb } from './verb.js';

export const epoch: Verb = {
  name: 'epoch',
  summary: 'changes the epoch of open sessions: new keys, new code, a new protocol; calls under way go on',
  arguments: 'CARD|SESSION|all',
  arity: [1, 1],
  options: { ...adminOptions },
  examples: [
    ['cpu6 epoch 4f1c…', 'the session of that card'],
    ['cpu6 epoch all', 'every open session of the server'],
  ],
  async run({ values, positionals, out }) {
    const done = await admin<{ changed: number }>(values, 'POST', '/api/epoch', { session: positionals[0] });
    out.result(done, `${done.changed} ${done.changed === 1 ? 'session has' : 'sessions have'} a new epoch`);
  },
};
