// Applets: from canonical bytes (protocol/applet/applet.ts) to a running function.

import type { AppletHeader } from '../../protocol/applet/header.js';
import {
  APPLET_MALFORMED,
  APPLET_QUOTA,
  APPLET_REFUSED,
  APPLET_TOO_BIG,
  CARD_MEMORY,
} from '../../protocol/errors/numbers.js';
import { refusal } from './bytes.js';
import { zero } from './codec.js';
import { sha256 } from './crypto.js';
import { guardOf, timed, timeLimit } from './guard.js';
import { makeSupport } from './support.js';
import type { Applet, Env, Segment, Segments, Type } from './types.js';
import { verifyBytes } from './verifier.js';

/** JsVars kept free for the runtime's own work beside an applet. */
const reserve = 200;
/** Most bytes that an applet sends in a minute, to server and callers. */
const sentLimit = 262144;
/** JsVars that starting an applet takes besides its text: verifier, header, capabilities, keys; and some to spare. */
const startCost = 380;

/** Program text as a function of `$c` and `$t`, its table, and its header's text. */
export interface Program {
  readonly header: string;
  readonly table: string[];
  maker: ((c: unknown, t: string[], guard: () => void) => unknown) | undefined;
  /** Its `$c` to be: the support members that it names. */
  readonly c: Record<string, unknown>;
  readonly id: string;
}

/** Blocks that `bytes` of text take in memory. */
export function blocks(bytes: number): number {
  'cold';
  return Math.ceil(bytes / process.memory(false).blocksize) + 2;
}

export function usage(): number {
  'cold';
  return process.memory().usage;
}

/** JsVars that are free. Blocks of that size are those of a 64-bit build, whose heap grows. */
export function free(): number {
  'cold';
  const memory = process.memory();
  return memory.blocksize > 20 ? 65535 : memory.free;
}

/** Refuses what would not fit: running out of memory cannot be caught. */
export function checkSpace(channel: number, applet: number): void {
  'cold';
  const n = free();
  // At most at once: the bytes received, and the text that is cut from one program's; later that text, and its functions' own.
  if (n < blocks(channel) + blocks(applet) + blocks(Math.max(channel, applet)) + startCost)
    throw refusal(APPLET_TOO_BIG, `${n} JsVars are free`);
}

/** The u16 at `i`, or more than any length. */
function lengthAt(bytes: Uint8Array, i: number): number {
  'cold';
  return i + 2 <= bytes.length ? bytes[i]! | (bytes[i + 1]! << 8) : 65536;
}

/** Cuts and verifies. The bytes in `list` are taken out, overwritten, and freed before the text is verified. */
function cut(list: Uint8Array[], id: string): Program {
  'cold';
  let bytes = list[0]!;
  const size = bytes.length;
  if (sha256(bytes) !== id) throw refusal(APPLET_REFUSED, 'measurement');
  if (size < 4 || E.toString(new Uint8Array(bytes.buffer, 0, 4)) !== 'c6a1') throw refusal(APPLET_MALFORMED, 'magic');
  let n = lengthAt(bytes, 4);
  let i = 6 + n;
  if (i > size) throw refusal(APPLET_MALFORMED, 'length');
  // A segment's is nothing but spaces.
  const header = n && bytes[6] !== 32 ? E.toString(new Uint8Array(bytes.buffer, 6, n)) : '';
  const end = i + 2 + lengthAt(bytes, i);
  if (end > size) throw refusal(APPLET_MALFORMED, 'length');
  i += 2;
  const table: string[] = [];
  while (i < end) {
    n = lengthAt(bytes, i);
    i += 2 + n;
    if (i > end) throw refusal(APPLET_MALFORMED, 'table');
    table.push(n ? E.toString(new Uint8Array(bytes.buffer, i - n, n)) : '');
  }
  n = lengthAt(bytes, i);
  i += 2;
  if (!n || i + n !== size) throw refusal(APPLET_MALFORMED, 'length');
  const code = E.toString(new Uint8Array(bytes.buffer, i, n));
  bytes.fill(0);
  bytes = list[0] = new Uint8Array(0);
  // The string's own bytes, without a copy.
  const why = verifyBytes(code, new Uint8Array(E.toArrayBuffer(code)));
  if (why) throw refusal(APPLET_REFUSED, why.substr(0, 100));
  const make = new Function('$c', '$t', '$g', code) as Program['maker'];
  return {
    header: header,
    table: table,
    maker: make,
    c: makeSupport(code) as unknown as Record<string, unknown>,
    id: id,
  };
}

/**
 * Measures the first program of `list`, cuts its canonical bytes up and verifies it; they are overwritten and gone from
 * the list afterwards. Throws `APPLET_…`.
 */
export function loadProgram(list: Uint8Array[], id: string): Program {
  'cold';
  try {
    return cut(list, id);
  } finally {
    list.shift()!.fill(0);
  }
}

function isList(v: unknown, most: number): boolean {
  'cold';
  return Array.isArray(v) && v.length <= most;
}

function parseHeader(text: string): AppletHeader {
  'cold';
  let h: AppletHeader | undefined;
  try {
    h = JSON.parse(text);
  } catch (_) {
    // Refused below.
  }
  if (!h || !isList(h.gate, 64) || !isList(h.server, 64) || !isList(h.card, 64) || !isList(h.caps, 16))
    throw refusal(APPLET_MALFORMED, 'header');
  for (let i = 0; i < h.gate.length; i++) {
    const g = h.gate[i]!;
    if (!isList(g, 6) || typeof g[4] !== 'number' || typeof g[5] !== 'number' || !(g[5] > 0))
      throw refusal(APPLET_MALFORMED, 'gate');
  }
  return h;
}

/** Limits `segment.size`, `segment.count`. */
const segmentSize = 8192;
const segmentCount = 32;

/** What a header says of segments. */
function readSegments(list: AppletHeader['segments']): Segments | undefined {
  'cold';
  if (list === undefined) return undefined;
  const size = isList(list, 2) && list[0];
  const ids = size && typeof list[1] === 'string' ? atob(list[1]) : '';
  if (!(size && size > 9 && size <= segmentSize) || !ids || ids.length & 31 || ids.length > 32 * segmentCount)
    throw refusal(APPLET_MALFORMED, 'segments');
  return { size: size, ids: ids, own: {}, base: 0 };
}

function texts(list: readonly unknown[]): string[] {
  'cold';
  return list.map((v) => E.toString(JSON.stringify(v)));
}

/** What is kept of a header, for an applet that goes on from `old` or starts at zero. */
function readApplet(program: Program, old: Applet | undefined, most: number): Applet {
  'cold';
  const h = parseHeader(program.header);
  const sort = sha256(JSON.stringify(h.state) || '');
  return {
    id: program.id,
    own: texts(h.gate.concat(h.card as never)),
    gates: h.gate.length,
    seg: readSegments(h.segments),
    remote: texts(h.server),
    caps: h.caps,
    gateId: sha256(JSON.stringify(h.gate)),
    sort: sort,
    x: [],
    st: old && old.sort === sort ? old.st : zero(h.state as Type),
    left: h.gate.map((g) => g[4]),
    at: h.gate.map(() => 0),
    vars: h.vars && h.vars < most ? h.vars : most,
    out: h.out && h.out < sentLimit ? h.out : sentLimit,
    sent: 0,
    when: 0,
    ms: h.ms > 0 && h.ms < timeLimit ? h.ms : timeLimit,
  };
}

/** Is it the number of a function in a segment? */
export function isEntry(s: Segments, n: unknown): boolean {
  'cold';
  return typeof n === 'number' && n >= 0 && (n >> 4) * 32 < s.ids.length;
}

/** Runs a program's text, which goes with it: what it makes has copies of what it needs. */
export function startProgram(p: Program, env: Env, ms: number): unknown {
  'cold';
  const run = p.maker!;
  p.maker = undefined;
  return timed(env, ms, () => run(p.c, p.table, guardOf(env)));
}

/** Starts a segment of `applet`: its functions. `capabilities` completes its `$c`. Throws `APPLET_MALFORMED`. */
export function startSegment(
  program: Program,
  applet: Applet,
  capabilities: (c: Record<string, unknown>, applet: Applet, id: string) => void,
  env: Env,
): Segment['x'] {
  'cold';
  capabilities(program.c, applet, program.id);
  const x = startProgram(program, env, applet.ms);
  if (!Array.isArray(x) || x.length > 16) throw refusal(APPLET_MALFORMED, 'segment');
  for (let i = 0; i < x.length; i++) if (typeof x[i] !== 'function') throw refusal(APPLET_MALFORMED, 'segment');
  return x.slice(0);
}

/**
 * Starts an applet. `old`: the one before it, whose state goes on if it is declared alike. `capabilities` completes its
 * `$c`. Throws `APPLET_…`.
 */
export function startApplet(
  program: Program,
  old: Applet | undefined,
  capabilities: (c: Record<string, unknown>, applet: Applet, id: string) => void,
  env: Env,
): Applet {
  'cold';
  const before = usage();
  const applet = readApplet(program, old, free() - reserve);
  capabilities(program.c, applet, applet.id);
  const x = startProgram(program, env, applet.ms) as Applet['x'];
  if (!Array.isArray(x) || x.length !== applet.own.length) throw refusal(APPLET_MALFORMED, 'exports');
  for (let i = 0; i < x.length; i++)
    if (typeof x[i] !== 'function' && !(applet.seg && isEntry(applet.seg, x[i])))
      throw refusal(APPLET_MALFORMED, 'exports');
  // A copy: the list itself is the applet's.
  applet.x = x.slice(0);
  const held = usage() - before;
  if (held > applet.vars) throw refusal(APPLET_QUOTA, 'memory');
  if (applet.seg) applet.seg.base = held;
  if (free() < reserve) throw refusal(CARD_MEMORY, 'memory');
  return applet;
}
