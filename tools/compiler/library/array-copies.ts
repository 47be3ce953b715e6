// Methods that answer a new list, and how lists are made.

import { $RangeError } from './error-kinds.js';
import { $sort } from './sort.js';
import { $index, $integer } from './values.js';

/** A list of the same elements. */
export function $copy(list: any): any[] {
  const out: any[] = [];
  for (let i = 0; i < list.length; i++) out.push(list[i]);
  return out;
}

export function $toSorted(this: any, compare: any): any[] {
  return $sort.call($copy(this), compare);
}

export function $toReversed(this: any): any[] {
  return $copy(this).reverse();
}

export function $toSpliced(this: any, from: any, ...rest: any[]): any[] {
  const n = this.length;
  const start = $index(from, n, 0);
  const count = rest.length ? $integer(rest[0]) : n - start;
  const out = $copy(this);
  const tail = out.splice(start, out.length);
  const inserted = rest.slice(1);
  return out.concat(inserted, tail.slice(count < 0 ? 0 : count));
}

export function $with(this: any, index: any, x: any): any[] {
  index = $integer(index);
  if (index < 0) index += this.length;
  if (index < 0 || index >= this.length) throw $RangeError('Invalid index');
  const out = $copy(this);
  out[index] = x;
  return out;
}

/** `Array.of` */
export function $arrayOf(...items: any[]): any[] {
  return items;
}

/** The elements of anything iterable, or of a record with a length. */
export function $list(source: any): any[] {
  const out: any[] = [];
  if (source === null || source === undefined) throw new TypeError(`${source} is not iterable`);
  const indexed = typeof source === 'string' || Array.isArray(source) || source.byteLength !== undefined;
  const make = indexed ? undefined : source['\xffiterator'];
  if (make) {
    const iterator = make.call(source);
    for (let turn = iterator.next(); !turn.done; turn = iterator.next()) out.push(turn.value);
    return out;
  }
  const n = $integer(source.length);
  if (typeof source === 'string') for (let i = 0; i < n; i++) out.push(source.charAt(i));
  else for (let i = 0; i < n; i++) out.push(source[i]);
  return out;
}

/** `Array.prototype.slice` of whatever has a length. */
export function $sliceOf(this: any, from: any, to: any): any[] {
  const n = $integer(this.length);
  const out: any[] = [];
  const end = $index(to, n, n);
  const text = typeof this === 'string';
  for (let i = $index(from, n, 0); i < end; i++) out.push(text ? this.charAt(i) : this[i]);
  return out;
}

/** `Array.from` */
export function $arrayFrom(source: any, work: any, self: any): any[] {
  const out = $list(source);
  if (work) for (let i = 0; i < out.length; i++) out[i] = work.call(self, out[i], i);
  return out;
}
