// Exhausted memory: on any card by an applet that takes all of it, on an interpreter at steps of a session too.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { boardNamed } from '../../device/boards/index.js';
import { fixedVars } from '../../device/testing/bench.js';
import type { Client } from '../../host/client/index.js';
import { HungryCard, type Step } from '../exhaustion/sweep.js';
import { OddStack } from '../stack/odd.js';
import { which } from './which.js';

const { kind, address } = which();
const binary = address.slice('espruino:'.length);
/** A build whose heap grows is not exhausted in any time worth waiting for. */
const grows = kind === 'interpreter' && fixedVars(binary) === undefined;
const unless = grows ? ' (skipped: the heap of this build grows)' : '';
const long = kind === 'virtual' ? 60_000 : 180_000;

(grows ? describe.skip : describe)(`memory that an applet exhausts${unless}`, () => {
  let stack: OddStack;
  let client: Client;
  beforeAll(async () => {
    stack = OddStack.make({ card: address, processes: ['hil/processes/eater.ts'] });
    client = await stack.ready();
  }, long);
  afterAll(() => stack?.end(), 30_000);

  test(
    'is told with a code, and the next call is answered',
    async () => {
      for (let round = 0; round < 2; round++) {
        await expect(client.call('eater', 'eat', { most: 1_000_000 }, { time: 60_000 })).rejects.toMatchObject({
          code: expect.stringMatching(/^(APPLET_QUOTA|APPLET_ERROR|CARD_MEMORY|CARD_LOST)$/),
        });
        expect(await client.call('eater', 'add', { a: 20, b: 22 }, { time: 60_000 })).toEqual({ sum: 42 });
      }
      expect(await client.call('eater', 'eat', { most: 3 }, { time: 60_000 })).toEqual({ held: 3 });
    },
    2 * long,
  );
});

(kind === 'interpreter' && !grows ? test : test.skip)(
  `memory that goes at steps of a session comes back to a whole card${
    kind === 'interpreter' ? unless : ' (skipped: it is taken away by a program beside the runtime, on an interpreter)'
  }`,
  async () => {
    const card = await HungryCard.start(binary, boardNamed('LINUX'));
    try {
      const few: [Step, number][] = [
        ['enrolment', 40],
        ['projection', 60],
        ['session key', 20],
        ['change of epoch', 150],
      ];
      for (const [step, left] of few)
        expect(await card.trial(step, left)).toMatchObject({ step, left, back: expect.any(Number), whole: true });
    } finally {
      await card.stop();
    }
  },
  240_000,
);
