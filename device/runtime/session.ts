// A session (design, section 7): from `open` to `close`, through its epochs. One at a time.
//
//   step 0  waits for nS and the first record     3  waits for Noise message 2 (server)
//        1  receives the applet                   4  waits for the session key (host)
//        2  waits for Noise message 1 (host)      5  waits for the server's Finished      6  ready
//
// Steps 0 to 5 and the way to the next epoch are in setup.ts.
import { CARD_STATE, EPOCH_FAILED, HANDSHAKE_TIMEOUT, SESSION_CLOSED } from '../../protocol/errors/numbers.js';
import { at16, blob, chr, le16, refusal, rest } from './bytes.js';
import {
  cancelCall,
  cardCall,
  gateCall,
  segmentPiece,
  serverAnswer,
  startCalls,
  tickCalls,
  wipeCalls,
} from './calls.js';
import { type Cells, flushCells, takeCell, tickCells } from './cells.js';
import { type Channel, openRecord, sealRecord, wipeChannel } from './channel.js';
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
import { firstRecord, openSetup, type SetupState, setupMessage, setupRecord, wipeSetup } from './setup.js';
import type { Applet, Env, Refusal } from './types.js';

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
  /** To the host. */
  tell(code: number, body: string): void;
  /** To the server. */
  up(code: number, body: string): void;
  /** Does what a message of that code has brought; an error ends the session. */
  attempt(code: number, f: () => void): void;
}

/** Seconds of `getTime` at which the handshake has to be over. */
let ends = 0;
let s: SessionState;

function tell(code: number, body: string): void {
  s.env.send(chr(code, s.id) + body);
}

function up(code: number, body: string): void {
  if (!s.channel) throw refusal(SESSION_CLOSED, 'session');
  const { env } = s;
  const before = env.half;
  env.half = code;
  try {
    if (s.stream) s.stream.out.push(chr(code) + body);
    else tell(msgChannel, blob(sealRecord(s.channel, code, body)));
  } finally {
    env.half = before;
  }
}

function wipeAll(): void {
  const { env } = s;
  // Again from the beginning if an interrupt ended it: what is wiped bears it.
  s.step = -1;
  if (s.ak) s.ak.fill(0);
  if (s.rt) s.rt.fill(0);
  if (s.channel) wipeChannel(s.channel);
  wipeCalls();
  wipeSetup(s);
  if (env.who && !env.who.desk) answered(env, refusal(SESSION_CLOSED, 'session'));
  s.channel = s.applet = s.making = undefined;
  env.ended();
}

/** Both ends hear why, if they can; then everything goes. */
function endWith(why: Refusal): void {
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
  const m = s.stream ? takeCell(s, s.stream, record) : openRecord(s.channel!, record);
  if (m) onPlain(m);
}

/** A message of the server. */
function onPlain(m: string): void {
  const code = m.charCodeAt(0);
  if (s.step === 6) {
    if (code === chCall) {
      cardCall(m.substr(1));
      return;
    }
    if (code === chResult) {
      serverAnswer(m.substr(1));
      return;
    }
    if (code === chSegment) {
      segmentPiece(m.substr(1));
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
  s.env.scrub();
}

function onMessage(m: string): void {
  const code = m.charCodeAt(0);
  if (code === msgChannel) onRecord(rest(m, 2, 3584));
  else if (code === msgCall && s.step === 6) gateCall(at16(m, 2), rest(m, 4, 2560));
  else if (code === msgCancel) cancelCall(at16(m, 2));
  else if (code === msgClose) endWith(refusal(at16(m, 2) || SESSION_CLOSED, 'host'));
  else if (s.step > 5 && (code !== msgRenew || !s.making)) throw refusal(CARD_STATE, `message ${code}`);
  else setupMessage(s, code, m);
}

function attempt(code: number, f: (() => void) | undefined, m?: string): void {
  // Nothing confined is on the stack here, whatever an interrupt left.
  s.env.until = 0;
  try {
    if (f) f();
    else onMessage(m!);
    // What set the session up makes room.
    if (s.step === 6 && s.making && !s.making.in && !s.making.slot) s.making = undefined;
  } catch (why) {
    const r = s.env.fault(why, CARD_STATE);
    s.env.send(chr(msgFault, code, s.id) + le16(r.$code) + blob(r.message.substr(0, 160)));
    endWith(r);
  }
}

function take(m: string): void {
  attempt(m.charCodeAt(0), undefined, m);
}

function tick(): void {
  const { env } = s;
  if (env.who && !env.who.desk) blink(env);
  if (s.step < 6 && getTime() > ends) endWith(refusal(HANDSHAKE_TIMEOUT, 'handshake'));
  else {
    tickCalls();
    if (!s.stream) return;
    try {
      tickCells(s, s.stream);
    } catch (why) {
      endWith(env.fault(why, CARD_STATE));
    }
  }
}

/** Opens a session. `slot`: its record; `share`: the host's half of the slot secret. */
export function openSession(env: Env, id: number, slot: string, share: string): Session {
  'cold';
  ends = getTime() + handshakeSeconds;
  s = {
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
    tell: tell,
    up: up,
    attempt: attempt,
  };
  startCalls(s);
  openSetup(s, slot, share);
  // Together they are the slot secret: nothing needs them from here on.
  slot = share = '';
  return { id: id, end: endWith, wipe: wipeAll, take: take, tick: tick };
}
