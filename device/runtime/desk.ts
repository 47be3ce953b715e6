// What the card does outside sessions: describes itself, keeps slots for servers, and finds them again.
import {
  CARD_BUSY,
  CARD_CRYPTO,
  CARD_STATE,
  INTERNAL,
  MESSAGE_MALFORMED,
  NOT_ENROLLED,
  RATE_LIMITED,
  UNLOCK_REFUSED,
} from '../../protocol/errors/numbers.js';
import { unlockLabel, unlockPause } from '../../protocol/session/unlock-constants.js';
import { protocolVersion } from '../../protocol/version.js';
import { consoleFile, unlockKeyFile } from '../boards/files.js';
import { at16, blob, chr, exactly, le16, le32, refusal, rest } from './bytes.js';
import { cryptoBits, mac, pads, same, sha256, wipePads, xor } from './crypto.js';
import {
  msgChallenge,
  msgDescribe,
  msgDescription,
  msgEnrol,
  msgEnrolled,
  msgFault,
  msgForget,
  msgForgotten,
  msgOpen,
  msgPin,
  msgPinned,
  msgProve,
  msgUnlock,
  msgUnlocked,
} from './messages.js';
import { answered, ask, blink } from './person.js';
import { closePin, openPin } from './pin.js';
import { draw, startRandom } from './random.js';
import { findSlot, listSlots, noPin, placeFor, readSlot, writeSlot } from './slots.js';
import type { Env, Refusal, Shared } from './types.js';

declare const $out: Shared<unknown>;

export interface Desk {
  /** Handles a message. For `open`: the server's slot record. Throws a refusal. */
  take(m: string): string;
  tick(): void;
  /** Nobody is being asked, and no unlock is under way. */
  idle(): boolean;
  /** Code of the message that waits for the button; 0: none does. */
  asks(): number;
  /** Gives up what is being asked. */
  stop(why: Refusal): void;
}

let env: Env;
/** Code of the message that waits for the button; 0: none does. */
let asks = 0;

function describe(): void {
  'cold';
  const memory = process.memory();
  env.send(
    chr(msgDescription, protocolVersion) +
      env.cid +
      blob(env.cfg.board) +
      env.hash +
      chr(cryptoBits(), env.cfg.btn || env.cfg.bport ? 1 : 0) +
      // A heap of larger blocks is that of a 64-bit build, and grows.
      le32(memory.blocksize > 20 ? 65535 : memory.total) +
      le32(memory.free) +
      listSlots(),
    true,
  );
}

/** Does `f` once the button was pressed. */
function withPresence(code: number, f: () => void): void {
  'cold';
  const asked = ask(env, -1, 0, '', (why) => {
    env.half = code;
    asks = 0;
    try {
      if (why) throw why;
      f();
    } catch (e) {
      const w = e as Refusal;
      env.send(chr(msgFault, code, 0) + le16(w.$code || INTERNAL) + blob(`${w.message || e}`.substr(0, 160)));
    }
  });
  if (!asked) throw refusal(CARD_BUSY, 'button');
  asks = code;
}

function enrol(m: string): void {
  'cold';
  const name = rest(m, 117, 32);
  const serverId = m.substr(1, 16);
  // A slot that could not be kept is not worth a press.
  placeFor(serverId + m.substr(19, 2));
  withPresence(msgEnrol, () => {
    startRandom(env.rng, env.cid).mix(m);
    const wrapped = E.toString(xor(m.substr(21, 32), m.substr(53, 32)));
    const i = placeFor(serverId + m.substr(19, 2));
    writeSlot(i, m.substr(1, 18) + wrapped + m.substr(85, 32) + noPin() + name);
    env.send(chr(msgEnrolled) + serverId);
  });
}

function forget(m: string): void {
  'cold';
  exactly(m, 19);
  const i = placeOf(m.substr(1));
  withPresence(msgForget, () => {
    writeSlot(i, '');
    // Its two copies: the older one would keep the wrapped secret.
    writeSlot(i, '');
    env.send(chr(msgForgotten) + m.substr(1, 16));
  });
}

/** The slot of a server id and a generation. */
function placeOf(head: string): number {
  const i = findSlot(head);
  if (i < 0) throw refusal(NOT_ENROLLED, 'slot');
  return i;
}

function pin(m: string): void {
  'cold';
  const i = placeOf(m.substr(1, 18));
  const middle = 22 + at16(m, 20);
  const next = rest(m, middle, 32);
  const opened = openPin(i, readSlot(i), m.substr(22, middle - 22));
  const done = chr(msgPinned) + m.substr(1, 18);
  if (!m.charCodeAt(19)) {
    env.send(done);
    return;
  }
  const body = closePin(opened, next, (length) => draw(env, length));
  withPresence(msgPin, () => {
    // Twice: the older copy would keep what the PIN before it opens.
    writeSlot(i, body);
    writeSlot(i, body);
    env.send(done);
  });
}

// The console opens for whoever has the card's key: a challenge, its HMAC back, one try per challenge.
let challenge = '';
let until = 0;

function unlock(m: string): void {
  'cold';
  if (!challenge && getTime() < until) throw refusal(RATE_LIMITED, 'unlock');
  const key = require('Storage').read(unlockKeyFile);
  if (!key) throw refusal(CARD_STATE, 'no key');
  if (m.charCodeAt(0) === msgUnlock) {
    exactly(m, 1);
    challenge = draw(env, 16);
    until = getTime() + unlockPause;
    env.send(chr(msgChallenge) + challenge);
    return;
  }
  exactly(m, 33);
  if (!challenge) throw refusal(CARD_STATE, 'no challenge');
  const p = pads(key);
  const expected = E.toString(mac(p, [unlockLabel, env.cid, challenge]));
  wipePads(p);
  challenge = '';
  until = getTime() + unlockPause;
  if (!same(expected, m.substr(1))) throw refusal(UNLOCK_REFUSED, 'key');
  env.send(chr(msgUnlocked), true);
  // Time for the answer to leave. One start with the console; the next one is the card again.
  setTimeout(() => {
    // There the interpreter has to keep the watchdog quiet.
    if (env.cfg.dog) E.enableWatchdog(env.cfg.dog, true);
    load(consoleFile);
  }, 300);
}

export function makeDesk(of: Env): Desk {
  env = of;
  const able = cryptoBits() & 1;
  // The start that it is counted by.
  if (able) startRandom(env.rng, env.cid);
  if (!env.hash) env.hash = able ? sha256($out.t) : E.toString(new Uint8Array(32));
  return {
    asks: () => asks,
    take: (m) => {
      const code = m.charCodeAt(0);
      if (code === msgDescribe && m.length === 1) {
        describe();
        return '';
      }
      const unlocking = code === msgUnlock || code === msgProve;
      if (code !== msgEnrol && code !== msgForget && code !== msgOpen && code !== msgPin && !unlocking)
        throw refusal(MESSAGE_MALFORMED, `code ${code}`);
      if (!(cryptoBits() & 1) || !(cryptoBits() & 6)) throw refusal(CARD_CRYPTO, 'crypto');
      if (code === msgOpen) {
        const given = rest(m, 52, 32);
        const i = placeOf(m.substr(2, 18));
        return openPin(i, readSlot(i), given);
      }
      if (unlocking) unlock(m);
      else if (code === msgEnrol) enrol(m);
      else if (code === msgPin) pin(m);
      else forget(m);
      return '';
    },
    tick: () => {
      if (env.who?.desk) blink(env);
    },
    idle: () => !env.who?.desk && getTime() >= until,
    stop: (why) => {
      if (env.who?.desk) answered(env, why);
    },
  };
}
