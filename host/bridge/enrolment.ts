// Enrolment towards the server: a ticket becomes a certificate for this host and a slot secret for the card, and both ends
// come to the code that people compare.
//
// One Noise IK exchange to the key that stands in the ticket; the prologue is the server's id. A server that does not hold
// that key can neither read the request nor answer it. Whether the ticket itself is the server's is what the code tells.

import { randomBytes } from 'node:crypto';
import { equal } from '../../protocol/crypto/hmac.js';
import { Initiator, type KeyPair, NoiseError } from '../../protocol/crypto/noise-ik.js';
import { Cpu6Error, errorFromNumber } from '../../protocol/errors/error.js';
import { limitOf } from '../../protocol/limits.js';
import { enrolReply, enrolRequest } from '../../protocol/messages/uplink.js';
import { decode, encode, SchemaError } from '../../protocol/schema/codec.js';
import type { Infer } from '../../protocol/schema/types.js';
import { openCertificate } from '../../protocol/session/certificate.js';
import { serverIdOf } from '../../protocol/session/ids.js';
import { codeNonceLength, shortCode } from '../../protocol/session/short-code.js';
import type { Ticket } from '../../protocol/session/ticket.js';
import type { CardDescription } from '../card/card-connection.js';
import { type Clock, systemClock } from '../clock.js';
import { exchange } from './exchange.js';
import type { Uplink } from './uplink.js';

export type EnrolReply = Infer<typeof enrolReply> & {
  /** Six digits; the server shows the same. */
  readonly code: string;
};

export interface EnrolOptions {
  readonly uplink: Uplink;
  readonly ticket: Ticket;
  readonly hostKey: KeyPair;
  readonly hostName: string;
  readonly card: CardDescription;
  readonly clock?: Clock;
  /** ms for each of connecting and answering. Default session.handshake. */
  readonly time?: number;
}

/** Rejects with `TICKET_REFUSED` (or the server's reason), `SERVER_KEY_WRONG`, `SERVER_UNREACHABLE`. */
export async function requestEnrolment(options: EnrolOptions): Promise<EnrolReply> {
  const { uplink, ticket, hostKey, hostName, card, clock = systemClock } = options;
  const ms = options.time ?? limitOf('session.handshake');
  const { url } = ticket;
  const keyWrong = (cause?: unknown): Cpu6Error => new Cpu6Error('SERVER_KEY_WRONG', { url }, { cause });
  const initiator = new Initiator(hostKey, ticket.serverKey, serverIdOf(ticket.serverKey));
  const noise = initiator.write(
    encode(enrolRequest.descriptor, {
      code: ticket.code,
      hostName,
      cardId: card.cardId,
      board: card.board,
      runtime: card.runtime,
    }),
  );
  await uplink.waitUp(ms);
  const answer = await exchange(uplink, ['enrol', { noise }], ['enrolled', 'enrolRefused'], { url, ms, clock });
  if (answer.type === 'enrolRefused') throw errorFromNumber(answer.code);
  let reply: Infer<typeof enrolReply>;
  try {
    reply = decode(enrolReply.descriptor, initiator.read(answer.noise).payload) as typeof reply;
  } catch (error) {
    if (error instanceof NoiseError || error instanceof SchemaError) throw keyWrong(error);
    throw error;
  }
  const certificate = openCertificate(reply.authority, reply.certificate);
  const now = clock.date();
  if (!certificate || !equal(certificate.publicKey, hostKey.publicKey) || certificate.expires <= now) throw keyWrong();
  const own = Uint8Array.from(randomBytes(codeNonceLength));
  const { nonce } = await exchange(uplink, ['enrolReveal', { nonce: own }], ['enrolRevealed'], { url, ms, clock });
  const parts = { serverKey: ticket.serverKey, hostKey: hostKey.publicKey, cardId: card.cardId };
  const code = shortCode(parts, reply.commitment, own, nonce);
  if (code === undefined) throw keyWrong();
  return { ...reply, code };
}
