import { afterEach, expect, test } from '@jest/globals';
import { toyHeader } from '../testing/fake-card.js';
import { leave, room, until } from '../testing/room.js';

afterEach(leave);

test('a card that projects another process than the one asked for is refused', async () => {
  const { card, client } = await room();
  card.header = () => JSON.stringify(toyHeader('other'));
  await expect(client.call('toy', 'fail')).rejects.toMatchObject({ code: 'APPLET_REFUSED' });
});

test('a card with a malformed header is refused', async () => {
  const { card, client } = await room();
  card.header = () => '{"name":"toy"}';
  await expect(client.call('toy', 'fail')).rejects.toMatchObject({ code: 'APPLET_MALFORMED' });
});

test('a card that asks for the machine ID twice is refused, so that one session has one hello', async () => {
  const { card, client, daemon } = await room();
  await client.call('toy', 'echo', { data: new Uint8Array(1) });
  const closed = until(daemon, (e) => e.type === 'closed');
  card.send('askId', { session: card.session!.session, hello: new Uint8Array(32) });
  expect(await closed).toMatchObject({ code: 'CARD_FAULT', by: 'host' });
});

test('a result that is not sealed under the gate keys ends the session', async () => {
  const { card, client, daemon } = await room();
  await client.call('toy', 'echo', { data: new Uint8Array(1) });
  const closed = until(daemon, (e) => e.type === 'closed');
  card.send('result', { session: card.session!.session, call: 1, body: new Uint8Array(32) });
  expect(await closed).toMatchObject({ code: 'SEAL_BROKEN', by: 'host' });
});

test('a server that does not hold the key of the enrolment is found out, and the session key is not given', async () => {
  const { card, client, server } = await room();
  // The card enrolled with the right key; now somebody else answers in its place with Noise message 2.
  const channel = server.channel.bind(server);
  server.channel = (c, session, body) => {
    const forged = Buffer.from(body);
    if (forged[0] === 75) forged[40]! ^= 1;
    channel(c, session, forged);
  };
  await expect(client.call('toy', 'fail')).rejects.toMatchObject({ code: 'SERVER_KEY_WRONG' });
  expect(card.received.some((m) => m.type === 'sessionKey')).toBe(false);
});

test('a call that nobody confirms can be cancelled; the card is told', async () => {
  const { card, daemon } = await room();
  card.autoPress = false;
  const abort = new AbortController();
  const call = daemon.call(
    { process: 'toy', method: 'pay', args: { order: 1, pan: '1' } },
    { kind: 'unix' },
    abort.signal,
  );
  await until(daemon, (e) => e.type === 'presence' && e.method === 'pay');
  abort.abort();
  await expect(call).rejects.toMatchObject({ code: 'CALL_CANCELLED' });
  await daemon.call({ process: 'toy', method: 'echo', args: { data: '' } });
  expect(card.received.some((m) => m.type === 'cancel')).toBe(true);
});

test('a call has its time, and no more', async () => {
  const { card, daemon } = await room();
  card.autoPress = false;
  const call = daemon.call({ process: 'toy', method: 'pay', args: { order: 1, pan: '1' }, time: 300 });
  await expect(call).rejects.toMatchObject({ code: 'CALL_TIMEOUT' });
});

test('a call that met a change of the gate is made again with the numbers of the new one', async () => {
  const { server, client, card, daemon } = await room();
  await client.call('toy', 'echo', { data: new Uint8Array(1) });
  const { session } = daemon.sessions()[0]!;
  // The card is in epoch 1 already; the host has not heard of it.
  card.gateSince = 1;
  const call = client.call('toy', 'echo', { data: Uint8Array.of(7) });
  const retry = await until(daemon, (e) => e.type === 'retry');
  expect(retry).toMatchObject({ error: { code: 'CARD_BUSY' } });
  server.channel(server.connections.at(-1)!, session, Buffer.from('E\x01\x002.0.0'));
  expect(await call).toEqual({ data: Uint8Array.of(7) });
});

test('calls of two processes share a card by turns', async () => {
  const { server, client, card } = await room();
  server.processes.push('toy2');
  card.header = (process) => JSON.stringify(toyHeader(process));
  const echo = (process: string, n: number) => client.call(process, 'echo', { data: Uint8Array.of(n) });
  const answers = await Promise.all([echo('toy', 1), echo('toy2', 2), echo('toy', 3), echo('toy2', 4)]);
  expect(answers).toEqual([1, 2, 3, 4].map((n) => ({ data: Uint8Array.of(n) })));
});

test('messages of the server for a session that is gone, and of the card for another one, change nothing', async () => {
  const { server, client, card, daemon } = await room();
  await client.call('toy', 'echo', { data: new Uint8Array(1) });
  const { session } = daemon.sessions()[0]!;
  server.channel(server.connections[0]!, session + 40, Buffer.from('x'));
  card.send('result', { session: (card.session!.session % 255) + 1, call: 1, body: new Uint8Array(32) });
  card.send('closed', { session: 0, code: 0 });
  await client.call('toy', 'echo', { data: new Uint8Array(1) });
  expect(daemon.sessions()[0]!.session).toBe(session);
});
