// encodeURIComponent and its like, over bytes of UTF-8.
import { $utf8Char } from './string.js';

export function $encodeBytes(s: any, kept: string): string {
  s = `${s}`;
  let out = '';
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i);
    if (
      c < 128 &&
      ((c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || kept.indexOf(s.charAt(i)) >= 0)
    )
      out += s.charAt(i);
    else out += `%${'0123456789ABCDEF'.charAt(c >> 4)}${'0123456789ABCDEF'.charAt(c & 15)}`;
  }
  return out;
}

export function $hexPair(s: string, at: number): number {
  const digits = '0123456789abcdef';
  const a = s.charAt(at).toLowerCase();
  const b = s.charAt(at + 1).toLowerCase();
  const high = a ? digits.indexOf(a) : -1;
  const low = b ? digits.indexOf(b) : -1;
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

export function $decodeBytes(s: any, kept: string): string {
  s = `${s}`;
  let out = '';
  for (let i = 0; i < s.length; i++) {
    const c = s.charAt(i);
    if (c !== '%') {
      out += c;
      continue;
    }
    const byte = $hexPair(s, i + 1);
    if (byte < 0) {
      const e: any = new Error('URI malformed');
      e.name = 'URIError';
      throw e;
    }
    const d = String.fromCharCode(byte);
    out += kept.indexOf(d) >= 0 ? s.substr(i, 3) : d;
    i += 2;
  }
  return out;
}

export function $encodeURIComponent(s: any): string {
  return $encodeBytes(s, "-_.!~*'()");
}

export function $encodeURI(s: any): string {
  return $encodeBytes(s, "-_.!~*'();/?:@&=+$,#");
}

export function $decodeURIComponent(s: any): string {
  return $decodeBytes(s, '');
}

export function $decodeURI(s: any): string {
  return $decodeBytes(s, ';/?:@&=+$,#');
}

export function $escapeText(s: any): string {
  return $encodeBytes(s, '@*_+-./');
}

export function $unescapeText(s: any): string {
  s = `${s}`;
  let out = '';
  for (let i = 0; i < s.length; i++) {
    const wide = s.charAt(i) === '%' && s.charAt(i + 1) === 'u';
    const at = wide ? i + 2 : i + 1;
    const high = wide ? $hexPair(s, at) : 0;
    const low = s.charAt(i) === '%' ? $hexPair(s, wide ? at + 2 : at) : -1;
    if (high < 0 || low < 0) out += s.charAt(i);
    else {
      out += $utf8Char(high * 256 + low);
      i += wide ? 5 : 2;
    }
  }
  return out;
}
