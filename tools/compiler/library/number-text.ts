// The text of numbers, as ECMAScript writes it: the interpreter cuts it to about 11 digits.

import { $expand, $parts, $roundDigits, $shortest } from './decimal.js';
import { $RangeError } from './error-kinds.js';

/** Zeros, or nothing. */
export function $zeros(n: number): string {
  let out = '';
  for (; n > 0; n--) out += '0';
  return out;
}

/** `d.ddde±x`, with at least `count` digits. */
export function $withExponent(digits: string, exponent: number, count: number): string {
  digits += $zeros(count - digits.length);
  const e = exponent - 1;
  return `${digits.charAt(0) + (digits.length > 1 ? `.${digits.substr(1)}` : '')}e${e < 0 ? '-' : '+'}${e < 0 ? -e : e}`;
}

/** `ddd.ddd`, with `fraction` digits behind the point. */
export function $plainDigits(digits: string, exponent: number, fraction: number): string {
  if (exponent <= 0) {
    digits = $zeros(1 - exponent) + digits;
    exponent = 1;
  }
  digits += $zeros(exponent + fraction - digits.length);
  return digits.substr(0, exponent) + (fraction > 0 ? `.${digits.substr(exponent)}` : '');
}

/** Number::toString of any number. */
export function $numberText(x: number): string {
  if (x === (x | 0) || x - x !== 0) return `${x}`;
  const sign = x < 0 ? '-' : '';
  if (x < 0) x = -x;
  if (x % 1 === 0 && x < 9007199254740992) return `${sign}${x}`;
  const value = $shortest(x);
  const digits: string = value[0];
  const n: number = value[1];
  if (n > 21 || n < -5) return sign + $withExponent(digits, n, 0);
  return sign + $plainDigits(digits, n, digits.length > n ? digits.length - n : 0);
}

/** ToString. */
export function $text(x: any): string {
  if (typeof x === 'number') return $numberText(x);
  if (Array.isArray(x)) return $listText(x, ',');
  if (typeof x === 'object' && x && x.valueOf !== undefined && !x.byteLength) {
    const p = x.toString();
    return typeof p === 'number' ? $numberText(p) : `${p}`;
  }
  return `${x}`;
}

/** `list.join` */
export function $listText(list: any, separator: any): string {
  let out = '';
  for (let i = 0; i < list.length; i++) {
    const x = list[i];
    if (i) out += separator;
    if (x !== undefined && x !== null) out += $text(x);
  }
  return out;
}

export function $join(this: any, separator: any): string {
  return $listText(this, separator === undefined ? ',' : $text(separator));
}

/** `a + b` of values of which neither kind is known. */
export function $add(a: any, b: any): any {
  const sum = a + b;
  if (typeof sum !== 'string') return sum;
  return (typeof a === 'string' ? a : $operandText(a)) + (typeof b === 'string' ? b : $operandText(b));
}

/** The text of an operand of `+`: that of its primitive value. */
export function $operandText(x: any): string {
  if (typeof x === 'object' && x && !Array.isArray(x) && x.valueOf) {
    const p = x.valueOf();
    if (typeof p !== 'object') return $text(p);
  }
  return $text(x);
}

export function $exact(x: number): any[] {
  if (x === 0) return ['', 1];
  const parts = $parts(x);
  return $expand(parts[0]!, parts[1]!);
}

export function $checkDigits(n: any, least: number): number {
  n = n === undefined ? 0 : +n || 0;
  n -= n % 1;
  if (n < least || n > 100) throw $RangeError('The number of digits is out of range');
  return n;
}

export function $toFixed(this: any, fraction: any): string {
  let x = +this;
  fraction = $checkDigits(fraction, 0);
  if (x - x !== 0 || x >= 1e21 || x <= -1e21) return $numberText(x);
  let sign = '';
  if (x < 0) {
    x = -x;
    sign = '-';
  }
  const exact = $exact(x);
  const value = $roundDigits(exact, exact[1] + fraction);
  return sign + (value[0] ? $plainDigits(value[0], value[1], fraction) : $plainDigits('', 1, fraction));
}

export function $toPrecision(this: any, count: any): string {
  let x = +this;
  if (count === undefined || x - x !== 0) return $numberText(x);
  count = $checkDigits(count, 1);
  let sign = '';
  if (x < 0) {
    x = -x;
    sign = '-';
  }
  const value = $roundDigits($exact(x), count);
  if (value[1] > count || value[1] < -5) return sign + $withExponent(value[0], value[1], count);
  return sign + $plainDigits(value[0], value[1], count - value[1]);
}

export function $toExponential(this: any, fraction: any): string {
  let x = +this;
  if (x - x !== 0) return `${x}`;
  const all = fraction === undefined;
  fraction = $checkDigits(fraction, 0);
  let sign = '';
  if (x < 0) {
    x = -x;
    sign = '-';
  }
  const value = x === 0 ? ['', 1] : all ? $shortest(x) : $roundDigits($exact(x), fraction + 1);
  return sign + $withExponent(value[0] || '0', value[1], all ? 0 : fraction + 1);
}

export function $numberToString(this: any, radix: any): string {
  let x = +this;
  if (radix === undefined || radix === 10) return $numberText(x);
  radix -= radix % 1;
  if (!(radix >= 2 && radix <= 36)) throw $RangeError('toString() radix must be between 2 and 36');
  if (x - x !== 0) return `${x}`;
  const letters = '0123456789abcdefghijklmnopqrstuvwxyz';
  let sign = '';
  if (x < 0) {
    x = -x;
    sign = '-';
  }
  let whole = x - (x % 1);
  let fraction = x - whole;
  let out = '';
  if (fraction > 0) {
    // Half the distance to the next double: digits beyond it say nothing.
    const parts = $parts(x);
    let delta = 0.5;
    for (let e = parts[1]!; e < 0; e++) delta /= 2;
    const least = 4.9406564584124654e-324;
    if (delta < least) delta = least;
    out = '.';
    const digits: number[] = [];
    do {
      fraction *= radix;
      delta *= radix;
      const digit = fraction - (fraction % 1);
      digits.push(digit);
      fraction -= digit;
      if (fraction > 0.5 || (fraction === 0.5 && digit % 2))
        if (fraction + delta > 1) {
          // Rounds up, with carry.
          let i = digits.length - 1;
          for (;;) {
            if (i < 0) {
              whole += 1;
              break;
            }
            if (digits[i]! + 1 < radix) {
              digits[i]!++;
              break;
            }
            digits.pop();
            i--;
          }
          break;
        }
    } while (fraction >= delta);
    for (let i = 0; i < digits.length; i++) out += letters.charAt(digits[i]!);
    if (!digits.length) out = '';
  }
  let head = '';
  // Beyond 2^53 the low digits say nothing.
  while (whole >= 9007199254740992) {
    whole /= radix;
    head += '0';
  }
  do {
    const digit = whole % radix;
    head = letters.charAt(digit - (digit % 1)) + head;
    whole = (whole - digit) / radix;
  } while (whole > 0);
  return sign + head + out;
}
