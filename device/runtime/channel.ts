// The channel: sealed records between card and server, first under the projection keys, then by the epoch's own code.

import { APPLET_REFUSED, EPOCH_EXHAUSTED, SEAL_BROKEN } from '../../protocol/errors/numbers.js';
import { chr, refusal } from './bytes.js';
import { ccmOpen, ccmSeal, decrypt, ecb, encrypt, mac, same, seal, unseal, wipeKeys, words } from './crypto.js';
import { makeGuard, timed, timeLimit } from './guard.js';
import type { Program } from './program.js';
import type { Env, Keys } from './types.js';

/** Neither direction's counter goes further. */
const lastRecord = 0xfffffffe;

export interface Channel {
  /** Seals a message as the next record up. */
  seal(code: number, body: string): string;
  /** Opens the next record down: `chr(code) + body`. Throws `SEAL_BROKEN`; the counter moves on only if it is good. */
  open(record: string): string;
  /** Is it the record that many after the next one down? Nothing moves on. */
  fits(by: number, record: string): boolean;
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
    fits: (by, record) => received + by >= 0 && typeof opener(received + by, record) === 'string',
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
  'cold';
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

/** Natives would walk what is no string. */
function onlyText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Completes `$c` with the circuits that the header names. Directions: 0 down, 1 up. `made` gets what is to be wiped. */
function addCircuits(c: Record<string, unknown>, header: string, down: Keys, up: Keys, made: Uint32Array[]): void {
  'cold';
  function has(circuit: string): boolean {
    return header.indexOf(`"${circuit}"`) > 0;
  }
  if (has('cbc')) {
    c.$iv = (dir: unknown, nonce: unknown) => E.toString(ecb((dir ? up : down).e, onlyText(nonce)));
    c.$enc = (iv: unknown, data: unknown) => encrypt(up.e, onlyText(iv), onlyText(data));
    c.$dec = (iv: unknown, data: unknown) => decrypt(down.e, onlyText(iv), onlyText(data));
  }
  if (has('ccm')) {
    c.$ccm = (nonce: unknown, data: unknown) => ccmSeal(up.e, onlyText(nonce), onlyText(data));
    c.$unccm = (nonce: unknown, text: unknown, tag: unknown) =>
      ccmOpen(down.e, onlyText(nonce), onlyText(text), onlyText(tag));
  }
  if (has('mac')) c.$mac = (dir: unknown, data: unknown) => E.toString(mac((dir ? up : down).m, onlyText(data)));
  if (has('words')) {
    c.$key = (dir: unknown) => new Uint32Array((dir ? up : down).e.buffer);
    c.$words = (data: unknown) => {
      if (typeof data !== 'number') return words(onlyText(data));
      const a = new Uint32Array(data > 0 && data <= wordLimit ? data : 1);
      made.push(a);
      return a;
    };
    c.$text = (a: unknown, length: unknown) =>
      a instanceof Uint32Array && typeof length === 'number' && length > 0 && length <= a.length * 4
        ? E.toString(new Uint8Array(a.buffer, 0, length))
        : '';
  }
  if (has('same')) c.$same = (a: unknown, b: unknown) => same(onlyText(a), onlyText(b));
}

/** The channel of an epoch: its code gets the support members that it names, and the circuits that its header does. */
export function epochChannel(env: Env, program: Program, down: Keys, up: Keys): Channel {
  'cold';
  const made: Uint32Array[] = [];
  addCircuits(program.c, program.header, down, up, made);
  const pair = timed(env, timeLimit, () => program.make(program.c, program.table, makeGuard(env))) as [Sealer, Opener];
  if (!Array.isArray(pair) || typeof pair[0] !== 'function' || typeof pair[1] !== 'function')
    throw refusal(APPLET_REFUSED, 'channel');
  const [sealer, opener] = pair;
  return counted(
    down,
    up,
    (n, code, body) => timed(env, timeLimit, () => sealer(n, code, body)),
    (n, record) => timed(env, timeLimit, () => opener(n, record)),
    made,
  );
}
