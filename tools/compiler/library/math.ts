// Members of Math that the interpreter lacks or answers inexactly.
import { $parts } from './decimal.js';

/** Splits a number into two halves whose products are exact (Veltkamp). */
export function $halves(a: number): number[] {
  const c = a * 134217729;
  const high = c - (c - a);
  return [high, a - high];
}

/** What rounding lost of `a * b` (Dekker). */
export function $productError(a: number, b: number, product: number): number {
  const x = $halves(a);
  const y = $halves(b);
  return x[1]! * y[1]! - (product - x[0]! * y[0]! - x[1]! * y[0]! - x[0]! * y[1]!);
}

/** The correctly rounded square root. */
export function $sqrt(x: any): number {
  x = +x;
  if (!(x > 0) || x === 1 / 0) return x >= 0 ? x : 0 / 0;
  // Brought to [2^52, 2^54) by an even power of two, where nothing over- or underflows.
  const parts = $parts(x);
  let m = parts[0]!;
  let e = parts[1]!;
  while (m < 4503599627370496) {
    m *= 2;
    e--;
  }
  if (e % 2) {
    m *= 2;
    e--;
  }
  let r = Math.sqrt(m);
  r = (r + m / r) / 2;
  // The root lies between 2^26 and 2^27; its last place is worth 2^-26. Half of it decides.
  for (let turn = 0; turn < 3; turn++) {
    const square = r * r;
    const rest = m - square - $productError(r, r, square);
    const place = 1 / 67108864;
    if (rest > r * place) r += place;
    else if (rest <= -r * place) r -= place;
    else break;
  }
  let half = e / 2;
  for (; half > 0; half--) r *= 2;
  for (; half < 0; half++) r /= 2;
  return r;
}

/** `a ** b`: by multiplying for whole exponents, which is exact where the result is. */
export function $pow(a: any, b: any): number {
  a = +a;
  b = +b;
  if (b === 0) return 1;
  if (a !== a || b !== b) return 0 / 0;
  if (b - b !== 0) {
    const size = a < 0 ? -a : a;
    if (size === 1) return 0 / 0;
    return size > 1 === b > 0 ? 1 / 0 : 0;
  }
  if (b === 0.5) return a === -1 / 0 ? 1 / 0 : $sqrt(a);
  if (b % 1 === 0) {
    let n = b < 0 ? -b : b;
    if (n < 4096) {
      let out = 1;
      let power = a;
      while (n > 0) {
        if (n % 2) out *= power;
        n = (n - (n % 2)) / 2;
        if (n > 0) power *= power;
      }
      return b < 0 ? 1 / out : out;
    }
    if (a < 0) {
      const out = $pow(-a, b);
      return b % 2 ? -out : out;
    }
  }
  if (a < 0) return a === -1 / 0 ? (b > 0 ? 1 / 0 : 0) : 0 / 0;
  if (a === 0) return b > 0 ? 0 : 1 / 0;
  if (a === 1 / 0) return b > 0 ? a : 0;
  if (a === 1) return 1;
  return Math.exp(b * Math.log(a));
}

/** Halves go up. */
export function $round(x: any): number {
  x = +x;
  if (x - x !== 0) return x;
  const rest = x % 1;
  const whole = x - rest;
  return rest >= 0.5 ? whole + 1 : rest < -0.5 ? whole - 1 : whole;
}

export function $trunc(x: any): number {
  x = +x;
  return x - x === 0 ? x - (x % 1) : x;
}

export function $sign(x: any): number {
  x = +x;
  return x > 0 ? 1 : x < 0 ? -1 : x;
}

export function $imul(a: any, b: any): number {
  a |= 0;
  b |= 0;
  return ((a & 65535) * b + ((((a >>> 16) * b) & 65535) << 16)) | 0;
}

export function $clz32(x: any): number {
  x >>>= 0;
  let n = 32;
  while (x) {
    x >>>= 1;
    n--;
  }
  return n;
}

export function $fround(x: any): number {
  return new Float32Array([+x])[0]!;
}

export function $hypot(...all: any[]): number {
  let largest = 0;
  let odd = false;
  for (let i = 0; i < all.length; i++) {
    let x = +all[i];
    if (x < 0) x = -x;
    if (x === 1 / 0) return x;
    if (x !== x) odd = true;
    if (x > largest) largest = x;
  }
  if (odd) return 0 / 0;
  if (!largest) return 0;
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < all.length; i++) {
    const x = +all[i] / largest;
    // Summed with what rounding loses (Kahan).
    const term = x * x - lost;
    const next = sum + term;
    lost = next - sum - term;
    sum = next;
  }
  return $sqrt(sum) * largest;
}

export function $cbrt(x: any): number {
  x = +x;
  if (x === 0 || x - x !== 0) return x;
  const size = x < 0 ? -x : x;
  let r = Math.exp(Math.log(size) / 3);
  r = r - (r * r * r - size) / (3 * r * r);
  r = r - (r * r * r - size) / (3 * r * r);
  // A whole root is exact.
  const near = $round(r);
  if (near * near * near === size) r = near;
  return x < 0 ? -r : r;
}

/** `x` as `[f, e]`, x = f * 2^e with f in [1/sqrt 2, sqrt 2). */
export function $binary(x: number): number[] {
  const parts = $parts(x);
  let m = parts[0]!;
  let e = parts[1]!;
  while (m < 4503599627370496) {
    m *= 2;
    e--;
  }
  m /= 4503599627370496;
  e += 52;
  if (m > 1.4142135623730951) {
    m /= 2;
    e++;
  }
  return [m, e];
}

export function $log2(x: any): number {
  x = +x;
  if (!(x > 0) || x === 1 / 0) return Math.log(x);
  const parts = $binary(x);
  return parts[1]! + Math.log(parts[0]!) / 0.6931471805599453;
}

export function $log10(x: any): number {
  x = +x;
  const y = Math.log(x) / 2.302585092994046;
  if (y - y !== 0) return y;
  // A power of ten has a whole logarithm.
  const near = $round(y);
  if (near >= -22 && near <= 22) {
    let power = 1;
    for (let i = near < 0 ? -near : near; i > 0; i--) power *= 10;
    if ((near < 0 ? 1 / power : power) === x) return near;
  }
  return y;
}

export function $log1p(x: any): number {
  x = +x;
  const y = 1 + x;
  if (y === 1 || y === 1 / 0) return x;
  return y > 0 ? (Math.log(y) * x) / (y - 1) : Math.log(y);
}

export function $expm1(x: any): number {
  x = +x;
  if (x > 0.5 || x < -0.5 || x !== x) return Math.exp(x) - 1;
  let term = x;
  let sum = 0;
  for (let n = 2; n < 20; n++) {
    sum += term;
    term = (term * x) / n;
  }
  return sum;
}

export function $sinh(x: any): number {
  const y = $expm1(+x < 0 ? -x : +x);
  const out = y === 1 / 0 ? Math.exp((+x < 0 ? -x : +x) - 0.6931471805599453) : (y + y / (y + 1)) / 2;
  return +x < 0 ? -out : out;
}

export function $cosh(x: any): number {
  const y = Math.exp(+x < 0 ? -x : +x);
  return y === 1 / 0 ? Math.exp((+x < 0 ? -x : +x) - 0.6931471805599453) : (y + 1 / y) / 2;
}

export function $tanh(x: any): number {
  const y = $expm1(2 * (+x < 0 ? -x : +x));
  const out = y === 1 / 0 ? 1 : y / (y + 2);
  return +x < 0 ? -out : out;
}

export function $asinh(x: any): number {
  const a = +x < 0 ? -x : +x;
  if (a === 1 / 0) return x;
  const out = a > 1e100 ? Math.log(a) + 0.6931471805599453 : $log1p(a + (a * a) / ($sqrt(a * a + 1) + 1));
  return +x < 0 ? -out : out;
}

export function $acosh(x: any): number {
  x = +x;
  return x > 1e100 ? Math.log(x) + 0.6931471805599453 : $log1p(x - 1 + $sqrt((x - 1) * (x + 1)));
}

export function $atanh(x: any): number {
  x = +x;
  return $log1p((2 * x) / (1 - x)) / 2;
}

export function $max(...all: any[]): number {
  let out = -1 / 0;
  for (let i = 0; i < all.length; i++) {
    const x = +all[i];
    if (x !== x) return x;
    if (x > out) out = x;
  }
  return out;
}

export function $min(...all: any[]): number {
  let out = 1 / 0;
  for (let i = 0; i < all.length; i++) {
    const x = +all[i];
    if (x !== x) return x;
    if (x < out) out = x;
  }
  return out;
}

/** `Math.max.apply(null, list)` */
export function $maxOf(list: any): number {
  let out = -1 / 0;
  for (let i = 0; i < list.length; i++) {
    const x = +list[i];
    if (x !== x) return x;
    if (x > out) out = x;
  }
  return out;
}

export function $minOf(list: any): number {
  let out = 1 / 0;
  for (let i = 0; i < list.length; i++) {
    const x = +list[i];
    if (x !== x) return x;
    if (x < out) out = x;
  }
  return out;
}
