// `cpu6 slots`: the slots of the connected cards; removes one, or names its server.
import { Cpu6Error } from '../../protocol/errors/error.js';
import { localOptions, withHost } from './local.js';
import { chosenSlot, slotOptions } from './slot.js';
import type { Verb } from './verb.js';

export const slots: Verb = {
  name: 'slots',
  summary: 'lists the slots of the cards; removes one (press the button), or gives its server a name of your own',
  arguments: '[remove | rename SERVER NAME]',
  arity: [0, 3],
  options: { ...localOptions, ...slotOptions },
  examples: [
    ['cpu6 slots', 'every slot: server, generation, whether this host opens it, PIN, publisher'],
    ['cpu6 slots remove --server shop', 'asks the card, which waits for its button'],
    ['cpu6 slots rename shop "corner shop"', 'for this host only; an empty name takes it back'],
  ],
  async run({ values, positionals, out }) {
    const [what, server, name] = positionals;
    const usage = (text: string): Cpu6Error => new Cpu6Error('USAGE', { what: text, verb: 'slots' });
    if (what !== undefined && what !== 'remove' && what !== 'rename') throw usage(`slots does not know "${what}"`);
    if (what === 'rename' && (server === undefined || name === undefined)) throw usage('rename takes SERVER and NAME');
    if (what === 'remove' && server !== undefined)
      throw usage('remove takes options only: --card, --server, --generation');
    const choice = chosenSlot(values, 'slots');
    await withHost(values, async (client) => {
      if (what === 'rename') {
        await client.rename(server!, name!);
        out.result({ renamed: server, name }, name ? `${server} is now ${name}` : `${server} has its own name again`);
        return;
      }
      if (what === 'remove') {
        await client.subscribe((event) => {
          if (event.type === 'presence') out.note('press the button of the card');
        });
        await client.forget(choice);
        out.result({ removed: choice }, 'the slot is removed');
        return;
      }
      const list = await client.slots();
      for (const slot of list) out.object(slot);
      if (!list.length) out.line('no slots: enrol a card with `cpu6 enrol TICKET`');
      else
        out.table(
          ['CARD', 'SERVER', 'NAME', 'GENERATION', 'OPENS HERE', 'PIN', 'SIGNED ONLY'],
          list.map((s) => [
            s.card,
            s.server,
            s.name,
            String(s.generation),
            ...[s.own, s.pin, s.publisher].map((yes) => (yes ? 'yes' : 'no')),
          ]),
        );
    });
  },
};
