// Sets a session up, and its next epochs: receives programs (S2, S5), starts and attests them (S3), takes part in the key
// exchange (S6 to S10), switches epochs. Keys are those of protocol/session/keys.ts.
import {
  APPLET_TOO_BIG,
  CARD_STATE,
  EPOCH_FAILED,
  FINISHED_WRONG,
  MESSAGE_MALFORMED,
} from '../../protocol/errors/numbers.js';
import { at16, blob, exactly, le16, refusal, rest } from './bytes.js';
import { derive, direction, mac, pads, same, sha256, trafficInfo, wipe, wipePads, xor } from './crypto.js';
import {
  chAttest,
  chChunk,
  chFinished,
  chHostReply,
  chMachineId,
  chProject,
  chSwitch,
  msgAskId,
  msgAskKey,
  msgMachineId,
  msgOpened,
  msgProjected,
  msgReady,
  msgSessionKey,
} from './messages.js';
import { checkSpace, makeProgram, type Program, readProgram, startApplet, type Text } from './program.js';
import type { SessionState } from './session.js';
import type { Applet, Bytes } from './types.js';

/** Limit `applet.size`; the largest channel code. */
const appletLimit = 16384;
const channelLimit = 8192;

export interface Setup {
  /** The first record of all: nS stands before it. */
  first(body: string): string;
  /** A message of the server. */
  record(code: number, m: string): void;
  /** A message of the host. */
  message(code: number, m: string): void;
  /** No epoch is on its way. */
  idle(): boolean;
  wipe(): void;
}
export type SetupMaker = (s: SessionState, slot: string, share: string) => Setup;

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
  /** The applet's header, for the host. */
  header: string;
  /** Its traffic keys, from the second epoch on. */
  keys: Uint8Array[];
}

/** `slot` and `share` count only before the first epoch. */
export function makeSetup(s: SessionState, slot: string, share: string): Setup {
  const env = s.env;
  const serverId = slot.substr(0, 16);
  const initial = s.step === 0;
  const secret = initial ? xor(slot.substr(18, 32), share) : new Uint8Array(0);
  const nC = initial ? s.draw(16) : '';
  let nS = '';
  let projection: Uint8Array[] = [];
  let incoming: Incoming | undefined;
  let hello = '';
  let noise1 = '';
  let transcript = '';
  let expected = '';

  function macOf(key: Uint8Array, data: Bytes): string {
    const p = pads(key);
    const out = E.toString(mac(p, data));
    wipePads(p);
    return out;
  }

  function startEpoch(n: Incoming, k: Uint8Array[]): void {
    s.start(n.code!, direction(k, 0), direction(k, 2));
    if (s.ak) wipe(s.ak);
    if (s.rt) wipe(s.rt);
    s.ak = k[6];
    s.rt = k[7];
    s.epoch = n.epoch;
    incoming = undefined;
  }

  function tellProjected(n: Incoming): void {
    s.tell(msgProjected, le16(n.epoch) + n.appletId + blob(n.header));
  }

  function onProject(m: string): void {
    exactly(m, 97);
    const first = s.step === 1;
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
      header: '',
      keys: [],
    };
    if (incoming || (!first && s.step !== 6) || n.epoch !== (first ? 0 : s.epoch + 1))
      throw refusal(EPOCH_FAILED, 'out of order');
    if (first ? n.nS !== nS || !n.appletSize : !n.appletSize && n.appletId !== s.applet!.id)
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
    if (!n?.bytes || !body || n.at + body.length > n.bytes.length) throw refusal(MESSAGE_MALFORMED, 'chunk');
    n.bytes.set(E.toUint8Array(body), n.at);
    n.at += body.length;
    if (n.at === n.bytes.length) onComplete(n, n.bytes);
  }

  /** S3: everything is here. Measures, verifies and starts it, and attests it. */
  function onComplete(n: Incoming, bytes: Uint8Array | undefined): void {
    let channelText: Text | undefined = readProgram(bytes!, 0, n.channelSize, n.channelId);
    let text: Text | undefined;
    if (n.appletSize) text = readProgram(bytes!, n.channelSize, n.appletSize, n.appletId);
    // Each form of the text goes as soon as the next is made: memory holds two at a time.
    n.bytes = bytes = undefined;
    n.code = makeProgram(channelText, n.channelId);
    channelText = undefined;
    let program: Program | undefined;
    if (text) program = makeProgram(text, n.appletId);
    text = undefined;
    const first = s.step === 1;
    if (program) {
      n.header = program.header;
      n.applet = startApplet(program, s.applet, s.calls.capabilities);
      program = undefined;
    }
    const fresh = first ? nC : s.draw(16);
    const key = first ? projection[4]! : s.ak!;
    const what = ['cpu6 v1 attest', n.nS, n.appletId, n.channelId, env.hash, env.cfg.board];
    const proof = macOf(key, what) + fresh;
    if (!first) {
      n.keys = derive(fresh + n.nS, s.rt!, trafficInfo(n.epoch, n.drawn), 8);
      wipe(n.keys[4]!);
      wipe(n.keys[5]!);
      s.up(chAttest, proof);
      return;
    }
    tellProjected(n);
    s.up(chAttest, proof);
    s.applet = n.applet;
    hello = sha256(['cpu6 v1 hello', env.cid, serverId, nC, nS, env.hash, n.appletId, n.channelId]);
    s.tell(msgAskId, hello);
    s.step = 2;
  }

  function onSessionKey(key: string): void {
    const k = derive(transcript, [key, projection[5]!], trafficInfo(0, incoming!.drawn), 8);
    const g = derive(transcript, key, 'cpu6 v1 gate', 4);
    projection.forEach(wipe);
    s.calls.keys(direction(g, 0), direction(g, 2));
    startEpoch(incoming!, k);
    s.calls.use(s.applet!, 0);
    expected = macOf(k[4]!, transcript);
    s.step = 5;
    s.up(chFinished, macOf(k[5]!, transcript));
    wipe(k[4]!);
    wipe(k[5]!);
  }

  /** The server's last record of the old epoch: ours goes out, then everything is the new one's. */
  function onSwitch(number: number): void {
    const n = incoming;
    if (!n?.keys.length || number !== n.epoch) throw refusal(EPOCH_FAILED, 'switch');
    s.up(chSwitch, le16(number));
    startEpoch(n, n.keys);
    if (!n.applet) return;
    s.applet = n.applet;
    s.calls.use(n.applet, number);
    tellProjected(n);
  }

  if (initial) s.tell(msgOpened, nC);
  return {
    idle: () => !incoming,

    first: (body) => {
      nS = body.substr(0, 16);
      projection = derive(nC + nS, secret, `cpu6 v1 projection${env.cid}${serverId}`, 6);
      wipe(secret);
      s.first(direction(projection, 0), direction(projection, 2));
      s.step = 1;
      return body.substr(16);
    },

    record: (code, m) => {
      if (code === chProject) {
        onProject(m);
        return;
      }
      if (code === chChunk) {
        onChunk(m);
        return;
      }
      if (code === chHostReply && s.step === 3) {
        const noise2 = rest(m, 1, 512);
        transcript = sha256([hello, noise1, sha256(noise2)]);
        s.step = 4;
        s.tell(msgAskKey, blob(noise2));
        return;
      }
      if (code === chFinished && s.step === 5) {
        exactly(m, 33);
        if (!same(m.substr(1), expected)) throw refusal(FINISHED_WRONG, 'finished');
        s.step = 6;
        s.tell(msgReady, '');
        return;
      }
      if (code === chSwitch && s.step === 6 && m.length === 3) {
        onSwitch(at16(m, 1));
        return;
      }
      throw refusal(MESSAGE_MALFORMED, `channel message ${code}`);
    },

    message: (code, m) => {
      if (code === msgMachineId && s.step === 2) {
        const noise = rest(m, 2, 512);
        noise1 = sha256(noise);
        s.step = 3;
        s.up(chMachineId, blob(noise));
        return;
      }
      if (code === msgSessionKey && s.step === 4) {
        exactly(m, 34);
        onSessionKey(m.substr(2));
        return;
      }
      throw refusal(CARD_STATE, `message ${code}`);
    },

    wipe: () => {
      wipe(secret);
      projection.forEach(wipe);
      if (!incoming) return;
      if (incoming.bytes) wipe(incoming.bytes);
      incoming.keys.forEach(wipe);
    },
  };
}
