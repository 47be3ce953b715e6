// Cards and servers that go away or hang in the middle of the work: what the caller is told, and that it goes on.
import { afterEach, expect, test } from '@jest/globals';
import { OddStack } from './stack/odd.js';

const oneOf = (...codes: string[]): object =>
  expect.objectContaining({ code: expect.stringMatching(`^(${codes.join('|')})$`) });
const some = Uint8Array.of(1, 2, 3);
let stack: OddStack;
afterEach(() => stack.end(), 30_000);

test('a card that goes away in the middle of a call is CARD_LOST, and serves again when it is back', async () => {
  stack = OddStack.make();
  const client = await stack.ready();
  await stack.gate(client).echo({ data: some });
  stack.nobodyPresses();
  const gone = new Promise<void>((resolve, reject) => {
    client
      .subscribe((event) => {
        if (event.type === 'presence') stack.part('card').kill().then(resolve, reject);
      })
      .catch(reject);
  });
  const asked = client.call('odd', 'ask', { question: 'Well?' }, { time: 4_000 });
  await expect(asked).rejects.toEqual(oneOf('CARD_LOST', 'CARD_SILENT'));
  await gone;
  await stack.startCard();
  expect(await client.call('odd', 'echo', { data: some }, { time: 30_000 })).toEqual({ data: some });
}, 90_000);

test('an endless loop on the card is ended, and the card serves the next call', async () => {
  stack = OddStack.make();
  const client = await stack.ready();
  await stack.gate(client).echo({ data: some });
  let runaways = 0;
  stack.on('event', ({ from, type }) => {
    if (from === 'card' && type === 'watchdog') runaways++;
  });
  const looping = client.call('odd', 'forever', {}, { time: 60_000 });
  await expect(looping).rejects.toEqual(oneOf('CARD_LOST'));
  expect(await client.call('odd', 'echo', { data: some }, { time: 30_000 })).toEqual({ data: some });
  expect(runaways).toBe(2);
}, 90_000);

test('a server that is away is SERVER_UNREACHABLE; when it is back, calls go on', async () => {
  stack = OddStack.make();
  const client = await stack.ready();
  await stack.gate(client).echo({ data: some });
  await stack.part('server').kill();
  const called = client.call('odd', 'viaServer', { n: 1 }, { time: 3_000 });
  await expect(called).rejects.toEqual(oneOf('SERVER_UNREACHABLE', 'CALL_TIMEOUT'));
  await stack.startServer();
  expect(await client.call('odd', 'viaServer', { n: 4 }, { time: 30_000 })).toEqual({ n: 8 });
}, 90_000);
