// Iterators and generators of card halves: as iteration.ts and generators.ts, without `this`, prototypes and lists of natives.
// Members of iterators are fields here: a class sets those of its methods that iteration asks for (confine/classes).

type Any = any;
declare const $c: { $error(message: string): Error };

/** `of[Symbol.iterator]()` */
export function $walker(of: Any): Any {
  if (of['\xffiterator']) return of['\xffiterator']();
  if (of['\xff:length'] === undefined) throw $c.$error('value is not iterable');
  let at = 0;
  const made: Any = {
    next: () => (at < of['\xff:length'] ? { value: of[at++], done: false } : { value: undefined, done: true }),
  };
  made['\xffiterator'] = () => made;
  return made;
}

/** The first `n` values, or all: a list. */
export function $takeFrom(of: Any, n?: number): Any {
  const from = $walker(of);
  const out: Any[] = [];
  while (out.length !== n) {
    const r = from.next();
    if (r.done) return out;
    out.push(r.value);
  }
  if (from.return) from.return();
  return out;
}

/** For a pattern that does more between two values: `r()` is the next one, `r(1)` the list of those left, `r(2)` closes. */
export function $readerOf(of: Any): Any {
  const from = $walker(of);
  let over: Any;
  return (how: Any): Any => {
    if (how === 2) {
      if (!over && from.return) from.return();
      return;
    }
    const out: Any[] = [];
    while (!over) {
      const r = from.next();
      if (r.done) over = 1;
      else if (how) out.push(r.value);
      else return r.value;
    }
    return how ? out : undefined;
  };
}

/** Drives the state machine of a generator that hands nothing on and is closed without more ado: see `$generator`. */
export function $stepper(step: Any, catches: number): Any {
  let over: Any;
  let running: Any;
  const end = (value: Any, failed: Any): Any => {
    over = 1;
    if (failed) throw value;
    return value;
  };
  const made: Any = {
    next: (given: Any) => {
      if (running) throw $c.$error('Generator is already running');
      let value = given;
      for (let how = 0; !over; how = 1)
        try {
          running = 1;
          const out = step(value, end, how);
          running = 0;
          return { value: out, done: !!over };
        } catch (error) {
          running = 0;
          if (over || !catches) {
            over = 1;
            throw error;
          }
          value = error;
        }
      return { value: undefined, done: true };
    },
    return: (value: Any) => {
      over = 1;
      return { value, done: true };
    },
  };
  made['\xffiterator'] = () => made;
  return made;
}

/** Hands a request of a `yield*` on. */
export function $handOn(inner: Any, value: Any, how: number): Any {
  if (!how) return inner.next(value);
  if (how === 2) return inner.return ? inner.return(value) : { value, done: true };
  if (inner.throw) return inner.throw(value);
  if (inner.return) inner.return();
  throw $c.$error('the iterator has no method throw');
}

/** The same for any generator. */
export function $anyStepper(step: Any, flags: number): Any {
  let running: Any;
  let started: Any;
  let over: Any;
  let inner: Any;
  const end = (value: Any, how: Any): Any => {
    if (how === 2) inner = $walker(value);
    else {
      over = 1;
      if (how) throw value;
      return value;
    }
  };
  const resume = (given: Any, asked: number): Any => {
    let value = given;
    let how = asked;
    for (;;)
      try {
        if (inner) {
          const r = $handOn(inner, value, how);
          if (!r.done) return r;
          inner = 0;
          value = r.value;
          if (how === 1) how = 0;
        }
        if (over || (how && (!started || flags < how))) {
          over = 1;
          if (how === 1) throw value;
          return { value: how ? value : undefined, done: true };
        }
        started = 1;
        const out = step(value, end, how);
        if (!inner) return { value: out, done: !!over };
        value = undefined;
        how = 0;
      } catch (error) {
        inner = 0;
        if (over || !flags) {
          over = 1;
          throw error;
        }
        value = error;
        how = 1;
      }
  };
  const ask = (value: Any, how: number): Any => {
    if (running) throw $c.$error('Generator is already running');
    running = 1;
    try {
      return resume(value, how);
    } finally {
      running = 0;
    }
  };
  const made: Any = {
    next: (value: Any) => ask(value, 0),
    return: (value: Any) => ask(value, 2),
    throw: (value: Any) => ask(value, 1),
  };
  made['\xffiterator'] = () => made;
  return made;
}
