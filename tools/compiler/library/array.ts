// Methods of lists that the interpreter lacks or does wrongly. `this` may be a typed array, too.
import { $RangeError } from './error-kinds.js';
import { $callable, $equal, $index, $integer } from './values.js';

export function $at(this: any, index: any): any {
  index = $integer(index);
  if (index < 0) index += this.length;
  return index < 0 || index >= this.length ? undefined : this[index];
}

export function $includes(this: any, x: any, from: any): boolean {
  for (let i = $index(from, this.length, 0); i < this.length; i++) if ($equal(this[i], x)) return true;
  return false;
}

/** Of a list: finds by `===`, typed arrays by their memory; holes are passed over. */
export function $indexOf(this: any, x: any, from: any): number {
  for (let i = $index(from, this.length, 0); i < this.length; i++)
    if (x === x && $equal(this[i], x) && i in this) return i;
  return -1;
}

export function $lastIndexOf(this: any, x: any, ...from: any[]): number {
  let i = this.length - 1;
  if (from.length) {
    const start = $integer(from[0]);
    i = start < 0 ? i + 1 + start : start < i ? start : i;
  }
  for (; i >= 0; i--) if (x === x && $equal(this[i], x) && i in this) return i;
  return -1;
}

export function $findLast(this: any, test: any, self: any): any {
  for (let i = this.length - 1; i >= 0; i--) {
    const x = this[i];
    if (test.call(self, x, i, this)) return x;
  }
  return undefined;
}

export function $findLastIndex(this: any, test: any, self: any): number {
  for (let i = this.length - 1; i >= 0; i--) if (test.call(self, this[i], i, this)) return i;
  return -1;
}

/** Visits holes as undefined, where the native one passes them over. */
export function $findElement(this: any, test: any, self: any): any {
  for (let i = 0; i < this.length; i++) {
    const x = this[i];
    if (test.call(self, x, i, this)) return x;
  }
  return undefined;
}

export function $findIndex(this: any, test: any, self: any): number {
  for (let i = 0; i < this.length; i++) if (test.call(self, this[i], i, this)) return i;
  return -1;
}

export function $forEach(this: any, work: any, self: any): void {
  $callable(work);
  const n = this.length;
  for (let i = 0; i < n; i++) if (i in this) work.call(self, this[i], i, this);
}

export function $map(this: any, work: any, self: any): any[] {
  $callable(work);
  const n = this.length;
  const out: any[] = [];
  for (let i = 0; i < n; i++) if (i in this) out[i] = work.call(self, this[i], i, this);
  // A hole at the end counts.
  if (out.length < n) {
    out[n - 1] = 0;
    delete out[n - 1];
  }
  return out;
}

export function $filter(this: any, test: any, self: any): any[] {
  $callable(test);
  const n = this.length;
  const out: any[] = [];
  for (let i = 0; i < n; i++)
    if (i in this) {
      const x = this[i];
      if (test.call(self, x, i, this)) out.push(x);
    }
  return out;
}

export function $some(this: any, test: any, self: any): boolean {
  $callable(test);
  const n = this.length;
  for (let i = 0; i < n; i++) if (i in this && test.call(self, this[i], i, this)) return true;
  return false;
}

export function $every(this: any, test: any, self: any): boolean {
  $callable(test);
  const n = this.length;
  for (let i = 0; i < n; i++) if (i in this && !test.call(self, this[i], i, this)) return false;
  return true;
}

export function $reduce(this: any, work: any, ...first: any[]): any {
  $callable(work);
  const n = this.length;
  let i = 0;
  let value = first[0];
  if (!first.length) {
    while (i < n && !(i in this)) i++;
    if (i >= n) throw new TypeError('Reduce of empty array with no initial value');
    value = this[i++];
  }
  for (; i < n; i++) if (i in this) value = work(value, this[i], i, this);
  return value;
}

export function $reduceRight(this: any, work: any, ...first: any[]): any {
  $callable(work);
  let i = this.length - 1;
  let value = first[0];
  if (!first.length) {
    while (i >= 0 && !(i in this)) i--;
    if (i < 0) throw new TypeError('Reduce of empty array with no initial value');
    value = this[i--];
  }
  for (; i >= 0; i--) if (i in this) value = work(value, this[i], i, this);
  return value;
}

export function $flatInto(out: any[], list: any, depth: number): any[] {
  for (let i = 0; i < list.length; i++)
    if (i in list) {
      const x = list[i];
      if (depth >= 1 && Array.isArray(x)) $flatInto(out, x, depth - 1);
      else out.push(x);
    }
  return out;
}

export function $flat(this: any, depth: any): any[] {
  return $flatInto([], this, depth === undefined ? 1 : $integer(depth));
}

export function $flatMap(this: any, work: any, self: any): any[] {
  return $flatInto([], $map.call(this, work, self), 1);
}

export function $copyWithin(this: any, target: any, from: any, to: any): any {
  const n = this.length;
  let at = $index(target, n, 0);
  let start = $index(from, n, 0);
  let count = $index(to, n, n) - start;
  if (count > n - at) count = n - at;
  let step = 1;
  if (start < at && at < start + count) {
    step = -1;
    start += count - 1;
    at += count - 1;
  }
  for (; count > 0; count--) {
    if (start in this) this[at] = this[start];
    else delete this[at];
    at += step;
    start += step;
  }
  return this;
}

export function $fill(this: any, x: any, from: any, to: any): any {
  const end = $index(to, this.length, this.length);
  for (let i = $index(from, this.length, 0); i < end; i++) this[i] = x;
  return this;
}

export function $joinList(this: any, separator: any): string {
  let out = '';
  if (separator === undefined) separator = ',';
  for (let i = 0; i < this.length; i++) {
    const x = this[i];
    if (i) out += separator;
    if (x !== undefined && x !== null) out += x;
  }
  return out;
}

/** `list.length = n` */
export function $setLength(list: any, n: any): any {
  if (!Array.isArray(list)) list.length = n;
  else {
    if (n < 0 || n % 1 || n > 4294967295) throw $RangeError('Invalid array length');
    if (n < list.length) list.splice(n, list.length - n);
    else if (n > list.length) {
      list[n - 1] = 0;
      delete list[n - 1];
    }
  }
  return n;
}
