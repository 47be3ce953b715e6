// What becomes of an enrolment: confirmed by its code, renewed, moved to another key, taken back.
import { expect, test } from '@jest/globals';
import { generateKeyPair, Initiator, type KeyPair } from '../../protocol/crypto/noise-ik.js';
import { errorFromNumber } from '../../protocol/errors/error.js';
import type { Message } from '../../protocol/messages/table.js';
import { renewReply, renewRequest, type uplinkMessages } from '../../protocol/messages/uplink.js';
import { decode, encode } from '../../protocol/schema/codec.js';
import type { Infer } from '../../protocol/schema/types.js';
import { openCertificate } from '../../protocol/session/certificate.js';
import { hex, serverIdOf } from '../../protocol/session/ids.js';
import { adminRequest } from '../admin/client.js';
import { newCard, type TestHost } from '../test/peer.js';
import { worldForEachTest } from '../test/world.js';

let time = Date.now();
const world = worldForEachTest({ now: () => time });

type Answer = Extract<Message<typeof uplinkMessages.table>, { type: 'renewed' | 'renewRefused' }>;

async function renew(host: TestHost, key: KeyPair, next: Uint8Array): Promise<Infer<typeof renewReply> | string> {
  const noise = new Initiator(key, host.serverKey, serverIdOf(host.serverKey));
  const request = encode(renewRequest.descriptor, { publicKey: next, hostName: 'desk' });
  host.send('renew', { noise: noise.write(request) });
  const answer = await host.inbox.take((m): m is Answer => m.type === 'renewed' || m.type === 'renewRefused');
  if (answer.type === 'renewRefused') return errorFromNumber(answer.code).code;
  return decode(renewReply.descriptor, noise.read(answer.noise).payload) as Infer<typeof renewReply>;
}
const admin = (route: string, body: object): Promise<Record<string, unknown>> => {
  const { server } = world();
  return adminRequest(
    server.url.replace(/^ws/, 'http').replace(/\/uplink$/, ''),
    server.adminToken,
    'POST',
    route,
    body,
  );
};

test('an enrolment that the operator has to confirm gives no session until its code was confirmed', async () => {
  const { server, host, events } = world();
  const card = newCard();
  await host.enrol(server.ticket(10, true), card);
  const shown = events.filter((e) => e.type === 'code').at(-1);
  expect(shown).toMatchObject({ code: host.code, confirm: true });
  await expect(host.open(card, 'shop').projection()).rejects.toMatchObject({ code: 'ENROLMENT_UNCONFIRMED' });
  const wrong = host.code === '000000' ? '000001' : '000000';
  await expect(admin('/api/confirm', { code: wrong })).rejects.toMatchObject({ code: 'CODE_WRONG' });
  expect(await admin('/api/confirm', { code: host.code })).toMatchObject({ card: hex(card.cardId) });
  await host.session(card, 'shop');
});

test('a host reveals its half of the code once; without an enrolment it is refused', async () => {
  const { newHost } = world();
  const host = await newHost();
  host.send('enrolReveal', { nonce: new Uint8Array(16) });
  await host.closed;
});

test('a host renews its certificate; with a new key its slots go over, and the old key is refused', async () => {
  const { server, host, card } = world();
  time += 86_400_000;
  const same = (await renew(host, host.key, host.key.publicKey)) as Infer<typeof renewReply>;
  expect(openCertificate(same.authority, same.certificate)!.issued).toBe(time);
  const next = generateKeyPair();
  const old = host.key;
  for (const _ of ['', 'again: the answer was lost']) {
    const reply = (await renew(host, old, next.publicKey)) as Infer<typeof renewReply>;
    expect(openCertificate(reply.authority, reply.certificate)!.publicKey).toEqual(Uint8Array.from(next.publicKey));
    host.certificate = reply.certificate;
  }
  expect(await renew(host, old, generateKeyPair().publicKey)).toBe('HOST_REVOKED');
  host.key = next;
  await host.session(card, 'shop');
  expect(server.depository.hosts().filter((h) => !h.revoked)).toHaveLength(1);
});

test('a stranger, a revoked host and an expired one renew nothing', async () => {
  const { server, host, newHost } = world();
  expect(await renew(host, generateKeyPair(), host.key.publicKey)).toBe('HOST_UNKNOWN');
  const other = await newHost();
  await other.enrol(server.ticket(), newCard());
  time += 366 * 86_400_000;
  expect(await renew(other, other.key, other.key.publicKey)).toBe('HOST_EXPIRED');
  const { id } = server.depository.hosts().find((h) => hex(h.publicKey) === hex(host.key.publicKey))!;
  server.revoke('host', hex(id));
  expect(await renew(host, host.key, host.key.publicKey)).toBe('HOST_REVOKED');
});

test('certificates of an authority before the present one hold, and new ones are of the present one', async () => {
  const { host, card } = world();
  await admin('/api/rotate', { authority: true });
  await host.session(card, 'shop');
  const reply = (await renew(host, host.key, host.key.publicKey)) as Infer<typeof renewReply>;
  expect(openCertificate(reply.authority, host.certificate)).toBeUndefined();
  host.certificate = reply.certificate;
  await host.session(card, 'shop');
});

test('a card serves two hosts of its holder, and each slot ends with its own host only', async () => {
  const { server, host, card, newHost } = world();
  await host.session(card, 'shop');
  const second = await newHost();
  const there = { ...card };
  await second.enrol(server.ticket(), there);
  await second.session(there, 'shop');
  await host.session(card, 'shop');
  const { id } = server.depository.hosts().find((h) => hex(h.publicKey) === hex(second.key.publicKey))!;
  server.revoke('host', hex(id));
  await host.session(card, 'shop');
});

test('a lost card that was found again may be enrolled anew; its old slot stays revoked', async () => {
  const { server, host, card } = world();
  const id = hex(card.cardId);
  server.revoke('card', id);
  expect(await host.enrol(server.ticket(), { ...card })).toBe('CARD_REVOKED');
  await admin('/api/readmit', { card: id });
  const before = { ...card };
  expect(await host.enrol(server.ticket(), card)).toBeUndefined();
  await host.session(card, 'shop');
  await expect(host.open(before, 'shop').projection()).rejects.toMatchObject({ code: 'CARD_REVOKED' });
});

test('the slot of an open session is renewed: the card gets the difference of the secrets', async () => {
  const { host, card } = world();
  const session = await host.session(card, 'shop');
  const done = admin('/api/rotate', { card: hex(card.cardId) });
  const { generation, delta, publisher } = await session.expect('slot');
  session.say('slot', { generation, delta: new Uint8Array(32), publisher });
  expect(await done).toMatchObject({ generation });
  card.slot = { ...card.slot!, generation, secret: card.slot!.secret.map((b, i) => b ^ delta[i]!) };
  await host.session(card, 'shop');
});

test.each([
  ['still holds the old slot', false, false],
  ['holds the new slot without the publisher', true, false],
  ['holds the old slot with the publisher', false, true],
])('a card that %s is believed: PRESENCE_REFUSED, and the old slot goes on', async (_, renewed, pinned) => {
  const { host, card } = world();
  const session = await host.session(card, 'shop');
  const done = admin('/api/rotate', { card: hex(card.cardId), publisher: '11'.repeat(32) });
  const { generation, publisher } = await session.expect('slot');
  session.say('slot', {
    generation: renewed ? generation : card.slot!.generation,
    delta: new Uint8Array(32),
    publisher: pinned ? publisher : new Uint8Array(32),
  });
  await expect(done).rejects.toMatchObject({ code: 'PRESENCE_REFUSED' });
  await host.session(card, 'shop');
});
