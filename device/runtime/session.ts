// A session (design, section 7): from `open` to `close`, through its epochs. One at a time.
//
//   step 0  waits for nS and the first record     3  waits for Noise message 2 (server)
//        1  receives the applet                   4  waits for the session key (host)
//        2  waits for Noise message 1 (host)      5  waits for the server's Finished      6  ready
//
// Steps 0 to 5 and the way to the next epoch are in setup.ts.
import { CARD_STATE, EPOCH_FAILED, HANDSHAKE_TIMEOUT, SESSION_CLOSED } from '../../protocol/errors/numbers.js';
import { at16, blob, chr, le16, refusal, rest } from './bytes.js';
import { type Calls, makeCalls } from './calls.js';
import { type Cells, cellsOf, flushCells, startCells, takeCell, tickCells } from './cells.js';
import { type Channel, epochChannel, projectionChannel } from './channel.js';
import { wipe } from './crypto.js';
import {
  chCall,
  chClose,
  chProject,
  chResult,
  chSegment,
  chSlot,
  chSwitch,
  msgCall,
  msgCancel,
  msgChannel,
  msgClose,
  msgClosed,
  msgEpoch,
  msgFault,
  msgRenew,
} from './messages.js';
import { answered, blink } from './person.js';
import type { Program } from './program.js';
import { startRandom } from './random.js';
import { firstRecord, openSetup, type SetupState, setupMessage, setupRecord, wipeSetup } from './setup.js';
import type { Applet, Env, Keys, Refusal } from './types.js';

/** Limit `session.handshake`. */
const handshakeSeconds = 30;

export interface Session {
  readonly id: number;
  /** A message of the host whose second byte is this session's number. */
  take(m: string): void;
  tick(): void;
  /** Ends the session: tells server and host why, and wipes. */
  end(why: Refusal): void;
  /** Wipes without a word. */
  wipe(): void;
}

/** What of a session its setup reads and sets. */
export interface SessionState {
  readonly env: Env;
  readonly id: number;
  /** Of its slot, see slots.ts. */
  place: number;
  step: number;
  epoch: number;
  channel: Channel | undefined;
  /** In channel mode, once the traffic keys are there. */
  stream: Cells | undefined;
  applet: Applet | undefined;
  /** While something is set up. */
  making: SetupState | undefined;
  /** Attestation key and ratchet of the epoch. */
  ak: Uint8Array | undefined;
  rt: Uint8Array | undefined;
  readonly calls: Calls;
  draw(length: number): string;
  /** To the host. */
  tell(code: number, body: string): void;
  /** To the server. */
  up(code: number, body: string): void;
  /** The projection's channel opens. */
  first(down: Keys, up: Keys): void;
  /** An epoch's channel takes over. */
  start(code: Program, down: Keys, up: Keys): void;
}

/** Opens a session. `slot`: its record; `share`: the host's half of the slot secret. */
export function openSession(env: Env, id: number, slot: string, share: string): Session {
  const ends = getTime() + handshakeSeconds;
  const random = startRandom(env.rng, env.cid);

  function tell(code: number, body: string): void {
    env.send(chr(code, id) + body);
  }

  function up(code: number, body: string): void {
    if (!s.channel) throw refusal(SESSION_CLOSED, 'session');
    const before = env.half;
    env.half = code;
    try {
      if (s.stream) s.stream.out.push(chr(code) + body);
      else tell(msgChannel, blob(s.channel.seal(code, body)));
    } finally {
      env.half = before;
    }
  }

  const s: SessionState = {
    env: env,
    id: id,
    place: -1,
    step: 0,
    epoch: 0,
    channel: undefined,
    stream: undefined,
    applet: undefined,
    making: undefined,
    ak: undefined,
    rt: undefined,
    calls: makeCalls({
      id: id,
      env: env,
      up: up,
      draw: random.draw,
    }),
    draw: random.draw,
    tell: tell,
    up: up,
    first: (d, u) => {
      s.channel = projectionChannel(d, u);
    },
    start: (code, d, u) => {
      const next = epochChannel(env, code, d, u);
      if (s.stream) flushCells(s, s.stream);
      else s.stream = cellsOf(code.header);
      if (s.channel) s.channel.wipe();
      s.channel = next;
      if (s.stream) startCells(s.stream);
    },
  };

  function wipeAll(): void {
    // Again from the beginning if an interrupt ended it: what is wiped bears it.
    s.step = -1;
    if (s.ak) wipe(s.ak);
    if (s.rt) wipe(s.rt);
    if (s.channel) s.channel.wipe();
    s.calls.wipe();
    wipeSetup(s);
    if (env.who && !env.who.desk) answered(env, refusal(SESSION_CLOSED, 'session'));
    s.channel = s.applet = s.making = undefined;
    env.ended();
  }

  /** Both ends hear why, if they can; then everything goes. */
  function end(why: Refusal): void {
    if (s.step < 0) return;
    try {
      if (s.channel) up(chClose, le16(why.$code) + blob(why.message.substr(0, 120)));
      if (s.stream) flushCells(s, s.stream);
    } catch (_) {
      // The channel itself may be what failed.
    }
    tell(msgClosed, le16(why.$code));
    wipeAll();
  }

  /** A record of the server. */
  function onRecord(record: string): void {
    if (!s.step) record = firstRecord(s, record);
    if (!s.stream) {
      onPlain(s.channel!.open(record));
      return;
    }
    const m = takeCell(s, s.stream, record);
    if (m) onPlain(m);
  }

  /** A message of the server. */
  function onPlain(m: string): void {
    const code = m.charCodeAt(0);
    if (s.step === 6) {
      if (code === chCall) {
        s.calls.card(m.substr(1));
        return;
      }
      if (code === chResult) {
        s.calls.answer(m.substr(1));
        return;
      }
      if (code === chSegment) {
        s.calls.segment(m.substr(1));
        return;
      }
    }
    if (code === chClose && m.length >= 5) {
      tell(msgClosed, m.substr(1, 2));
      wipeAll();
      return;
    }
    if (s.step === 6 && !s.making && code !== chProject && code !== chSlot)
      throw refusal(EPOCH_FAILED, `channel message ${code}`);
    setupRecord(s, code, m);
    if (code !== chSwitch) return;
    tell(msgEpoch, le16(s.epoch));
    s.making = undefined;
    env.scrub();
  }

  function onMessage(m: string): void {
    const code = m.charCodeAt(0);
    if (code === msgChannel) {
      onRecord(rest(m, 2, 3584));
      return;
    }
    if (code === msgCall && s.step === 6) {
      s.calls.gate(at16(m, 2), rest(m, 4, 2560));
      return;
    }
    if (code === msgCancel) {
      s.calls.cancel(at16(m, 2));
      return;
    }
    if (code === msgClose) {
      end(refusal(at16(m, 2) || SESSION_CLOSED, 'by the host'));
      return;
    }
    if (s.step > 5 && (code !== msgRenew || !s.making)) throw refusal(CARD_STATE, `message ${code}`);
    setupMessage(s, code, m);
  }

  openSetup(s, slot, share);
  // Together they are the slot secret: nothing needs them from here on.
  slot = share = '';
  return {
    id: id,
    end: end,
    wipe: wipeAll,
    take: (m) => {
      // Nothing confined is on the stack here, whatever an interrupt left.
      env.until = 0;
      try {
        onMessage(m);
        // What set the session up makes room.
        if (s.step === 6 && s.making && !s.making.in && !s.making.slot) s.making = undefined;
      } catch (why) {
        const r = env.fault(why, CARD_STATE);
        env.send(chr(msgFault, m.charCodeAt(0), id) + le16(r.$code) + blob(r.message.substr(0, 160)));
        end(r);
      }
    },
    tick: () => {
      if (env.who && !env.who.desk) blink(env);
      if (s.step < 6 && getTime() > ends) end(refusal(HANDSHAKE_TIMEOUT, 'handshake'));
      else {
        s.calls.tick();
        if (!s.stream) return;
        try {
          tickCells(s, s.stream);
        } catch (why) {
          end(env.fault(why, CARD_STATE));
        }
      }
    },
  };
}
