// Functions of Object that the interpreter lacks or does wrongly.
import { $list } from './array-copies.js';
import { $equal } from './values.js';

export function $isIndexKey(key: string): boolean {
  const n = +key;
  return n >= 0 && n < 4294967295 && `${n >>> 0}` === key;
}

/** Keys that are whole numbers come first, in ascending order. */
export function $ordered(keys: string[]): string[] {
  let any = false;
  for (const key of keys) if ($isIndexKey(key)) any = true;
  if (!any) return keys;
  const whole: any[] = [];
  const rest: string[] = [];
  for (const key of keys) {
    if (!$isIndexKey(key)) rest.push(key);
    else {
      let i = whole.length;
      whole.push(key);
      for (; i > 0 && +whole[i - 1] > +key; i--) whole[i] = whole[i - 1];
      whole[i] = key;
    }
  }
  return whole.concat(rest);
}

export function $object(x: any): any {
  if (x === null || x === undefined) throw new TypeError('Cannot convert undefined or null to object');
  return x;
}

export function $keys(x: any): string[] {
  $object(x);
  if (typeof x !== 'object' && typeof x !== 'string' && typeof x !== 'function') return [];
  const keys = Object.keys(x);
  // The members of an error are none of its own to list.
  return $ordered(
    x instanceof Error
      ? keys.filter((k: string) => k !== 'message' && k !== 'type' && k !== 'stack' && k !== 'cause' && k !== 'errors')
      : keys,
  );
}

export function $valuesOf(x: any): any[] {
  return $keys(x).map((k: string) => x[k]);
}

export function $entriesOf(x: any): any[] {
  return $keys(x).map((k: string) => [k, x[k]]);
}

export function $assign(target: any, ...sources: any[]): any {
  $object(target);
  for (const source of sources)
    if (source !== null && source !== undefined) {
      for (const key of $keys(source)) target[key] = source[key];
    }
  return target;
}

export function $fromEntries(entries: any): any {
  const out: any = {};
  for (const pair of $list(entries)) out[pair[0]] = pair[1];
  return out;
}

export function $hasOwn(x: any, key: any): boolean {
  $object(x);
  return $hasOwnProperty.call(x, key);
}

export function $hasOwnProperty(this: any, key: any): boolean {
  if (Array.isArray(this) || typeof this === 'string') {
    if (key === 'length') return true;
    if (typeof this === 'string') return $isIndexKey(`${key}`) && +key < this.length;
    return key in this && Object.keys(this).indexOf(`${key}`) >= 0;
  }
  return ({} as any).hasOwnProperty.call(this, key);
}

export function $objectGroupBy(items: any, work: any): any {
  const out: any = {};
  const list = $list(items);
  for (let i = 0; i < list.length; i++) {
    const key = `${work(list[i], i)}`;
    if (({} as any).hasOwnProperty.call(out, key)) out[key].push(list[i]);
    else out[key] = [list[i]];
  }
  return out;
}

export function $ownNames(x: any): string[] {
  const out = $ordered(Object.getOwnPropertyNames(x).filter((k: string) => k.charAt(0) !== '\xff'));
  if (typeof x === 'function')
    return ['length', 'name', 'prototype'].concat(out.filter((k: string) => k !== 'prototype' && k !== 'name'));
  if ((Array.isArray(x) || typeof x === 'string') && out.indexOf('length') < 0) out.push('length');
  return out;
}

export function $isPrototypeOf(this: any, x: any): boolean {
  if (typeof x !== 'object' && typeof x !== 'function') return false;
  for (let p = x && Object.getPrototypeOf(x); p; ) {
    if (p === this) return true;
    const next = Object.getPrototypeOf(p);
    p = next === p ? null : next;
  }
  return false;
}

export function $isEnumerable(this: any, key: any): boolean {
  return $keys(this).indexOf(`${key}`) >= 0;
}

/** `Object.prototype.toString`: `[object Kind]`. */
export function $kindText(this: any): string {
  const x = this;
  const tag = x !== null && x !== undefined && x['\xfftoStringTag'];
  if (typeof tag === 'string') return `[object ${tag}]`;
  const kind = typeof x;
  if (x === undefined) return '[object Undefined]';
  if (x === null) return '[object Null]';
  if (Array.isArray(x)) return '[object Array]';
  if (kind === 'object') {
    if (x instanceof Date) return '[object Date]';
    if (x instanceof Error) return '[object Error]';
    if (x['\xffreplace'] || x['\xffp']) return '[object RegExp]';
    if (x instanceof Promise) return '[object Promise]';
    if (x.byteLength !== undefined)
      return `[object ${x instanceof Uint8Array ? 'Uint8Array' : x instanceof Float64Array ? 'Float64Array' : x instanceof Int32Array ? 'Int32Array' : x instanceof Uint16Array ? 'Uint16Array' : x instanceof Float32Array ? 'Float32Array' : x instanceof Uint32Array ? 'Uint32Array' : x instanceof Int16Array ? 'Int16Array' : x instanceof Int8Array ? 'Int8Array' : x instanceof ArrayBuffer ? 'ArrayBuffer' : 'DataView'}]`;
    return '[object Object]';
  }
  return `[object ${kind.charAt(0).toUpperCase()}${kind.substr(1)}]`;
}

export function $indexOfSame(list: any[], x: any): number {
  for (let i = 0; i < list.length; i++) if ($equal(list[i], x)) return i;
  return -1;
}

/** Marks a record: `frozen` 1 not extensible, 2 sealed, 3 frozen. Members that it has refuse plain writes; new ones cannot be prevented. */
export function $protect(x: any, degree: number): any {
  if ((typeof x !== 'object' && typeof x !== 'function') || !x || x.byteLength !== undefined) return x;
  if (!(x['\xffz'] >= degree)) x['\xffz'] = degree;
  if (degree === 3 && !Array.isArray(x) && typeof x === 'object')
    for (const key of Object.keys(x)) {
      const d: any = Object.getOwnPropertyDescriptor(x, key);
      if (d && !d.get && !d.set) Object.defineProperty(x, key, { value: x[key], writable: false, enumerable: true });
    }
  return x;
}

export function $freeze(x: any): any {
  return $protect(x, 3);
}

export function $seal(x: any): any {
  return $protect(x, 2);
}

export function $preventExtensions(x: any): any {
  return $protect(x, 1);
}

export function $degree(x: any): number {
  return (typeof x !== 'object' && typeof x !== 'function') || !x
    ? 3
    : ({} as any).hasOwnProperty.call(x, '\xffz')
      ? x['\xffz']
      : 0;
}

export function $isFrozen(x: any): boolean {
  return $degree(x) > 2;
}

export function $isSealed(x: any): boolean {
  return $degree(x) > 1;
}

export function $isExtensible(x: any): boolean {
  return !$degree(x);
}

/** `Reflect.ownKeys` and its like. */
export function $has(x: any, key: any): boolean {
  return key in x;
}

export function $getMember(x: any, key: any): any {
  return x[key];
}

export function $setMember(x: any, key: any, value: any): boolean {
  x[key] = value;
  return true;
}

export function $deleteMember(x: any, key: any): boolean {
  delete x[key];
  return true;
}

export function $applyTo(f: any, self: any, args: any): any {
  return f.apply(self, args);
}

export function $defineOk(x: any, key: any, d: any): boolean {
  Object.defineProperty(x, key, d);
  return true;
}

/** `Object.create(prototype, descriptors)` */
export function $create(prototype: any, descriptors: any): any {
  const out = Object.create(prototype);
  if (descriptors) for (const key of Object.keys(descriptors)) Object.defineProperty(out, key, descriptors[key]);
  return out;
}

export function $prototypeOf(x: any): any {
  return Object.getPrototypeOf(x);
}

export function $descriptorOf(x: any, key: any): any {
  return Object.getOwnPropertyDescriptor(x, key);
}

export function $setPrototypeOk(x: any, prototype: any): boolean {
  Object.setPrototypeOf(x, prototype);
  return true;
}

export function $preventOk(x: any): boolean {
  $preventExtensions(x);
  return true;
}
