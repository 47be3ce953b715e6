// What the server gives a session to: the operator's policy by measurement, and the attestation that every key waits for.
import { expect, test } from '@jest/globals';
import { hmac } from '../../protocol/crypto/hmac.js';
import { channelMessages } from '../../protocol/messages/channel.js';
import { hex } from '../../protocol/session/ids.js';
import { attestation } from '../../protocol/session/keys.js';
import { adminRequest } from '../admin/client.js';
import { newCard } from '../test/peer.js';
import { worldForEachTest } from '../test/world.js';

const world = worldForEachTest();
const change = async (kind: string, value: string, allow = true): Promise<unknown> => {
  const { server } = world();
  return adminRequest(
    server.url.replace(/^ws/, 'http').replace(/\/uplink$/, ''),
    server.adminToken,
    'POST',
    '/api/policy',
    {
      kind,
      value,
      allow,
    },
  );
};

test('a runtime that is allowed by measurement gets a session, and none when the rule is gone: RUNTIME_UNKNOWN', async () => {
  const { server, host } = world();
  const card = newCard();
  await host.enrol(server.ticket(), card);
  card.runtime = Buffer.alloc(32, 9);
  await expect(host.open(card, 'shop').projection()).rejects.toMatchObject({ code: 'RUNTIME_UNKNOWN' });
  await change('runtime', hex(card.runtime));
  const session = await host.session(card, 'shop');
  await change('runtime', hex(card.runtime), false);
  expect(await session.closed()).toBe('RUNTIME_UNKNOWN');
  await expect(host.open(card, 'shop').projection()).rejects.toMatchObject({ code: 'RUNTIME_UNKNOWN' });
});

test('with one rule for boards the others are refused: BOARD_REFUSED', async () => {
  const { host, card } = world();
  await change('board', 'PICO_R1_3');
  await expect(host.open(card, 'shop').projection()).rejects.toMatchObject({ code: 'BOARD_REFUSED' });
  await change('board', card.board);
  await host.session(card, 'shop');
});

test('with one rule for applets the others are refused, and a session of one that is taken out ends', async () => {
  const { server, host, card } = world();
  const session = await host.session(card, 'shop');
  await change('applet', '00'.repeat(32));
  expect(await session.closed()).toBe('APPLET_NOT_ALLOWED');
  await expect(host.open(card, 'shop').projection()).rejects.toMatchObject({ code: 'APPLET_NOT_ALLOWED' });
  await change('applet', hex(server.processes()[0]!.measurement));
  await host.session(card, 'shop');
});

test('a rule of another form is refused', async () => {
  for (const [kind, value] of [
    ['runtime', 'abc'],
    ['planet', 'earth'],
    ['board', 'seventeen letters'],
    ['applet', 'Z'.repeat(64)],
  ])
    await expect(change(kind!, value!)).rejects.toMatchObject({ code: 'ARGUMENTS_INVALID' });
  await expect(change('board', 'NONE', false)).rejects.toMatchObject({ code: 'ARGUMENTS_INVALID' });
});

test('each field of the attestation counts, and no key flows before it is right', async () => {
  const { host, card } = world();
  const wrong = {
    epoch: 1,
    nS: new Uint8Array(16),
    applet: new Uint8Array(32),
    channel: new Uint8Array(32),
    runtime: new Uint8Array(32),
    crypto: 7,
    board: 'OTHER',
  };
  for (const [field, value] of Object.entries(wrong)) {
    const session = host.open(card, 'shop');
    await session.projection();
    const { nS, applet, channel } = session.incoming;
    const right = { epoch: 0, nS, applet, channel, runtime: card.runtime, crypto: card.crypto, board: card.board };
    const mac = hmac(session.keys.attest, attestation({ ...right, [field]: value }));
    const before = session.seen.length;
    session.send(session.up.seal(channelMessages.encode('attest', { mac, nC: session.nC })));
    expect([field, await session.closed()]).toEqual([field, 'ATTESTATION_FAILED']);
    expect(session.seen.length).toBe(before);
  }
  // The machine ID before any attestation.
  const early = host.open(card, 'shop');
  await early.projection();
  early.machineId();
  expect(await early.closed()).toBe('MESSAGE_MALFORMED');
});
