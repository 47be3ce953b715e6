// Messages between host and server on the WebSocket, one per binary message. `down`: server to host.
//
// All but `hello`, `welcome` and `received` are counted by both ends; after a drop the host comes back with the token and
// the count it has received, and each end sends again what the other has not seen. Nothing is lost or doubled.
import { blob, bool, bytes, list, optional, record, text, u8, u16, u32 } from '../schema/types.js';
import { cardDescription } from './card.js';
import { codec, message } from './table.js';

export const uplinkMessages = codec({
  hello: message(0x01, 'up', 'opens or resumes an uplink', {
    version: u8,
    resume: optional(record({ token: bytes(16), received: u32 })),
  }),
  welcome: message(0x81, 'down', 'the answer; `resumed` false: sessions of before are gone', {
    version: u8,
    serverId: bytes(16),
    token: bytes(16),
    resumed: bool,
    received: u32,
  }),
  received: message(0x02, 'both', 'how many counted messages have arrived', { count: u32 }),
  cards: message(0x03, 'up', 'the cards that are connected now and hold a slot of this server', {
    cards: list(bytes(16), 64),
  }),
  open: message(0x04, 'up', 'S1: a card calls', {
    session: u32,
    process: text(32),
    /** Of the slot that is used. */
    generation: u16,
    card: record(cardDescription),
    nC: bytes(16),
  }),
  channel: message(0x05, 'both', 'a sealed record of a card session', { session: u32, body: blob(3584) }),
  close: message(0x06, 'both', 'the session is over', { session: u32, code: u16, detail: text(160) }),
  enrol: message(0x07, 'up', 'Noise IK message 1, payload `enrolRequest`', { noise: blob(1024) }),
  enrolled: message(0x87, 'down', 'Noise IK message 2, payload `enrolReply`', { noise: blob(2048) }),
  enrolRefused: message(0x88, 'down', 'the enrolment was refused', { code: u16 }),
  enrolReveal: message(0x0a, 'up', 'the host’s half of the code that both ends show', { nonce: bytes(16) }),
  enrolRevealed: message(0x8a, 'down', 'the server’s half, to which it had committed', { nonce: bytes(16) }),
  renew: message(0x0b, 'up', 'Noise IK message 1 by an enrolled host, payload `renewRequest`', { noise: blob(512) }),
  renewed: message(0x8b, 'down', 'Noise IK message 2, payload `renewReply`', { noise: blob(1024) }),
  renewRefused: message(0x8c, 'down', 'the renewal was refused', { code: u16 }),
  push: message(0x89, 'down', 'asks the host to open a session of that process on that card', {
    push: u32,
    card: bytes(16),
    process: text(32),
  }),
  pushed: message(0x09, 'up', 'code 0: the session runs; else why not', { push: u32, code: u16, detail: text(160) }),
});

/** Payload of the enrolment's Noise message 1. The prologue is the ticket's server id. */
export const enrolRequest = record({
  code: bytes(16),
  hostName: text(64),
  cardId: bytes(16),
  board: text(16),
  runtime: bytes(32),
});
/** Payload of its Noise message 2. */
export const enrolReply = record({
  generation: u16,
  slotSecret: bytes(32),
  serverName: text(32),
  /** The host's certificate, see `certificate.ts`. */
  certificate: blob(512),
  /** Ed25519 public key of the authority that signed it. */
  authority: bytes(32),
  /** The publisher whose applets the slot is to take; zeros: all. */
  publisher: bytes(32),
  /** What the server will reveal, see protocol/session/short-code.ts. */
  commitment: bytes(32),
  /** The operator will compare the code before the slot counts. */
  confirm: bool,
});

/** Payload of a renewal's Noise message 1: the key to certify, the one in use or the next one. The prologue is the server's id. */
export const renewRequest = record({ publicKey: bytes(32), hostName: text(64) });
/** Payload of its Noise message 2. */
export const renewReply = record({ certificate: blob(512), authority: bytes(32) });

/** Payload of a session's Noise message 1 (S6): the machine ID. */
export const machineIdPayload = record({ hostName: text(64), certificate: blob(512) });
/** Payload of its Noise message 2 (S8). */
export const sessionKeyPayload = record({ sessionKey: bytes(32) });
