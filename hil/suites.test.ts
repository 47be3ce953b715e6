// Every suite through a whole cpu6: server, host daemon and card as processes of their own; epochs change in between.
import { describe, expect, test } from '@jest/globals';
import { fixedVars } from '../device/testing/bench.js';
import { suiteNames } from '../protocol/crypto/suites.js';
import { OddStack } from './stack/odd.js';

const binary = process.env.CPU6_ESPRUINO;

/** Suites in script of which a card of so many JsVars does not hold two programs beside the applet. */
const tooBigFor5100: readonly string[] = ['chacha20-poly1305', 'misty1-hmac'];

/** The suites of the epochs of a session that is used and changed twice. */
async function session(card: string, suites: readonly string[] | undefined): Promise<string[]> {
  const stack = OddStack.make(suites ? { card, suites } : { card });
  const seen: string[] = [];
  stack.on('event', (event) => {
    if (event.from === 'server' && event.type === 'projected') seen.push(event.suite as string);
  });
  try {
    const client = await stack.ready();
    const gate = stack.gate(client);
    for (let n = 1; n <= 3; n++) {
      expect(await gate.viaServer({ n })).toEqual({ n: 2 * n });
      expect((await gate.remember({ n: 1 })).sum).toBe(n);
      if (n === 3) break;
      const changed = stack.next('epoch', 'server');
      await stack.admin('POST', '/api/epoch', { session: 'all' });
      await changed;
    }
    return seen;
  } finally {
    await stack.end();
  }
}

test('a board that has AES only in CCM mode enrols, opens, calls and changes epochs', async () => {
  expect(await session('virtual:BANGLEJS2', undefined)).toEqual(['aes-ccm', 'aes-ccm', 'aes-ccm']);
}, 30_000);

test('a fast board is drawn in several suites, in one session', async () => {
  const seen = await session('virtual:LINUX', ['chacha20-poly1305', 'ascon-aead128', 'misty1-hmac']);
  expect(seen).toHaveLength(3);
}, 30_000);

(binary ? describe : describe.skip)(`on the real interpreter${binary ? '' : ' (skipped: no Espruino binary)'}`, () => {
  test.each(suiteNames.map((name) => [name] as const))(
    '%s: calls and two changes of epoch',
    async (name) => {
      const vars = fixedVars(binary!);
      if (vars !== undefined && vars <= 5_100 && tooBigFor5100.includes(name)) {
        const refused = await session(`espruino:${binary}`, [name]).catch((error: unknown) => error);
        expect(refused).toMatchObject({ code: 'SUITE_MEMORY' });
        expect((refused as Error).message).toMatch(
          new RegExp(`^the ${vars} JsVars .* odd .*\\(${name}: about \\d+\\)$`),
        );
      } else expect(await session(`espruino:${binary}`, [name])).toEqual([name, name, name]);
    },
    60_000,
  );
});
