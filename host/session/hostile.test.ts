// A card or a server that does not keep to the order of a session, or seals nothing: the session ends, or nothing happens.
import { EventEmitter } from 'node:events';
import { afterEach, expect, test } from '@jest/globals';
import { catalogue } from '../../protocol/errors/catalogue.js';
import type { CardConnection } from '../card/card-connection.js';
import { systemClock } from '../clock.js';
import type { HostEvent } from '../events.js';
import type { FakeCard } from '../testing/fake-card.js';
import { toyHeader } from '../testing/fake-card.js';
import { FakeClock } from '../testing/fake-clock.js';
import { leave, room, until } from '../testing/room.js';
import { lastWords } from './last-words.js';

afterEach(leave);

const empty = (n: number): Uint8Array => new Uint8Array(n);
const echo = { process: 'toy', method: 'echo', args: { data: '' } } as const;
const closed = (e: HostEvent): boolean => e.type === 'closed';

test.each<[string, (card: FakeCard, session: number) => void]>([
  ['is ready before it has a key', (card, session) => card.send('ready', { session })],
  [
    'asks for the machine ID before it says what it runs',
    (card, session) => card.send('askId', { session, hello: empty(32) }),
  ],
  [
    'asks for the session key before the machine ID',
    (card, session) => card.send('askKey', { session, noise: empty(74) }),
  ],
  [
    'projects twice',
    (card, session) => {
      const header = JSON.stringify(toyHeader('toy'));
      card.send('projected', { session, epoch: 0, applet: empty(32), header });
    },
  ],
])('a card that %s is refused: CARD_FAULT', async (_, act) => {
  const { card, daemon } = await room();
  let hostile = 0;
  const honest = card.header;
  card.header = (process) => {
    hostile = card.session!.session;
    act(card, hostile);
    return honest(process);
  };
  daemon.call(echo).catch(() => {});
  expect(await until(daemon, closed)).toMatchObject({ code: 'CARD_FAULT', by: 'host' });
  // At once: nobody was told that it is ready, and it was given nothing.
  expect(daemon.recent.map((e) => e.type)).not.toContain('ready');
  card.header = honest;
  await daemon.call(echo);
  const given = card.received.filter((m) => m.type === 'machineId' || m.type === 'sessionKey');
  expect(given.filter((m) => m.session === hostile)).toEqual([]);
});

test('a card that asks for the machine ID before the server has spoken is refused: CARD_FAULT', async () => {
  const { card, server, daemon } = await room();
  server.channel = () => {
    const { session } = card.session!;
    card.send('projected', { session, epoch: 0, applet: empty(32), header: JSON.stringify(toyHeader('toy')) });
    card.send('askId', { session, hello: empty(32) });
  };
  daemon.call(echo).catch(() => {});
  expect(await until(daemon, closed)).toMatchObject({ code: 'CARD_FAULT', by: 'host' });
});

test.each<[string, string, (card: FakeCard, session: number) => void]>([
  ['is ready again', 'CARD_FAULT', (card, session) => card.send('ready', { session })],
  [
    'asks for the session key again',
    'CARD_FAULT',
    (card, session) => card.send('askKey', { session, noise: empty(74) }),
  ],
  [
    'announces its button unsealed',
    'SEAL_BROKEN',
    (card, session) => card.send('presence', { session, call: 1, body: empty(32), seconds: 30 }),
  ],
])('a card that %s in an open session is refused: %s', async (_, code, act) => {
  const { card, daemon } = await room();
  await daemon.call(echo);
  act(card, card.session!.session);
  expect(await until(daemon, closed)).toMatchObject({ code, by: 'host' });
});

test.each<[string, string]>([
  ['sends less than its nonce first', 'SEAL_BROKEN'],
  ['gives a key of zeros', 'SERVER_KEY_WRONG'],
])('a server that %s is refused: %s', async (_, code) => {
  const { server, daemon } = await room();
  if (code === 'SERVER_KEY_WRONG') server.makeKey = () => empty(32);
  else {
    const channel = server.channel.bind(server);
    server.channel = (c, session, body) => channel(c, session, body.subarray(0, 15));
  }
  daemon.call(echo).catch(() => {});
  expect(await until(daemon, closed)).toMatchObject({ code, by: 'host' });
});

test('what comes late, twice or for nobody changes nothing', async () => {
  const { card, server, daemon } = await room();
  await daemon.call(echo);
  const { session } = daemon.sessions()[0]!;
  const there = card.session!;
  // The answer of a call that nobody made; the refusal of a cancellation that came too late.
  card.send('result', { session: there.session, call: 99, body: there.gate!.up.seal(Uint8Array.of(1, 0)) });
  card.send('fault', { inReplyTo: 9, session: there.session, code: catalogue.SESSION_UNKNOWN.number, detail: '' });
  // An epoch that is over.
  card.gateSince = 1;
  server.channel(server.connections[0]!, session, Buffer.from('E\x01\x00'));
  await until(daemon, (e) => e.type === 'epoch' && e.epoch === 1);
  card.send('epoch', { session: there.session, epoch: 0 });
  await daemon.call(echo);
  expect(daemon.sessions()[0]!.session).toBe(session);
  expect(daemon.recent.filter((e) => e.type === 'accepted')).toHaveLength(1);
  expect(daemon.recent.filter((e) => e.type === 'epoch')).toHaveLength(1);
});

test('a session without calls is idle and ends; one whose call waits for the button is not', async () => {
  let idle = (): void => {};
  const after = (ms: number, action: () => void) => {
    if (ms === 123_456) idle = action;
    return systemClock.after(ms, action);
  };
  const { card, daemon } = await room({ clock: { ...systemClock, after }, limits: { 'session.idle': 123_456 } });
  card.autoPress = false;
  const call = daemon.call({ process: 'toy', method: 'pay', args: { order: 1, pan: '1' } });
  await until(daemon, (e) => e.type === 'presence' && e.method === 'pay');
  idle();
  card.press();
  await call;
  idle();
  expect(await until(daemon, closed)).toMatchObject({ code: 'SESSION_IDLE', by: 'host' });
});

test('a session that the server closes is over, with the server’s code', async () => {
  const { server, daemon } = await room();
  await daemon.call(echo);
  const code = catalogue.CARD_REVOKED.number;
  server.send('close', { session: daemon.sessions()[0]!.session, code, detail: '' });
  expect(await until(daemon, closed)).toMatchObject({ code: 'CARD_REVOKED', by: 'server' });
  await daemon.call(echo);
  expect(server.received).not.toContain('close');
});

test('last words are those of the session that was closed', () => {
  const card = new EventEmitter();
  const words: Uint8Array[] = [];
  let ends = 0;
  lastWords(
    card as CardConnection,
    5,
    new FakeClock(),
    (body) => words.push(body),
    () => ends++,
  );
  card.emit('message', { type: 'channel', session: 6, body: Uint8Array.of(6) });
  card.emit('message', { type: 'closed', session: 6, code: 0 });
  card.emit('message', { type: 'channel', session: 5, body: Uint8Array.of(5) });
  expect([words, ends]).toEqual([[Uint8Array.of(5)], 0]);
  card.emit('message', { type: 'closed', session: 5, code: 0 });
  card.emit('message', { type: 'closed', session: 5, code: 0 });
  expect(ends).toBe(1);
});
