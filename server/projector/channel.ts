// The server's end of an epoch's channel, made from the same draw as the card's code.
import { tagLength } from '../../protocol/crypto/cbc-hmac.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { channelCodes } from '../../protocol/messages/channel.js';
import type { BothWays } from '../../protocol/session/keys.js';
import { Opener, Sealer } from './direction.js';
import type { Draw } from './draw.js';

/** Counters stay below this: channel code counts in two bytes, and an epoch is to end long before. */
export const recordsPerEpoch = 0xffff;

/** Seals and opens in order; a message is its code (of the channel table) and its fields. */
export class ServerChannel {
  readonly #sealer: Sealer;
  readonly #opener: Opener;
  constructor(
    private readonly draw: Draw,
    keys: BothWays,
  ) {
    this.#sealer = new Sealer(keys.down);
    this.#opener = new Opener(keys.up);
  }

  get records(): number {
    return Math.max(this.#sealer.records, this.#opener.records);
  }

  /** Throws `EPOCH_EXHAUSTED` when the epoch's counters are used up. */
  seal(message: Uint8Array): Uint8Array {
    if (this.#sealer.records >= recordsPerEpoch) throw new Cpu6Error('EPOCH_EXHAUSTED');
    const [ciphertext, tag] = this.#sealer.seal(layOut(this.draw, message));
    return Buffer.concat(this.draw.tagFirst ? [tag, ciphertext] : [ciphertext, tag]);
  }

  /** The message, or `undefined` if this is not the next record of the card. */
  open(record: Uint8Array): Uint8Array | undefined {
    if (this.#opener.records >= recordsPerEpoch) throw new Cpu6Error('EPOCH_EXHAUSTED');
    const end = record.length - tagLength;
    if (end < 0) return undefined;
    const plain = this.draw.tagFirst
      ? this.#opener.open(record.subarray(tagLength), record.subarray(0, tagLength))
      : this.#opener.open(record.subarray(0, end), record.subarray(end));
    return plain && takeUp(this.draw, plain);
  }

  /** Overwrites the keys: from here on nothing can be sealed or opened. */
  wipe(): void {
    this.#sealer.wipe();
    this.#opener.wipe();
  }
}

/** length ‖ [code] ‖ body ‖ [code] ‖ filler, one byte short of a multiple of the block: PKCS#7 adds at least one. */
function layOut(d: Draw, message: Uint8Array): Uint8Array {
  const size = message.length - 1;
  const used = 3 + size;
  const out = Buffer.allocUnsafe(used + d.block - 1 - (used % d.block));
  out.writeUInt16LE(size, 0);
  out[d.codeFirst ? 2 : 2 + size] = d.toWire[message[0]!] ?? 0;
  out.set(message.subarray(1), d.codeFirst ? 3 : 2);
  for (let i = used; i < out.length; i++) out[i] = d.filler[(i - used) % d.filler.length]!;
  return out;
}

function takeUp(d: Draw, plain: Uint8Array): Uint8Array | undefined {
  if (plain.length < 3) return undefined;
  const size = plain[0]! | (plain[1]! << 8);
  if (size + 3 > plain.length) return undefined;
  const wire = plain[d.codeFirst ? 2 : 2 + size]!;
  if (wire > channelCodes) return undefined;
  const from = d.codeFirst ? 3 : 2;
  return Buffer.concat([d.fromWire.subarray(wire, wire + 1), plain.subarray(from, from + size)]);
}
