// Segments of overlaid applets: they come when one of their functions is called, are measured and verified like an applet,
// and the ones that were unused longest go when the memory is needed. All of an applet's are never kept at once.
//
// While a segment is on its way nothing else of the applet runs, as if the call took that long: what was ready to go on
// waits in `held`. A segment of which a function runs stays; let go with its epoch, it lives until that function is done.
import {
  APPLET_QUOTA,
  APPLET_REFUSED,
  ARGUMENTS_INVALID,
  CARD_MEMORY,
  SEGMENT_MISSING,
  SEGMENT_REFUSED,
} from '../../protocol/errors/numbers.js';
import { refusal } from './bytes.js';
import { chSegment } from './messages.js';
import { blocks, free, isEntry, usage } from './program.js';
import type { Step } from './support.js';
import type { Applet, Refusal, Segment, Segments } from './types.js';

/** Limit `segment.time`, in seconds. */
const waitSeconds = 10;
/** Limit `segment.free`. */
const reserve = 700;
/** JsVars that must be free for a segment besides its text twice: that of the verifier, of what arrives, and of what it needs. */
const startCost = 530;

export interface OverlayHost {
  /** To the server. */
  up(code: number, body: string): void;
  /** `promise.then` whose functions run as pieces of the call that runs now. */
  chain(promise: Promise<unknown>, ok: unknown, no?: unknown): Promise<unknown>;
  /** Measures, verifies and starts what is in `list`, and takes it out. Throws. */
  make(list: Uint8Array[], id: string, applet: Applet): Segment['x'];
}

export interface Overlay {
  /** Calls `x`: an export, or a function's number. */
  enter(applet: Applet, x: unknown, args: unknown[]): unknown;
  /** Completes the `$c` of a part. */
  capabilities(c: Record<string, unknown>, applet: Applet): void;
  /** A piece of a segment, or nothing of it: the server does not give it. `id`: the first bytes of its digest. */
  piece(id: string, data: string): void;
  /** Lets all segments go. */
  drop(): void;
  tick(): void;
  wipe(): void;
}

type Then = (promise: unknown, ok: unknown, no?: unknown) => Promise<unknown>;

let h: OverlayHost;
let clock = 0;
let here: Segment[] = [];
/** Settles when what was asked for is there, or will not come. */
let held: Promise<unknown> | undefined;
let release: (() => void) | undefined;
/** What was asked for. */
let applet: Applet | undefined;
let k = 0;
let ok: ((value?: unknown) => void) | undefined;
let no: ((why: Refusal) => void) | undefined;
let list: Uint8Array[] = [];
let at = 0;
let ends = 0;
/** It is verified and made right now. Still true in a timer: an interrupt ended that. */
let making = false;

function find(s: Segments, n: number): Segment | undefined {
  for (let i = 0; i < here.length; i++) if (here[i]!.of === s && here[i]!.k === n) return here[i];
  return undefined;
}

/** Lets the segment go that was unused longest and of which nothing runs. False if there is none. */
function evict(): boolean {
  'cold';
  let which = -1;
  for (let i = 0; i < here.length; i++)
    if (!here[i]!.busy && (which < 0 || here[i]!.used < here[which]!.used)) which = i;
  if (which < 0) return false;
  here.splice(which, 1);
  return true;
}

/** What runs takes memory too. */
function relieve(): void {
  'cold';
  while (free() < reserve && evict());
}

/** Makes room, and asks for it. Throws `CARD_MEMORY`. */
function ask(): void {
  'cold';
  const s = applet!.seg!;
  const need = 2 * blocks(s.size) + startCost;
  while ((here.length > s.ids.length / 32 - 2 || free() < need) && evict());
  if (free() < need) throw refusal(CARD_MEMORY, `${free()} JsVars are free`);
  list = [new Uint8Array(s.size)];
  at = 0;
  ends = getTime() + waitSeconds;
  h.up(chSegment, `${s.ids.substr(32 * k, 8)}\0\0`);
}

function load(a: Applet, n: number): Promise<unknown> {
  'cold';
  applet = a;
  k = n;
  return new Promise((yes, not) => {
    ok = yes;
    no = not;
    try {
      ask();
    } catch (why) {
      fail(why as Refusal);
    }
  });
}

function fail(why: Refusal): void {
  'cold';
  const f = no;
  making = false;
  if (list.length) list[0]!.fill(0);
  list = [];
  ok = no = undefined;
  if (f) f(why);
}

/** It is all here. */
function complete(): void {
  'cold';
  // The time was over meanwhile, or the session.
  if (!ok || at < list[0]!.length) return;
  const a = applet!;
  const s = a.seg!;
  making = true;
  const before = usage() - blocks(s.size);
  try {
    const x = h.make(list, s.ids.substr(32 * k, 32), a);
    const vars = usage() - before;
    // What it may hold, it may hold in parts.
    while (s.base + vars + taken(s) > a.vars) if (!evict()) throw refusal(APPLET_QUOTA, 'memory');
    here.push({ of: s, k: k, x: x, used: ++clock, busy: 0, vars: vars });
  } catch (why) {
    const w = why as Refusal;
    fail(w.$code === APPLET_QUOTA || w.$code === CARD_MEMORY ? w : refusal(SEGMENT_REFUSED, w.message));
    return;
  }
  const f = ok!;
  making = false;
  ok = no = undefined;
  f();
}

/** JsVars of what is here. */
function taken(s: Segments): number {
  'cold';
  let n = 0;
  for (let i = 0; i < here.length; i++) if (here[i]!.of === s) n += here[i]!.vars;
  return n;
}

/** What waited goes on, once what runs now is done. */
function go(): void {
  const f = release;
  held = release = undefined;
  if (f) f();
}

function run(segment: Segment | undefined, n: number, args: unknown[]): unknown {
  const f = segment?.x[n & 15];
  if (!f) throw refusal(APPLET_REFUSED, 'segment');
  const s = segment!;
  const over = (): void => {
    s.busy--;
  };
  s.used = ++clock;
  s.busy++;
  if (here.length > 1) relieve();
  let value: unknown;
  try {
    value = f.apply(null, args as never);
  } catch (why) {
    over();
    throw why;
  }
  Promise.resolve(value).then(over, over);
  return value;
}

function enter(a: Applet, x: unknown, args: unknown[]): unknown {
  if (held) return h.chain(held, () => enter(a, x, args));
  if (typeof x === 'function') return x.apply(null, args);
  const n = x as number;
  const s = a.seg!;
  const there = find(s, n >> 4);
  if (there) return run(there, n, args);
  held = new Promise<void>((yes) => {
    release = yes;
  });
  return h.chain(
    load(a, n >> 4),
    () => {
      go();
      return run(find(s, n >> 4), n, args);
    },
    (why: unknown) => {
      go();
      throw why;
    },
  );
}

/** One at a time: the part is read anew for each. */
export function makeOverlay(host: OverlayHost): Overlay {
  h = host;
  return {
    enter: enter,

    capabilities: (c, a) => {
      const s = a.seg!;
      const run = c.$run as (step: Step, catches: unknown) => unknown;
      const then = c.$then as Then;
      c.$own = s.own;
      c.$load = (n: unknown, args: unknown) => {
        if (!isEntry(s, n) || !Array.isArray(args) || args.length > 64) throw refusal(ARGUMENTS_INVALID, 'load');
        return enter(a, n, args);
      };
      if (run)
        c.$run = (step: Step, catches: unknown) => {
          let kept: unknown[] | undefined;
          return run((value, done, failed) => {
            const before = value === kept ? kept : undefined;
            if (!held) return before ? step(before[0], done, before[1]) : step(value, done, failed);
            const mine = before || [value, failed];
            kept = mine;
            return held.then(() => mine);
          }, catches);
        };
      if (then) {
        const piece = (f: unknown): unknown => {
          const g = (value: unknown): unknown =>
            held ? then(held, () => g(value)) : (f as (value: unknown) => unknown)(value);
          return typeof f === 'function' ? g : f;
        };
        c.$then = (promise: unknown, ok: unknown, no: unknown) => then(promise, piece(ok), piece(no));
      }
    },

    piece: (id, data) => {
      // Of one that nobody waits for any more there may be pieces on the way.
      if (!ok || applet!.seg!.ids.substr(32 * k, 8) !== id) return;
      const bytes = list[0]!;
      if (!data) fail(refusal(SEGMENT_MISSING, 'segment'));
      else if (at + data.length > bytes.length) fail(refusal(SEGMENT_REFUSED, 'length'));
      else {
        bytes.set(E.toUint8Array(data), at);
        at += data.length;
        // Later, when nothing of the message is on the stack any more.
        if (at === bytes.length) setTimeout(() => complete(), 0);
      }
    },

    drop: () => {
      here = [];
    },

    tick: () => {
      if (making) fail(refusal(CARD_MEMORY, 'memory or stack'));
      if (ok && getTime() > ends) fail(refusal(SEGMENT_MISSING, 'segment'));
      if (here.length) relieve();
    },

    wipe: () => {
      // Nobody hears of it any more.
      no = undefined;
      fail(refusal(SEGMENT_MISSING, 'session'));
      here = [];
    },
  };
}
