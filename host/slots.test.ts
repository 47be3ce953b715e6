// Slots as the holder handles them: PIN, names, removal, renewal by the server, new keys of the host.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { HostState } from './state/host-state.js';
import { leave, room, stateDir, until } from './testing/room.js';

afterEach(leave);

test('a slot is listed, renamed and removed with the button', async () => {
  const { client, server, card } = await room();
  const id = Buffer.from(server.serverId).toString('hex');
  expect(await client.slots()).toEqual([
    expect.objectContaining({ server: id, name: 'Fake shop', own: true, pin: false, generation: 1 }),
  ]);
  await client.rename('Fake shop', 'corner');
  expect((await client.slots())[0]!.name).toBe('corner');
  await client.forget({ server: 'corner' });
  expect(await client.slots()).toEqual([]);
  expect(card.presses).toBe(2);
});

test('a PIN is set, entered, wrong, and dropped by the host when the card refuses it', async () => {
  const { client, card } = await room();
  await client.pin({}, '', '4711');
  // The host knows it: it has just set it.
  await client.call('toy', 'echo', { data: new Uint8Array(1) });
  card.powerCycle();
  await expect(client.call('toy', 'echo', { data: new Uint8Array(1) })).rejects.toMatchObject({ code: 'PIN_NEEDED' });
  await expect(client.pin({}, '1234')).rejects.toMatchObject({ code: 'PIN_WRONG', facts: { left: '7' } });
  for (const bad of ['1', 'x'.repeat(40), 'p\u00e4ss'])
    await expect(client.pin({}, '4711', bad)).rejects.toMatchObject({ code: 'PIN_INVALID' });
  await client.pin({}, '4711');
  await client.call('toy', 'echo', { data: new Uint8Array(1) });
  const [slot] = [...card.slots.values()];
  slot!.pin = 'changed elsewhere';
  await client.closeSession((await client.sessions())[0]!.session);
  await expect(client.call('toy', 'echo', { data: new Uint8Array(1) })).rejects.toMatchObject({ code: 'PIN_WRONG' });
  // Not tried again: each try costs one.
  await expect(client.call('toy', 'echo', { data: new Uint8Array(1) })).rejects.toMatchObject({ code: 'PIN_NEEDED' });
});

test('a server that reveals another half of the code than it committed to enrols nothing', async () => {
  const { server, daemon, card } = await room({}, false);
  server.revealed = new Uint8Array(16);
  await expect(daemon.enrol({ ticket: server.ticket })).rejects.toMatchObject({ code: 'SERVER_KEY_WRONG' });
  expect(card.slots.size).toBe(0);
});

test('a new host key is asked for under the old one, kept before that, and asked for again after a lost answer', async () => {
  const { server, daemon, dir, client } = await room({ limits: { 'session.handshake': 500 } });
  const id = Buffer.from(server.serverId).toString('hex');
  server.silentRenewals = 1;
  expect(await client.rotate()).toEqual([{ server: id, code: 'SERVER_UNREACHABLE' }]);
  expect(await client.rotate()).toEqual([{ server: id, code: 'OK' }]);
  const [first, second] = server.renewals;
  expect(second).toEqual(first);
  await until(daemon, (e) => e.type === 'renewed' && e.key);
  await client.call('toy', 'echo', { data: new Uint8Array(1) });
  expect(readFileSync(join(dir, 'host.json'), 'utf8')).not.toContain('nextKey');
});

test('a certificate that is about to end is renewed when the server comes up', async () => {
  const { server, daemon } = await room({}, false);
  server.certificateAge = 86_400_000;
  await daemon.enrol({ ticket: server.ticket });
  server.drop();
  await until(daemon, (e) => e.type === 'renewed' && !e.key);
});

test('with a passphrase the state file shows no key; without it, or with another, it stays closed', () => {
  const dir = stateDir();
  const plain = HostState.open(dir);
  const key = plain.hostKey.privateKey;
  plain.close();
  const text = (): string => readFileSync(join(dir, 'host.json'), 'utf8');
  expect(text()).toContain(Buffer.from(key).toString('hex'));
  HostState.open(dir, 'correct horse').close();
  expect(HostState.isEncrypted(dir)).toBe(true);
  expect(text()).not.toContain(Buffer.from(key).toString('hex'));
  expect(() => HostState.open(dir)).toThrow(expect.objectContaining({ code: 'PASSPHRASE_NEEDED' }));
  expect(() => HostState.open(dir, 'wrong')).toThrow(expect.objectContaining({ code: 'PASSPHRASE_WRONG' }));
  const again = HostState.open(dir, 'correct horse');
  expect(again.hostKey.privateKey).toEqual(key);
  again.setPassphrase(undefined);
  again.close();
  HostState.open(dir).close();
});
