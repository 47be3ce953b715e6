// The server's end of an epoch's channel, made from the same draw as the card's code.
import { type DirectionKeys, openRecord, sealRecord, tagLength } from '../../protocol/crypto/cbc-hmac.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { channelCodes } from '../../protocol/messages/channel.js';
import type { BothWays } from '../../protocol/session/keys.js';
import type { Draw } from './draw.js';

/** Counters stay below this: channel code counts in two bytes, and an epoch is to end long before. */
export const recordsPerEpoch = 0xffff;

/** Seals and opens in order; a message is its code (of the channel table) and its fields. */
export class ServerChannel {
  #sent = 0;
  #received = 0;
  constructor(
    private readonly draw: Draw,
    private readonly keys: BothWays,
  ) {}

  get records(): number {
    return Math.max(this.#sent, this.#received);
  }

  /** Throws `EPOCH_EXHAUSTED` when the epoch's counters are used up. */
  seal(message: Uint8Array): Uint8Array {
    if (this.#sent >= recordsPerEpoch) throw new Cpu6Error('EPOCH_EXHAUSTED');
    const record = sealRecord(this.keys.down, this.#sent++, layOut(this.draw, message));
    return this.draw.tagFirst ? moveTag(record, record.length - tagLength) : record;
  }

  /** The message, or `undefined` if this is not the next record of the card. */
  open(record: Uint8Array): Uint8Array | undefined {
    if (this.#received >= recordsPerEpoch) throw new Cpu6Error('EPOCH_EXHAUSTED');
    const canonical = this.draw.tagFirst ? moveTag(record, tagLength) : record;
    const plain = openRecord(this.keys.up, this.#received, canonical);
    const message = plain && takeUp(this.draw, plain);
    if (message) this.#received++;
    return message;
  }

  wipe(): void {
    for (const { enc, mac } of [this.keys.up, this.keys.down] as DirectionKeys[]) {
      enc.fill(0);
      mac.fill(0);
    }
  }
}

/** Moves the first `at` bytes to the end. */
const moveTag = (record: Uint8Array, at: number): Uint8Array =>
  Buffer.concat([record.subarray(at), record.subarray(0, at)]);

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
