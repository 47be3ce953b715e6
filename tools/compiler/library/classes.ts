// What lowered classes and accessors call.

// biome-ignore lint/suspicious/noExplicitAny: library functions take the program's values
type Any = any;

/** Makes `made` extend `base`; answers its prototype. Functions have no prototype chain on the interpreter: statics are passed on here. */
export function $extend(made: Any, base: Any): Any {
  const p = Object.create(base ? base.prototype : null);
  made.prototype = p;
  Object.defineProperty(p, 'constructor', { value: made, writable: true, configurable: true });
  for (const k of base ? Object.keys(base) : []) {
    const d: Any = Object.getOwnPropertyDescriptor(base, k) || {};
    if (d.get || d.set) Object.defineProperty(made, k, { get: d.get, set: d.set, configurable: true });
    else if (typeof d.value === 'function') {
      if (k !== 'constructor') made[k] = d.value;
    } else if (k !== 'name' && k !== 'prototype')
      $accessor(
        made,
        k,
        () => base[k],
        (v: Any) => {
          Object.defineProperty(made, k, { value: v, writable: true, enumerable: true, configurable: true });
        },
      );
  }
  return p;
}

/** Calls the constructor `base` for `self`; answers the instance, which is another object if the constructor says so. */
export function $construct(base: Any, self: Any, list: Any): Any {
  if (!base) throw new TypeError('Super constructor is not a constructor');
  const made = base.apply(self, list);
  if (!made || (typeof made !== 'object' && typeof made !== 'function') || made === self) return self;
  if (Object.getPrototypeOf(made) === base.prototype) Object.setPrototypeOf(made, Object.getPrototypeOf(self));
  return made;
}

/** Gives a constructor its name. */
export function $named(made: Any, name: string): void {
  Object.defineProperty(made, 'name', { value: name, configurable: true });
}

/** `o`, if it has the private member `k`. */
export function $branded(o: Any, k: string): Any {
  if (o == null || !(k in o))
    throw new TypeError('Cannot access private member of an object whose class did not declare it');
  return o;
}

export function $accessor(o: Any, k: Any, get?: Any, set?: Any): void {
  Object.defineProperty(o, k, { get: get, set: set, enumerable: true, configurable: true });
}

/** The descriptor of `k` on `o` or what it inherits from. */
export function $descriptor(o: Any, k: Any): Any {
  for (;;) {
    const d = Object.getOwnPropertyDescriptor(o, k);
    const next = Object.getPrototypeOf(o);
    if (d || !next || next === o) return d;
    o = next;
  }
}

/** `super.k` where `k` may be a getter. */
export function $superGet(base: Any, k: Any, self: Any): Any {
  const d = $descriptor(base, k);
  return d && (d.get ? d.get.call(self) : d.value);
}

/** `super.k = value` where `k` may be a setter. */
export function $superSet(base: Any, k: Any, self: Any, value: Any): Any {
  const d = $descriptor(base, k);
  if (d?.set) d.set.call(self, value);
  else self[k] = value;
  return value;
}

/** `o[k] = value` without running a getter of that name, as the interpreter would. */
export function $set(o: Any, k: Any, value: Any): Any {
  const d = o && typeof o === 'object' ? $descriptor(o, k) : undefined;
  if (d?.set) d.set.call(o, value);
  else if (d?.get) throw new TypeError(`Cannot set property ${k} which has only a getter`);
  else o[k] = value;
  return value;
}

/** `new made(...list)` */
export function $new(made: Any, list: Any): Any {
  const [a, b, d, e, f, g] = list;
  switch (list.length) {
    case 0:
      return new made();
    case 1:
      return new made(a);
    case 2:
      return new made(a, b);
    case 3:
      return new made(a, b, d);
    case 4:
      return new made(a, b, d, e);
    case 5:
      return new made(a, b, d, e, f);
    case 6:
      return new made(a, b, d, e, f, g);
  }
  const o = Object.create(made.prototype);
  const out = made.apply(o, list);
  return out && (typeof out === 'object' || typeof out === 'function') ? out : o;
}

/** A class is called without `new`. */
export function $noCall(name: string): never {
  throw new TypeError(`Class constructor ${name} cannot be invoked without 'new'`);
}
