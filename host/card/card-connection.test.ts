import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalogue } from '../../protocol/errors/catalogue.js';
import { cardMessages } from '../../protocol/messages/card.js';
import { Link } from '../link/link.js';
import { openPort } from '../link/open-port.js';
import { FakeCard } from '../testing/fake-card.js';
import { CardConnection, cardError } from './card-connection.js';

async function connected() {
  const card = new FakeCard();
  const address = await card.listen();
  const link = new Link({ open: () => openPort(address), address });
  const connection = new CardConnection(link);
  const ready = new Promise((resolve) => connection.once('ready', resolve));
  link.start();
  await ready;
  const stop = async (): Promise<void> => {
    await link.stop();
    await card.stop();
  };
  return { card, link, connection, stop };
}

const slot = {
  serverId: new Uint8Array(16).fill(1),
  generation: 3,
  slotSecret: new Uint8Array(32).fill(5),
  share: new Uint8Array(32).fill(6),
  replaces: 0,
  publisher: new Uint8Array(32),
  serverName: 'Shop',
};

test('a card describes itself, takes a slot, opens a session under it and forgets it', async () => {
  const { card, connection, stop } = await connected();
  expect(connection.description).toMatchObject({ board: 'FAKE', vars: 5100, slots: [] });
  await connection.enrol(slot);
  expect(connection.description!.slots).toEqual([{ serverId: slot.serverId, generation: 3, flags: 0 }]);
  expect([...card.slots.values()][0]!.secret).toEqual(new Uint8Array(32).fill(3)); // 5 XOR 6
  const opening = { serverId: slot.serverId, generation: 3, share: slot.share, pin: '' };
  const first = await connection.open(opening);
  const second = await connection.open(opening);
  expect([first.session, second.session]).toEqual([1, 2]);
  expect(first.nC).not.toEqual(second.nC);
  await connection.forget(slot.serverId, 3);
  expect(connection.description!.slots).toEqual([]);
  await expect(connection.open(opening)).rejects.toMatchObject({ code: 'NOT_ENROLLED' });
  await stop();
});

test('a card that is lost while it is asked: CARD_LOST, and no description any more', async () => {
  const { card, connection, stop } = await connected();
  card.autoPress = false;
  const enrolling = connection.enrol(slot);
  await new Promise<void>((resolve) => connection.on('message', (m) => m.type === 'presence' && resolve()));
  card.unplug();
  await expect(enrolling).rejects.toMatchObject({ code: 'CARD_LOST' });
  expect(connection.description).toBeUndefined();
  await stop();
});

test('a card that sends what is no message is restarted, and used again afterwards', async () => {
  const { card, connection, stop } = await connected();
  const lost = new Promise((resolve) => connection.once('lost', resolve));
  const ready = new Promise((resolve) => connection.once('ready', resolve));
  const boot = card.link.boot;
  card.link.send(Buffer.from('ff', 'hex'));
  await lost;
  await ready;
  expect(card.link.boot).toBe(boot + 1);
  await stop();
});

test('random bytes from a card are a message or MESSAGE_MALFORMED, nothing else', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0x80, max: 0x90 }), fc.uint8Array({ maxLength: 300 }), (code, bytes) => {
      try {
        cardMessages.decode(Uint8Array.of(code, ...bytes), 'up', 'the card');
      } catch (error) {
        expect(error).toMatchObject({ code: 'MESSAGE_MALFORMED' });
      }
    }),
    { numRuns: 2_000 },
  );
});

test('text of a card cannot carry terminal sequences into an error', () => {
  const error = cardError(catalogue.APPLET_ERROR.number, 'a\x1b[31mb\u202ec\n'.repeat(90));
  expect([...error.message].every((c) => c >= ' ' && c !== '\u202e')).toBe(true);
  expect(error.message.length).toBeLessThan(400);
  expect(cardError(60_000, '').code).toBe('PEER_UNKNOWN_CODE');
});
