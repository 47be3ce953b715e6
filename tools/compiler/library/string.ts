// Methods of texts that the interpreter lacks or does wrongly. Texts are bytes.

import { $list } from './array-copies.js';
import { $RangeError } from './error-kinds.js';
import { $isSpaceCode } from './space.js';
import { $find } from './string-replace.js';
import { $index, $integer } from './values.js';

export function $charAtOf(this: any, index: any): any {
  const s = `${this}`;
  index = $integer(index);
  if (index < 0) index += s.length;
  return index < 0 || index >= s.length ? undefined : s.charAt(index);
}

/** `indexOf` of a text or a list. */
export function $textIndexOf(this: any, x: any, from: any): number {
  const s = `${this}`;
  return $find(s, `${x}`, $clamp(from, s.length));
}

/** A position: whole, from 0 to the length. */
export function $clamp(x: any, length: number): number {
  x = $integer(x);
  return x < 0 ? 0 : x > length ? length : x;
}

export function $textIncludes(this: any, x: any, from: any): boolean {
  if (typeof x === 'object' && x && x['\xffmatch'])
    throw new TypeError('The argument must not be a regular expression');
  const s = `${this}`;
  return $find(s, `${x}`, $clamp(from, s.length)) >= 0;
}

export function $textLastIndexOf(this: any, x: any, from: any): number {
  const s = `${this}`;
  x = `${x}`;
  const at = +from;
  let i = at === at ? $clamp(at, s.length) : s.length;
  if (i > s.length - x.length) i = s.length - x.length;
  for (; i >= 0; i--) if (s.substr(i, x.length) === x) return i;
  return -1;
}

export function $startsWith(this: any, x: any, from: any): boolean {
  if (typeof x === 'object' && x && x['\xffmatch'])
    throw new TypeError('The argument must not be a regular expression');
  const s = `${this}`;
  x = `${x}`;
  return s.substr($clamp(from, s.length), x.length) === x;
}

export function $endsWith(this: any, x: any, to: any): boolean {
  if (typeof x === 'object' && x && x['\xffmatch'])
    throw new TypeError('The argument must not be a regular expression');
  const s = `${this}`;
  x = `${x}`;
  const end = to === undefined ? s.length : $clamp(to, s.length);
  return end >= x.length && s.substr(end - x.length, x.length) === x;
}

/** Reads a character of UTF-8. */
export function $codePointAt(this: any, index: any): any {
  const s = `${this}`;
  index = $integer(index);
  if (index < 0 || index >= s.length) return undefined;
  const c = s.charCodeAt(index);
  const n = c >= 240 ? 3 : c >= 224 ? 2 : c >= 192 ? 1 : 0;
  let code = n ? c & (63 >> n) : c;
  for (let i = 1; i <= n; i++) {
    const d = s.charCodeAt(index + i);
    if ((d & 192) !== 128) return c;
    code = (code << 6) | (d & 63);
  }
  return code;
}

export function $localeCompare(this: any, x: any): number {
  const a = `${this}`;
  const b = `${x}`;
  const lowerA = a.toLowerCase();
  const lowerB = b.toLowerCase();
  if (lowerA !== lowerB) return lowerA < lowerB ? -1 : 1;
  // Small letters come before capitals.
  return a === b ? 0 : a > b ? -1 : 1;
}

export function $normalize(this: any): string {
  const s = `${this}`;
  for (let i = 0; i < s.length; i++) if (s.charCodeAt(i) > 127) throw $RangeError('normalize is there for ASCII only');
  return s;
}

export function $trimStart(this: any): string {
  const s = `${this}`;
  let i = 0;
  while (i < s.length && $isSpaceCode(s.charCodeAt(i))) i++;
  return s.substr(i);
}

export function $trimEnd(this: any): string {
  const s = `${this}`;
  let i = s.length;
  while (i > 0 && $isSpaceCode(s.charCodeAt(i - 1))) i--;
  return s.substring(0, i);
}

export function $padText(s: string, length: any, by: any): string {
  by = by === undefined ? ' ' : `${by}`;
  length = $integer(length) - s.length;
  if (length <= 0 || !by) return '';
  let out = '';
  while (out.length < length) out += by;
  return out.substring(0, length);
}

export function $padStart(this: any, length: any, by: any): string {
  const s = `${this}`;
  return $padText(s, length, by) + s;
}

export function $padEnd(this: any, length: any, by: any): string {
  const s = `${this}`;
  return s + $padText(s, length, by);
}

export function $repeatText(this: any, n: any): string {
  n = $integer(n);
  if (n < 0 || n === 1 / 0) throw $RangeError('Invalid count value');
  let out = '';
  let part = `${this}`;
  // Doubling, where the native one is quadratic.
  while (n > 0) {
    if (n % 2) out += part;
    n = (n - (n % 2)) / 2;
    if (n) part += part;
  }
  return out;
}

export function $textSlice(this: any, from: any, to: any): string {
  const s = `${this}`;
  return s.substring($index(from, s.length, 0), $sliceEnd($index(from, s.length, 0), $index(to, s.length, s.length)));
}

export function $sliceEnd(from: number, to: number): number {
  return to < from ? from : to;
}

export function $textConcat(this: any, ...more: any[]): string {
  let out = `${this}`;
  for (let i = 0; i < more.length; i++) out += more[i];
  return out;
}

/** `String.fromCodePoint`: the bytes of UTF-8 above 0xff. */
export function $fromCodePoint(...codes: any[]): string {
  let out = '';
  for (let i = 0; i < codes.length; i++) {
    const c = +codes[i];
    if (!(c >= 0 && c <= 1114111) || c % 1) throw $RangeError(`Invalid code point ${codes[i]}`);
    out += $utf8Char(c);
  }
  return out;
}

export function $utf8Char(c: number): string {
  if (c < 256) return String.fromCharCode(c);
  if (c < 2048) return String.fromCharCode(192 | (c >> 6), 128 | (c & 63));
  if (c < 65536) return String.fromCharCode(224 | (c >> 12), 128 | ((c >> 6) & 63), 128 | (c & 63));
  return String.fromCharCode(240 | (c >> 18), 128 | ((c >> 12) & 63), 128 | ((c >> 6) & 63), 128 | (c & 63));
}

/** `String.fromCharCode.apply(null, list)` */
export function $charsOf(list: any): string {
  let out = '';
  for (let i = 0; i < list.length; i++) out += $utf8Char(list[i] & 65535);
  return out;
}

/** `String.fromCharCode`: what does not fit a byte becomes UTF-8, surrogate pairs as one character. */
export function $fromCharCode(...codes: any[]): string {
  let out = '';
  for (let i = 0; i < codes.length; i++) {
    let c = codes[i] & 65535;
    const low = codes[i + 1] & 65535;
    if (c >= 55296 && c < 56320 && low >= 56320 && low < 57344) {
      c = (c - 55296) * 1024 + low - 56320 + 65536;
      i++;
    }
    out += $utf8Char(c);
  }
  return out;
}

/** `String.raw` */
export function $raw(strings: any, ...values: any[]): string {
  const list = $list(strings.raw);
  let out = '';
  for (let i = 0; i < list.length; i++) {
    out += list[i];
    if (i < values.length && i < list.length - 1) out += values[i];
  }
  return out;
}

export function $match(this: any, x: any): any {
  return x['\xffmatch'](`${this}`);
}

export function $matchAll(this: any, x: any): any {
  return x['\xffmatchAll'](`${this}`);
}

export function $searchText(this: any, x: any): number {
  return x['\xffsearch'](`${this}`);
}

export function $lowerCase(this: any): string {
  return this.toLowerCase();
}

export function $upperCase(this: any): string {
  return this.toUpperCase();
}
