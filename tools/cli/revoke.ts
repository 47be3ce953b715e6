// `cpu6 revoke`: the server refuses a host or a card from now on, and ends its sessions.
import { Cpu6Error } from '../../protocol/errors/error.js';
import { admin, adminOptions } from './admin.js';
import { text, type Verb } from './verb.js';

export const revoke: Verb = {
  name: 'revoke',
  summary: 'makes the server refuse a host or a card from now on, and ends its sessions',
  arity: [0, 0],
  options: {
    ...adminOptions,
    host: { type: 'string', value: 'HOST', help: 'id of the host' },
    card: { type: 'string', value: 'CARD', help: 'id of the card' },
  },
  examples: [['cpu6 revoke --card 4f1c…', 'a lost card']],
  async run({ values, out }) {
    const host = text(values, 'host');
    const card = text(values, 'card');
    if (Boolean(host) === Boolean(card))
      throw new Cpu6Error('USAGE', { what: 'name a --host or a --card', verb: 'revoke' });
    const done = await admin<{ revoked: string }>(values, 'POST', '/api/revoke', host ? { host } : { card });
    out.result(done, `revoked ${done.revoked}`);
  },
};
