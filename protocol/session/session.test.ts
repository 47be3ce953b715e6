import { expect, test } from '@jest/globals';
import { generateKeyPair } from '../crypto/noise-ik.js';
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

test('a ticket comes back as it was; what is no ticket says why', () => {
  const ticket = { url: 'ws://127.0.0.1:4680/uplink', serverKey: b(1), code: b(2, 16) };
  expect(parseTicket(` ${formatTicket(ticket)}\n`)).toEqual(ticket);
  for (const bad of [
    '',
    'hello',
    'cpu6-ticket-1:',
    'cpu6-ticket-1:!!',
    'cpu6-ticket-1:AAAA',
    formatTicket({ ...ticket, url: 'http://x/' }),
  ])
    expect(() => parseTicket(bad)).toThrow('not an enrolment ticket');
});

test('a server is named by the hash of its key', () => {
  expect(hex(serverIdOf(b(0)))).toBe('66687aadf862bd776c8fc18b8e9f8e20');
});
