// The card's end of a channel in tests: runs the projected code text with a `$c` made here on node:crypto, independently
// of the server's own code and of the card's runtime.
import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { decodeApplet } from '../../protocol/applet/applet.js';
import type { ChannelCircuit } from '../../protocol/applet/capabilities.js';
import type { BothWays } from '../../protocol/session/keys.js';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const text = (data: Uint8Array): string => Buffer.from(data).toString('latin1');

export interface CardChannel {
  /** Seals the next record. */
  seal(message: Uint8Array): Uint8Array;
  /** Opens the next record; `undefined` if it is broken. */
  open(record: Uint8Array): Uint8Array | undefined;
}

const words = (data: Uint8Array): Uint32Array => {
  const out = Buffer.alloc(Math.ceil(data.length / 4) * 4);
  out.set(data);
  return new Uint32Array(Uint8Array.from(out).buffer);
};

/** The card's circuits over `keys`. */
const circuits = (keys: BothWays): Readonly<Record<ChannelCircuit, Readonly<Record<string, unknown>>>> => {
  const both = [keys.down, keys.up] as const;
  const ccm = { authTagLength: 16 };
  return {
    cbc: {
      $iv: (dir: 0 | 1, nonce: string) => {
        const cipher = createCipheriv('aes-256-ecb', both[dir].enc, null).setAutoPadding(false);
        if (nonce.length !== 16) throw new RangeError('a nonce of 16 bytes');
        return text(Buffer.concat([cipher.update(bytes(nonce)), cipher.final()]));
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
    },
    ccm: {
      $ccm: (nonce: string, data: string) => {
        const cipher = createCipheriv('aes-128-ccm', keys.up.enc.subarray(0, 16), bytes(nonce), ccm);
        const sealed = cipher.update(bytes(data));
        cipher.final();
        return text(Buffer.concat([sealed, cipher.getAuthTag()]));
      },
      $unccm: (nonce: string, sealed: string, tag: string) => {
        try {
          const cipher = createDecipheriv('aes-128-ccm', keys.down.enc.subarray(0, 16), bytes(nonce), ccm);
          cipher.setAuthTag(bytes(tag));
          const opened = cipher.update(bytes(sealed));
          cipher.final();
          return text(opened);
        } catch {
          return undefined;
        }
      },
    },
    mac: {
      $mac: (dir: 0 | 1, data: string) => text(createHmac('sha256', both[dir].mac).update(bytes(data)).digest()),
    },
    words: {
      $key: (dir: 0 | 1) => words(both[dir].enc),
      $words: (data: number | string) => (typeof data === 'number' ? new Uint32Array(data) : words(bytes(data))),
      $text: (a: Uint32Array, length: number) => text(new Uint8Array(a.buffer, 0, length)),
    },
    same: {
      $same: (a: string, b: string) => a.length === 16 && b.length === 16 && timingSafeEqual(bytes(a), bytes(b)),
    },
  };
};

/** `canonical`: the channel code's canonical bytes, as the server sent them. */
export function cardChannel(canonical: Uint8Array, keys: BothWays): CardChannel {
  const { code, table, header } = decodeApplet(canonical);
  const all = circuits(keys);
  const given = header.caps.map((name) => all[name as ChannelCircuit]);
  const $c = Object.assign(
    { $chr: (...codes: number[]) => String.fromCharCode(...codes.map((n) => n & 255)) },
    ...given,
  );
  const make = new Function('$c', '$t', '$g', code) as (
    c: unknown,
    t: string[],
    g: () => void,
  ) => [(n: number, code: number, body: string) => string, (n: number, record: string) => string | undefined];
  const [seal, open] = make($c, table.map(text), () => {});
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
