// A session (design, section 7): from `open` to `close`, through its epochs. One at a time.
//
//   step 0  waits for nS and the first record     3  waits for Noise message 2 (server)
//        1  receives the applet                   4  waits for the session key (host)
//        2  waits for Noise message 1 (host)      5  waits for the server's Finished      6  ready
import {
  APPLET_TOO_BIG,
  CARD_MEMORY,
  CARD_STATE,
  EPOCH_FAILED,
  FINISHED_WRONG,
  HANDSHAKE_TIMEOUT,
  MESSAGE_MALFORMED,
  SESSION_CLOSED,
} from '../../protocol/errors/numbers.js';
import { checkSpace, loadProgram, type Program, startApplet } from './applet.js';
import { at16, blob, chr, exactly, le16, refusal, rest } from './bytes.js';
import { type Calls, makeCalls } from './calls.js';
import { type Channel, epochChannel, projectionChannel } from './channel.js';
import { derive, direction, mac, pads, same, sha256, trafficInfo, wipe, wipePads, xor } from './crypto.js';
import {
  chAttest,
  chCall,
  chChunk,
  chClose,
  chFinished,
  chHostReply,
  chMachineId,
  chProject,
  chResult,
  chSwitch,
  msgAskId,
  msgAskKey,
  msgCall,
  msgCancel,
  msgChannel,
  msgClose,
  msgClosed,
  msgEpoch,
  msgFault,
  msgMachineId,
  msgOpened,
  msgProjected,
  msgReady,
  msgSessionKey,
} from './messages.js';
import type { Person } from './person.js';
import type { Applet, Bytes, Refusal } from './types.js';

/** Limits `session.handshake` and `applet.size`; the largest channel code. */
const handshakeSeconds = 30;
const appletLimit = 16384;
const channelLimit = 8192;

/** What a session needs of its card. */
export interface SessionHost {
  send(message: string): void;
  quiet(): boolean;
  draw(length: number): string;
  readonly person: Person;
  /** 16 bytes, 32 bytes, text. */
  readonly cardId: string;
  readonly runtime: string;
  readonly board: string;
  /** The session is over and wiped. */
  ended(): void;
}

export interface Session {
  readonly id: number;
  /** A message of the host whose second byte is this session's number. */
  message(m: string): void;
  tick(): void;
  /** Ends the session: tells server and host why, and wipes. */
  end(why: Refusal): void;
  /** Wipes without a word. */
  wipe(): void;
}

/** An epoch that is on its way in. */
interface Incoming {
  readonly epoch: number;
  readonly drawn: string;
  readonly nS: string;
  readonly channelSize: number;
  readonly appletSize: number;
  readonly channelId: string;
  readonly appletId: string;
  bytes: Uint8Array | undefined;
  at: number;
  /** Verified; the keys decide when it starts. */
  code: Program | undefined;
  applet: Applet | undefined;
  /** Its traffic keys, from the second epoch on. */
  keys: Uint8Array[];
}

/** Opens a session. `slot`: its record; `share`: the host's half of the slot secret. */
export function openSession(host: SessionHost, id: number, slot: string, share: string): Session {
  const serverId = slot.substr(0, 16);
  const secret = xor(slot.substr(18, 32), share);
  const nC = host.draw(16);
  const ends = getTime() + handshakeSeconds;
  let step = 0;
  let nS = '';
  let projection: Uint8Array[] = [];
  let channel: Channel | undefined;
  let incoming: Incoming | undefined;
  let epoch = 0;
  let applet: Applet | undefined;
  let hello = '';
  let noise1 = '';
  let transcript = '';
  let expected = '';
  let attestKey: Uint8Array | undefined;
  let ratchet: Uint8Array | undefined;
  let busy = false;

  function tell(code: number, body: string): void {
    host.send(chr(code, id) + body);
  }

  function up(code: number, body: string): void {
    if (!channel) throw refusal(SESSION_CLOSED, 'session');
    tell(msgChannel, blob(channel.seal(code, body)));
  }

  const calls: Calls = makeCalls({
    id: id,
    send: host.send,
    quiet: host.quiet,
    up: up,
    person: host.person,
    draw: host.draw,
  });

  function macOf(key: Uint8Array, data: Bytes): string {
    const p = pads(key);
    const out = E.toString(mac(p, data));
    wipePads(p);
    return out;
  }

  function wipeAll(): void {
    wipe(secret);
    projection.forEach(wipe);
    if (incoming) {
      if (incoming.bytes) wipe(incoming.bytes);
      incoming.keys.forEach(wipe);
    }
    if (attestKey) wipe(attestKey);
    if (ratchet) wipe(ratchet);
    if (channel) channel.wipe();
    calls.wipe();
    channel = incoming = applet = undefined;
    noise1 = transcript = expected = '';
    step = -1;
    host.ended();
  }

  /** Both ends hear why, if they can; then everything goes. */
  function end(why: Refusal): void {
    if (step < 0) return;
    try {
      if (channel) up(chClose, le16(why.$code) + blob(why.message.substr(0, 120)));
    } catch (_) {
      // The channel itself may be what failed.
    }
    tell(msgClosed, le16(why.$code));
    wipeAll();
  }

  /** The epoch's keys take over: derived in the order of protocol/session/keys.ts. */
  function startEpoch(n: Incoming, k: Uint8Array[]): void {
    const next = epochChannel(n.code!, direction(k, 0), direction(k, 2), host.draw);
    if (channel) channel.wipe();
    if (attestKey) wipe(attestKey);
    if (ratchet) wipe(ratchet);
    channel = next;
    attestKey = k[6];
    ratchet = k[7];
    epoch = n.epoch;
    incoming = undefined;
  }

  function tellProjected(n: Incoming): void {
    tell(msgProjected, le16(n.epoch) + n.appletId + blob(n.applet!.text));
  }

  function onProject(m: string): void {
    exactly(m, 97);
    const first = step === 1;
    const n: Incoming = {
      epoch: at16(m, 1),
      drawn: m.substr(3, 8),
      nS: m.substr(11, 16),
      channelSize: at16(m, 27),
      appletSize: at16(m, 29) | (at16(m, 31) << 16),
      channelId: m.substr(33, 32),
      appletId: m.substr(65, 32),
      bytes: undefined,
      at: 0,
      code: undefined,
      applet: undefined,
      keys: [],
    };
    if (incoming || (!first && step !== 6) || n.epoch !== (first ? 0 : epoch + 1))
      throw refusal(EPOCH_FAILED, 'out of order');
    if (first ? n.nS !== nS || !n.appletSize : !n.appletSize && n.appletId !== applet!.id)
      throw refusal(EPOCH_FAILED, 'project');
    if (!(n.channelSize > 0 && n.channelSize <= channelLimit && n.appletSize >= 0 && n.appletSize <= appletLimit))
      throw refusal(APPLET_TOO_BIG, 'size');
    checkSpace(n.channelSize + n.appletSize);
    n.bytes = new Uint8Array(n.channelSize + n.appletSize);
    incoming = n;
  }

  function onChunk(m: string): void {
    const body = rest(m, 1, 1024);
    const n = incoming;
    if (!n || !n.bytes || !body || n.at + body.length > n.bytes.length) throw refusal(MESSAGE_MALFORMED, 'chunk');
    n.bytes.set(E.toUint8Array(body), n.at);
    n.at += body.length;
    if (n.at === n.bytes.length) onComplete(n, n.bytes);
  }

  /** S3: everything is here. Measures, verifies and starts it, and attests it. */
  function onComplete(n: Incoming, bytes: Uint8Array): void {
    n.code = loadProgram(bytes, 0, n.channelSize, n.channelId);
    const program = n.appletSize ? loadProgram(bytes, n.channelSize, n.appletSize, n.appletId) : undefined;
    n.bytes = undefined;
    const first = step === 1;
    if (program)
      n.applet = startApplet(program, applet, calls.capabilities);
    const fresh = first ? nC : host.draw(16);
    const key = first ? projection[4]! : attestKey!;
    const what = ['cpu6 v1 attest', n.nS, n.appletId, n.channelId, host.runtime, host.board];
    const proof = macOf(key, what) + fresh;
    if (!first) {
      n.keys = derive(fresh + n.nS, ratchet!, trafficInfo(n.epoch, n.drawn), 8);
      wipe(n.keys[4]!);
      wipe(n.keys[5]!);
      up(chAttest, proof);
      return;
    }
    tellProjected(n);
    up(chAttest, proof);
    applet = n.applet;
    hello = sha256(['cpu6 v1 hello', host.cardId, serverId, nC, nS, host.runtime, n.appletId, n.channelId]);
    tell(msgAskId, hello);
    step = 2;
  }

  function onFirst(body: string): string {
    nS = body.substr(0, 16);
    const info = `cpu6 v1 projection${host.cardId}${serverId}`;
    projection = derive(nC + nS, secret, info, 6);
    wipe(secret);
    channel = projectionChannel(direction(projection, 0), direction(projection, 2));
    step = 1;
    return body.substr(16);
  }

  function onSessionKey(key: string): void {
    const k = derive(transcript, [key, projection[5]!], trafficInfo(0, incoming!.drawn), 8);
    const g = derive(transcript, key, 'cpu6 v1 gate', 4);
    projection.forEach(wipe);
    calls.keys(direction(g, 0), direction(g, 2));
    startEpoch(incoming!, k);
    calls.use(applet!);
    expected = macOf(k[4]!, transcript);
    step = 5;
    up(chFinished, macOf(k[5]!, transcript));
    wipe(k[4]!);
    wipe(k[5]!);
  }

  /** The server's last record of the old epoch: ours goes out, then everything is the new one's. */
  function onSwitch(number: number): void {
    const n = incoming;
    if (!n || !n.keys.length || number !== n.epoch) throw refusal(EPOCH_FAILED, 'switch');
    up(chSwitch, le16(number));
    startEpoch(n, n.keys);
    if (n.applet) {
      applet = n.applet;
      calls.use(applet);
      tellProjected(n);
    }
    tell(msgEpoch, le16(epoch));
  }

  /** A record of the server. */
  function onRecord(record: string): void {
    if (step < 1) record = onFirst(record);
    const m = channel!.open(record);
    const code = m.charCodeAt(0);
    if (step === 6) {
      if (code === chCall) return calls.card(m.substr(1));
      if (code === chResult) return calls.answer(m.substr(1));
      if (code === chSwitch && m.length === 3) return onSwitch(at16(m, 1));
    }
    if (code === chClose && m.length >= 5) {
      tell(msgClosed, m.substr(1, 2));
      return wipeAll();
    }
    if (code === chProject) return onProject(m);
    if (code === chChunk) return onChunk(m);
    if (code === chHostReply && step === 3) {
      const noise2 = rest(m, 1, 512);
      transcript = sha256([hello, noise1, sha256(noise2)]);
      step = 4;
      return tell(msgAskKey, blob(noise2));
    }
    if (code === chFinished && step === 5) {
      exactly(m, 33);
      if (!same(m.substr(1), expected)) throw refusal(FINISHED_WRONG, 'finished');
      expected = '';
      step = 6;
      return tell(msgReady, '');
    }
    throw refusal(MESSAGE_MALFORMED, `channel message ${code}`);
  }

  function onMessage(m: string): void {
    const code = m.charCodeAt(0);
    if (code === msgChannel) return onRecord(rest(m, 2, 3584));
    if (code === msgCall && step === 6) return calls.gate(at16(m, 2), rest(m, 4, 2560));
    if (code === msgCancel) return calls.cancel(at16(m, 2));
    if (code === msgMachineId && step === 2) {
      const noise = rest(m, 2, 512);
      noise1 = sha256(noise);
      step = 3;
      return up(chMachineId, blob(noise));
    }
    if (code === msgSessionKey && step === 4) {
      exactly(m, 34);
      return onSessionKey(m.substr(2));
    }
    if (code === msgClose) return end(refusal(at16(m, 2) || SESSION_CLOSED, 'by the host'));
    throw refusal(CARD_STATE, `message ${code}`);
  }

  tell(msgOpened, nC);
  return {
    id: id,
    end: end,
    wipe: wipeAll,
    message: (m) => {
      busy = true;
      try {
        onMessage(m);
      } catch (why) {
        const w = why as Refusal;
        const r = w && w.$code ? w : refusal(CARD_STATE, `${(w && w.message) || why}`);
        host.send(chr(msgFault, m.charCodeAt(0), id) + le16(r.$code) + blob(r.message.substr(0, 160)));
        end(r);
      }
      busy = false;
    },
    tick: () => {
      // A message that was never finished: an interrupt (memory, stack) ended its handling.
      if (busy) end(refusal(CARD_MEMORY, 'memory or stack'));
      else if (step < 6 && getTime() > ends) end(refusal(HANDSHAKE_TIMEOUT, 'handshake'));
      else calls.tick();
    },
  };
}
