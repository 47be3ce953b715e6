// What the card does outside sessions: describes itself, keeps slots for servers, and finds them again.
import { CARD_BUSY, CARD_CRYPTO, INTERNAL, MESSAGE_MALFORMED, NOT_ENROLLED } from '../../protocol/errors/numbers.js';
import { protocolVersion } from '../../protocol/version.js';
import { blob, chr, exactly, le16, le32, refusal, rest } from './bytes.js';
import { cryptoBits, sha256, xor } from './crypto.js';
import {
  msgDescribe,
  msgDescription,
  msgEnrol,
  msgEnrolled,
  msgFault,
  msgForget,
  msgForgotten,
  msgOpen,
} from './messages.js';
import { answered, ask, blink, hasButton } from './person.js';
import { startRandom } from './random.js';
import { findSlot, keepSlot, listSlots } from './slots.js';
import type { Env, Refusal } from './types.js';

export interface Desk {
  /** Handles a message. For `open`: the server's slot record. Throws a refusal. */
  message(m: string): string;
  tick(): void;
  /** Nobody is being asked. */
  idle(): boolean;
  /** Gives up what is being asked. */
  stop(why: Refusal): void;
}

export function makeDesk(env: Env): Desk {
  const random = cryptoBits() & 1 ? startRandom(env.rng, env.cid) : undefined;

  if (!env.hash) env.hash = random ? sha256(require('Storage').read('cpu6.js')!) : E.toString(new Uint8Array(32));

  function describe(): void {
    const memory = process.memory();
    env.send(
      chr(msgDescription, protocolVersion) +
        env.cid +
        blob(env.cfg.board) +
        env.hash +
        chr(cryptoBits(), hasButton(env) ? 1 : 0) +
        le32(memory.total) +
        le32(memory.free) +
        listSlots(),
      true,
    );
  }

  /** Does `f` once the button was pressed. */
  function withPresence(code: number, f: () => void): void {
    const asked = ask(env, -1, 0, '', (why) => {
      try {
        if (why) throw why;
        f();
      } catch (e) {
        const w = e as Refusal;
        env.send(chr(msgFault, code, 0) + le16(w.$code || INTERNAL) + blob(`${w.message || e}`.substr(0, 160)));
      }
    });
    if (!asked) throw refusal(CARD_BUSY, 'button');
  }

  function enrol(m: string): void {
    const name = rest(m, 83, 32);
    const serverId = m.substr(1, 16);
    withPresence(msgEnrol, () => {
      random!.mix(m);
      keepSlot(serverId, m.substr(1, 18) + E.toString(xor(m.substr(19, 32), m.substr(51, 32))) + name);
      env.send(chr(msgEnrolled) + serverId);
    });
  }

  function forget(m: string): void {
    exactly(m, 17);
    const serverId = m.substr(1);
    if (!findSlot(serverId)) throw refusal(NOT_ENROLLED, 'slot');
    withPresence(msgForget, () => {
      keepSlot(serverId, '');
      env.send(chr(msgForgotten) + serverId);
    });
  }

  return {
    message: (m) => {
      const code = m.charCodeAt(0);
      if (code === msgDescribe && m.length === 1) {
        describe();
        return '';
      }
      if (code !== msgEnrol && code !== msgForget && code !== msgOpen) throw refusal(MESSAGE_MALFORMED, `code ${code}`);
      if (!(cryptoBits() & 1) || !(cryptoBits() & 6)) throw refusal(CARD_CRYPTO, 'SHA-256, or AES-CBC or CCM');
      if (code === msgOpen) {
        exactly(m, 50);
        const slot = findSlot(m.substr(2, 16));
        if (!slot) throw refusal(NOT_ENROLLED, 'slot');
        return slot;
      }
      if (code === msgEnrol) enrol(m);
      else forget(m);
      return '';
    },
    tick: () => {
      if (env.who?.desk) blink(env);
    },
    idle: () => !env.who?.desk,
    stop: (why) => {
      if (env.who?.desk) answered(env, why);
    },
  };
}
