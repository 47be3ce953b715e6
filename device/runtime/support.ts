// The members of `$c` that compiled code needs of the language itself (`supportMembers`, without `$server` and `$state`).
//
// A fresh record with functions of its own for every program, and only what the program names: what one writes into it, no
// other sees. Natives are handed out as they are where they work alone: they are cheaper than a function around them, and
// each reading makes a new one.

/**
 * What a compiled async function is: called with the value waited for, `done` to end the call (`failed`: with an
 * error), and whether the value is an error. What it returns without having called `done` is waited for.
 */
export type Step = (value: unknown, done: (value?: unknown, failed?: unknown) => void, failed?: unknown) => unknown;

/** Errors in a row that a state machine may take itself: more than its handlers nest, and it would go on for ever. */
const errorLimit = 64;

/** Drives a state machine to its end. `catches`: it takes errors itself. */
export function run(step: Step, catches?: unknown): Promise<unknown> {
  'cold';
  return new Promise((resolve, reject) => {
    let over = false;
    function done(value?: unknown, failed?: unknown): void {
      over = true;
      if (failed) reject(value);
      else resolve(value);
    }
    function next(given?: unknown, bad?: unknown): void {
      let value = given;
      let failed = bad;
      let wait: unknown;
      for (let errors = 1; ; errors++) {
        try {
          wait = step(value, done, failed);
          break;
        } catch (error) {
          if (over || !catches || errors > errorLimit) {
            done(error, 1);
            return;
          }
          value = error;
          failed = 1;
        }
      }
      if (!over)
        Promise.resolve(wait).then(
          (v) => next(v),
          (e) => (catches ? next(e, 1) : done(e, 1)),
        );
    }
    next();
  });
}

/** Where `what` begins in `text`. The native search takes a beginning of it at the end of the text for the whole. */
export function find(text: string, what: unknown, from?: number): number {
  'cold';
  const needle = `${what}`;
  const last = text.length - needle.length;
  if (!needle) return Math.min(Math.max(from || 0, 0), last);
  const i = text.indexOf(needle, from);
  return i > last ? -1 : i;
}

export interface Support {
  $promise: (executor: (resolve: (v: unknown) => void, reject: (e: unknown) => void) => void) => Promise<unknown>;
  $resolve: (value?: unknown) => Promise<unknown>;
  $reject: (error?: unknown) => Promise<unknown>;
  $all: (list: unknown[]) => Promise<unknown>;
  $error: (message?: string) => Error;
  $bytes: (source: number | number[]) => Uint8Array;
  $floor: (x: number) => number;
  $ceil: (x: number) => number;
  $round: (x: number) => number;
  $abs: (x: number) => number;
  $min: (...x: number[]) => number;
  $max: (...x: number[]) => number;
  $number: (x: unknown) => number;
  $chr: (...codes: number[]) => string;
  $find: (held: string | unknown[], what: unknown, from?: number, whole?: unknown) => number;
  $split: (text: string, separator: string) => string[];
  $apply: (f: (...args: never[]) => unknown, list: unknown[]) => unknown;
  $join: (list: unknown[] | Uint8Array, separator?: string) => string;
  $slice: (of: string | unknown[] | Uint8Array, from?: number, to?: number) => unknown;
  $sub: (bytes: Uint8Array, from?: number, to?: number) => Uint8Array;
  $repeat: (text: string, count: number) => string;
  $pad: (text: string, length: number, filler?: string, end?: unknown) => string;
  $then: (promise: Promise<unknown>, ok?: Callback, no?: Callback) => Promise<unknown>;
  $run: (step: Step, catches?: unknown) => Promise<unknown>;
  $log?: unknown;
}

type Callback = (value: unknown) => unknown;

/** Longest list that is joined or cut, longest text that is made by repeating, in elements and bytes. */
const longest = 4096;

/** Refuses what a native would work on without end. */
function bounded(size: unknown): void {
  'cold';
  if (typeof size !== 'number' || !(size <= longest)) throw new Error('too long');
}

/** An index as ECMAScript counts it: from the end if it is negative, within 0 and `length`. */
function position(x: number | undefined, length: number, other: number): number {
  'cold';
  const n = x === undefined ? other : Math.floor(x) || 0;
  return n < 0 ? Math.max(0, n + length) : Math.min(n, length);
}

/** Most elements that `$apply` spreads: natives put their arguments on the stack. */
const spreadLimit = 64;

/** A fresh set of those support members that `code` names; all of them if it is left out. */
export function makeSupport(code?: string): Support {
  'cold';
  const c = {} as Support;
  let uses = (name: string): boolean => code === undefined || code.indexOf(name) >= 0;
  // If nothing holds the two functions when the native constructor returns, the interpreter answers a freed promise.
  if (uses('$promise'))
    c.$promise = (executor) => {
      const held: unknown[] = [];
      return new Promise((resolve, reject) => {
        held.push(resolve, reject);
        executor(resolve, reject);
      });
    };
  if (uses('$resolve')) c.$resolve = (value) => Promise.resolve(value);
  if (uses('$reject')) c.$reject = (error) => Promise.reject(error);
  // Given something else than a list, the native one walks what is no list.
  if (uses('$all'))
    c.$all = (list) => (Array.isArray(list) ? Promise.all(list) : Promise.reject(new Error('not a list')));
  // The native one leaves the message out.
  if (uses('$error')) c.$error = (message) => new Error(message === undefined ? '' : message);
  if (uses('$bytes')) c.$bytes = (source) => new Uint8Array(source as number);
  // The session puts its own in place of it.
  if (uses('$log')) c.$log = true;
  if (uses('$floor')) c.$floor = Math.floor;
  if (uses('$ceil')) c.$ceil = Math.ceil;
  // The native one rounds -2.5 to -3.
  if (uses('$round'))
    c.$round = (x) => {
      const whole = Math.floor(x);
      return x - whole < 0.5 ? whole : whole + 1;
    };
  if (uses('$abs')) c.$abs = Math.abs;
  if (uses('$min')) c.$min = Math.min;
  if (uses('$max')) c.$max = Math.max;
  // The native one does not skip spaces.
  if (uses('$number')) c.$number = (x) => Number(typeof x === 'string' ? x.trim() : x);
  if (uses('$chr')) c.$chr = String.fromCharCode;
  // `whole`: as `includes` compares. The native methods of lists count a negative `from` from the start.
  if (uses('$find'))
    c.$find = (held, what, from, whole) => {
      if (typeof held === 'string') return find(held, what, from);
      const start = from! < 0 ? Math.max(0, held.length + from!) : from;
      if (whole) return held.includes(what, start) ? 0 : -1;
      return held.indexOf(what, start);
    };
  // The native one goes wrong where separators overlap or are longer than the text.
  if (uses('$split'))
    c.$split = (text, separator) => {
      const mark = `${separator}`;
      if (mark.length < 2) return text.split(mark);
      const parts: string[] = [];
      let from = 0;
      for (;;) {
        const to = find(text, mark, from);
        if (to < 0) break;
        parts.push(text.substring(from, to));
        from = to + mark.length;
      }
      parts.push(text.substring(from));
      return parts;
    };
  if (uses('$apply'))
    c.$apply = (f, list) => {
      if (!Array.isArray(list) || list.length > spreadLimit) throw new Error('not a list of at most 64');
      return f.apply(null, list as never[]);
    };
  // A list may have one far element, and be endless for a native.
  if (uses('$join'))
    c.$join = (list, separator) => {
      bounded(list.length);
      return separator === undefined ? list.join() : list.join(`${separator}`);
    };
  if (uses('$slice'))
    c.$slice = (of, from, to) => {
      if (typeof of !== 'string') bounded(of.length);
      return to === undefined ? of.slice(from || 0) : of.slice(from || 0, to);
    };
  // The native one makes views beyond the end.
  if (uses('$sub'))
    c.$sub = (bytes, from, to) => {
      const start = position(from, bytes.length, 0);
      const end = position(to, bytes.length, bytes.length);
      return end > start ? bytes.subarray(start, end) : new Uint8Array(0);
    };
  if (uses('$repeat'))
    c.$repeat = (text, count) => {
      bounded(count);
      bounded(`${text}`.length * count);
      return text.repeat(count);
    };
  if (uses('$pad'))
    c.$pad = (text, length, filler, end) => {
      bounded(length);
      const f = filler === undefined ? ' ' : `${filler}`;
      if (!f) return text;
      return end ? text.padEnd(length, f) : text.padStart(length, f);
    };
  if (uses('$then')) c.$then = (promise, ok, no) => promise.then(ok, no);
  if (uses('$run')) c.$run = (step, catches) => run(step, catches);
  // The functions hold this scope, and it shall not hold these.
  code = '';
  uses = undefined as never;
  return c;
}
