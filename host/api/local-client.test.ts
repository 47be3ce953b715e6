// What a program may ask of the daemon: how much at once, and fields of which form.
import { expect, test } from '@jest/globals';
import { LocalClient } from './local-client.js';

/** A client of a daemon that answers nothing until it is let go; what was sent to the program. */
function clientOf(): {
  client: LocalClient;
  sent: { id: number; error?: { data: { code: string } } }[];
  letGo(): void;
} {
  const sent: { id: number }[] = [];
  let letGo = (): void => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const answer = async (): Promise<string> => {
    await held;
    return 'done';
  };
  const daemon = {
    recent: [],
    on: () => {},
    off: () => {},
    closeSession: answer,
    enrol: answer,
    slots: { list: answer, rename: answer },
  };
  const client = new LocalClient({
    daemon: daemon as never,
    caller: { kind: 'token' },
    token: 'ab'.repeat(32),
    send: (text: string) => sent.push(JSON.parse(text)),
  } as never);
  return { client, sent, letGo };
}
const request = (id: number, method: string, params: object = {}): string =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params });

test('of one program 32 requests are under way at most; the others are refused, and the next ones are taken', async () => {
  const { client, sent, letGo } = clientOf();
  const all = Array.from({ length: 33 }, (_, id) => client.receive(request(id, 'slots')));
  await all[32];
  expect(sent).toMatchObject([{ id: 32, error: { data: { code: 'RATE_LIMITED' } } }]);
  letGo();
  await Promise.all(all);
  await client.receive(request(33, 'slots'));
  expect(sent.filter((s) => !s.error)).toHaveLength(33);
});

test('fields of another form are refused by name', async () => {
  const { client, sent, letGo } = clientOf();
  letGo();
  const rename = { server: 'a'.repeat(32), name: 'desk' };
  const cases: [string, object, boolean][] = [
    ['rename', rename, true],
    ['rename', { ...rename, name: 'x'.repeat(33) }, false],
    ['rename', { ...rename, name: 5 }, false],
    ['rename', { ...rename, name: null }, false],
    ['rename', { ...rename, name: ['desk'] }, false],
    ['close', { session: 0 }, true],
    ['close', { session: '1' }, false],
    ['close', { session: -1 }, false],
    ['close', { session: 1.5 }, false],
    ['close', { session: 2 ** 53 }, false],
    ['close', {}, false],
    ['subscribe', { since: 'x' }, false],
  ];
  for (const [id, [method, params]] of cases.entries()) await client.receive(request(id, method, params));
  expect(sent.map((s) => [s.id, !s.error])).toEqual(cases.map(([, , right], id) => [id, right]));
});
