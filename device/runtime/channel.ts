// The channel: sealed records between card and server, first under the projection keys, then by the epoch's own code.

import { APPLET_REFUSED, EPOCH_EXHAUSTED, SEAL_BROKEN } from '../../protocol/errors/numbers.js';
import { chr, refusal } from './bytes.js';
import { ccmOpen, ccmSeal, decrypt, ecb, encrypt, mac, same, seal, unseal, wipeKeys, words } from './crypto.js';
import type { Program } from './program.js';
import type { Keys } from './types.js';

/** Neither direction's counter goes further. */
const lastRecord = 0xfffffffe;

export interface Channel {
  /** Seals a message as the next record up. */
  seal(code: number, body: string): string;
  /** Opens the next record down: `chr(code) + body`. Throws `SEAL_BROKEN`; the counter moves on only if it is good. */
  open(record: string): string;
  wipe(): void;
}

type Sealer = (n: number, code: number, body: string) => string;
type Opener = (n: number, record: string) => string | undefined;

function counted(down: Keys, up: Keys, sealer: Sealer, opener: Opener, made: Uint32Array[]): Channel {
  let sent = 0;
  let received = 0;
  return {
    seal: (code, body) => {
      if (sent > lastRecord) throw refusal(EPOCH_EXHAUSTED, 'records');
      const record = sealer(sent, code, body);
      if (typeof record !== 'string') throw refusal(SEAL_BROKEN, 'seal');
      sent++;
      return record;
    },
    open: (record) => {
      if (received > lastRecord) throw refusal(EPOCH_EXHAUSTED, 'records');
      const plain = opener(received, record);
      if (typeof plain !== 'string' || !plain) throw refusal(SEAL_BROKEN, 'record');
      received++;
      return plain;
    },
    wipe: () => {
      wipeKeys(down);
      wipeKeys(up);
      for (let i = 0; i < made.length; i++) made[i]!.fill(0);
      sealer = opener = () => '';
    },
  };
}

/** The channel in which an applet arrives. */
export function projectionChannel(down: Keys, up: Keys): Channel {
  return counted(
    down,
    up,
    (n, code, body) => seal(up, n, chr(code) + body),
    (n, record) => unseal(down, n, record),
    [],
  );
}

/** Words that channel code may ask for at once. */
const wordLimit = 1024;

/** The channel of an epoch: its code gets the members of support, and those of the circuits that its header names. */
export function epochChannel(program: Program, support: Record<string, unknown>, down: Keys, up: Keys): Channel {
  const keys = [down, up];
  const made: Uint32Array[] = [];
  const c = Object.assign({}, support);
  function has(circuit: string): boolean {
    return program.header.indexOf(`"${circuit}"`) > 0;
  }
  // dir: 0 down, 1 up. Whatever is not a string is made one: natives would walk lists and objects.
  if (has('cbc')) {
    c.$iv = (dir: number, nonce: unknown) => E.toString(ecb(keys[dir]!.e, `${nonce}`));
    c.$enc = (iv: unknown, data: unknown) => encrypt(up.e, `${iv}`, `${data}`);
    c.$dec = (iv: unknown, data: unknown) => decrypt(down.e, `${iv}`, `${data}`);
  }
  if (has('ccm')) {
    c.$ccm = (nonce: unknown, data: unknown) => ccmSeal(up.e, `${nonce}`, `${data}`);
    c.$unccm = (nonce: unknown, text: unknown, tag: unknown) => ccmOpen(down.e, `${nonce}`, `${text}`, `${tag}`);
  }
  if (has('mac')) c.$mac = (dir: number, data: unknown) => E.toString(mac(keys[dir]!.m, `${data}`));
  if (has('words')) {
    c.$key = (dir: number) => new Uint32Array(keys[dir]!.e.buffer);
    c.$words = (data: unknown) => {
      if (typeof data !== 'number') return words(`${data}`);
      const a = new Uint32Array(data > 0 && data <= wordLimit ? data : 1);
      made.push(a);
      return a;
    };
    c.$text = (a: Uint32Array, length: number) =>
      a instanceof Uint32Array && length > 0 && length <= a.length * 4
        ? E.toString(new Uint8Array(a.buffer, 0, length))
        : '';
  }
  if (has('same')) c.$same = (a: unknown, b: unknown) => same(`${a}`, `${b}`);
  const pair = program.make(c, program.table) as [Sealer, Opener];
  if (!Array.isArray(pair) || typeof pair[0] !== 'function' || typeof pair[1] !== 'function')
    throw refusal(APPLET_REFUSED, 'channel');
  return counted(down, up, pair[0], pair[1], made);
}
