// The key schedule of a session: what host, card and server derive, from what, in which order.
//
//   projection  PRK = Extract(salt = nC ‖ nS, K_slot)            → projection keys, attestation key, slot share
//   traffic 0   PRK = Extract(salt = TH, K_session ‖ slot share) → traffic keys, Finished keys, attestation key, ratchet
//   traffic e+1 PRK = Extract(salt = nC' ‖ nS', ratchet)         → the same
//   gate        PRK = Extract(salt = TH, K_session)              → keys of gate messages between host and card
//
// K_slot is known to card and server, K_session to host, card and server: without both nobody reads the channel.
import type { DirectionKeys } from '../crypto/cbc-hmac.js';
import { expand, extract, sha256 } from '../crypto/hmac.js';

const label = (text: string): Uint8Array => Buffer.from(`cpu6 v1 ${text}`, 'ascii');
const concat = (...parts: Uint8Array[]): Uint8Array => Buffer.concat(parts);
const u16 = (n: number): Uint8Array => Uint8Array.of(n & 0xff, n >> 8);

/** Info strings of HKDF-Expand. The card's runtime uses the same texts. */
export const labels = {
  slot: 'cpu6 v1 slot',
  projection: 'cpu6 v1 projection',
  traffic: 'cpu6 v1 traffic',
  gate: 'cpu6 v1 gate',
  hello: 'cpu6 v1 hello',
  attest: 'cpu6 v1 attest',
} as const;

/** `down`: towards the card. `up`: from the card. */
export interface BothWays {
  readonly down: DirectionKeys;
  readonly up: DirectionKeys;
}

/** Cuts `[down enc, down mac, up enc, up mac, extra…]` from expanded key material. */
function cut(okm: Uint8Array): BothWays & { readonly extra: readonly Uint8Array[] } {
  const part = (i: number): Uint8Array => Uint8Array.from(okm.subarray(32 * i, 32 * i + 32));
  const extra: Uint8Array[] = [];
  for (let i = 4; 32 * i < okm.length; i++) extra.push(part(i));
  return { down: { enc: part(0), mac: part(1) }, up: { enc: part(2), mac: part(3) }, extra };
}

/** The slot secret of a card, from the server's master key, so that the server keeps none per card. */
export const slotSecret = (master: Uint8Array, cardId: Uint8Array, generation: number): Uint8Array =>
  expand(extract(label('slot'), master), concat(label('slot'), cardId, u16(generation)), 32);

export interface ProjectionKeys extends BothWays {
  readonly attest: Uint8Array;
  readonly slotShare: Uint8Array;
}

/** Keys under which an applet travels (S2, S5). `nC`, `nS`: 16 bytes each. */
export function projectionKeys(
  slot: Uint8Array,
  cardId: Uint8Array,
  serverId: Uint8Array,
  nC: Uint8Array,
  nS: Uint8Array,
): ProjectionKeys {
  const prk = extract(concat(nC, nS), slot);
  const { down, up, extra } = cut(expand(prk, concat(label('projection'), cardId, serverId), 192));
  return { down, up, attest: extra[0]!, slotShare: extra[1]! };
}

export interface TrafficKeys extends BothWays {
  readonly finishedDown: Uint8Array;
  readonly finishedUp: Uint8Array;
  readonly attest: Uint8Array;
  /** From it and fresh randomness of both sides come the keys of the next epoch. */
  readonly ratchet: Uint8Array;
}

/** `drawn`: the 8 bytes by which the projector draws each epoch's derivation label. */
function trafficKeys(prk: Uint8Array, epoch: number, drawn: Uint8Array): TrafficKeys {
  const { down, up, extra } = cut(expand(prk, concat(label('traffic'), u16(epoch), drawn), 256));
  return { down, up, finishedDown: extra[0]!, finishedUp: extra[1]!, attest: extra[2]!, ratchet: extra[3]! };
}

export const firstTrafficKeys = (
  sessionKey: Uint8Array,
  slotShare: Uint8Array,
  transcript: Uint8Array,
  drawn: Uint8Array,
): TrafficKeys => trafficKeys(extract(transcript, concat(sessionKey, slotShare)), 0, drawn);

export const nextTrafficKeys = (
  ratchet: Uint8Array,
  nC: Uint8Array,
  nS: Uint8Array,
  epoch: number,
  drawn: Uint8Array,
): TrafficKeys => trafficKeys(extract(concat(nC, nS), ratchet), epoch, drawn);

/** Keys of the gate messages between host and card: a reader of the cable learns nothing. */
export function gateKeys(sessionKey: Uint8Array, transcript: Uint8Array): BothWays {
  const { down, up } = cut(expand(extract(transcript, sessionKey), label('gate'), 128));
  return { down, up };
}

/** What the session is about, before any key of the host: the Noise prologue. `board`: at most 16 bytes of ASCII. */
export const helloHash = (t: {
  readonly cardId: Uint8Array;
  readonly serverId: Uint8Array;
  readonly nC: Uint8Array;
  readonly nS: Uint8Array;
  readonly runtime: Uint8Array;
  readonly applet: Uint8Array;
  readonly channel: Uint8Array;
}): Uint8Array => sha256(label('hello'), t.cardId, t.serverId, t.nC, t.nS, t.runtime, t.applet, t.channel);

/** The transcript hash TH that every traffic key is bound to. */
export const transcriptHash = (hello: Uint8Array, noise1: Uint8Array, noise2: Uint8Array): Uint8Array =>
  sha256(hello, sha256(noise1), sha256(noise2));

/** What a card MACs to attest what it runs: in the first epoch under the projection's key, later under the old epoch's. */
export const attestation = (t: {
  readonly epoch: number;
  readonly nS: Uint8Array;
  readonly applet: Uint8Array;
  readonly channel: Uint8Array;
  readonly runtime: Uint8Array;
  /** As in the card's description: what the suites were chosen by is attested, so that nobody on the way can choose. */
  readonly crypto: number;
  readonly board: string;
}): Uint8Array =>
  concat(
    label('attest'),
    u16(t.epoch),
    t.nS,
    t.applet,
    t.channel,
    t.runtime,
    Uint8Array.of(t.crypto),
    Buffer.from(t.board, 'ascii'),
  );
