import { createPrivateKey, sign } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { generateKeyPair } from '../crypto/noise-ik.js';
import { Cpu6Error } from '../errors/error.js';
import { authorityKey, type Certificate, openCertificate, signCertificate } from './certificate.js';
import { hex, serverIdOf } from './ids.js';
import { firstTrafficKeys, gateKeys, nextTrafficKeys, projectionKeys, slotSecret, transcriptHash } from './keys.js';
import { formatTicket, parseTicket } from './ticket.js';

const b = (n: number, length = 32): Uint8Array => new Uint8Array(length).fill(n);
const flat = (value: unknown): string[] =>
  value instanceof Uint8Array ? [hex(value)] : Object.values(value as object).flatMap(flat);

test('all keys of a session differ from each other and change with each of their inputs', () => {
  const projection = projectionKeys(b(1), b(2, 16), b(3, 16), b(4, 16), b(5, 16));
  const th = transcriptHash(b(6), b(7, 96), b(8, 80));
  const traffic = firstTrafficKeys(b(9), projection.slotShare, th, b(10, 8));
  const next = nextTrafficKeys(traffic.ratchet, b(11, 16), b(12, 16), 1, b(13, 8));
  const all = [...flat(projection), ...flat(traffic), ...flat(next), ...flat(gateKeys(b(9), th))];
  expect(new Set(all).size).toBe(all.length);
  const changed = [
    projectionKeys(b(0), b(2, 16), b(3, 16), b(4, 16), b(5, 16)),
    projectionKeys(b(1), b(0, 16), b(3, 16), b(4, 16), b(5, 16)),
    projectionKeys(b(1), b(2, 16), b(0, 16), b(4, 16), b(5, 16)),
    projectionKeys(b(1), b(2, 16), b(3, 16), b(0, 16), b(5, 16)),
    projectionKeys(b(1), b(2, 16), b(3, 16), b(4, 16), b(0, 16)),
    firstTrafficKeys(b(0), projection.slotShare, th, b(10, 8)),
    firstTrafficKeys(b(9), b(0), th, b(10, 8)),
    firstTrafficKeys(b(9), projection.slotShare, b(0), b(10, 8)),
    firstTrafficKeys(b(9), projection.slotShare, th, b(0, 8)),
    nextTrafficKeys(traffic.ratchet, b(0, 16), b(12, 16), 1, b(13, 8)),
    nextTrafficKeys(traffic.ratchet, b(11, 16), b(0, 16), 1, b(13, 8)),
    nextTrafficKeys(traffic.ratchet, b(11, 16), b(12, 16), 2, b(13, 8)),
  ].flatMap(flat);
  for (const key of changed) expect(all).not.toContain(key);
});

test('slot secrets differ by card and by generation', () => {
  const secrets = [
    slotSecret(b(1), b(1, 16), 1),
    slotSecret(b(1), b(2, 16), 1),
    slotSecret(b(1), b(1, 16), 2),
    slotSecret(b(2), b(1, 16), 1),
  ];
  expect(new Set(secrets.map(hex)).size).toBe(4);
});

test('a certificate opens under its authority only, and not after any flipped bit', () => {
  const certificate: Certificate = {
    serial: b(1, 16),
    name: 'desk',
    publicKey: generateKeyPair().publicKey,
    issued: 1,
    expires: 2,
  };
  const signed = signCertificate(b(3), certificate);
  expect(openCertificate(authorityKey(b(3)), signed)).toEqual({
    ...certificate,
    publicKey: Uint8Array.from(certificate.publicKey),
  });
  expect(openCertificate(authorityKey(b(4)), signed)).toBeUndefined();
  for (let bit = 0; bit < signed.length * 8; bit++) {
    const bad = Uint8Array.from(signed);
    bad[bit >> 3]! ^= 1 << (bit & 7);
    expect(openCertificate(authorityKey(b(3)), bad)).toBeUndefined();
  }
});

test('whatever bytes come, signed by the authority or not, a certificate is opened whole or not at all', () => {
  const authority = b(3);
  const key = createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), authority]),
    format: 'der',
    type: 'pkcs8',
  });
  const open = (signed: Uint8Array): Certificate | undefined => openCertificate(authorityKey(authority), signed);
  const good = signCertificate(authority, { serial: b(1, 16), name: 'desk', publicKey: b(2), issued: 1, expires: 2 });
  const body = [...good.subarray(64)];
  const change = fc.tuple(fc.nat({ max: body.length }), fc.nat({ max: 1 }), fc.uint8Array({ maxLength: 4 }));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => expect(open(bytes)).toBeUndefined()),
    { numRuns: 200 },
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 4 }), (changes) => {
      const bytes = [...body];
      for (const [at, gone, put] of changes) bytes.splice(at, gone, ...put);
      const text = Buffer.from(bytes);
      const signed = Buffer.concat([
        sign(null, Buffer.concat([Buffer.from('cpu6 v1 certificate\0'), text]), key),
        text,
      ]);
      const certificate = open(signed);
      // What is opened has one form only.
      if (certificate) expect(Buffer.from(signCertificate(authority, certificate))).toEqual(signed);
    }),
    { numRuns: 500 },
  );
});

test('whatever text comes, a ticket is read whole or refused with its code', () => {
  const ticket = formatTicket({ url: 'wss://server.example/uplink', serverKey: b(1), code: b(2, 16) });
  const change = fc.tuple(fc.nat({ max: ticket.length }), fc.nat({ max: 3 }), fc.string({ maxLength: 4 }));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const characters = [...ticket];
      for (const [at, gone, put] of changes) characters.splice(at, gone, put);
      try {
        const { url, serverKey, code } = parseTicket(characters.join(''));
        expect([URL.canParse(url), serverKey.length, code.length]).toEqual([true, 32, 16]);
      } catch (error) {
        expect((error as Cpu6Error).code).toBe('TICKET_MALFORMED');
        expect(error).toBeInstanceOf(Cpu6Error);
      }
    }),
  );
});

test('a ticket comes back as it was; what is no ticket says why', () => {
  const ticket = { url: 'ws://127.0.0.1:4680/uplink', serverKey: b(1), code: b(2, 16) };
  expect(parseTicket(` ${formatTicket(ticket)}\n`)).toEqual(ticket);
  for (const bad of [
    '',
    'hello',
    'cpu6-ticket-1:',
    'cpu6-ticket-1:!!',
    'cpu6-ticket-1:AAAA',
    formatTicket(ticket).replace('cpu6-ticket-1:', 'cpu6-ticket-2:'),
    formatTicket(ticket).replace('cpu6-ticket-1:', ''),
    formatTicket({ ...ticket, url: 'http://x/' }),
    formatTicket({ ...ticket, url: 'x y z' }),
    formatTicket(ticket).replace('AQ', 'A\nQ'),
    `${formatTicket(ticket)}=`,
  ])
    expect(() => parseTicket(bad)).toThrow('not an enrolment ticket');
});

test('a server is named by the hash of its key', () => {
  expect(hex(serverIdOf(b(0)))).toBe('66687aadf862bd776c8fc18b8e9f8e20');
});
