// The enrolment ticket that an operator gives to a holder: where the server is, which key it holds, and a one-time code.
//
//   cpu6-ticket-1:BASE64URL( server public key (32) ‖ code (16) ‖ URL )
import { Cpu6Error } from '../errors/error.js';

export interface Ticket {
  /** ws: or wss: URL of the uplink. */
  readonly url: string;
  /** X25519 static public key of the server. */
  readonly serverKey: Uint8Array;
  /** One-time code, 16 bytes; a secret until it is used. */
  readonly code: Uint8Array;
}

const prefix = 'cpu6-ticket-1:';

export const formatTicket = (ticket: Ticket): string =>
  prefix + Buffer.concat([ticket.serverKey, ticket.code, Buffer.from(ticket.url, 'utf8')]).toString('base64url');

/** Throws `TICKET_MALFORMED`. */
export function parseTicket(input: string): Ticket {
  const fail = (why: string): never => {
    throw new Cpu6Error('TICKET_MALFORMED', { why });
  };
  const given = input.trim();
  if (!given.startsWith(prefix)) fail(`it does not start with ${prefix}`);
  const encoded = given.slice(prefix.length);
  const data = Buffer.from(encoded, 'base64url');
  if (data.toString('base64url') !== encoded) fail('it has characters that no ticket has');
  if (data.length < 48 + 5) fail('it is too short');
  const url = data.subarray(48).toString('utf8');
  if (!URL.canParse(url) || !/^wss?:$/.test(new URL(url).protocol)) fail('it names no server');
  return { url, serverKey: Uint8Array.from(data.subarray(0, 32)), code: Uint8Array.from(data.subarray(32, 48)) };
}
