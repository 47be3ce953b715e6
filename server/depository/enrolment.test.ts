// Enrolment: a ticket is good once, for a short time, and only to the server that issued it.
import { expect, test } from '@jest/globals';
import { generateKeyPair, Initiator } from '../../protocol/crypto/noise-ik.js';
import { openCertificate } from '../../protocol/session/certificate.js';
import { hex, serverIdOf } from '../../protocol/session/ids.js';
import { formatTicket, parseTicket } from '../../protocol/session/ticket.js';
import { newCard, TestHost } from '../test/peer.js';
import { worldForEachTest } from '../test/world.js';

let time = Date.now();
const world = worldForEachTest({ now: () => time });

test('a ticket names the server, and the certificate is the host’s', () => {
  const { server, host } = world();
  const ticket = parseTicket(server.ticket());
  expect(ticket.url).toBe(server.url);
  expect(ticket.serverKey).toEqual(server.serverKey);
  expect(serverIdOf(ticket.serverKey)).toEqual(server.serverId);
  const record = server.depository.hosts()[0]!;
  expect(record.publicKey).toEqual(host.key.publicKey);
  expect(Buffer.from(record.certificate).equals(host.certificate)).toBe(true);
  expect(openCertificate(generateKeyPair().publicKey, host.certificate)).toBeUndefined();
});

test('a ticket is good once', async () => {
  const { server, host } = world();
  const ticket = server.ticket();
  expect(await host.enrol(ticket, newCard())).toBeUndefined();
  expect(await host.enrol(ticket, newCard())).toBe('TICKET_REFUSED');
});

test('a ticket is good for its minutes and no longer', async () => {
  const { server, host } = world();
  const ticket = server.ticket(10);
  const later = server.ticket(11);
  time += 600_000;
  expect(await host.enrol(ticket, newCard())).toBe('TICKET_REFUSED');
  expect(await host.enrol(later, newCard())).toBeUndefined();
});

test('a ticket is for some minutes of a day', () => {
  for (const minutes of [0, -1, Number.NaN, 1441]) expect(() => world().server.ticket(minutes)).toThrow(RangeError);
});

test('a ticket with another code is refused', async () => {
  const { server, host } = world();
  const ticket = parseTicket(server.ticket());
  expect(await host.enrol(formatTicket({ ...ticket, code: new Uint8Array(16) }), newCard())).toBe('TICKET_REFUSED');
});

test('a request for another server is refused', async () => {
  const { server, host } = world();
  const ticket = parseTicket(server.ticket());
  const other = formatTicket({ ...ticket, serverKey: generateKeyPair().publicKey });
  expect(await host.enrol(other, newCard())).toBe('TICKET_REFUSED');
});

test('what does not open or decode is refused, and uses no ticket up', async () => {
  const { server, host } = world();
  const text = server.ticket();
  const ticket = parseTicket(text);
  const noise = new Initiator(host.key, ticket.serverKey, serverIdOf(ticket.serverKey));
  host.send('enrol', { noise: noise.write(Buffer.concat([ticket.code, Buffer.alloc(3)])) });
  expect((await host.take('enrolRefused')).code).toBe(52);
  host.send('enrol', { noise: new Uint8Array(200) });
  expect((await host.take('enrolRefused')).code).toBe(52);
  host.send('enrol', { noise: new Uint8Array(0) });
  expect((await host.take('enrolRefused')).code).toBe(52);
  expect(await host.enrol(text, newCard())).toBeUndefined();
});

test('names with control characters are kept without them', async () => {
  const { server, newHost } = world();
  const host = await newHost();
  host.name = 'a\0b\u001b[31m\u202ec';
  expect(await host.enrol(server.ticket(), newCard())).toBeUndefined();
  expect(server.depository.hosts().map((h) => h.name)).toContain('ab[31mc');
});

test('every slot secret is another one', async () => {
  const { server, host, card } = world();
  const secrets = new Set([hex(card.slot!.secret)]);
  for (const next of [card, newCard(), newCard()]) {
    await host.enrol(server.ticket(), next);
    secrets.add(hex(next.slot!.secret));
  }
  expect(secrets.size).toBe(4);
});

test('tickets, codes and secrets stand in no log and in no database', async () => {
  const { server, host, card, events, dir } = world();
  const ticket = server.ticket();
  await host.enrol(ticket, newCard());
  const { readFileSync, readdirSync } = await import('node:fs');
  const code = Buffer.from(parseTicket(ticket).code);
  for (const file of readdirSync(`${dir}/data`).filter((f) => f.startsWith('server.db'))) {
    const bytes = readFileSync(`${dir}/data/${file}`);
    expect(bytes.includes(code)).toBe(false);
    expect(bytes.includes(Buffer.from(card.slot!.secret))).toBe(false);
  }
  expect(JSON.stringify(events)).not.toContain(hex(card.slot!.secret));
});

test('a host that enrols a second card keeps one entry in the depository', async () => {
  const { server, host } = world();
  await host.enrol(server.ticket(), newCard());
  expect(server.depository.hosts()).toHaveLength(1);
  const other = new TestHost();
  await other.connect(server.url);
  await other.enrol(server.ticket(), newCard());
  expect(server.depository.hosts()).toHaveLength(2);
  other.cut();
});
