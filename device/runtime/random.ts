// The card's random numbers: an HMAC_DRBG whose seed lives in flash and is replaced at every boot before it is used.
//
// What is kept for the next boot and what this boot draws from are both outputs of the generator: neither gives the other
// away. The native generator is only mixed in; on some boards it is no more than a fixed sequence.
import { CARD_STORAGE } from '../../protocol/errors/numbers.js';
import { refusal } from './bytes.js';
import { mac, pads, wipePads } from './crypto.js';
import { type Drbg, makeDrbg } from './drbg.js';
import { readRecord, writeRecord } from './records.js';
import type { Bytes } from './types.js';

/** Name of the seed's record: K ‖ V, 64 bytes. The first one is written at install time. */
export const seedRecord = 'cpu6.r';

function hmac(key: string, data: Bytes): string {
  const p = pads(key);
  const out = E.toString(mac(p, data));
  wipePads(p);
  return out;
}

/** A generator for this boot. Throws `CARD_STORAGE` without a seed. */
export function startRandom(extra: Bytes): Drbg {
  const seed = readRecord(seedRecord);
  if (seed.length !== 64) throw refusal(CARD_STORAGE, 'seed');
  const first = makeDrbg(hmac, seed.substr(0, 32), seed.substr(32));
  const noise: number[] = [];
  for (let i = 0; i < 8; i++) {
    const r = E.hwRand();
    noise.push(r & 255, (r >> 8) & 255, (r >> 16) & 255);
  }
  first.mix([noise, `${getTime()}`, extra]);
  writeRecord(seedRecord, first.draw(64));
  return makeDrbg(hmac, first.draw(32), first.draw(32));
}
