// The card of this run, started where it is not a board, with its button and its power where those can be had.

import type { ServedCard } from '../../device/virtual/serve.js';
import { shippedRuntime } from '../../tools/artifacts.js';
import { startCard } from '../../tools/card/start.js';
import { scratch } from '../stack/scratch.js';
import { which } from './which.js';

export interface CardUnderTest {
  /** `serial:…` or `tcp:…`. */
  readonly address: string;
  /** Takes its power away and gives it back; a board has nobody to do it. */
  readonly powerCycle: (() => void) | undefined;
  /** Presses its button; a board's is pressed by a person. */
  readonly press: (() => void) | undefined;
  stop(): Promise<void>;
}

/** `blank`: a board as it comes, without the runtime; not for a real board. */
export async function cardUnderTest({ blank = false } = {}): Promise<CardUnderTest> {
  const { kind, address } = which();
  if (kind === 'hardware') return { address, powerCycle: undefined, press: undefined, stop: async () => {} };
  const room = scratch('card');
  const runtime = blank ? undefined : shippedRuntime().code;
  const card = (await startCard(address, { stateDir: room.dir, runtime })) as ServedCard;
  return {
    address: card.address,
    powerCycle: () => card.powerCycle(),
    press: () => card.press(),
    stop: async () => {
      await card.stop();
      room.remove();
    },
  };
}
