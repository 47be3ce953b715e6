// The card's end of a channel in tests: runs the projected code text with a `$c` made here on node:crypto, independently
// of the server's own code and of the card's runtime.
import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { decodeApplet } from '../../protocol/applet/applet.js';
import type { BothWays } from '../../protocol/session/keys.js';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const text = (data: Uint8Array): string => Buffer.from(data).toString('latin1');

export interface CardChannel {
  /** Seals the next record. */
  seal(message: Uint8Array): Uint8Array;
  /** Opens the next record; `undefined` if it is broken. */
  open(record: Uint8Array): Uint8Array | undefined;
}

/** `canonical`: the channel code's canonical bytes, as the server sent them. */
export function cardChannel(canonical: Uint8Array, keys: BothWays): CardChannel {
  const { code, table } = decodeApplet(canonical);
  const both = [keys.down, keys.up] as const;
  const $c = {
    $iv: (dir: 0 | 1, n: number) => {
      const block = Buffer.alloc(16);
      block.writeUInt32BE(n, 12);
      const cipher = createCipheriv('aes-256-ecb', both[dir].enc, null).setAutoPadding(false);
      return text(Buffer.concat([cipher.update(block), cipher.final()]));
    },
    $enc: (iv: string, data: string) => {
      const cipher = createCipheriv('aes-256-cbc', keys.up.enc, bytes(iv));
      return text(Buffer.concat([cipher.update(bytes(data)), cipher.final()]));
    },
    $dec: (iv: string, data: string) => {
      try {
        const cipher = createDecipheriv('aes-256-cbc', keys.down.enc, bytes(iv));
        return text(Buffer.concat([cipher.update(bytes(data)), cipher.final()]));
      } catch {
        return undefined;
      }
    },
    $mac: (dir: 0 | 1, data: string) => text(createHmac('sha256', both[dir].mac).update(bytes(data)).digest()),
    $same: (a: string, b: string) => a.length === 16 && b.length === 16 && timingSafeEqual(bytes(a), bytes(b)),
    $fill: (length: number) => '\0'.repeat(length),
    $chr: (n: number) => String.fromCharCode(n & 255),
  };
  const make = new Function('$c', '$t', code) as (
    c: unknown,
    t: string[],
  ) => [(n: number, code: number, body: string) => string, (n: number, record: string) => string | undefined];
  const [seal, open] = make($c, table.map(text));
  let sent = 0;
  let received = 0;
  return {
    seal: (message) => bytes(seal(sent++, message[0]!, text(message.subarray(1)))),
    open: (record) => {
      const plain = open(received, text(record));
      if (!plain) return undefined;
      received++;
      return bytes(plain);
    },
  };
}
