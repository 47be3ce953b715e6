// The card's random numbers: an HMAC_DRBG whose seed lives in flash and is replaced at every boot before it is used.
//
// What is kept for the next boot and what this boot draws from are both outputs of the generator: neither gives the other
// away. The native generator is only mixed in; on some boards it is no more than a fixed sequence.
import { CARD_STORAGE } from '../../protocol/errors/numbers.js';
import { seedFile } from '../boards/files.js';
import { refusal } from './bytes.js';
import { mac, pads, wipePads } from './crypto.js';
import { type Drbg, makeDrbg } from './drbg.js';
import { readRecord, writeRecord } from './records.js';
import type { Bytes, Env, RandomState } from './types.js';

function hmac(key: string, data: Bytes): string {
  'cold';
  const p = pads(key);
  const out = E.toString(mac(p, data));
  wipePads(p);
  return out;
}

/** The generator of this boot; `s` is its state, empty at first. Throws `CARD_STORAGE` without a seed. */
export function startRandom(s: RandomState, extra: Bytes): Drbg {
  /** The generator of this boot; `s` is its state, empty at first. Throws `CARD_STORAGE` without a seed. */ 'cold';
  const drbg = makeDrbg((key, data) => hmac(key, data), s);
  if (s.k) return drbg;
  const seed = readRecord(seedFile);
  if (seed.length !== 64) throw refusal(CARD_STORAGE, 'seed');
  const noise: number[] = [];
  for (let i = 0; i < 8; i++) {
    const r = E.hwRand();
    noise.push(r & 255, (r >> 8) & 255, (r >> 16) & 255);
  }
  s.k = seed.substr(0, 32);
  s.v = seed.substr(32);
  drbg.mix([noise, `${getTime()}`, extra]);
  const kept = drbg.draw(64);
  s.k = drbg.draw(32);
  s.v = drbg.draw(32);
  try {
    writeRecord(seedFile, kept);
  } catch (why) {
    s.k = '';
    throw why;
  }
  return drbg;
}

/** `length` bytes (1 to 1,024). What draws them goes again. */
export function draw(env: Env, length: number): string {
  'cold';
  return startRandom(env.rng, env.cid).draw(length);
}
