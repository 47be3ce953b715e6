// `cpu6 revoke`: the server refuses a host or a card from now on, and ends its sessions.
import { Cpu6Error } from '../../protocol/errors/error.js';
import { admin, adminOptions } from './admin.js';
import { flag, text, type Verb } from './verb.js';

export const revoke: Verb = {
  name: 'revoke',
  summary: 'makes the server refuse a host or a card from now on, and ends its sessions; or takes that back',
  arity: [0, 0],
  options: {
    ...adminOptions,
    host: { type: 'string', value: 'HOST', help: 'id of the host' },
    card: { type: 'string', value: 'CARD', help: 'id of the card' },
    undo: { type: 'boolean', help: 'it was found: it may be enrolled anew' },
  },
  examples: [['cpu6 revoke --card 4f1c…', 'a lost card']],
  async run({ values, out }) {
    const host = text(values, 'host');
    const card = text(values, 'card');
    if (Boolean(host) === Boolean(card))
      throw new Cpu6Error('USAGE', { what: 'name a --host or a --card', verb: 'revoke' });
    if (flag(values, 'undo')) {
      const done = await admin<object>(values, 'POST', '/api/readmit', host ? { host } : { card });
      out.result(done, `${host || card} may be enrolled again`);
      return;
    }
    const done = await admin<{ revoked: string }>(values, 'POST', '/api/revoke', host ? { host } : { card });
    out.result(done, `revoked ${done.revoked}`);
  },
};
