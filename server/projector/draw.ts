// The draw of an epoch: one point of the space of sound protocols. Both ends are made from it.
//
// Every choice here is about form. The seal below it (protocol/crypto/cbc-hmac.ts) is the same in all of them, so no
// draw is weaker than another; what changes is that knowledge of one epoch's form says nothing about the next one's.
import { channelCodes } from '../../protocol/messages/channel.js';
import { below, randomBytes, shuffle } from './random.js';

/** Lengths of plaintext, padding included, are multiples of one of these (bytes). */
export const blocks = [16, 32, 64, 128] as const;

export interface Draw {
  /** `toWire[code]` is the code on the wire of message `code`; index 0 is unused and 0. */
  readonly toWire: Uint8Array;
  readonly fromWire: Uint8Array;
  /** The code stands before the body, or after it. */
  readonly codeFirst: boolean;
  /** The tag stands before the ciphertext, or after it. */
  readonly tagFirst: boolean;
  readonly block: number;
  /** 16 bytes that padding repeats. */
  readonly filler: Uint8Array;
  /** Label of the key derivation, 8 bytes. */
  readonly label: Uint8Array;
}

export function draw(): Draw {
  const codes = shuffle(Array.from({ length: channelCodes }, (_, i) => i + 1));
  const toWire = Uint8Array.of(0, ...codes);
  const fromWire = new Uint8Array(channelCodes + 1);
  for (let code = 1; code <= channelCodes; code++) fromWire[toWire[code]!] = code;
  return {
    toWire,
    fromWire,
    codeFirst: below(2) === 1,
    tagFirst: below(2) === 1,
    block: blocks[below(blocks.length)]!,
    filler: randomBytes(16),
    label: randomBytes(8),
  };
}
