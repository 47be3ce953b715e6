// Going through values: what for-of, spread and list patterns compile to where a value may be more than a list.

// biome-ignore lint/suspicious/noExplicitAny: library functions take the program's values
type Any = any;

/** The iterator that a value makes, or undefined for what is gone through by index. */
export function $iteratorOf(of: Any): Any {
  if (typeof of === 'string' || Array.isArray(of) || (of?.buffer && of.length !== undefined)) return;
  const make = of && (typeof of === 'object' || typeof of === 'function') && of['\xffiterator'];
  if (!make) throw new TypeError('value is not iterable');
  return make.call(of);
}

/** `n()` goes on and answers whether it is over, `v` is the value, `c()` closes what was left early. */
export function $iterate(of: Any): Any {
  const from = $iteratorOf(of);
  let at = 0;
  let over = 0;
  const it: Any = {
    n() {
      if (!from) {
        if (at >= of.length) return 1;
        it.v = of[at++];
        return 0;
      }
      over = 1;
      const r = from.next();
      if (!r || (typeof r !== 'object' && typeof r !== 'function'))
        throw new TypeError('Iterator result is not an object');
      if (r.done) return 1;
      it.v = r.value;
      over = 0;
      return 0;
    },
    c() {
      if (!from || over) return;
      over = 1;
      const close = from.return;
      if (close) close.call(from);
    },
  };
  return it;
}

/** The first `n` values, or all: a list. */
export function $take(of: Any, n?: number): Any {
  if (Array.isArray(of)) return of;
  const it = $iterate(of);
  const out: Any[] = [];
  while (out.length !== n) {
    if (it.n()) return out;
    out.push(it.v);
  }
  it.c();
  return out;
}

/** For a pattern that does more between two values: `r()` is the next one, `r(1)` the list of those left, `r(2)` closes. */
export function $reader(of: Any): Any {
  const it = $iterate(of);
  let over = 0;
  return (how?: number): Any => {
    if (how === 2) {
      if (!over) it.c();
      return;
    }
    const out: Any[] = [];
    while (!over) {
      over = it.n();
      if (!over && !how) return it.v;
      if (!over) out.push(it.v);
    }
    return how ? out : undefined;
  };
}

/** A list without holes. */
export function $dense(of: Any): Any {
  const out: Any[] = [];
  for (let i = 0; i < of.length; i++) out.push(of[i]);
  return out;
}

/** A list of the elements of a list, text or bytes. */
export function $listed(of: Any): Any {
  if (Array.isArray(of)) return of;
  if (of == null || of.length === undefined) throw new TypeError('value is not iterable');
  return [].slice.call(of);
}

/** Names that for-in goes through: whole numbers first, then the others as they were made, own ones before inherited ones. */
export function $keysIn(of: Any): string[] {
  const whole: string[] = [];
  const names: string[] = [];
  let o = of;
  while (o != null && typeof o !== 'number' && typeof o !== 'boolean') {
    const next = typeof o === 'object' && !Array.isArray(o) ? Object.getPrototypeOf(o) : null;
    // Object.prototype is its own prototype there; what it was given is not the program's.
    if (o !== of && next === o) break;
    if (o === of || !Object.getOwnPropertyDescriptor(o, '\xffclass'))
      for (const k of Object.keys(o))
        if ((o === of || k !== 'constructor') && !whole.includes(k) && !names.includes(k)) {
          if (String(Number(k)) === k && Number(k) >= 0 && Number(k) === Math.floor(Number(k))) whole.push(k);
          else names.push(k);
        }
    o = next;
  }
  if (!Array.isArray(of)) $byNumber(whole);
  return whole.concat(names);
}

/** Sorts few texts of whole numbers by value. */
export function $byNumber(list: string[]): void {
  for (let i = 1; i < list.length; i++)
    for (let j = i; j > 0 && Number(list[j - 1]) > Number(list[j]); j--) {
      const k = list[j]!;
      list[j] = list[j - 1]!;
      list[j - 1] = k;
    }
}

/** {@link $iterate} for `for await`: `n()` and `c()` answer promises. */
export function $iterateLater(of: Any): Any {
  const make = of?.['\xffasyncIterator'];
  const from = make ? make.call(of) : undefined;
  const plain = make ? undefined : $iterate(of);
  let over = 0;
  const it: Any = {
    n() {
      if (plain) {
        if (plain.n()) return Promise.resolve(1);
        return Promise.resolve(plain.v).then((v) => {
          it.v = v;
          return 0;
        });
      }
      over = 1;
      return Promise.resolve(from.next()).then((r: Any) => {
        if (!r || typeof r !== 'object') throw new TypeError('Iterator result is not an object');
        if (r.done) return 1;
        it.v = r.value;
        over = 0;
        return 0;
      });
    },
    c() {
      if (plain) return plain.c();
      if (over) return;
      over = 1;
      const close = from.return;
      if (close) return close.call(from);
    },
  };
  return it;
}
