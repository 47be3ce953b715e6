// The channel: sealed records between card and server, first under the projection keys, then by the epoch's own code.

import { APPLET_REFUSED, EPOCH_EXHAUSTED, SEAL_BROKEN } from '../../protocol/errors/numbers.js';
import { chr, refusal } from './bytes.js';
import { ccmOpen, ccmSeal, decrypt, ecb, encrypt, mac, same, seal, unseal, wipeKeys, words } from './crypto.js';
import { timed, timeLimit } from './guard.js';
import { type Program, startProgram } from './program.js';
import type { Env, Keys } from './types.js';

/** Neither direction's counter goes further. */
const lastRecord = 0xfffffffe;

type Sealer = (n: number, code: number, body: string) => string;
type Opener = (n: number, record: string) => string | undefined;

/** An epoch's channel, or the one in which an applet arrives, which has no code of its own. */
export interface Channel {
  readonly down: Keys;
  readonly up: Keys;
  sent: number;
  received: number;
  sealer: Sealer | undefined;
  opener: Opener | undefined;
  /** What its code asked for, to be wiped. */
  readonly made: Uint32Array[];
  readonly env: Env;
}

/** Seals a message as the next record up. */
export function sealRecord(c: Channel, code: number, body: string): string {
  const { sent } = c;
  if (sent > lastRecord) throw refusal(EPOCH_EXHAUSTED, 'records');
  const { sealer } = c;
  const record = sealer ? timed(c.env, timeLimit, () => sealer(sent, code, body)) : seal(c.up, sent, chr(code) + body);
  if (typeof record !== 'string') throw refusal(SEAL_BROKEN, 'seal');
  c.sent++;
  return record;
}

/** What record `n` says, if it is that record. */
function opened(c: Channel, n: number, record: string): string | undefined {
  const { opener } = c;
  return opener ? timed(c.env, timeLimit, () => opener(n, record)) : unseal(c.down, n, record);
}

/** Opens the next record down: `chr(code) + body`. Throws `SEAL_BROKEN`; the counter moves on only if it is good. */
export function openRecord(c: Channel, record: string): string {
  if (c.received > lastRecord) throw refusal(EPOCH_EXHAUSTED, 'records');
  const plain = opened(c, c.received, record);
  if (typeof plain !== 'string' || !plain) throw refusal(SEAL_BROKEN, 'record');
  c.received++;
  return plain;
}

/** Is it the record that many after the next one down? Nothing moves on. */
export function fitsRecord(c: Channel, by: number, record: string): boolean {
  'cold';
  return c.received + by >= 0 && typeof opened(c, c.received + by, record) === 'string';
}

export function wipeChannel(c: Channel): void {
  'cold';
  wipeKeys(c.down);
  wipeKeys(c.up);
  for (let i = 0; i < c.made.length; i++) c.made[i]!.fill(0);
  // Its code goes, and what is sealed no more.
  c.sealer = () => '';
  c.opener = () => '';
}

/** The channel in which an applet arrives. */
export function projectionChannel(env: Env, down: Keys, up: Keys): Channel {
  'cold';
  return { down: down, up: up, sent: 0, received: 0, sealer: undefined, opener: undefined, made: [], env: env };
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
  let has = (circuit: string): boolean => header.indexOf(`"${circuit}"`) > 0;
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
  // The functions hold this scope, and it shall not hold these.
  has = undefined as never;
  header = '';
}

/** The channel of an epoch: its code gets the support members that it names, and the circuits that its header does. */
export function epochChannel(env: Env, program: Program, down: Keys, up: Keys): Channel {
  'cold';
  const c = projectionChannel(env, down, up);
  addCircuits(program.c, program.header, down, up, c.made);
  const pair = startProgram(program, env, timeLimit) as [Sealer, Opener];
  if (!Array.isArray(pair) || typeof pair[0] !== 'function' || typeof pair[1] !== 'function')
    throw refusal(APPLET_REFUSED, 'channel');
  c.sealer = pair[0];
  c.opener = pair[1];
  return c;
}
