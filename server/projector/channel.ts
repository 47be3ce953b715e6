// The server's end of an epoch's channel, made from the same draw as the card's code.
import { tagLength } from '../../protocol/crypto/aead.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { wireCodes } from '../../protocol/messages/channel.js';
import type { BothWays } from '../../protocol/session/keys.js';
import { type Draw, heads, nonceOf, places } from './draw.js';
import { type Opener, type Sealer, suiteEnds } from './suites/index.js';

/** Counters stay below this: channel code counts in two bytes, and an epoch is to end long before. */
export const recordsPerEpoch = 0xffff;

/** The shortest ciphertext: one block. */
const shortest = 16;

/** Seals and opens in order; a message is its code (of the channel table) and its fields. */
export class ServerChannel {
  readonly #sealer: Sealer;
  readonly #opener: Opener;
  /** The next record's number, each way. */
  #sent = 0;
  #received = 0;
  constructor(
    private readonly draw: Draw,
    private readonly keys: BothWays,
  ) {
    const ends = suiteEnds[draw.suite];
    this.#sealer = ends.sealer(keys.down);
    this.#opener = ends.opener(keys.up);
  }

  get suite(): Draw['suite'] {
    return this.draw.suite;
  }

  get records(): number {
    return Math.max(this.#sent, this.#received);
  }

  /** Throws `EPOCH_EXHAUSTED` when the epoch's counters are used up. */
  seal(message: Uint8Array): Uint8Array {
    if (this.#sent >= recordsPerEpoch) throw new Cpu6Error('EPOCH_EXHAUSTED');
    const sealed = this.#sealer.seal(this.#sent, nonceOf(this.draw, this.#sent), layOut(this.draw, message));
    this.#sent++;
    const { tag } = this.draw;
    if (tag === 'end') return sealed;
    const end = sealed.length - tagLength;
    return Buffer.concat([sealed.subarray(0, tag), sealed.subarray(end), sealed.subarray(tag, end)]);
  }

  /** The message, or `undefined` if this is not the next record of the card. */
  open(record: Uint8Array): Uint8Array | undefined {
    if (this.#received >= recordsPerEpoch) throw new Cpu6Error('EPOCH_EXHAUSTED');
    const plain = this.#openAs(this.#received, record);
    if (!plain) return undefined;
    this.#received++;
    return takeUp(this.draw, plain);
  }

  /** Is it the record that many after the next one? Nothing moves on. */
  fits(by: number, record: Uint8Array): boolean {
    const n = this.#received + by;
    return n >= 0 && n < recordsPerEpoch && this.#openAs(n, record) !== undefined;
  }

  #openAs(n: number, record: Uint8Array): Uint8Array | undefined {
    const end = record.length - tagLength;
    if (end < shortest) return undefined;
    const at = this.draw.tag === 'end' ? end : this.draw.tag;
    const tag = record.subarray(at, at + tagLength);
    const text =
      at === end
        ? record.subarray(0, end)
        : at === 0
          ? record.subarray(tagLength)
          : Buffer.concat([record.subarray(0, at), record.subarray(at + tagLength)]);
    return this.#opener.open(n, nonceOf(this.draw, n), text, tag);
  }

  /** Overwrites the keys: from here on nothing can be sealed or opened. */
  wipe(): void {
    this.#sealer.wipe();
    this.#opener.wipe();
    for (const { enc, mac } of [this.keys.down, this.keys.up]) {
      enc.fill(0);
      mac.fill(0);
    }
  }
}

const headLength = 3;
const isHeadFirst = (d: Draw): boolean => places[d.place]![0] === 'head';

/** Where head and body start in a plaintext of that length, and with a body of that size. */
function offsets(d: Draw, length: number, size: number): { readonly head: number; readonly body: number } {
  const head = isHeadFirst(d) ? 0 : length - headLength;
  switch (d.place) {
    case 0:
      return { head, body: headLength };
    case 1:
      return { head, body: length - size };
    case 2:
      return { head, body: 0 };
    default:
      return { head, body: length - headLength - size };
  }
}

/** Head, body and filler; one byte short of a multiple of the block where PKCS#7 adds at least one. */
function layOut(d: Draw, message: Uint8Array): Uint8Array {
  const size = message.length - 1;
  const used = headLength + size;
  const most = d.suite === 'aes-cbc-hmac' ? d.block - 1 : d.block;
  const out = Buffer.allocUnsafe(used + most - (used % d.block));
  const at = offsets(d, out.length, size);
  const bytes = { low: size & 255, high: size >> 8, code: d.toWire[message[0]!] ?? 0 };
  heads[d.head]!.forEach((name, i) => {
    out[at.head + i] = bytes[name];
  });
  out.set(message.subarray(1), at.body);
  const pad = d.place === 0 ? used : d.place === 1 ? headLength : d.place === 2 ? size : 0;
  for (let i = 0; i < out.length - used; i++) out[pad + i] = d.filler[i % d.filler.length]!;
  return out;
}

function takeUp(d: Draw, plain: Uint8Array): Uint8Array | undefined {
  const rest = plain.length - headLength;
  if (rest < 0) return undefined;
  const head = isHeadFirst(d) ? 0 : rest;
  const bytes = { low: 0, high: 0, code: 0 };
  heads[d.head]!.forEach((name, i) => {
    bytes[name] = plain[head + i]!;
  });
  const size = bytes.low | (bytes.high << 8);
  if (size > rest || bytes.code > wireCodes) return undefined;
  const { body } = offsets(d, plain.length, size);
  return Buffer.concat([d.fromWire.subarray(bytes.code, bytes.code + 1), plain.subarray(body, body + size)]);
}
