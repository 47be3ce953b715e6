// Changes of epoch: between two messages, nothing lost, nothing doubled, whatever crosses on the way.
import { expect, test } from '@jest/globals';
import { n32, readN32, shopHeader, shopServer, writeShop } from '../test/fixture.js';
import type { TestSession } from '../test/peer.js';
import { worldForEachTest } from '../test/world.js';

let time = Date.now();
const world = worldForEachTest({ epochEvery: 5, now: () => time });
const open = () => world().host.session(world().card, 'shop');
const zeroKey = new Uint8Array(16);

test('after so many calls the server draws a new epoch, with other code and other keys', async () => {
  const session = await open();
  const before = session.incoming;
  const keys = session.traffic;
  for (let i = 1; i <= 5; i++) await session.call(0, n32(1));
  await session.changeEpoch();
  expect(session.epoch).toBe(1);
  expect(Buffer.from(session.incoming.channel).equals(Buffer.from(before.channel))).toBe(false);
  expect(Buffer.from(session.traffic.down.enc).equals(Buffer.from(keys.down.enc))).toBe(false);
  expect(readN32((await session.call(0, n32(1))).body)).toBe(6);
});

test('twenty epochs in a row lose and double no call', async () => {
  const session = await open();
  let total = 0;
  for (let epoch = 1; epoch <= 20; epoch++) {
    for (let i = 0; i < 5; i++) expect(readN32((await session.call(0, n32(1))).body)).toBe(++total);
    await session.changeEpoch();
    expect(session.epoch).toBe(epoch);
  }
});

test('calls of the card that cross the switch are taken under the old epoch', async () => {
  const session = await open();
  const change = world().server.changeEpoch('all');
  await session.nextProjection();
  const keys = session.attestNext();
  // The server's switch is on its way; the card does not know yet and calls.
  session.say('call', { call: 1, method: 0, key: zeroKey, ordinal: 0, body: n32(3) });
  await session.expect('switch');
  session.say('call', { call: 2, method: 0, key: zeroKey, ordinal: 0, body: n32(4) });
  session.switchTo(keys);
  // Both answers come under the new epoch: the server switched before it answered.
  expect(readN32((await session.expect('result')).body)).toBe(3);
  expect(readN32((await session.expect('result')).body)).toBe(7);
  await change;
  expect(readN32((await session.call(0, n32(1))).body)).toBe(8);
});

test('a call of the server that is under way at the switch is answered after it', async () => {
  const session = await open();
  session.say('call', { call: 1, method: 1, key: zeroKey, ordinal: 0, body: n32(10) });
  const asked = await session.expect('call');
  const change = world().server.changeEpoch('all');
  await session.changeEpoch();
  await change;
  session.say('result', { call: asked.call, status: 0, body: n32(20) });
  expect(readN32((await session.expect('result')).body)).toBe(20);
});

test('an epoch ends with the next call once it is old', async () => {
  const session = await open();
  await session.call(0, n32(1));
  time += 900_001;
  await session.call(0, n32(1));
  await session.changeEpoch();
  expect(session.epoch).toBe(1);
});

test('a new version of the process takes over in the running session', async () => {
  const { server, dir } = world();
  const session = await open();
  const before = session.applet;
  const header = shopHeader('2.0.0');
  writeShop(dir, header, 'var $a,$b;return[];');
  const reloaded = server.reload('shop');
  await session.changeEpoch();
  expect(await reloaded).toBe(1);
  expect(Buffer.from(session.applet).equals(Buffer.from(before))).toBe(false);
  expect(server.sessions()[0]!.epoch).toBe(1);
  expect(readN32((await session.call(0, n32(2))).body)).toBe(2);
});

test('the applet does not travel again when only the channel changes', async () => {
  const session = await open();
  const first = session.incoming.channelCode.length;
  const change = world().server.changeEpoch('all');
  await session.changeEpoch();
  await change;
  const projected = world().events.filter((e) => e.type === 'projected');
  expect(projected[0]!.bytes).toBe(session.applet.length + first);
  expect(projected[1]!.bytes).toBe(session.incoming.channelCode.length);
});

test('a version whose server methods are in another order goes on: numbers mean those of the epoch of the record', async () => {
  const { server, dir } = world();
  const session = await open();
  expect(readN32((await session.call(0, n32(4))).body)).toBe(4);
  const { server: methods, ...header } = shopHeader('3.1.0');
  const [add, ask, fail] = methods;
  const shop = shopServer.replace(/(add: \{ in[^\n]*\n)(\s*ask: [^\n]*\n)(\s*fail: [^\n]*\n)/, '$3$1$2');
  writeShop(dir, { ...header, server: [fail!, add!, ask!] }, 'var $a,$b;return[];', shop);
  const reloaded = server.reload('shop');
  await session.nextProjection();
  const keys = session.attestNext();
  // Crosses the server's switch: still numbered by the applet of the old epoch.
  session.say('call', { call: 1, method: 0, key: zeroKey, ordinal: 0, body: n32(1) });
  await session.expect('switch');
  session.switchTo(keys);
  expect(readN32((await session.expect('result')).body)).toBe(5);
  await reloaded;
  expect((await session.call(0, n32(7))).status).toBe(128);
  expect(readN32((await session.call(1, n32(2))).body)).toBe(7);
});

test('a version that lacks server methods goes on, without them', async () => {
  const { server, dir, host, card } = world();
  const session = await open();
  const header = shopHeader('3.0.0');
  writeShop(
    dir,
    { ...header, server: [], card: [] },
    'var $a;return[];',
    `export default { name: 'shop', gate: {}, card: () => ({}) };`,
  );
  const reloaded = server.reload('shop');
  await session.changeEpoch();
  expect(await reloaded).toBe(1);
  expect((await session.call(0, n32(1))).status).toBe(121);
  const next = await host.session(card, 'shop');
  expect((await next.call(0, n32(1))).status).toBe(121);
});

test('a version that insists on a suite which the card lacks ends the session, and refuses the next', async () => {
  const { server, dir, host } = world();
  const card = { ...world().card, crypto: 3 };
  const session = await host.session(card, 'shop');
  writeShop(
    dir,
    shopHeader('3.2.0'),
    'var $a;return[];',
    shopServer.replace("name: 'shop',", "$& suites: ['aes-ccm'],"),
  );
  await server.reload('shop');
  expect(await session.closed()).toBe('SUITE_NONE');
  expect(await host.open(card, 'shop').closed()).toBe('SUITE_NONE');
});

test('the operator changes the epoch of one card, and of nothing if there is none', async () => {
  const { server, card } = world();
  const session = await open();
  const change = server.changeEpoch(Buffer.from(card.cardId).toString('hex'));
  await session.changeEpoch();
  expect(await change).toBe(1);
  expect(world().events.findLast((e) => e.type === 'epoch')).toMatchObject({ epoch: 1, reason: 'operator' });
  await expect(server.changeEpoch('00'.repeat(16))).rejects.toMatchObject({ code: 'SESSION_UNKNOWN' });
});

test('an alarm changes the epoch: somebody who pretends to be this card does not get what comes after', async () => {
  const { host, card } = world();
  const session = await open();
  expect(await host.open({ ...card, runtime: Buffer.alloc(32, 9) }, 'shop').closed()).toBe('RUNTIME_UNKNOWN');
  await session.changeEpoch();
  // Once a minute: a stranger can cause that, and must not keep the card busy.
  await host.open({ ...card, runtime: Buffer.alloc(32, 9) }, 'shop').closed();
  expect(readN32((await session.call(0, n32(1))).body)).toBe(1);
  time += 60_000;
  const forger = host.open(card, 'shop');
  await forger.projection();
  forger.send(Buffer.alloc(64, 1));
  expect(await forger.closed()).toBe('SEAL_BROKEN');
  await session.changeEpoch();
  expect(session.epoch).toBe(2);
  expect(readN32((await session.call(0, n32(1))).body)).toBe(2);
  expect(world().events.filter((e) => e.type === 'epoch')).toMatchObject([{ reason: 'alarm' }, { reason: 'alarm' }]);
});

test('a process that does not load leaves the one before in place', async () => {
  const { server, dir } = world();
  const session = await open();
  writeShop(dir, shopHeader('4.0.0'), 'var $a;return[];', 'export default {');
  await expect(server.reload('shop')).rejects.toMatchObject({ code: 'INPUT_FILE' });
  expect((await session.call(0, n32(1))).status).toBe(0);
});

test('a wrong attestation of the next epoch ends the session', async () => {
  const session = await open();
  const change = world().server.changeEpoch('all');
  await session.nextProjection();
  session.attestNext(new Uint8Array(32));
  expect(await session.closed()).toBe('ATTESTATION_FAILED');
  await change;
});

/** A session whose change of epoch has come as far as the projection, and ends before it is over. */
async function projected(): Promise<TestSession> {
  const session = await open();
  world()
    .server.changeEpoch('all')
    .catch(() => undefined);
  await session.nextProjection();
  return session;
}

test('what answers a change of epoch or slot without one under way ends the session', async () => {
  const first = await open();
  first.say('attest', { mac: new Uint8Array(32), nC: new Uint8Array(16) });
  expect(await first.closed()).toBe('MESSAGE_MALFORMED');
  const second = await open();
  second.say('switch', { epoch: 1 });
  expect(await second.closed()).toBe('MESSAGE_MALFORMED');
  const third = await open();
  third.say('wanted', { signature: false, publisher: new Uint8Array(32) });
  expect(await third.closed()).toBe('MESSAGE_MALFORMED');
  const fourth = await open();
  fourth.say('slot', { generation: 2, delta: new Uint8Array(32), publisher: new Uint8Array(32) });
  expect(await fourth.closed()).toBe('MESSAGE_MALFORMED');
});

test('an epoch is attested once', async () => {
  const session = await projected();
  session.attestNext();
  await session.expect('switch');
  session.attestNext();
  expect(await session.closed()).toBe('MESSAGE_MALFORMED');
});

test('calls beyond those of an epoch wait for no second change', async () => {
  const session = await open();
  for (let i = 0; i < 5; i++) await session.call(0, n32(1));
  await session.nextProjection();
  for (const call of [6, 7]) session.say('call', { call, method: 0, key: zeroKey, ordinal: 0, body: n32(1) });
  for (const total of [6, 7]) expect(readN32((await session.expect('result')).body)).toBe(total);
  const keys = session.attestNext();
  await session.expect('switch');
  session.switchTo(keys);
  expect(readN32((await session.call(0, n32(1))).body)).toBe(8);
  expect(session.epoch).toBe(1);
});

test('a switch before the attestation, or to another epoch, ends the session', async () => {
  const early = await projected();
  early.say('switch', { epoch: 1 });
  expect(await early.closed()).toBe('MESSAGE_MALFORMED');
  const other = await projected();
  other.attestNext();
  await other.expect('switch');
  other.say('switch', { epoch: 2 });
  expect(await other.closed()).toBe('MESSAGE_MALFORMED');
});

test('records of the old epoch do not open after the switch', async () => {
  const session = await open();
  const stale = session.channel;
  const change = world().server.changeEpoch('all');
  await session.changeEpoch();
  await change;
  session.send(stale.seal(Buffer.from([7, 1])));
  expect(await session.closed()).toBe('SEAL_BROKEN');
});

test('a session that was being opened during a reload goes on to the new version', async () => {
  const { server, dir, host, card } = world();
  const session = host.open(card, 'shop');
  await session.projection();
  writeShop(dir, shopHeader('6.0.0'), 'var $a;return[];');
  expect(await server.reload('shop')).toBe(0);
  const old = session.applet;
  session.attest();
  session.machineId();
  await session.hostReply();
  session.finish();
  await session.finished();
  await session.changeEpoch();
  expect(Buffer.from(session.applet).equals(Buffer.from(old))).toBe(false);
});

test('who asks for a change while one is under way gets that one', async () => {
  const { server } = world();
  const session = await open();
  const both = [server.changeEpoch('all'), server.changeEpoch('all')];
  await session.changeEpoch();
  await Promise.all(both);
  expect((await session.call(0, n32(1))).status).toBe(0);
  expect(session.epoch).toBe(1);
});

test('changes that are asked for together come one after the other', async () => {
  const { server, dir } = world();
  const session = await open();
  const first = server.changeEpoch('all');
  writeShop(dir, shopHeader('5.0.0'), 'var $a,$b,$d;return[];');
  const second = server.reload('shop');
  await session.changeEpoch();
  await first;
  await session.changeEpoch();
  await second;
  expect(session.epoch).toBe(2);
  expect((await session.call(0, n32(1))).status).toBe(0);
});
