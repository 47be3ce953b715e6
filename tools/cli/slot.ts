// Options that say which slot of which card is meant.
import type { SlotChoice } from '../../host/slots.js';
import { type OptionSpec, text, type Values, whole } from './verb.js';

export const slotOptions = {
  card: { type: 'string', value: 'CARD', help: 'id of the card, if several are connected' },
  server: { type: 'string', value: 'SERVER', help: 'id or name of the server, if the card has several slots' },
  generation: { type: 'string', value: 'N', help: 'if it has several slots of one server' },
} as const satisfies Record<string, OptionSpec>;

export const chosenSlot = (values: Values, verb: string): SlotChoice => ({
  card: text(values, 'card') || undefined,
  server: text(values, 'server') || undefined,
  generation: values.generation === undefined ? undefined : whole(values, 'generation', 0, 1, 0xffff, verb),
});
