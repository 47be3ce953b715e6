// `cpu6 rotate`: new secrets in the place of old ones: of a card's slot, of this host, of the server's authority.
import { Cpu6Error } from '../../protocol/errors/error.js';
import { hex } from '../../protocol/session/ids.js';
import { admin, adminOptions } from './admin.js';
import { localOptions, withHost } from './local.js';
import { flag, text, type Verb } from './verb.js';

export const rotate: Verb = {
  name: 'rotate',
  summary: "renews the secret of a card's slot or the server's authority (operator), or this host's keys (holder)",
  arity: [0, 0],
  options: {
    ...adminOptions,
    ...localOptions,
    card: { type: 'string', value: 'CARD', help: "operator: the slot of this card's open session" },
    publisher: {
      type: 'string',
      value: 'KEY',
      help: 'with --card: another publisher (its key or KEY.pub), or none; needs the button',
    },
    authority: {
      type: 'boolean',
      help: 'operator: certificates are signed by a new key; old ones hold until they end',
    },
    'host-key': { type: 'boolean', help: 'holder: a new key of this host at its servers' },
    server: { type: 'string', value: 'ID', help: 'with --host-key: at this server only' },
  },
  examples: [
    ['cpu6 rotate --card 4f1c…', 'a new slot secret; the session goes on'],
    ['cpu6 rotate --card 4f1c… --publisher next.key.pub', 'the holder presses the button of the card'],
    ['cpu6 rotate --host-key', 'on the computer with the card'],
  ],
  async run({ values, out }) {
    const card = text(values, 'card');
    const chosen = [card !== '', flag(values, 'authority'), flag(values, 'host-key')].filter(Boolean).length;
    if (chosen !== 1)
      throw new Cpu6Error('USAGE', { what: 'name one of --card, --authority, --host-key', verb: 'rotate' });
    if (card) {
      const given = text(values, 'publisher');
      const { readPublisher } = await import('../publisher/key-file.js');
      const publisher = given === '' ? undefined : given === 'none' ? null : hex(readPublisher(given));
      if (given) out.note('the holder has to press the button of the card');
      const done = await admin<{ generation: number }>(values, 'POST', '/api/rotate', { card, publisher });
      out.result(done, `the slot is of generation ${done.generation} now`);
    } else if (flag(values, 'authority')) {
      const done = await admin<object>(values, 'POST', '/api/rotate', { authority: true });
      out.result(done, 'certificates are signed by a new authority from now on');
    } else
      await withHost(values, async (client) => {
        const list = await client.rotate(text(values, 'server') || undefined);
        for (const { server, code } of list) out.result({ server, code }, `${server}  ${code}`);
        const failed = list.find(({ code }) => code !== 'OK');
        if (failed) throw new Cpu6Error('SERVER_UNREACHABLE', { url: failed.server, why: failed.code });
      });
  },
};
