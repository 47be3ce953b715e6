// Members of typed arrays and buffers that the interpreter lacks or does otherwise: there they answer plain lists.

import { $list } from './array-copies.js';
import { $RangeError } from './error-kinds.js';
import { $merged } from './sort.js';
import { $index } from './values.js';

/** A typed array of the same kind. */
export function $likeBytes(view: any, length: number): any {
  return new view.constructor(length);
}

export function $bytesSlice(this: any, from: any, to: any): any {
  const start = $index(from, this.length, 0);
  const end = $index(to, this.length, this.length);
  const out = $likeBytes(this, end > start ? end - start : 0);
  for (let i = start; i < end; i++) out[i - start] = this[i];
  return out;
}

export function $bytesFilter(this: any, test: any, self: any): any {
  const kept: any[] = [];
  for (let i = 0; i < this.length; i++) if (test.call(self, this[i], i, this)) kept.push(this[i]);
  return $bytesOf(this.constructor, kept);
}

export function $bytesMap(this: any, work: any, self: any): any {
  const out = $likeBytes(this, this.length);
  for (let i = 0; i < this.length; i++) out[i] = work.call(self, this[i], i, this);
  return out;
}

export function $bytesSubarray(this: any, from: any, to: any): any {
  const start = $index(from, this.length, 0);
  const end = $index(to, this.length, this.length);
  const count = end > start ? end - start : 0;
  const size = this.length ? this.byteLength / this.length : 1;
  return count ? new this.constructor(this.buffer, this.byteOffset + start * size, count) : $likeBytes(this, 0);
}

export function $bytesSet(this: any, source: any, at: any): void {
  at = at === undefined ? 0 : +at;
  if (at < 0 || at + source.length > this.length) throw $RangeError('offset is out of bounds');
  if (source.byteLength !== undefined && source.buffer) {
    // Overlapping views are copied from a copy.
    const copy: any[] = [];
    for (let i = 0; i < source.length; i++) copy.push(source[i]);
    source = copy;
  }
  for (let i = 0; i < source.length; i++) this[at + i] = source[i];
}

export function $bytesSort(this: any, compare: any): any {
  const sorted = $merged($list(this), compare || ((a: any, b: any) => (a !== a ? 1 : b !== b ? -1 : a - b)));
  for (let i = 0; i < sorted.length; i++) this[i] = sorted[i];
  return this;
}

export function $bytesWith(this: any, index: any, x: any): any {
  const out = $bytesSlice.call(this, 0, this.length);
  out[index < 0 ? +index + this.length : index] = x;
  return out;
}

export function $bytesToSorted(this: any, compare: any): any {
  return $bytesSort.call($bytesSlice.call(this, 0, this.length), compare);
}

export function $bytesToReversed(this: any): any {
  const out = $likeBytes(this, this.length);
  for (let i = 0; i < this.length; i++) out[this.length - 1 - i] = this[i];
  return out;
}

/** A typed array of a list. */
export function $bytesOf(kind: any, list: any): any {
  const out = new kind(list.length);
  for (let i = 0; i < list.length; i++) out[i] = list[i];
  return out;
}

/** `Uint8Array.from(source, work)` */
export function $bytesFrom(this: any, source: any, work: any, self: any): any {
  const list = $list(source);
  const out = new this(list.length);
  for (let i = 0; i < list.length; i++) out[i] = work ? work.call(self, list[i], i) : list[i];
  return out;
}

/** `Uint8Array.of(…)` */
export function $bytesOfItems(this: any, ...items: any[]): any {
  return $bytesOf(this, items);
}

/** `buffer.slice` */
export function $bufferSlice(this: any, from: any, to: any): any {
  const all = new Uint8Array(this);
  const start = $index(from, all.length, 0);
  const end = $index(to, all.length, all.length);
  const out = new Uint8Array(end > start ? end - start : 0);
  for (let i = start; i < end; i++) out[i - start] = all[i]!;
  return out.buffer;
}

export function $isView(x: any): boolean {
  return typeof x === 'object' && !!x && x.byteLength !== undefined && x.buffer !== undefined;
}

/** `new Uint8Array(a, from, length)`, checked as the standard says. */
export function $newBytes(kind: any, size: number, a: any, from: any, length: any): any {
  if (typeof a === 'number' || a === undefined) return new kind(a === undefined ? 0 : a);
  if (typeof a === 'string') return new kind(+a || 0);
  if (a.byteLength !== undefined && !a.buffer) {
    from = from === undefined ? 0 : +from;
    if (from % size) throw $RangeError('start offset of the view must be a multiple of its elements');
    const most = a.byteLength - from;
    if (length === undefined) {
      if (most % size) throw $RangeError('byte length must be a multiple of the elements');
      length = most / size;
    }
    if (from < 0 || length < 0 || length * size > most) throw $RangeError('Invalid typed array length');
    return new kind(a, from, length);
  }
  return new kind(Array.isArray(a) || a.byteLength !== undefined ? a : $list(a));
}

export function $elementSize(this: any): number {
  const view = this.length ? this : new this.constructor(1);
  return view.byteLength / view.length;
}

/** A member of DataView that minds the end; `size` in bytes. */
export function $guarded(own: any, size: number): any {
  return function (this: any, at: any, a: any, b: any) {
    at = at === undefined ? 0 : +at;
    if (!(at >= 0 && at + size <= this.byteLength)) throw $RangeError('Offset is outside the bounds of the DataView');
    return own.call(this, at, a, b);
  };
}

/** `new DataView(buffer, offset)`: the interpreter's own is as long as the whole buffer. */
export function $newView(buffer: any, offset: any, ...length: any[]): any {
  return new DataView(buffer, offset, length[0] === undefined ? buffer.byteLength - (offset || 0) : length[0]);
}
