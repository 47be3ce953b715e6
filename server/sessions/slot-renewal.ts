// A slot becomes its next generation inside a session: the card is sent the difference of the two secrets, which it puts
// into what it keeps without knowing either, and the host keeps its share.
import { equal } from '../../protocol/crypto/hmac.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { channelMessages } from '../../protocol/messages/channel.js';
import { hex } from '../../protocol/session/ids.js';
import { slotSecret } from '../../protocol/session/keys.js';
import type { SlotRecord } from '../depository/depository.js';
import type { Core } from './core.js';

const none = new Uint8Array(32);

export interface Renewal {
  /** `slot`, for the card. */
  readonly message: Uint8Array;
  /** Takes the card's answer; the generation that it holds. Throws `PRESENCE_REFUSED`. */
  settle(answer: { readonly generation: number; readonly publisher: Uint8Array }): number;
}

/** `publisher`: another one, or `null` for none; left out: the one there is. */
export function renewalOf(core: Core, slot: SlotRecord, publisher?: Uint8Array | null): Renewal {
  const { depository, store, emit } = core;
  const wanted = publisher === undefined ? (slot.publisher ?? undefined) : (publisher ?? undefined);
  const generation = depository.renewSlot(slot, wanted);
  const before = slotSecret(store.keys.master, slot.card, slot.generation);
  const after = slotSecret(store.keys.master, slot.card, generation);
  const delta = before.map((b, i) => b ^ after[i]!);
  before.fill(0);
  after.fill(0);
  const message = channelMessages.encode('slot', { generation, delta, publisher: wanted ?? none });
  delta.fill(0);
  return {
    message,
    settle: (answer) => {
      // It tells what it holds: whoever did not press, or a card that could not write, still holds the old one.
      if (answer.generation !== generation || !equal(answer.publisher, wanted ?? none)) {
        depository.revokeSlot(slot.card, generation);
        throw new Cpu6Error('PRESENCE_REFUSED');
      }
      const card = hex(slot.card);
      store.audit.append('slot renewed', { card, generation, publisher: wanted ? hex(wanted) : null });
      emit({ type: 'slot', card, generation, publisher: wanted ? hex(wanted) : null });
      return generation;
    },
  };
}
