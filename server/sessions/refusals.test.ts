// Who gets no session, and why: cards at S1, hosts at S7.
import { expect, test } from '@jest/globals';
import { generateKeyPair } from '../../protocol/crypto/noise-ik.js';
import { catalogue } from '../../protocol/errors/catalogue.js';
import { channelMessages } from '../../protocol/messages/channel.js';
import { signCertificate } from '../../protocol/session/certificate.js';
import { hex } from '../../protocol/session/ids.js';
import { hostIdOf } from '../depository/depository.js';
import { newCard } from '../test/peer.js';
import { worldForEachTest } from '../test/world.js';

let time = Date.now();
const world = worldForEachTest({ now: () => time });

/** The session up to S6, with what the host sends then left to the test. */
async function upToMachineId(card = world().card) {
  const session = world().host.open(card, 'shop');
  await session.projection();
  session.attest();
  return session;
}

test('a card of another protocol version is refused', async () => {
  const { host, card } = world();
  expect(await host.open({ ...card, version: 2 }, 'shop').closed()).toBe('VERSION_MISMATCH');
});

test('an unknown process is refused', async () => {
  const { host, card } = world();
  expect(await host.open(card, 'no-shop').closed()).toBe('PROCESS_UNKNOWN');
});

test('a card that the server never saw is refused', async () => {
  const { host, card } = world();
  const stranger = { ...newCard(), slot: card.slot };
  expect(await host.open(stranger, 'shop').closed()).toBe('CARD_UNKNOWN');
});

test('a card without a slot of this server is refused', async () => {
  const { host, card } = world();
  expect(await host.open({ ...card, slot: undefined }, 'shop').closed()).toBe('NOT_ENROLLED');
});

test('a slot generation that was never given out is refused', async () => {
  const { host, card } = world();
  const slot = { ...card.slot!, generation: 77 };
  expect(await host.open({ ...card, slot }, 'shop').closed()).toBe('NOT_ENROLLED');
});

test('a runtime that is not on the list is refused', async () => {
  const { host, card, events } = world();
  expect(await host.open({ ...card, runtime: Buffer.alloc(32, 8) }, 'shop').closed()).toBe('RUNTIME_UNKNOWN');
  expect(events.at(-1)).toMatchObject({ type: 'refused', code: 'RUNTIME_UNKNOWN', card: hex(card.cardId) });
});

test('a card that gives up in the handshake says why', async () => {
  const { host, card } = world();
  const session = host.open(card, 'shop');
  await session.projection();
  session.attest();
  session.send(session.up.seal(channelMessages.encode('close', { code: catalogue.CARD_MEMORY.number, detail: '' })));
  expect(await session.closed()).toBe('CARD_MEMORY');
});

test('a board whose name is no name is refused before anybody sees it', async () => {
  const { host, card } = world();
  for (const board of ['', 'A\nB', 'é'])
    expect(await host.open({ ...card, board }, 'shop').closed()).toBe('MESSAGE_MALFORMED');
});

test('a board without the crypto that the channel needs is refused', async () => {
  const { host, card } = world();
  // No SHA-256; no AES in any mode.
  for (const crypto of [0, 2, 6, 1]) expect(await host.open({ ...card, crypto }, 'shop').closed()).toBe('CARD_CRYPTO');
});

test('a revoked card is refused, and its open session ends', async () => {
  const { host, card, server } = world();
  const session = await host.session(card, 'shop');
  expect(server.revoke('card', hex(card.cardId))).toBe(true);
  expect(await session.closed()).toBe('CARD_REVOKED');
  expect(await host.open(card, 'shop').closed()).toBe('CARD_REVOKED');
  // A ticket does not undo a revocation.
  expect(await host.enrol(server.ticket(), card)).toBe('CARD_REVOKED');
});

test('a host that is not in the depository gets no session key', async () => {
  const session = await upToMachineId();
  session.machineId(generateKeyPair());
  expect(await session.closed()).toBe('HOST_UNKNOWN');
});

test('a revoked host gets no session key, and cannot enrol again', async () => {
  const { host, server, card } = world();
  const id = hostIdOf(host.key.publicKey);
  const session = await upToMachineId();
  expect(server.revoke('host', hex(id))).toBe(true);
  expect(await session.closed()).toBe('HOST_REVOKED');
  const next = await upToMachineId();
  next.machineId();
  expect(await next.closed()).toBe('HOST_REVOKED');
  expect(await host.enrol(server.ticket(), card)).toBe('HOST_REVOKED');
});

test('a host whose certificate has expired gets no session key', async () => {
  const before = time;
  try {
    time += 366 * 86_400_000;
    const session = await upToMachineId();
    session.machineId();
    expect(await session.closed()).toBe('HOST_EXPIRED');
  } finally {
    time = before;
  }
});

test('a certificate of another authority, or for another key, is no certificate', async () => {
  const { host } = world();
  const body = { serial: new Uint8Array(16), name: 'x', issued: 0, expires: 1e15 };
  const forged = signCertificate(Buffer.alloc(32, 1), { ...body, publicKey: host.key.publicKey });
  for (const certificate of [forged, new Uint8Array(0), new Uint8Array(200)]) {
    const session = await upToMachineId();
    session.machineId(host.key, certificate);
    expect(await session.closed()).toBe('HOST_UNKNOWN');
  }
});

test('a host that is enrolled, but not the one that enrolled this card, gets no session key', async () => {
  const { host, card, server, newHost } = world();
  const other = await newHost();
  expect(await other.enrol(server.ticket(), newCard())).toBeUndefined();
  const session = host.open(card, 'shop');
  await session.projection();
  session.attest();
  session.machineId(other.key, other.certificate);
  expect(await session.closed()).toBe('HOST_UNKNOWN');
});

test('a new slot replaces the old one only after a session under it', async () => {
  const { host, card, server } = world();
  const old = { ...card };
  expect(await host.enrol(server.ticket(), card)).toBeUndefined();
  expect(card.slot!.generation).toBe(2);
  expect(Buffer.from(card.slot!.secret).equals(Buffer.from(old.slot!.secret))).toBe(false);
  // The holder never confirmed: the card still calls under the old slot, and may.
  await host.session(old, 'shop');
  await host.session(card, 'shop');
  expect(await host.open(old, 'shop').closed()).toBe('CARD_REVOKED');
});

test('a card with another slot secret than its own cannot attest', async () => {
  const { host, card } = world();
  const slot = { ...card.slot!, secret: new Uint8Array(32) };
  const session = host.open({ ...card, slot }, 'shop');
  // It cannot open the projection either; a card that guesses sends something nevertheless.
  await session.body();
  while (!world().events.some((e) => e.type === 'projected')) await session.body();
  session.send(Buffer.alloc(80, 1));
  expect(await session.closed()).toBe('SEAL_BROKEN');
});
