// `cpu6 pin`: the PIN of a slot: enters it, sets or changes it, takes it away.
import { Cpu6Error } from '../../protocol/errors/error.js';
import { localOptions, withHost } from './local.js';
import { askNewSecret, askSecret, givenSecret, secretOptions } from './secret.js';
import { chosenSlot, slotOptions } from './slot.js';
import type { Verb } from './verb.js';

export const pin: Verb = {
  name: 'pin',
  summary: 'enters, sets or removes the PIN of a slot; after eight wrong ones only a new enrolment helps',
  arguments: 'enter|set|remove',
  arity: [1, 1],
  options: {
    ...localOptions,
    ...slotOptions,
    ...secretOptions('PIN', 'pin'),
    ...secretOptions('new PIN', 'new-pin'),
  },
  examples: [
    ['cpu6 pin set', 'asks for a PIN of 4 to 32 characters, and for the old one if there is one; press the button'],
    ['cpu6 pin enter', 'good until the card is unplugged'],
    ['cpu6 pin remove', 'asks for it; press the button'],
  ],
  async run({ values, positionals, out, stop }) {
    const what = positionals[0]!;
    if (what !== 'enter' && what !== 'set' && what !== 'remove')
      throw new Cpu6Error('USAGE', { what: 'pin takes enter, set or remove', verb: 'pin' });
    const choice = chosenSlot(values, 'pin');
    await withHost(values, async (client) => {
      const fits = (await client.slots()).filter(
        (s) =>
          (!choice.card || s.card === choice.card) && (!choice.server || [s.server, s.name].includes(choice.server)),
      );
      const hasPin = fits.some((s) => s.pin);
      const old =
        what === 'set' && !hasPin ? '' : (givenSecret(values, 'pin', 'pin') ?? (await askSecret('PIN', stop)) ?? '');
      if (what !== 'set' && !old) throw new Cpu6Error('PIN_NEEDED');
      const next =
        what === 'set'
          ? (givenSecret(values, 'pin', 'new-pin') ?? (await askNewSecret('PIN', stop)))
          : what === 'remove'
            ? ''
            : undefined;
      if (what === 'set' && !next) throw new Cpu6Error('PIN_INVALID', { why: 'none was given' });
      await client.subscribe((event) => {
        if (event.type === 'presence') out.note('press the button of the card');
      });
      const slot = await client.pin(choice, old, next);
      const done = { enter: 'the PIN is right', set: 'the PIN is set', remove: 'the PIN is removed' }[what];
      out.result({ pin: what, card: slot.card, server: slot.server }, done);
    });
  },
};
