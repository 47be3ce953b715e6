// Exact decimal digits of doubles, and the double nearest to decimal digits. The interpreter writes about 11 digits and
// reads fractions inexactly. Numbers are taken apart into whole limbs of 7 digits, so every step is exact.
//
// Decimal numbers are `[digits, exponent]`: 0.digits * 10^exponent, without zeros at the digits' ends.

/** `[m, e]` with `x = m * 2^e`, m a whole number below 2^53; x is positive and finite. */
export function $parts(x: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const high = view.getUint32(0);
  const exponent = high >>> 20;
  const fraction = (high & 1048575) * 4294967296 + view.getUint32(4);
  return exponent ? [fraction + 4503599627370496, exponent - 1075] : [fraction, -1074];
}

/** `m * 2^e` for m of at most 53 bits, without a step that rounds. */
export function $scaled(m: number, e: number): number {
  const view = new DataView(new ArrayBuffer(8));
  const low = m % 4294967296;
  const high = (m - low) / 4294967296;
  view.setUint32(4, low);
  view.setUint32(0, m < 4503599627370496 ? high : high - 1048576 + (e + 1075) * 1048576);
  return view.getFloat64(0);
}

/** Multiplies limbs in place and adds. */
export function $multiply(limbs: number[], by: number, carry: number): void {
  for (let i = 0; i < limbs.length; i++) {
    const v = limbs[i]! * by + carry;
    const limb = v % 10000000;
    limbs[i] = limb;
    carry = (v - limb) / 10000000;
  }
  while (carry > 0) {
    limbs.push(carry % 10000000);
    carry = (carry - (carry % 10000000)) / 10000000;
  }
}

export function $trimDigits(value: any[]): any[] {
  const digits: string = value[0];
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end--;
  return [digits.substr(0, end), value[1]];
}

/** The digits of `m * 2^e`, or with `half` of `(m + 1/2) * 2^e`. */
export function $expand(m: number, e: number, half?: any): any[] {
  const limbs: number[] = [];
  while (m > 0) {
    const limb = m % 10000000;
    limbs.push(limb);
    m = (m - limb) / 10000000;
  }
  if (half) {
    $multiply(limbs, 2, 1);
    e--;
  }
  const scale = e < 0 ? e : 0;
  // 5^12 and 2^29: a limb times that is below 2^53.
  const step = e < 0 ? 12 : 29;
  let left = e < 0 ? -e : e;
  while (left > 0) {
    let by = 1;
    for (let i = 0; i < step && left > 0; i++) {
      by *= e < 0 ? 5 : 2;
      left--;
    }
    $multiply(limbs, by, 0);
  }
  let digits = '';
  for (let i = limbs.length - 1; i >= 0; i--) {
    const text = `${limbs[i]! + 10000000}`.substr(1);
    digits += text;
  }
  let start = 0;
  while (start < digits.length && digits.charCodeAt(start) === 48) start++;
  return $trimDigits([digits.substr(start), digits.length - start + scale]);
}

/** Orders two decimal numbers: negative, 0 or positive. */
export function $compareDigits(a: any[], b: any[]): number {
  if (!a[0] || !b[0]) return a[0].length - b[0].length;
  if (a[1] !== b[1]) return a[1] - b[1];
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}

/** Rounded to `count` digits, halves away from zero. */
export function $roundDigits(value: any[], count: number): any[] {
  const digits: string = value[0];
  if (count < 0) return ['', value[1]];
  if (digits.length <= count) return value;
  const head = digits.substr(0, count);
  if (digits.charCodeAt(count) < 53) return $trimDigits([head, value[1]]);
  let i = count - 1;
  while (i >= 0 && head.charCodeAt(i) === 57) i--;
  if (i < 0) return ['1', value[1] + 1];
  return [head.substr(0, i) + String.fromCharCode(head.charCodeAt(i) + 1), value[1]];
}

/** The middle between `m * 2^e` and the double below it. */
export function $middleBelow(m: number, e: number): any[] {
  return m === 4503599627370496 && e > -1074 ? $expand(9007199254740991, e - 1, 1) : $expand(m - 1, e, 1);
}

/** The fewest digits that only this double is nearest to; x is positive and finite. */
export function $shortest(x: number): any[] {
  const parts = $parts(x);
  const m = parts[0]!;
  const e = parts[1]!;
  const exact = $expand(m, e);
  if (exact[0].length < 16) return exact;
  const above = $expand(m, e, 1);
  const below = $middleBelow(m, e);
  const odd = m % 2;
  for (let count = m < 4503599627370496 ? 1 : 15; count < 17; count++) {
    // The nearest number of that many digits, then the one above: next to a power of two the interval is uneven.
    const tries = [$roundDigits(exact, count), $roundDigits([`${exact[0].substr(0, count)}9`, exact[1]], count)];
    for (let k = 0; k < 2; k++) {
      const low = $compareDigits(tries[k]!, below);
      const high = $compareDigits(tries[k]!, above);
      if ((low > 0 || (low === 0 && !odd)) && (high < 0 || (high === 0 && !odd))) return tries[k]!;
    }
  }
  return $roundDigits(exact, 17);
}

/** 10^n for a whole n of at most 22, exactly. */
export function $power10(n: number): number {
  let out = 1;
  for (; n > 0; n--) out *= 10;
  return out;
}

/** The double nearest to a decimal number, halves to even. */
export function $nearest(digits: string, exponent: number): number {
  let start = 0;
  while (start < digits.length && digits.charCodeAt(start) === 48) start++;
  const value = $trimDigits([digits.substr(start), exponent - start]);
  const n = value[0].length;
  if (!n || value[1] < -330) return 0;
  if (value[1] > 310) return 1 / 0;
  let x = 0;
  const taken = n < 16 ? n : 15;
  for (let i = 0; i < taken; i++) x = x * 10 + value[0].charCodeAt(i) - 48;
  let power = value[1] - taken;
  // One operation on exact numbers rounds rightly.
  if (taken === n && power >= -22 && power <= 22) return power < 0 ? x / $power10(-power) : x * $power10(power);
  while (power !== 0) {
    const step = power > 22 ? 22 : power < -22 ? -22 : power;
    if (step > 0) x *= $power10(step);
    else x /= $power10(-step);
    power -= step;
  }
  return $settle(x, value);
}

/** Moves an estimate to the double nearest to `value`, by comparing with the middles between neighbours. */
export function $settle(x: number, value: any[]): number {
  let m = 9007199254740991;
  let e = 971;
  if (x < 1 / 0) {
    const parts = $parts(x);
    m = parts[0]!;
    e = parts[1]!;
  }
  for (;;) {
    const up = $compareDigits(value, $expand(m, e, 1));
    const down = m ? $compareDigits(value, $middleBelow(m, e)) : 1;
    if (up > 0 || (up === 0 && m % 2)) {
      if (m === 9007199254740991) {
        if (e === 971) return 1 / 0;
        m = 4503599627370496;
        e++;
      } else m++;
    } else if (down < 0 || (down === 0 && m % 2)) {
      if (m === 4503599627370496 && e > -1074) {
        m = 9007199254740991;
        e--;
      } else m--;
    } else return $scaled(m, e);
  }
}
