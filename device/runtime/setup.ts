// Sets a session up, and its next epochs: receives programs (S2, S5), starts and attests them (S3), takes part in the key
// exchange (S6 to S10), switches epochs. Keys are those of protocol/session/keys.ts.
//
// All of it is cold: what it keeps between two messages is in `s.making`, which goes when there is nothing to set up.
import {
  APPLET_REFUSED,
  APPLET_TOO_BIG,
  CARD_BUSY,
  CARD_STATE,
  EPOCH_FAILED,
  FINISHED_WRONG,
  MESSAGE_MALFORMED,
  SIGNATURE_MISSING,
  SIGNATURE_WRONG,
} from '../../protocol/errors/numbers.js';
import { at16, at32, blob, exactly, le16, refusal, rest } from './bytes.js';
import { capabilities, dropSegments, gateKeys, useApplet } from './calls.js';
import { cellsOf, flushCells, startCells } from './cells.js';
import { epochChannel, projectionChannel, wipeChannel } from './channel.js';
import {
  cryptoBits,
  derive,
  direction,
  mac,
  pads,
  same,
  sha256,
  trafficInfo,
  wipeList,
  wipePads,
  xor,
} from './crypto.js';
import {
  chAttest,
  chChunk,
  chFinished,
  chHostReply,
  chMachineId,
  chProject,
  chSign,
  chSlot,
  chSwitch,
  chWanted,
  msgAskId,
  msgAskKey,
  msgChannel,
  msgMachineId,
  msgOpened,
  msgProjected,
  msgReady,
  msgRenew,
  msgRenewing,
  msgSessionKey,
} from './messages.js';
import { ask } from './person.js';
import { checkSpace, loadProgram, type Program, startApplet } from './program.js';
import { draw } from './random.js';
import { checkRelease, isKnown, keepRelease } from './releases.js';
import type { SessionState } from './session.js';
import { atPublisher, atSecret, findSlot, publisherOf, readSlot, withPart, writeSlot } from './slots.js';
import type { Applet, Bytes, Refusal } from './types.js';

/** Limit `applet.size`; the largest channel code. */
const appletLimit = 16384;
const channelLimit = 8192;

/** An epoch that is on its way in. */
interface Incoming {
  readonly epoch: number;
  readonly drawn: string;
  readonly nS: string;
  /** Measurements of channel code and applet, and their bytes while they arrive; no applet: the old one goes on. */
  readonly id: readonly [string, string];
  bytes: Uint8Array[];
  /** Bytes of both that have arrived. */
  at: number;
  /** Sizes of both. */
  readonly sizes: readonly [number, number];
  /** The card waits for its publisher's signature. */
  wants: boolean;
  /** What the publisher signed, once that is proved. */
  signed: string;
  /** Verified; the keys decide when it starts. */
  code: Program | undefined;
  applet: Applet | undefined;
  /** The applet's header, for the host. */
  header: string;
  /** Its traffic keys, from the second epoch on. */
  keys: Uint8Array[];
}

/** What is kept from message to message. */
export interface SetupState {
  readonly serverId: string;
  readonly nC: string;
  readonly secret: Uint8Array;
  nS: string;
  projection: Uint8Array[];
  in: Incoming | undefined;
  hello: string;
  /** SHA-256 of Noise message 1. */
  m1: string;
  /** Transcript, and the server's Finished over it. */
  th: string;
  fin: string;
  /** Takes the signature that is on its way; what it is of, and what was signed. */
  proof: ((piece: string) => number) | undefined;
  kind: number;
  what: string;
  /** The new slot that the host is asked to keep in mind. */
  slot: string;
}

function newSetup(serverId: string, nC: string, secret: Uint8Array): SetupState {
  'cold';
  return {
    serverId: serverId,
    nC: nC,
    secret: secret,
    nS: '',
    projection: [],
    in: undefined,
    hello: '',
    m1: '',
    th: '',
    fin: '',
    proof: undefined,
    kind: 0,
    what: '',
    slot: '',
  };
}

/** Begins the session: the host hears nC. `slot`: its record; `share`: the host's half of the slot secret. */
export function openSetup(s: SessionState, slot: string, share: string): void {
  'cold';
  s.place = findSlot(slot.substr(0, atSecret));
  s.making = newSetup(slot.substr(0, 16), draw(s.env, 16), xor(slot.substr(atSecret, 32), share));
  s.tell(msgOpened, s.making.nC);
}

/** The first record of all: nS stands before it. */
export function firstRecord(s: SessionState, body: string): string {
  'cold';
  const u = s.making!;
  u.nS = body.substr(0, 16);
  u.projection = derive(u.nC + u.nS, u.secret, `cpu6 v1 projection${s.env.cid}${u.serverId}`, 6);
  u.secret.fill(0);
  s.channel = projectionChannel(s.env, direction(u.projection, 0), direction(u.projection, 2));
  s.step = 1;
  return body.substr(16);
}

function macOf(key: Uint8Array, data: Bytes): string {
  'cold';
  const p = pads(key);
  const out = E.toString(mac(p, data));
  wipePads(p);
  return out;
}

function startEpoch(s: SessionState, n: Incoming, k: Uint8Array[]): void {
  'cold';
  dropSegments();
  if (s.stream) flushCells(s, s.stream);
  // Before the next one is made, so that not both are here.
  wipeChannel(s.channel!);
  s.channel = undefined;
  s.channel = epochChannel(s.env, n.code!, direction(k, 0), direction(k, 2));
  if (!s.stream) s.stream = cellsOf(n.code!.header);
  if (s.stream) startCells(s.stream);
  if (s.ak) s.ak.fill(0);
  if (s.rt) s.rt.fill(0);
  s.ak = k[4];
  s.rt = k[5];
  s.epoch = n.epoch;
  s.making!.in = undefined;
}

function tellProjected(s: SessionState, n: Incoming): void {
  'cold';
  s.tell(msgProjected, le16(n.epoch) + n.id[1] + blob(n.header));
}

function onProject(s: SessionState, m: string): void {
  'cold';
  exactly(m, 97);
  const u = s.making!;
  const first = s.step === 1;
  const sizes = [at16(m, 27), at32(m, 29)] as const;
  const n: Incoming = {
    epoch: at16(m, 1),
    drawn: m.substr(3, 8),
    nS: m.substr(11, 16),
    id: [m.substr(33, 32), m.substr(65, 32)],
    bytes: [],
    at: 0,
    sizes: sizes,
    wants: false,
    signed: '',
    code: undefined,
    applet: undefined,
    header: '',
    keys: [],
  };
  if (u.in || (!first && s.step !== 6) || n.epoch !== (first ? 0 : s.epoch + 1))
    throw refusal(EPOCH_FAILED, 'out of order');
  if (first ? n.nS !== u.nS || !sizes[1] : !sizes[1] && n.id[1] !== s.applet!.id)
    throw refusal(EPOCH_FAILED, 'project');
  if (!(sizes[0] > 0 && sizes[0] <= channelLimit && sizes[1] >= 0 && sizes[1] <= appletLimit))
    throw refusal(APPLET_TOO_BIG, 'size');
  u.in = n;
  const slot = readSlot(s.place);
  const publisher = publisherOf(slot);
  if (sizes[1] && publisher) {
    n.wants = !isKnown(s.place, slot, n.id[1]);
    s.up(chWanted, (n.wants ? '\x01' : '\0') + publisher);
  }
  // The signature is checked before there is an applet in memory.
  if (!n.wants) makeRoom(n);
}

function makeRoom(n: Incoming): void {
  'cold';
  dropSegments();
  // Natives need room in one piece.
  E.defrag();
  checkSpace(n.sizes[0], n.sizes[1]);
  n.bytes = n.sizes.map((size) => new Uint8Array(size));
}

/** A signature begins: of the applet that is wanted (1), or of the key after the publisher's (2). */
function onSign(s: SessionState, m: string): void {
  'cold';
  const u = s.making!;
  u.what = rest(m, 2, 128);
  u.kind = m.charCodeAt(1);
  if (!u.in?.wants || u.proof) throw refusal(EPOCH_FAILED, 'signature');
  const publisher = publisherOf(readSlot(s.place));
  const of = u.what.substr(0, 32);
  if (u.kind === 1 ? of !== u.in.id[1] || u.what.length < 40 : u.kind !== 2 || of !== publisher || u.what.length !== 64)
    throw refusal(SIGNATURE_WRONG, 'statement');
  // As in protocol/publisher/statement.ts.
  u.proof = s.env.sig()(publisher, u.kind === 1 ? 'cpu6 v1 applet' : 'cpu6 v1 successor', u.what);
}

function onSignature(s: SessionState, n: Incoming, piece: string): void {
  'cold';
  const u = s.making!;
  const answer = u.proof!(piece);
  if (!answer) return;
  u.proof = undefined;
  if (answer !== 1) throw refusal(SIGNATURE_WRONG, 'publisher');
  const slot = readSlot(s.place);
  if (u.kind === 2) {
    writeSlot(s.place, withPart(slot, atPublisher, u.what.substr(32)));
    return;
  }
  checkRelease(s.place, slot, nameIn(u.what), u.what.substr(32, 4));
  n.signed = u.what;
  n.wants = false;
  makeRoom(n);
}

/** The process that a statement of an applet names. */
function nameIn(what: string): string {
  'cold';
  return what.substr(38, at16(what, 36));
}

/** How the header of the applet begins that a statement is about. */
function headOf(what: string): string {
  'cold';
  const name = nameIn(what);
  return `{"name":${JSON.stringify(name)},"version":${JSON.stringify(what.substr(40 + name.length))},`;
}

/** The server renews the slot: another secret, another publisher, or both. */
function onSlot(s: SessionState, m: string): void {
  'cold';
  const u = s.making!;
  exactly(m, 67);
  if (u.slot || u.in) throw refusal(EPOCH_FAILED, 'slot');
  u.slot = m;
  const go = (why?: Refusal): void => {
    if (!u.slot) return;
    if (why) answerSlot(s);
    else s.tell(msgRenewing, m.substr(1, 2));
  };
  if (m.substr(35) === readSlot(s.place).substr(atPublisher, 32)) go();
  else if (!ask(s.env, s.id, 0, '', go)) {
    u.slot = '';
    throw refusal(CARD_BUSY, 'button');
  }
}

function onRenew(s: SessionState, generation: string): void {
  'cold';
  const m = s.making!.slot;
  if (!m || generation !== m.substr(1, 2)) throw refusal(CARD_STATE, 'renew');
  const old = readSlot(s.place);
  const wrapped = E.toString(xor(old.substr(atSecret, 32), m.substr(3, 32)));
  const body = withPart(old, 16, generation + wrapped + m.substr(35));
  // Twice: the older copy would keep the secret that this one replaces.
  writeSlot(s.place, body);
  writeSlot(s.place, body);
  answerSlot(s);
}

/** What the slot holds now. */
function answerSlot(s: SessionState): void {
  'cold';
  if (s.making) s.making.slot = '';
  const slot = readSlot(s.place);
  s.up(chSlot, slot.substr(16, 2) + E.toString(new Uint8Array(32)) + slot.substr(atPublisher, 32));
}

function onChunk(s: SessionState, m: string): void {
  'cold';
  const body = rest(m, 1, 1024);
  const n = s.making!.in;
  if (n && s.making!.proof) {
    onSignature(s, n, body);
    return;
  }
  if (n?.wants) throw refusal(SIGNATURE_MISSING, 'signature');
  if (!n || n.code || !body) throw refusal(MESSAGE_MALFORMED, 'chunk');
  const [split, size] = n.sizes;
  const end = n.at + body.length;
  if (end > split + size) throw refusal(MESSAGE_MALFORMED, 'chunk');
  if (n.at < split) n.bytes[0]!.set(E.toUint8Array(body.substr(0, split - n.at)), n.at);
  if (end > split)
    n.bytes[1]!.set(E.toUint8Array(n.at < split ? body.substr(split - n.at) : body), n.at < split ? 0 : n.at - split);
  n.at = end;
  if (end === split + size) completeLater(s);
}

function completeLater(s: SessionState): void {
  'cold';
  s.env.later(() => {
    // The session may have ended meanwhile.
    if (s.making) s.attempt(msgChannel, () => onComplete(s, s.making!.in!));
  });
}

/** S3: everything is here. Measures, verifies and starts it, and attests it. */
function onComplete(s: SessionState, n: Incoming): void {
  'cold';
  const u = s.making!;
  const first = s.step === 1;
  E.defrag();
  n.code = loadProgram(n.bytes, n.id[0]);
  if (n.sizes[1]) {
    const program = loadProgram(n.bytes, n.id[1]);
    n.header = program.header;
    if (n.signed && n.header.indexOf(headOf(n.signed)) !== 0) throw refusal(APPLET_REFUSED, 'statement');
    n.applet = startApplet(program, s.applet, (c, a, id) => capabilities(c, a, id), s.env);
    if (n.signed) keepRelease(s.place, readSlot(s.place), nameIn(n.signed), n.signed.substr(32, 4), n.id[1]);
  }
  const fresh = first ? u.nC : draw(s.env, 16);
  const key = first ? u.projection[4]! : s.ak!;
  const proof =
    macOf(key, ['cpu6 v1 attest', le16(n.epoch), n.nS, n.id[1], n.id[0], s.env.hash, cryptoBits(), s.env.cfg.board]) +
    fresh;
  if (!first) {
    n.keys = derive(fresh + n.nS, s.rt!, trafficInfo(n.epoch, n.drawn), 8);
    // Those of the Finished messages, which only the first epoch has.
    wipeList(n.keys.splice(4, 2));
    s.up(chAttest, proof);
    return;
  }
  tellProjected(s, n);
  s.up(chAttest, proof);
  s.applet = n.applet;
  u.hello = sha256(['cpu6 v1 hello', s.env.cid, u.serverId, u.nC, u.nS, s.env.hash, n.id[1], n.id[0]]);
  s.tell(msgAskId, u.hello);
  s.step = 2;
}

function onSessionKey(s: SessionState, key: string): void {
  'cold';
  const u = s.making!;
  const k = derive(u.th, [key, u.projection[5]!], trafficInfo(0, u.in!.drawn), 8);
  const g = derive(u.th, key, 'cpu6 v1 gate', 4);
  wipeList(u.projection);
  gateKeys(direction(g, 0), direction(g, 2));
  u.fin = macOf(k[4]!, u.th);
  const proof = macOf(k[5]!, u.th);
  wipeList(k.splice(4, 2));
  startEpoch(s, u.in!, k);
  useApplet(s.applet!, 0);
  s.step = 5;
  s.up(chFinished, proof);
}

/** The server's last record of the old epoch: ours goes out, then everything is the new one's. */
function onSwitch(s: SessionState, number: number): void {
  'cold';
  const n = s.making!.in;
  if (!n?.keys.length || number !== n.epoch) throw refusal(EPOCH_FAILED, 'switch');
  s.up(chSwitch, le16(number));
  startEpoch(s, n, n.keys);
  if (!n.applet) return;
  s.applet = n.applet;
  useApplet(n.applet, number);
  tellProjected(s, n);
}

/** A message of the server. */
export function setupRecord(s: SessionState, code: number, m: string): void {
  'cold';
  if (!s.making) s.making = newSetup('', '', new Uint8Array(0));
  const u = s.making;
  if (code === chProject) onProject(s, m);
  else if (code === chChunk) onChunk(s, m);
  else if (code === chSign) onSign(s, m);
  else if (code === chSlot && s.step === 6) onSlot(s, m);
  else if (code === chHostReply && s.step === 3) {
    const noise2 = rest(m, 1, 512);
    u.th = sha256([u.hello, u.m1, sha256(noise2)]);
    s.step = 4;
    s.tell(msgAskKey, blob(noise2));
  } else if (code === chFinished && s.step === 5) {
    exactly(m, 33);
    if (!same(m.substr(1), u.fin)) throw refusal(FINISHED_WRONG, 'finished');
    s.step = 6;
    s.tell(msgReady, '');
  } else if (code === chSwitch && s.step === 6 && m.length === 3) onSwitch(s, at16(m, 1));
  else throw refusal(MESSAGE_MALFORMED, `channel message ${code}`);
}

/** A message of the host. */
export function setupMessage(s: SessionState, code: number, m: string): void {
  'cold';
  if (code === msgMachineId && s.step === 2) {
    const noise = rest(m, 2, 512);
    s.making!.m1 = sha256(noise);
    s.step = 3;
    s.up(chMachineId, blob(noise));
    return;
  }
  if (code === msgSessionKey && s.step === 4) {
    exactly(m, 34);
    onSessionKey(s, m.substr(2));
    return;
  }
  if (code === msgRenew) {
    exactly(m, 4);
    onRenew(s, m.substr(2));
    return;
  }
  throw refusal(CARD_STATE, `message ${code}`);
}

export function wipeSetup(s: SessionState): void {
  'cold';
  const u = s.making;
  if (!u) return;
  u.secret.fill(0);
  wipeList(u.projection);
  if (!u.in) return;
  wipeList(u.in.bytes);
  wipeList(u.in.keys);
}
