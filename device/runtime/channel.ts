// The channel: sealed records between card and server, first under the projection keys, then by the epoch's own code.

import { APPLET_REFUSED, EPOCH_EXHAUSTED, SEAL_BROKEN } from '../../protocol/errors/numbers.js';
import { chr, refusal } from './bytes.js';
import { counterIv, decrypt, encrypt, mac, same, seal, unseal, wipeKeys } from './crypto.js';
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

function counted(down: Keys, up: Keys, sealer: Sealer, opener: Opener): Channel {
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
  );
}

/** The channel of an epoch: its code gets the members of `channelMembers` and those of support. */
export function epochChannel(
  program: Program,
  support: Record<string, unknown>,
  down: Keys,
  up: Keys,
  draw: (length: number) => string,
): Channel {
  const keys = [down, up];
  const c = Object.assign({}, support);
  // dir: 0 down, 1 up. Whatever is not a string is made one: natives would walk lists and objects.
  c.$iv = (dir: number, n: number) => E.toString(counterIv(keys[dir]!.e, n));
  c.$enc = (iv: unknown, data: unknown) => encrypt(up.e, `${iv}`, `${data}`);
  c.$dec = (iv: unknown, data: unknown) => decrypt(down.e, `${iv}`, `${data}`);
  c.$mac = (dir: number, data: unknown) => E.toString(mac(keys[dir]!.m, `${data}`));
  c.$same = (a: unknown, b: unknown) => same(`${a}`, `${b}`);
  c.$fill = (length: number) => (length > 0 && length <= 1024 ? draw(length) : '');
  const pair = program.make(c, program.table) as [Sealer, Opener];
  if (!Array.isArray(pair) || typeof pair[0] !== 'function' || typeof pair[1] !== 'function')
    throw refusal(APPLET_REFUSED, 'channel');
  return counted(down, up, pair[0], pair[1]);
}
