// `cpu6 enrol`: the operator makes a ticket (--new); the holder redeems it for a card.
import { Cpu6Error } from '../../protocol/errors/error.js';
import { admin, adminOptions } from './admin.js';
import { localOptions, withHost } from './local.js';
import { flag, text, type Verb, whole } from './verb.js';

export const enrol: Verb = {
  name: 'enrol',
  summary: 'gives a card a slot for a server: with a ticket of its operator, and the button of the card',
  arguments: '[TICKET]',
  arity: [0, 1],
  options: {
    ...localOptions,
    ...adminOptions,
    new: { type: 'boolean', help: 'operator: make a ticket and print it' },
    confirm: {
      type: 'boolean',
      help: 'with --new: it counts when the operator has confirmed its code (`cpu6 confirm`)',
    },
    minutes: { type: 'string', value: 'N', help: 'with --new: how long the ticket is good', default: '10' },
    card: { type: 'string', value: 'CARD', help: 'id of the card, if several are connected' },
  },
  examples: [
    ['cpu6 enrol --new', 'on the server: prints a ticket that is good once, for ten minutes'],
    ['cpu6 enrol cpu6-ticket-1:…', 'on the computer with the card: enrols it; press the button when the light blinks'],
  ],
  async run({ values, positionals, out }) {
    if (flag(values, 'new')) {
      const minutes = whole(values, 'minutes', 10, 1, 1440, 'enrol');
      const { ticket } = await admin<{ ticket: string }>(values, 'POST', '/api/tickets', {
        minutes,
        confirm: flag(values, 'confirm'),
      });
      out.result({ ticket }, ticket);
      return;
    }
    const ticket = positionals[0];
    if (!ticket) throw new Cpu6Error('USAGE', { what: 'enrol needs a ticket, or --new', verb: 'enrol' });
    await withHost(values, async (client) => {
      await client.subscribe((event) => {
        if (event.type === 'enrolling')
          out.note(`code ${event.code.replace(/(...)/, '$1 ')}: the server shows the same, or somebody is between you`);
        if (event.type === 'presence') out.note('press the button of the card');
      });
      const done = await client.enrol(ticket, text(values, 'card') || undefined);
      out.result(done, `card ${done.card} is enrolled with ${done.name} (${done.server})`);
      if (done.confirm) out.note('tell the operator the code: the card may be used when it is confirmed');
    });
  },
};
