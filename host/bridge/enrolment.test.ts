// Enrolment and renewal against servers that answer wrongly: nothing of such an answer is taken.
import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import { generateKeyPair, Responder } from '../../protocol/crypto/noise-ik.js';
import { catalogue } from '../../protocol/errors/catalogue.js';
import { enrolReply, enrolRequest, renewReply } from '../../protocol/messages/uplink.js';
import { decode, encode } from '../../protocol/schema/codec.js';
import { authorityKey, signCertificate } from '../../protocol/session/certificate.js';
import { serverIdOf } from '../../protocol/session/ids.js';
import { commitmentOf } from '../../protocol/session/short-code.js';
import { FakeClock } from '../testing/fake-clock.js';
import { requestEnrolment } from './enrolment.js';
import { requestRenewal } from './renewal.js';

const b = (n: number, length = 32): Uint8Array => new Uint8Array(length).fill(n);
const server = generateKeyPair();
const host = generateKeyPair();
const url = 'ws://server.example/uplink';
const clock = new FakeClock();
const now = clock.date();
const card = { cardId: b(9, 16), board: 'TEST', runtime: b(8) };
const nonce = b(5, 16);

interface Lies {
  /** What is in the reply, instead of the payload. */
  readonly payload?: Uint8Array;
  readonly noise?: Uint8Array;
  readonly certified?: Uint8Array;
  readonly seed?: Uint8Array;
  readonly authority?: Uint8Array;
  readonly expires?: number;
  readonly refused?: number;
}

/** The host's uplink to a server that lies like that; it says something else first. */
function uplinkTo(lies: Lies): never {
  const uplink = new EventEmitter();
  const answer = (message: object): void => {
    uplink.emit('message', { type: 'cards', cards: [] });
    uplink.emit('message', message);
  };
  const send = (type: string, fields: { noise?: Uint8Array }): void => {
    if (lies.refused) {
      answer({ type: type === 'enrol' ? 'enrolRefused' : 'renewRefused', code: lies.refused });
      return;
    }
    if (type === 'enrolReveal') {
      answer({ type: 'enrolRevealed', nonce });
      return;
    }
    const responder = new Responder(server, serverIdOf(server.publicKey));
    const { remoteStatic, payload } = responder.read(fields.noise!);
    if (type === 'enrol') decode(enrolRequest.descriptor, payload);
    const seed = lies.seed ?? b(3);
    const certificate = signCertificate(seed, {
      serial: b(1, 16),
      name: 'desk',
      publicKey: lies.certified ?? remoteStatic,
      issued: now - 1000,
      expires: lies.expires ?? now + 1000,
    });
    const authority = lies.authority ?? authorityKey(seed);
    const parts = { serverKey: server.publicKey, hostKey: remoteStatic, cardId: card.cardId };
    const reply =
      type === 'renew'
        ? encode(renewReply.descriptor, { certificate, authority })
        : encode(enrolReply.descriptor, {
            generation: 1,
            slotSecret: b(7),
            serverName: 'shop',
            certificate,
            authority,
            publisher: b(0),
            commitment: commitmentOf(parts, nonce),
            confirm: false,
          });
    const { message } = responder.write(lies.payload ?? reply);
    answer({ type: type === 'enrol' ? 'enrolled' : 'renewed', noise: lies.noise ?? message });
  };
  return Object.assign(uplink, { waitUp: () => Promise.resolve(), send }) as never;
}

const enrol = (lies: Lies): Promise<{ code: string }> =>
  requestEnrolment({
    uplink: uplinkTo(lies),
    ticket: { url, serverKey: server.publicKey, code: b(2, 16) },
    hostKey: host,
    hostName: 'desk',
    card: card as never,
    clock,
  });
const renew = (lies: Lies): Promise<unknown> =>
  requestRenewal({
    uplink: uplinkTo(lies),
    url,
    serverKey: server.publicKey,
    hostKey: host,
    nextKey: host,
    hostName: 'desk',
    clock,
    ms: 1000,
  });

test('a right answer is taken, whatever comes before it', async () => {
  expect((await enrol({})).code).toMatch(/^\d{6}$/);
  await expect(renew({})).resolves.toMatchObject({ authority: authorityKey(b(3)) });
});

const wrong: [string, Lies][] = [
  ['an answer that does not decrypt', { noise: b(1, 80) }],
  ['an answer cut short', { noise: b(1, 10) }],
  ['a payload of another form', { payload: b(1, 5) }],
  ['a certificate of another authority', { authority: authorityKey(b(4)) }],
  ['a certificate of another host', { certified: generateKeyPair().publicKey }],
  ['a certificate that has expired', { expires: now }],
];
test.each(wrong)('%s: SERVER_KEY_WRONG, at enrolment and at renewal', async (_, lies) => {
  await expect(enrol(lies)).rejects.toMatchObject({ code: 'SERVER_KEY_WRONG' });
  await expect(renew(lies)).rejects.toMatchObject({ code: 'SERVER_KEY_WRONG' });
});

test('a refusal is told as it came', async () => {
  await expect(enrol({ refused: catalogue.TICKET_REFUSED.number })).rejects.toMatchObject({ code: 'TICKET_REFUSED' });
  await expect(renew({ refused: catalogue.HOST_REVOKED.number })).rejects.toMatchObject({ code: 'HOST_REVOKED' });
});
