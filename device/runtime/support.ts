// The members of `$c` that compiled code needs of the language itself (`supportMembers`, without `$server` and `$state`).
//
// A fresh record for every applet: what one writes into it, no other sees. Natives are handed out as they are where
// they work alone: they are cheaper than a function around them, and each reading makes a new one.

/**
 * What a compiled async function is: called with the value waited for, `done` to end the call (`failed`: with an
 * error), and whether the value is an error. What it returns without having called `done` is waited for.
 */
export type Step = (value: unknown, done: (value?: unknown, failed?: unknown) => void, failed?: unknown) => unknown;

/** Drives a state machine to its end. `catches`: it takes errors itself. */
export function run(step: Step, catches?: unknown): Promise<unknown> {
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
      for (;;) {
        try {
          wait = step(value, done, failed);
          break;
        } catch (error) {
          if (over || !catches) {
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
  const needle = `${what}`;
  const last = text.length - needle.length;
  if (!needle) return Math.min(Math.max(from || 0, 0), last);
  const i = text.indexOf(needle, from);
  return i > last ? -1 : i;
}

/** A fresh set of the support members. */
export function makeSupport() {
  return {
    // If nothing holds the two functions when the native constructor returns, the interpreter answers a freed promise.
    $promise: (executor: (resolve: (v: unknown) => void, reject: (e: unknown) => void) => void) => {
      const held: unknown[] = [];
      return new Promise((resolve, reject) => {
        held.push(resolve, reject);
        executor(resolve, reject);
      });
    },
    $resolve: (value?: unknown) => Promise.resolve(value),
    $reject: (error?: unknown) => Promise.reject(error),
    // Given something else than a list, the native one walks what is no list.
    $all: (list: unknown[]) => (Array.isArray(list) ? Promise.all(list) : Promise.reject(new Error('not a list'))),
    // The native one leaves the message out.
    $error: (message?: string) => new Error(message === undefined ? '' : message),
    $bytes: (source: number | number[]) => new Uint8Array(source as number),
    $floor: Math.floor,
    $ceil: Math.ceil,
    // The native one rounds -2.5 to -3.
    $round: (x: number) => {
      const whole = Math.floor(x);
      return x - whole < 0.5 ? whole : whole + 1;
    },
    $abs: Math.abs,
    $min: Math.min,
    $max: Math.max,
    // The native one does not skip spaces.
    $number: (x: unknown) => Number(typeof x === 'string' ? x.trim() : x),
    $chr: String.fromCharCode,
    // `whole`: as `includes` compares. The native methods of lists count a negative `from` from the start.
    $find: (held: string | unknown[], what: unknown, from?: number, whole?: unknown) => {
      if (typeof held === 'string') return find(held, what, from);
      const start = from! < 0 ? Math.max(0, held.length + from!) : from;
      if (whole) return held.includes(what, start) ? 0 : -1;
      return held.indexOf(what, start);
    },
    // The native one goes wrong where separators overlap or are longer than the text.
    $split: (text: string, separator: string) => {
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
    },
    $apply: (f: (...args: never[]) => unknown, list: unknown[]) => f.apply(null, list as never[]),
    $run: run,
  };
}
