// The card's end of the link (frames: protocol/link/frame.ts): chunks in, whole messages out, and back.
//
// Script is slow, so a chunk that completes nothing costs two statements; a frame is checked by one native CRC over all of
// it. The handler of received bytes never runs anything but this file: an interrupt inside it would lose the listener.
// Messages wait in `inbox` and are handled from a timer.
import {
  crcResidue,
  delimiter,
  frameAck,
  frameControlData,
  frameData,
  frameHello,
  frameNak,
  frameOverhead,
  framePing,
  framePong,
  frameReset,
  frameWelcome,
  helloLength,
} from '../../protocol/link/constants.js';
import { protocolVersion } from '../../protocol/version.js';
import { at16, chr, le16, le32 } from './bytes.js';
import type { Config } from './types.js';

/** Largest frame that is believed; limit `link.frame`. */
const frameLimit = 512 + frameOverhead;
/** Frames towards the host that may be unacknowledged: four of full length, more of short ones. */
const windowFrames = 4;
const shortFrames = 12;
/** Payloads shrink to no less than this after losses, and grow by so much with each frame that arrives; bytes. */
const shortest = 32;
const growth = 6;
/**
 * Frames behind a gap are kept if they are no longer than this: on a line that damages much they are short, and on a good one
 * the few long ones are sent again for less than keeping them would cost.
 */
const earlyLimit = 140;
/** Messages that may wait to be handled before further frames are left to the host's retransmission. */
const inboxLimit = 8;
/** Ticks without a frame of the host, which sends at least pings, after which it is taken for lost: 60 s. */
const silenceLimit = 240;
/** Milliseconds between two ticks. */
export const tickTime = 250;

const mark = chr(delimiter);
let config: Config;
let boot = 0;
let port: Serial;
let deliver: (message: string) => void;
let restart: (resumed: boolean) => void;
/** Ticks before a retransmission, and after which the longest frame has ended. */
let patience = 0;
let endless = 0;
let up = false;
/** Nonce of the hello that began the link. */
let name = '';
let rx = '';
let need = frameOverhead;
/** Header of the frame that is not complete, and for how many ticks it has stood there. */
let head = '';
let stuck = 0;
let expected = 0;
/** The number behind the highest that came, and by their numbers the frames that came before one that is missing. */
let high = 0;
let early: Record<number, string> = {};
let asked = false;
let owed = false;
const parts = ['', ''];
let inbox: string[] = [];
let waiting = false;
let seq = 0;
/** Payload of new frames: short ones come through a bad line more often. */
let size = 0;
let unacked: string[] = [];
let queues: string[][] = [[], []];
let stale = 0;
let silent = 0;
/** What has begun and not ended. An interrupt (memory, stack) leaves it so, and both ends may count differently. */
let half = 0;

/**
 * `at`: where it writes; `deliver` gets whole messages; `restart` is called on a hello and when the host is given up, with
 * whether the link of before goes on. `boot`: grows with every start.
 */
export function startLink(at: Serial, d: typeof deliver, r: typeof restart, limits: Config, starts: number): void {
  'cold';
  port = at;
  deliver = d;
  restart = r;
  config = limits;
  boot = starts;
  size = config.size;
  // At slow lines a window takes seconds; 10 bits per byte.
  patience = 2 + Math.floor((windowFrames * frameLimit * 20000) / config.baud / tickTime);
  endless = 1 + Math.floor((frameLimit * 10000) / config.baud / tickTime);
}

function frame(type: number, number: number, payload: string): string {
  const n = payload.length;
  const f = mark + chr(n & 255, n >> 8, type, number) + chr(expected) + payload;
  return f + le32(E.CRC32(f));
}

function pump(): void {
  while (unacked.length < windowFrames || (unacked.length < shortFrames && size <= earlyLimit)) {
    const lane = queues[1]!.length ? 1 : 0;
    const queue = queues[lane]!;
    const m = queue[0];
    if (m === undefined) return;
    let type = lane ? frameControlData : frameData;
    let piece = m;
    if (m.length > size) {
      piece = m.substr(0, size);
      queue[0] = m.substr(size);
    } else {
      queue.shift();
      type++;
    }
    const f = frame(type, seq, piece);
    seq = (seq + 1) & 255;
    unacked.push(f);
    owed = false;
    port.write(f);
  }
}

/**
 * Bit i of `mask`: the frame i behind the first one. What they acknowledge is put right: a number that is older than half a
 * round of them would be taken for one to come.
 */
function again(mask: number): void {
  'cold';
  for (let i = 0; i < unacked.length; i++)
    if ((mask >> i) & 1) {
      const f = unacked[i]!;
      port.write(frame(f.charCodeAt(3), f.charCodeAt(4), f.substr(6, f.length - frameOverhead)));
    }
  stale = 0;
}

function acknowledge(): void {
  if (!owed) return;
  owed = false;
  port.write(frame(frameAck, seq, ''));
}

function clear(): void {
  'cold';
  expected = 0;
  high = 0;
  early = {};
  seq = 0;
  size = config.size;
  asked = false;
  owed = false;
  parts[0] = '';
  parts[1] = '';
  inbox = [];
  unacked = [];
  queues = [[], []];
  stale = 0;
  silent = 0;
}

function work(): void {
  waiting = false;
  while (inbox.length) {
    half++;
    const m = inbox.shift()!;
    half--;
    deliver(m);
  }
  acknowledge();
}

function schedule(): void {
  if (waiting || !inbox.length) return;
  setTimeout(work, 0);
  waiting = true;
}

function welcome(nonce: string, resumed: boolean): void {
  'cold';
  const limits = le16(config.win) + le16(config.size) + le32(config.msg);
  port.write(frame(frameWelcome, 0, chr(protocolVersion) + nonce + le32(boot) + limits + chr(resumed ? 1 : 0)));
}

/** A hello repeated, or one that names the link of before: nothing is forgotten, and both send what the other lacks. */
function hello(f: string): void {
  'cold';
  const nonce = f.substr(7, 4);
  const resumed = up && (nonce === name || f.substr(11, 4) === name);
  if (!resumed) {
    clear();
    up = f.charCodeAt(6) === protocolVersion;
    name = nonce;
  }
  asked = false;
  // The host cuts anew what it sends again.
  high = expected;
  early = {};
  restart(resumed);
  welcome(nonce, resumed);
  again(65535);
}

/** A frame that is not a numbered one in order. */
function rare(f: string, type: number, length: number): void {
  if (type === frameHello && length === helloLength + frameOverhead) {
    hello(f);
    return;
  }
  if (!up) return;
  if (type === frameNak) {
    size = Math.max(shortest, (size * 3) >> 2);
    again(length > frameOverhead ? at16(f, 6) : 65535);
  } else if (type === framePing && length <= 16 + frameOverhead)
    port.write(frame(framePong, seq, f.substr(6, length - 10) + (high === expected ? '' : missing(0))));
  else if (type === frameReset) setTimeout(load, 0);
}

/** Takes the frame that was expected. */
function accept(f: string, length: number): void {
  const type = f.charCodeAt(3);
  expected = (expected + 1) & 255;
  asked = false;
  owed = true;
  const lane = type < frameControlData ? 0 : 1;
  // In place where it can be: a copy for each piece would be quadratic.
  parts[lane] += f.substr(6, length - frameOverhead);
  if (type & 1) {
    if (parts[lane]!.length > config.msg) parts[lane] = '';
  } else {
    inbox.push(parts[lane]!);
    parts[lane] = '';
  }
}

/** Number `n`, which was missing, has come: so may have what follows it. */
function follow(n: number): void {
  delete early[n];
  for (let f = early[expected]; f && inbox.length < inboxLimit; f = early[expected]) {
    delete early[expected];
    accept(f, f.length);
  }
}

/** A frame behind one that is missing. */
function ahead(f: string, n: number, length: number): void {
  const hole = (n - high) & 255;
  const short = length <= earlyLimit;
  if (short) early[n] = f;
  if (hole < 128) {
    high = (n + 1) & 255;
    if (hole) ask(0);
  }
  if (short) asked = false;
}

function take(f: string, length: number): void {
  const type = f.charCodeAt(3);
  if (up) {
    silent = 0;
    const k = (f.charCodeAt(5) - seq + unacked.length) & 255;
    if (k > 0 && k <= unacked.length) {
      unacked.splice(0, k);
      stale = 0;
      if (size < config.size) size = Math.min(config.size, size + growth * k);
    }
    if (type && type < frameAck) {
      const n = f.charCodeAt(4);
      const gap = (n - expected) & 255;
      if (gap === 0 && inbox.length < inboxLimit) {
        accept(f, length);
        if (high === n) high = expected;
        else follow(n);
      } else if (gap > 0 && gap < 15) ahead(f, n, length);
      else owed = true;
      return;
    }
  }
  rare(f, type, length);
}

/** What is missing, a bit for each frame from the expected one on; `damaged`: that is, too, which would have come next. */
function missing(damaged: number): string {
  'cold';
  let mask = damaged;
  for (let i = (high - expected) & 255; i-- > 0; ) mask = mask * 2 + (i && early[(expected + i) & 255] ? 0 : 1);
  return le16(mask);
}

/** Asks for what is missing, until something comes of it. */
function ask(damaged: number): void {
  if (asked || !up) return;
  asked = true;
  port.write(frame(frameNak, seq, missing(damaged)));
}

/** Gives up the first byte and goes on at the next delimiter. */
function skip(): void {
  const i = rx.indexOf(mark, 1);
  rx = i < 0 ? '' : rx.substr(i);
}

function drain(): void {
  let large = false;
  need = frameOverhead;
  while (rx.length >= frameOverhead) {
    const length = at16(rx, 1) + frameOverhead;
    if (rx[0] !== mark || length > frameLimit) {
      skip();
      continue;
    }
    if (rx.length < length) {
      need = length;
      break;
    }
    const f = rx.substr(0, length);
    if (E.CRC32(f) !== crcResidue) {
      skip();
      ask(1);
      continue;
    }
    rx = rx.substr(length);
    if (length > 300) large = true;
    take(f, length);
  }
  // A large frame is acknowledged before it is worked on, so that the host can send the next meanwhile; the
  // acknowledgement of a small one usually travels with the answer.
  if (!inbox.length || large) acknowledge();
  schedule();
  pump();
}

/** Bytes from the port. */
export function linkData(chunk: string): void {
  rx += chunk;
  if (rx.length < need) return;
  half++;
  try {
    drain();
  } catch (_) {
    rx = '';
  }
  half--;
}

/** Nothing is on its way: no part of a message is held here. */
export function linkIdle(): boolean {
  'cold';
  return (
    !(rx || parts[0] || parts[1] || inbox.length || unacked.length || queues[0]!.length || queues[1]!.length) &&
    high === expected
  );
}

/** Says that the card has just started: a host whose port stayed open across that learns it at once. */
export function greet(): void {
  'cold';
  welcome(le32(0), false);
}

/** Queues a message. `urgent`: overtakes the others between frames. */
export function linkSend(message: string, urgent?: boolean): void {
  if (!up) return;
  half++;
  queues[urgent ? 1 : 0]!.push(message);
  pump();
  half--;
}

/** After an interrupt: if it left something half done, the link begins anew, and the host is told. True if so. */
export function mendLink(): boolean {
  if (!half) return false;
  half = 0;
  rx = '';
  need = frameOverhead;
  up = false;
  clear();
  greet();
  return true;
}

/** Every {@link tickTime} ms. */
export function tickLink(): void {
  // A frame that does not end: its length may be wrong, or a break came in between. Look at what came behind it, even
  // while more comes.
  const h = rx.substr(0, 8);
  if (!h || h !== head) stuck = 0;
  else if (++stuck >= endless) {
    stuck = 0;
    half++;
    skip();
    drain();
    half--;
  }
  head = rx.substr(0, 8);
  // Without memory that timer may be lost, before it is set or after.
  waiting = false;
  schedule();
  if (!up) return;
  if (unacked.length && ++stale >= patience) again(65535);
  if (++silent < silenceLimit) return;
  up = false;
  clear();
  restart(false);
}
