// Gate messages between host and card, sealed under the gate keys: a reader of the cable learns nothing.
//
//   call      epoch u16 LE, method u8, key (16), arguments
//   result    status u16 LE, value or text                    presence  text
import type { DirectionKeys } from '../../protocol/crypto/cbc-hmac.js';
import { openRecordAs, type RecordForm, RecordStream } from '../../protocol/crypto/record-stream.js';
import type { BothWays } from '../../protocol/session/keys.js';

/** So many records may be overtaken on the link: announcements of presence travel on the lane that goes first. */
const overtakenLimit = 8;

export class GateChannel {
  readonly #down: RecordStream;
  readonly #upKeys: DirectionKeys;
  /** The number after the highest one received, and those below it that are still to come. */
  #next = 0;
  readonly #overtaken = new Set<number>();

  constructor(keys: BothWays, form: RecordForm) {
    this.#down = new RecordStream(keys.down, form);
    this.#upKeys = keys.up;
  }

  /**
   * `epoch`: the one whose gate gave `method` its number, so that the card can tell a call that was under way while the
   * gate changed. `key`: the 16-byte idempotency key.
   */
  sealCall(epoch: number, method: number, key: Uint8Array, args: Uint8Array): Uint8Array {
    return this.#down.seal(Buffer.concat([Uint8Array.of(epoch & 255, epoch >> 8, method), key, args]));
  }

  /** `undefined`: altered or replayed. */
  openResult(record: Uint8Array): { readonly status: number; readonly body: Uint8Array } | undefined {
    const plain = this.#open(record);
    if (!plain || plain.length < 2) return undefined;
    return { status: plain[0]! | (plain[1]! << 8), body: plain.subarray(2) };
  }

  /** The message that the holder is to confirm. `undefined`: altered or replayed. */
  openText(record: Uint8Array): string | undefined {
    const plain = this.#open(record);
    return plain && Buffer.from(plain).toString('utf8');
  }

  wipe(): void {
    this.#down.wipe();
    this.#upKeys.enc.fill(0);
    this.#upKeys.mac.fill(0);
  }

  /** Opens each record once, whatever the order in which the link's two lanes brought them. */
  #open(record: Uint8Array): Uint8Array | undefined {
    for (const n of this.#overtaken) {
      const plain = openRecordAs(this.#down.form, this.#upKeys, n, record);
      if (!plain) continue;
      this.#overtaken.delete(n);
      return plain;
    }
    for (let n = this.#next; n < this.#next + overtakenLimit - this.#overtaken.size; n++) {
      const plain = openRecordAs(this.#down.form, this.#upKeys, n, record);
      if (!plain) continue;
      for (let skipped = this.#next; skipped < n; skipped++) this.#overtaken.add(skipped);
      this.#next = n + 1;
      return plain;
    }
    return undefined;
  }
}
