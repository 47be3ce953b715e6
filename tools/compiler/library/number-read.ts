// Numbers from text, exactly.
import { $nearest } from './decimal.js';
import { $isSpaceCode } from './space.js';

/** The text without white space at its ends. */
export function $trimmed(s: string): string {
  let from = 0;
  let to = s.length;
  while (from < to && $isSpaceCode(s.charCodeAt(from))) from++;
  while (to > from && $isSpaceCode(s.charCodeAt(to - 1))) to--;
  return s.substring(from, to);
}

/** Where the digits that begin at `at` end. */
export function $digitsEnd(s: string, at: number): number {
  while (at < s.length && s.charCodeAt(at) >= 48 && s.charCodeAt(at) <= 57) at++;
  return at;
}

/** Reads a decimal literal at the start: `[value, characters]`, or undefined. */
export function $readDecimal(s: string): any[] | undefined {
  const sign = s.charAt(0);
  const start = sign === '-' || sign === '+' ? 1 : 0;
  const minus = sign === '-' ? -1 : 1;
  if (s.substr(start, 8) === 'Infinity') return [minus / 0, start + 8];
  let end = $digitsEnd(s, start);
  let digits = s.substring(start, end);
  let exponent = digits.length;
  if (s.charAt(end) === '.') {
    const more = $digitsEnd(s, end + 1);
    if (digits || more > end + 1) {
      digits += s.substring(end + 1, more);
      end = more;
    }
  }
  if (!digits) return undefined;
  if (s.charAt(end) === 'e' || s.charAt(end) === 'E') {
    const mark = s.charAt(end + 1);
    const from = mark === '-' || mark === '+' ? end + 2 : end + 1;
    const to = $digitsEnd(s, from);
    if (to > from) {
      let e = 0;
      for (let i = from; i < to; i++) if (e < 100000) e = e * 10 + s.charCodeAt(i) - 48;
      exponent += mark === '-' ? -e : e;
      end = to;
    }
  }
  const x = $nearest(digits, exponent);
  return [minus < 0 ? -x : x, end];
}

export function $parseFloat(s: any): number {
  if (typeof s === 'number') return s;
  const read = $readDecimal($trimmed(`${s}`));
  return read ? read[0] : 0 / 0;
}

export function $digitValue(c: number): number {
  return c >= 48 && c <= 57 ? c - 48 : c >= 97 && c <= 122 ? c - 87 : c >= 65 && c <= 90 ? c - 55 : 99;
}

export function $parseInt(s: any, radix: any): number {
  // Of a number it reads the text, which has an exponent from 1e21 on.
  if (typeof s === 'number' && (s >= 1e21 || s <= -1e21 || (s > -0.000001 && s < 0.000001 && s))) {
    let m = s < 0 ? -s : s;
    while (m >= 10) m /= 10;
    while (m < 1) m *= 10;
    m -= m % 1;
    return s < 0 ? -m : m;
  }
  s = $trimmed(`${s}`);
  let at = 0;
  let sign = 1;
  if (s.charAt(0) === '-' || s.charAt(0) === '+') {
    at = 1;
    if (s.charAt(0) === '-') sign = -1;
  }
  radix = radix | 0;
  if ((radix === 0 || radix === 16) && (s.substr(at, 2) === '0x' || s.substr(at, 2) === '0X')) {
    at += 2;
    radix = 16;
  }
  if (!radix) radix = 10;
  if (radix < 2 || radix > 36) return 0 / 0;
  const from = at;
  let x = 0;
  while (at < s.length && $digitValue(s.charCodeAt(at)) < radix) x = x * radix + $digitValue(s.charCodeAt(at++));
  if (at === from) return 0 / 0;
  if (radix === 10 && x > 9007199254740991) x = $nearest(s.substring(from, at), at - from);
  return sign < 0 ? -x : x;
}

/** ToNumber. */
export function $number(x: any): number {
  if (typeof x === 'number') return x;
  if (typeof x === 'object' && x) {
    const p = Array.isArray(x) ? x : x.valueOf();
    x = typeof p === 'object' ? `${p}` : p;
    if (typeof x === 'number') return x;
  }
  if (x === undefined) return 0 / 0;
  if (typeof x !== 'string') return +x;
  const s = $trimmed(x);
  if (!s) return 0;
  const prefix = s.substr(0, 2).toLowerCase();
  const radix = prefix === '0x' ? 16 : prefix === '0b' ? 2 : prefix === '0o' ? 8 : 0;
  if (radix) {
    let value = 0;
    for (let i = 2; i < s.length; i++) {
      const digit = $digitValue(s.charCodeAt(i));
      if (digit >= radix) return 0 / 0;
      value = value * radix + digit;
    }
    return s.length > 2 ? value : 0 / 0;
  }
  const read = $readDecimal(s);
  return read && read[1] === s.length ? read[0] : 0 / 0;
}

export function $isNaN(x: any): boolean {
  x = $number(x);
  return x !== x;
}

export function $isFinite(x: any): boolean {
  x = $number(x);
  return x - x === 0;
}

export function $numberIsInteger(x: any): boolean {
  return typeof x === 'number' && x - x === 0 && x % 1 === 0;
}

export function $numberIsSafeInteger(x: any): boolean {
  return $numberIsInteger(x) && x >= -9007199254740991 && x <= 9007199254740991;
}

export function $numberIsFinite(x: any): boolean {
  return typeof x === 'number' && x - x === 0;
}

export function $numberIsNaN(x: any): boolean {
  return typeof x === 'number' && x !== x;
}
