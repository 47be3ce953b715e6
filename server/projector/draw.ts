// The draw of an epoch: one point of the space of sound protocols. Both ends are made from it.
//
// Every choice here is about form. The seal below it is a published one in each suite, so no draw is weaker than another
// of the same suite; what changes is that knowledge of one epoch's form says nothing about the next one's.
import { type SuiteName, suites } from '../../protocol/crypto/suites.js';
import { channelCodes, wireCodes } from '../../protocol/messages/channel.js';
import { below, randomBytes, shuffle } from './random.js';

/** Lengths of plaintext, padding included, are multiples of one of these (bytes). */
export const blocks = [16, 32, 64, 128] as const;
/** Orders of the three bytes of a head: length (low, high) and code. */
export const heads = [
  ['low', 'high', 'code'],
  ['low', 'code', 'high'],
  ['high', 'low', 'code'],
  ['high', 'code', 'low'],
  ['code', 'low', 'high'],
  ['code', 'high', 'low'],
] as const;
/** Orders of head, body and padding. */
export const places = [
  ['head', 'body', 'pad'],
  ['head', 'pad', 'body'],
  ['body', 'pad', 'head'],
  ['pad', 'body', 'head'],
] as const;
/** Where the tag stands: behind the ciphertext, before it, or that many bytes inside it. */
export const innerTags = 15;

export interface Draw {
  readonly suite: SuiteName;
  /** `toWire[code]` is the code on the wire of message `code`; index 0 is unused and 0. */
  readonly toWire: Uint8Array;
  /** Its inverse; 0 where a code on the wire means nothing. */
  readonly fromWire: Uint8Array;
  /** Index into {@link heads}. */
  readonly head: number;
  /** Index into {@link places}. */
  readonly place: number;
  /** `end`, or how many bytes of ciphertext stand before the tag. */
  readonly tag: 'end' | number;
  readonly block: number;
  /** 16 bytes that padding repeats. */
  readonly filler: Uint8Array;
  /** The nonce of record n is `before ‖ n (u16) ‖ after`. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  /** Byte order of the counter in it. */
  readonly bigEndian: boolean;
  /** Label of the key derivation, 8 bytes. */
  readonly label: Uint8Array;
}

function drawTag(): Draw['tag'] {
  const kind = below(3);
  return kind === 0 ? 'end' : kind === 1 ? 0 : 1 + below(innerTags);
}

export function draw(suite: SuiteName): Draw {
  const codes = shuffle(Array.from({ length: wireCodes }, (_, i) => i + 1)).slice(0, channelCodes);
  const toWire = Uint8Array.of(0, ...codes);
  const fromWire = new Uint8Array(wireCodes + 1);
  for (let code = 1; code <= channelCodes; code++) fromWire[toWire[code]!] = code;
  const constants = suites[suite].nonce - 2;
  const before = below(constants + 1);
  return {
    suite,
    toWire,
    fromWire,
    head: below(heads.length),
    place: below(places.length),
    tag: drawTag(),
    block: blocks[below(blocks.length)]!,
    filler: randomBytes(16),
    before: randomBytes(before),
    after: randomBytes(constants - before),
    bigEndian: below(2) === 1,
    label: randomBytes(8),
  };
}

/** The nonce of record `n` (0 to 65,535): no two records of an epoch and direction share one. */
export function nonceOf(d: Draw, n: number): Uint8Array {
  const at = d.before.length;
  const nonce = new Uint8Array(at + 2 + d.after.length);
  nonce.set(d.before);
  nonce[at] = d.bigEndian ? n >> 8 : n;
  nonce[at + 1] = d.bigEndian ? n : n >> 8;
  nonce.set(d.after, at + 2);
  return nonce;
}
