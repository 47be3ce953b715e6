// What a hostile host or network can do to records: every attempt ends the session, none gets through.
import { expect, test } from '@jest/globals';
import { generateKeyPair } from '../../protocol/crypto/noise-ik.js';
import { channelMessages } from '../../protocol/messages/channel.js';
import { n32 } from '../test/fixture.js';
import { worldForEachTest } from '../test/world.js';

const world = worldForEachTest();
const open = () => world().host.session(world().card, 'shop');
const callOf = (n: number) =>
  channelMessages.encode('call', { call: 1, method: 0, key: new Uint8Array(16), ordinal: 0, body: n32(n) });

test('a flipped bit anywhere in a record ends the session, and the call is not done', async () => {
  // Counted from the start and from the end: the tag may stand at either.
  for (const place of [0, 5, 15, 16, -17, -16, -1]) {
    const session = await open();
    const record = Uint8Array.from(session.channel.seal(callOf(1)));
    const at = (place + record.length) % record.length;
    record[at] = record[at]! ^ (1 << (at % 8));
    session.send(record);
    expect(await session.closed()).toBe('SEAL_BROKEN');
  }
  expect(world().events.filter((e) => e.type === 'call')).toEqual([]);
  const session = await open();
  expect((await session.call(0, n32(1))).body[0]).toBe(1);
});

test('a record that comes twice ends the session', async () => {
  const session = await open();
  await session.call(0, n32(1));
  session.send(session.sent.at(-1)!);
  expect(await session.closed()).toBe('SEAL_BROKEN');
});

test('records in another order end the session', async () => {
  const session = await open();
  const [first, second] = [session.channel.seal(callOf(1)), session.channel.seal(callOf(2))];
  session.send(second);
  session.send(first);
  expect(await session.closed()).toBe('SEAL_BROKEN');
});

test('a record of the server that is sent back to it ends the session', async () => {
  const session = await open();
  session.send(session.seen.at(-1)!);
  expect(await session.closed()).toBe('SEAL_BROKEN');
});

test('a record of an earlier session opens in no later one', async () => {
  const first = await open();
  await first.call(0, n32(1));
  const recorded = first.sent.at(-1)!;
  const second = await open();
  second.send(recorded);
  expect(await second.closed()).toBe('SEAL_BROKEN');
});

test('a replayed handshake opens in no later session', async () => {
  const { host, card } = world();
  const first = await open();
  const second = host.open(card, 'shop');
  await second.projection();
  second.send(first.sent[0]!);
  expect(await second.closed()).toBe('SEAL_BROKEN');
});

test('cut, empty and oversized records end the session', async () => {
  for (const change of [
    (r: Uint8Array) => r.subarray(0, r.length - 16),
    (r: Uint8Array) => r.subarray(1),
    () => new Uint8Array(0),
    (r: Uint8Array) => Buffer.concat([r, Buffer.alloc(16)]),
    () => Buffer.alloc(3584, 1),
  ]) {
    const session = await open();
    session.send(change(session.channel.seal(callOf(1))));
    expect(await session.closed()).toBe('SEAL_BROKEN');
  }
});

test('no message is taken before its time', async () => {
  const { host, card } = world();
  const early = host.open(card, 'shop');
  await early.projection();
  early.machineId();
  expect(await early.closed()).toBe('MESSAGE_MALFORMED');

  const impatient = host.open(card, 'shop');
  await impatient.projection();
  impatient.attest();
  impatient.machineId();
  await impatient.hostReply();
  impatient.say('call', { call: 1, method: 0, key: new Uint8Array(16), ordinal: 0, body: n32(1) });
  expect(await impatient.closed()).toBe('MESSAGE_MALFORMED');

  const twice = await open();
  twice.finish();
  expect(await twice.closed()).toBe('MESSAGE_MALFORMED');
});

test('messages of the server are not taken from a card', async () => {
  const session = await open();
  session.say('chunk', { body: new Uint8Array(3) });
  expect(await session.closed()).toBe('MESSAGE_MALFORMED');
});

test('a wrong attestation ends the session before any key of the host is asked for', async () => {
  const { host, card } = world();
  const session = host.open(card, 'shop');
  await session.projection();
  session.send(session.up.seal(channelMessages.encode('attest', { mac: new Uint8Array(32), nC: session.nC })));
  expect(await session.closed()).toBe('ATTESTATION_FAILED');
  expect(world().server.sessions()).toEqual([]);
});

test('a card that claims an allowed runtime and runs another cannot attest', async () => {
  const { host, card } = world();
  const session = host.open(card, 'shop');
  await session.projection();
  card.runtime = Buffer.alloc(32, 9);
  session.attest();
  expect(await session.closed()).toBe('ATTESTATION_FAILED');
});

test('a host that says of its card other crypto than it has, to be drawn in another suite, is found out', async () => {
  const { host, card } = world();
  const session = host.open({ ...card, crypto: card.crypto | 4 }, 'shop');
  await session.projection();
  session.card.crypto = card.crypto;
  session.attest();
  expect(await session.closed()).toBe('ATTESTATION_FAILED');
});

test('a machine ID made for another session does not open', async () => {
  const { host, card } = world();
  const other = host.open(card, 'shop');
  await other.projection();
  other.attest();
  const noise = other.machineIdNoise();
  const session = host.open(card, 'shop');
  await session.projection();
  session.attest();
  session.send(session.up.seal(channelMessages.encode('machineId', { noise })));
  expect(await session.closed()).toBe('SEAL_BROKEN');
});

test('a machine ID made for another server does not open', async () => {
  const { host, card } = world();
  const session = host.open(card, 'shop');
  await session.projection();
  session.attest();
  host.serverKey = generateKeyPair().publicKey;
  session.machineId();
  expect(await session.closed()).toBe('SEAL_BROKEN');
});

test('a wrong Finished ends the session', async () => {
  const { host, card } = world();
  const session = host.open(card, 'shop');
  await session.projection();
  session.attest();
  session.machineId();
  await session.hostReply();
  session.say('finished', { mac: new Uint8Array(32) });
  expect(await session.closed()).toBe('FINISHED_WRONG');
});

test('what looks like an attack stands in the audit log, whose chain holds', async () => {
  const session = await open();
  session.send(Buffer.alloc(64));
  expect(await session.closed()).toBe('SEAL_BROKEN');
  const response = await fetch(`http://127.0.0.1:${world().server.port}/api/audit?verify`, {
    headers: { authorization: `Bearer ${world().server.adminToken}` },
  });
  const { broken, entries } = (await response.json()) as { broken: unknown; entries: { kind: string }[] };
  expect(broken).toBeNull();
  expect(entries[0]).toMatchObject({ kind: 'session ended', detail: { code: 'SEAL_BROKEN' } });
});

test('calls with bad numbers, arguments or too many at once are refused, and the session goes on', async () => {
  const session = await open();
  expect((await session.call(99, n32(1))).status).toBe(121);
  expect((await session.call(0, Buffer.alloc(3))).status).toBe(122);
  expect((await session.call(0, Buffer.alloc(5))).status).toBe(122);
  const failed = await session.call(2, n32(7));
  expect([failed.status, Buffer.from(failed.body).toString()]).toEqual([128, 'no 7']);
  // What the failed call had written is not there.
  expect((await session.call(0, n32(4))).body[0]).toBe(4);
});

test('an answer to no call ends the session', async () => {
  const session = await open();
  session.say('result', { call: 3, status: 0, body: n32(1) });
  expect(await session.closed()).toBe('MESSAGE_MALFORMED');
});

test('a card that answers outside its declaration fails the call, not the server', async () => {
  const session = await open();
  session.say('call', { call: 1, method: 1, key: new Uint8Array(16), ordinal: 0, body: n32(1) });
  const asked = await session.expect('call');
  session.say('result', { call: asked.call, status: 0, body: new Uint8Array(2) });
  expect((await session.expect('result')).status).toBe(133);
});

test('an error of the card comes back through the handler with its number and text', async () => {
  const session = await open();
  session.say('call', { call: 1, method: 1, key: new Uint8Array(16), ordinal: 0, body: n32(1) });
  const asked = await session.expect('call');
  session.say('result', { call: asked.call, status: 54, body: Buffer.from('refused') });
  expect((await session.expect('result')).status).toBe(54);
});
