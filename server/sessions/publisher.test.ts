// Applets of a publisher: the server loads their signatures, sends what the card wants proved, and nothing unsigned to a
// card that asks for a signature.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { recorded } from '../../protocol/publisher/recorded.js';
import { encodeSigned } from '../../protocol/publisher/signed.js';
import { Processes } from '../processes.js';
import { shopHeader, temporaryDirectory, writeShop } from '../test/fixture.js';
import { newCard } from '../test/peer.js';
import { worldForEachTest } from '../test/world.js';

const { first, second, server10 } = recorded;
const world = worldForEachTest({ publisher: first });
const sign = (dir: string): void => writeFileSync(join(dir, 'shop.applet.sig'), encodeSigned(server10));

test('a new slot is pinned to the publisher of the server, and gets what that key has signed', async () => {
  const { server, host, dir } = world();
  sign(dir);
  await server.reload('shop');
  const card = { ...newCard(), known: new Set<string>() };
  await host.enrol(server.ticket(), card);
  expect(Buffer.from(card.slot!.publisher!)).toEqual(Buffer.from(first));
  const session = await host.session(card, 'shop');
  expect(card.known.size).toBe(1);
  const withProof = session.seen.length;
  // Known to the card: not sent again.
  const again = await host.session(card, 'shop');
  expect(withProof - again.seen.length).toBe(1 + Math.ceil(7856 / 448));
});

test('an unsigned applet, or one of another key, is not sent to a pinned card: SIGNATURE_MISSING', async () => {
  const { server, host, dir } = world();
  const card = newCard();
  await host.enrol(server.ticket(), card);
  await expect(host.open(card, 'shop').projection()).rejects.toMatchObject({ code: 'SIGNATURE_MISSING' });
  sign(dir);
  await server.reload('shop');
  card.slot = { ...card.slot!, publisher: second };
  await expect(host.open(card, 'shop').projection()).rejects.toMatchObject({ code: 'SIGNATURE_MISSING' });
});

test('a record that is not the answer the server waits for ends the session', async () => {
  const { server, host, dir } = world();
  sign(dir);
  await server.reload('shop');
  const card = newCard();
  await host.enrol(server.ticket(), card);
  const session = host.open(card, 'shop');
  await session.body();
  session.send(new Uint8Array(48));
  expect(await session.closed()).toBe('SEAL_BROKEN');
});

test('a signature that is not of the applet beside it is refused when the process is loaded', async () => {
  const temporary = temporaryDirectory();
  try {
    writeShop(temporary.path, shopHeader('1.0.1'));
    sign(temporary.path);
    await expect(new Processes([temporary.path], 16384).loadAll()).rejects.toMatchObject({ code: 'SIGNATURE_WRONG' });
    writeFileSync(join(temporary.path, 'shop.applet.sig'), 'c6s1 and so on');
    await expect(new Processes([temporary.path], 16384).loadAll()).rejects.toMatchObject({
      code: 'SIGNATURE_MALFORMED',
    });
  } finally {
    temporary.remove();
  }
});
