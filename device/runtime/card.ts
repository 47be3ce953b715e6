// The card as the host sees it: describes itself, keeps slots, and runs one session at a time.
import {
  CARD_BUSY,
  CARD_CRYPTO,
  INTERNAL,
  MESSAGE_MALFORMED,
  NOT_ENROLLED,
  SESSION_CLOSED,
  SESSION_UNKNOWN,
} from '../../protocol/errors/numbers.js';
import { protocolVersion } from '../../protocol/version.js';
import { blob, chr, exactly, le16, le32, refusal, rest } from './bytes.js';
import { cryptoBits, xor } from './crypto.js';
import type { Drbg } from './drbg.js';
import {
  msgChannel,
  msgClose,
  msgDescribe,
  msgDescription,
  msgEnrol,
  msgEnrolled,
  msgFault,
  msgForget,
  msgForgotten,
  msgOpen,
} from './messages.js';
import type { Person } from './person.js';
import { scrub } from './scrub.js';
import { openSession, type Session, type SessionHost } from './session.js';
import { findSlot, keepSlot, listSlots } from './slots.js';
import type { Refusal } from './types.js';

export interface Card {
  deliver(message: string): void;
  tick(): void;
  /** The host started over, or was given up. */
  restart(): void;
}

/** SHA-256 and AES-CBC. */
const neededCrypto = 3;

export function makeCard(
  cardId: string,
  board: string,
  runtime: string,
  person: Person,
  random: Drbg,
  send: (message: string, urgent?: boolean) => void,
  quiet: () => boolean,
): Card {
  let session: Session | undefined;

  const host: SessionHost = {
    send: send,
    quiet: quiet,
    draw: random.draw,
    person: person,
    cardId: cardId,
    runtime: runtime,
    board: board,
    ended: () => {
      session = undefined;
      person.stop(refusal(SESSION_CLOSED, 'session'));
      // Later, when the frames that still refer to the session are gone.
      setTimeout(scrub, 0);
    },
  };

  function fault(m: string, id: number, why: unknown): void {
    const w = why as Refusal;
    const code = (w && w.$code) || INTERNAL;
    const text = `${(w && w.message) || why}`.substr(0, 160);
    send(chr(msgFault, m.charCodeAt(0), id) + le16(code) + blob(text));
  }

  function describe(): void {
    const memory = process.memory();
    send(
      chr(msgDescription, protocolVersion) +
        cardId +
        blob(board) +
        runtime +
        chr(cryptoBits(), person.button ? 1 : 0) +
        le32(memory.total) +
        le32(memory.free) +
        listSlots(),
      true,
    );
  }

  /** Does `f` once the button was pressed. */
  function withPresence(m: string, f: () => void): void {
    const asked = person.ask(0, 0, '', (why) => {
      try {
        if (why) throw why;
        f();
      } catch (e) {
        fault(m, 0, e);
      }
    });
    if (!asked) throw refusal(CARD_BUSY, 'button');
  }

  function enrol(m: string): void {
    const name = rest(m, 83, 32);
    const serverId = m.substr(1, 16);
    withPresence(m, () => {
      random.mix(m);
      keepSlot(serverId, m.substr(1, 18) + E.toString(xor(m.substr(19, 32), m.substr(51, 32))) + name);
      send(chr(msgEnrolled) + serverId);
    });
  }

  function forget(m: string): void {
    exactly(m, 17);
    const serverId = m.substr(1);
    if (!findSlot(serverId)) throw refusal(NOT_ENROLLED, 'slot');
    withPresence(m, () => {
      keepSlot(serverId, '');
      send(chr(msgForgotten) + serverId);
    });
  }

  function open(m: string): void {
    exactly(m, 50);
    if (session) session.end(refusal(SESSION_CLOSED, 'another was opened'));
    if ((cryptoBits() & neededCrypto) !== neededCrypto) throw refusal(CARD_CRYPTO, 'SHA-256 and AES-CBC');
    const slot = findSlot(m.substr(2, 16));
    if (!slot) throw refusal(NOT_ENROLLED, 'slot');
    session = openSession(host, m.charCodeAt(1), slot, m.substr(18));
  }

  function dispatch(m: string): void {
    const code = m.charCodeAt(0);
    if (code >= msgChannel && code <= msgClose) {
      if (!session || session.id !== m.charCodeAt(1)) throw refusal(SESSION_UNKNOWN, 'session');
      session.message(m);
    } else if (code === msgDescribe && m.length === 1) describe();
    else if (code === msgOpen) open(m);
    else if (code === msgEnrol) enrol(m);
    else if (code === msgForget) forget(m);
    else throw refusal(MESSAGE_MALFORMED, `code ${code}`);
  }

  return {
    deliver: (m) => {
      try {
        dispatch(m);
      } catch (why) {
        fault(m, m.charCodeAt(0) === msgOpen || m.charCodeAt(0) >= msgChannel ? m.charCodeAt(1) : 0, why);
      }
    },
    tick: () => {
      person.tick();
      if (session) session.tick();
    },
    restart: () => {
      if (session) session.wipe();
      else person.stop(refusal(SESSION_CLOSED, 'link'));
    },
  };
}
