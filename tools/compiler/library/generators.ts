// Drives the state machines that the async pass makes of generators.
//
// A machine is a function of the value sent in, of `end`, and of how it goes on: 0 by next, 1 by an error, 2 by return.
// What it returns is yielded. `flags`: 0 it catches nothing, 1 it has catch blocks, 2 it has finally blocks.
import { $iterate } from './iteration.js';

// biome-ignore lint/suspicious/noExplicitAny: library functions take the program's values
type Any = any;

/** An iterator of any value that can be gone through. */
export function $asIterator(of: Any): Any {
  if (typeof of === 'object' && of && of['\xffiterator']) return of['\xffiterator']();
  const it = $iterate(of);
  return {
    next() {
      return it.n() ? { value: undefined, done: true } : { value: it.v, done: false };
    },
  };
}

/** Hands a request on to the iterator of a `yield*`. */
export function $delegated(inner: Any, value: Any, how: number): Any {
  if (!how) return inner.next(value);
  if (how === 2) return inner.return ? inner.return(value) : { value, done: true };
  if (inner.throw) return inner.throw(value);
  if (inner.return) inner.return();
  throw new TypeError('The iterator does not provide a throw method');
}

/** What all generators share. */
export function $generatorMethods(): Any {
  const self: Any = $generatorMethods;
  if (!self.p) {
    self.p = {
      next(this: Any, value: Any) {
        return this['\xffr'](value, 0);
      },
      throw(this: Any, error: Any) {
        return this['\xffr'](error, 1);
      },
      return(this: Any, value: Any) {
        return this['\xffr'](value, 2);
      },
    };
    self.p['\xffiterator'] = self.p['\xffasyncIterator'] = function (this: Any): Any {
      return this;
    };
  }
  return self.p;
}

export function $generator(step: Any, flags: number): Any {
  let running: Any;
  let started: Any;
  let over: Any;
  let inner: Any;
  function end(value: Any, how: Any): Any {
    if (how === 2) inner = $asIterator(value);
    else {
      over = 1;
      if (how) throw value;
      return value;
    }
  }
  function resume(value: Any, how: number): Any {
    for (;;)
      try {
        if (inner) {
          const r = $delegated(inner, value, how);
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
  }
  const made = Object.create($generatorMethods());
  made['\xffr'] = (value: Any, how: number): Any => {
    if (running) throw new TypeError('Generator is already running');
    running = 1;
    try {
      return resume(value, how);
    } finally {
      running = 0;
    }
  };
  return made;
}

/** An asynchronous iterator of any value that `for await` can go through. */
export function $asAsyncIterator(of: Any): Any {
  if (of?.['\xffasyncIterator']) return of['\xffasyncIterator']();
  const from = $asIterator(of);
  return {
    next(value: Any) {
      const r = from.next(value);
      return Promise.resolve(r.value).then((v) => ({ value: v, done: r.done }));
    },
  };
}

/** The same for an async generator: the machine returns what it waits for, or `end(value, 3)` for what it yields. */
export function $asyncGenerator(step: Any, flags: number): Any {
  const queue: Any[] = [];
  let busy: Any;
  let started: Any;
  let over: Any;
  let inner: Any;
  let yields: Any;
  function end(value: Any, how: Any): Any {
    if (how === 3) yields = 1;
    else if (how === 2) inner = $asAsyncIterator(value);
    else {
      over = 1;
      if (how) throw value;
    }
    return value;
  }
  function settle(value: Any, failed: Any, done?: boolean) {
    const asked = queue.shift();
    busy = 0;
    if (failed) asked.no(value);
    else asked.yes({ value, done: !!done });
    work();
  }
  function fail(error: Any) {
    over = 1;
    settle(error, 1);
  }
  function finish(value: Any) {
    over = 1;
    Promise.resolve(value).then((v) => {
      settle(v, 0, true);
    }, fail);
  }
  function go(value: Any, how: number) {
    let out: Any;
    if (inner) {
      try {
        out = $delegated(inner, value, how);
      } catch (error) {
        inner = 0;
        return go(error, 1);
      }
      Promise.resolve(out).then(
        (r: Any) => {
          if (!r.done) return settle(r.value, 0);
          inner = 0;
          go(r.value, how === 2 ? 2 : 0);
        },
        (error) => {
          inner = 0;
          go(error, 1);
        },
      );
      return;
    }
    if (flags < how) {
      if (how === 1) fail(value);
      else finish(value);
      return;
    }
    yields = 0;
    for (;;)
      try {
        out = step(value, end, how);
        break;
      } catch (error) {
        if (over || !flags) return fail(error);
        value = error;
        how = 1;
      }
    if (inner) return go(undefined, 0);
    if (over) return finish(out);
    const shown = yields;
    Promise.resolve(out).then(
      (v) => {
        if (shown) settle(v, 0);
        else go(v, 0);
      },
      (error) => {
        go(error, 1);
      },
    );
  }
  function work() {
    const asked = queue[0];
    if (busy || !asked) return;
    busy = 1;
    if (over || (!started && asked.how)) {
      if (asked.how === 1) fail(asked.value);
      else finish(asked.how ? asked.value : undefined);
    } else {
      started = 1;
      go(asked.value, asked.how);
    }
  }
  const made = Object.create($generatorMethods());
  made['\xffr'] = (value: Any, how: number): Any =>
    new Promise((yes, no) => {
      queue.push({ value, how, yes, no });
      work();
    });
  return made;
}
