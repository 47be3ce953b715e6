// JSON.parse as the standard reads it: the interpreter takes trailing text, comments and more, and ignores the reviver.
import { $nearest } from './decimal.js';
import { $keys } from './object.js';
import { $utf8Char } from './string.js';

export function $jsonFail(st: any): never {
  const found = st.s.charAt(st.i);
  throw new SyntaxError(
    found ? `Unexpected token ${found} in JSON at position ${st.i}` : 'Unexpected end of JSON input',
  );
}

export function $jsonSpace(st: any): number {
  for (;;) {
    const c = st.s.charCodeAt(st.i);
    if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return c;
    st.i++;
  }
}

/** The text behind an opening quote. */
export function $jsonString(st: any): string {
  const s: string = st.s;
  let out = '';
  let from = st.i;
  for (;;) {
    const c = s.charCodeAt(st.i);
    if (!(c >= 32)) $jsonFail(st);
    if (c === 34) {
      st.i++;
      return out + s.substring(from, st.i - 1);
    }
    if (c !== 92) {
      st.i++;
      continue;
    }
    out += s.substring(from, st.i);
    const e = s.charAt(st.i + 1);
    const at = '"\\/bfnrt'.indexOf(e);
    if (e && at >= 0) {
      out += '"\\/\b\f\n\r\t'.charAt(at);
      st.i += 2;
    } else if (e === 'u') {
      let code = $jsonHex(st, st.i + 2);
      st.i += 6;
      if (code >= 55296 && code < 56320 && s.substr(st.i, 2) === '\\u') {
        const low = $jsonHex(st, st.i + 2);
        if (low >= 56320 && low < 57344) {
          code = (code - 55296) * 1024 + low - 56320 + 65536;
          st.i += 6;
        }
      }
      out += $utf8Char(code);
    } else {
      st.i++;
      $jsonFail(st);
    }
    from = st.i;
  }
}

export function $jsonHex(st: any, at: number): number {
  let out = 0;
  for (let i = at; i < at + 4; i++) {
    const d = '0123456789abcdef'.indexOf(st.s.charAt(i).toLowerCase());
    if (d < 0 || !st.s.charAt(i)) {
      st.i = i;
      $jsonFail(st);
    }
    out = out * 16 + d;
  }
  return out;
}

export function $jsonDigits(st: any): string {
  const from = st.i;
  while (st.s.charCodeAt(st.i) >= 48 && st.s.charCodeAt(st.i) <= 57) st.i++;
  if (st.i === from) $jsonFail(st);
  return st.s.substring(from, st.i);
}

export function $jsonNumber(st: any): number {
  const s: string = st.s;
  const minus = s.charAt(st.i) === '-';
  if (minus) st.i++;
  const start = st.i;
  let digits = $jsonDigits(st);
  if (digits.length > 1 && digits.charAt(0) === '0') {
    st.i = start + 1;
    $jsonFail(st);
  }
  let exponent = digits.length;
  let simple = true;
  if (s.charAt(st.i) === '.') {
    st.i++;
    digits += $jsonDigits(st);
    simple = false;
  }
  const mark = s.charAt(st.i);
  if (mark === 'e' || mark === 'E') {
    st.i++;
    const sign = s.charAt(st.i);
    if (sign === '-' || sign === '+') st.i++;
    const e = +$jsonDigits(st).substr(0, 6);
    exponent += sign === '-' ? -e : e;
    simple = false;
  }
  const x = simple && digits.length < 16 ? +digits : $nearest(digits, exponent);
  return minus ? -x : x;
}

export function $jsonValue(st: any): any {
  const c = $jsonSpace(st);
  if (c === 34) {
    st.i++;
    return $jsonString(st);
  }
  if (c === 123 || c === 91) {
    st.i++;
    if (++st.d > 200) throw new SyntaxError('JSON is nested too deep');
    const out: any = c === 91 ? [] : {};
    const end = c + 2;
    if ($jsonSpace(st) === end) st.i++;
    else
      for (;;) {
        if (c === 91) out.push($jsonValue(st));
        else {
          if ($jsonSpace(st) !== 34) $jsonFail(st);
          st.i++;
          const key = $jsonString(st);
          if ($jsonSpace(st) !== 58) $jsonFail(st);
          st.i++;
          const value = $jsonValue(st);
          // That key would set the prototype.
          if (key !== '__proto__') out[key] = value;
        }
        const d = $jsonSpace(st);
        if (d !== 44 && d !== end) $jsonFail(st);
        st.i++;
        if (d === end) break;
      }
    st.d--;
    return out;
  }
  if (c === 45 || (c >= 48 && c <= 57)) return $jsonNumber(st);
  const word = c === 116 ? 'true' : c === 102 ? 'false' : 'null';
  if (st.s.substr(st.i, word.length) !== word) $jsonFail(st);
  st.i += word.length;
  return c === 116 ? true : c === 102 ? false : null;
}

export function $revive(holder: any, key: string, reviver: any): any {
  const x = holder[key];
  if (typeof x === 'object' && x) {
    const keys = Array.isArray(x) ? x.map((_: any, i: number) => `${i}`) : $keys(x);
    for (const k of keys) {
      const y = $revive(x, k, reviver);
      if (y === undefined) delete x[k];
      else x[k] = y;
    }
  }
  return reviver.call(holder, key, x);
}

export function $parse(text: any, reviver: any): any {
  const st = { s: `${text}`, i: 0, d: 0 };
  const x = $jsonValue(st);
  $jsonSpace(st);
  if (st.i < st.s.length) $jsonFail(st);
  return typeof reviver === 'function' ? $revive({ '': x }, '', reviver) : x;
}
