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
import type { Applet, Type } from './types.js';
import { verify } from './verifier.js';

/** JsVars kept free for the runtime's own work beside an applet. */
const reserve = 200;
/** JsVars that starting an applet takes besides its text: verifier, header, capabilities, keys. */
const startCost = 400;

/** Program text as a function of `$c` and `$t`, its table, and its header's text. */
export interface Program {
  readonly header: string;
  readonly table: string[];
  readonly make: (c: unknown, t: string[]) => unknown;
  readonly id: string;
}

/** Blocks that `bytes` of text take in memory. */
function blocks(bytes: number): number {
  return Math.ceil(bytes / (process.memory(false).blocksize - 1));
}

/** JsVars that are free. Blocks of that size are those of a 64-bit build, whose heap grows. */
function free(): number {
  const memory = process.memory();
  return memory.blocksize > 20 ? 65535 : memory.free;
}

/** Refuses what would not fit: running out of memory cannot be caught. */
export function checkSpace(bytes: number): void {
  // At most at once: the received bytes and the text cut from them; later the text twice as functions.
  const n = free();
  if (n < 2.7 * blocks(bytes) + startCost + reserve) throw refusal(APPLET_TOO_BIG, `${n} JsVars are free`);
}

/** A program's sections, cut from its canonical bytes. */
export interface Text {
  readonly header: string;
  readonly table: string[];
  readonly code: string;
}

/** Measures the program in `buffer`, from `at` on, and cuts it up; its bytes are overwritten. Throws `APPLET_…`. */
export function readProgram(buffer: Uint8Array, at: number, size: number, id: string): Text {
  const view = new Uint8Array(buffer.buffer, at, size);
  if (sha256(view) !== id) throw refusal(APPLET_REFUSED, 'measurement');
  let i = 4;
  function next(): string {
    const n = i + 2 <= size ? view[i]! | (view[i + 1]! << 8) : 65536;
    i += 2;
    if (i + n > size) throw refusal(APPLET_MALFORMED, 'length');
    i += n;
    return n ? E.toString(new Uint8Array(buffer.buffer, at + i - n, n)) : '';
  }
  if (size < 4 || E.toString(new Uint8Array(buffer.buffer, at, 4)) !== 'c6a1') throw refusal(APPLET_MALFORMED, 'magic');
  const header = next();
  const tableEnd = i + 2 + (i + 2 <= size ? view[i]! | (view[i + 1]! << 8) : 65536);
  if (tableEnd > size) throw refusal(APPLET_MALFORMED, 'length');
  i += 2;
  const table: string[] = [];
  while (i < tableEnd) table.push(next());
  if (i !== tableEnd) throw refusal(APPLET_MALFORMED, 'table');
  const code = next();
  if (i !== size) throw refusal(APPLET_MALFORMED, 'length');
  view.fill(0);
  return { header: header, table: table, code: code };
}

/** Verifies it. Throws `APPLET_REFUSED`. */
export function makeProgram(text: Text, id: string): Program {
  const why = verify(text.code);
  if (why) throw refusal(APPLET_REFUSED, why.substr(0, 100));
  const make = new Function('$c', '$t', text.code) as Program['make'];
  return { header: text.header, table: text.table, make: make, id: id };
}

function isList(v: unknown, most: number): boolean {
  return Array.isArray(v) && v.length <= most;
}

function parseHeader(text: string): AppletHeader {
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

/**
 * Starts an applet. `old`: the one before it, whose state goes on if it is declared alike. `capabilities` makes its `$c`.
 * Throws `APPLET_…`.
 */
export function startApplet(
  program: Program,
  old: Applet | undefined,
  capabilities: (applet: Applet) => Record<string, unknown>,
): Applet {
  const before = process.memory().usage;
  const most = free() - reserve;
  const h = parseHeader(program.header);
  const st = old && JSON.stringify(old.h.state) === JSON.stringify(h.state) ? old.st : zero(h.state as Type);
  const applet: Applet = {
    h: h,
    id: program.id,
    x: [],
    st: st,
    left: h.gate.map((g) => g[4]),
    at: h.gate.map(() => 0),
    vars: h.vars && h.vars < most ? h.vars : most,
  };
  const x = program.make(capabilities(applet), program.table) as Applet['x'];
  if (!Array.isArray(x) || x.length !== h.gate.length + h.card.length) throw refusal(APPLET_MALFORMED, 'exports');
  for (let i = 0; i < x.length; i++) if (typeof x[i] !== 'function') throw refusal(APPLET_MALFORMED, 'exports');
  applet.x = x;
  if (process.memory().usage - before > applet.vars) throw refusal(APPLET_QUOTA, 'memory');
  if (free() < reserve) throw refusal(CARD_MEMORY, 'memory');
  return applet;
}
