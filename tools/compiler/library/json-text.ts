// JSON.stringify, with exact numbers, replacer, indent and the error for a circle.
import { $numberText } from './number-text.js';
import { $keys } from './object.js';

export function $quote(s: string): string {
  let out = '"';
  let from = 0;
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i);
    if (c >= 32 && c !== 34 && c !== 92) continue;
    out += s.substring(from, i);
    from = i + 1;
    const short =
      c === 34
        ? '"'
        : c === 92
          ? '\\'
          : c === 10
            ? 'n'
            : c === 13
              ? 'r'
              : c === 9
                ? 't'
                : c === 8
                  ? 'b'
                  : c === 12
                    ? 'f'
                    : '';
    out += short ? `\\${short}` : `\\u00${c < 16 ? '0' : '1'}${'0123456789abcdef'.charAt(c & 15)}`;
  }
  return `${out + s.substring(from, s.length)}"`;
}

/** The text of a value, or undefined if it has none. `st`: g gap, r replacer, l list of keys, s the records around. */
export function $jsonOf(st: any, holder: any, key: string, indent: string): any {
  let x = holder[key];
  if (x !== null && x !== undefined && typeof x.toJSON === 'function') x = x.toJSON(key);
  if (st.r) x = st.r.call(holder, key, x);
  const kind = typeof x;
  if (kind === 'string') return x.charAt(0) === '\xff' && st.y ? undefined : $quote(x);
  if (kind === 'number') return x - x === 0 ? $numberText(x) : 'null';
  if (x === null || kind === 'boolean') return `${x}`;
  if (kind !== 'object') return undefined;
  if (st.s.length > 200) throw new TypeError('JSON.stringify is too deep');
  for (const around of st.s)
    if (around === x && typeof x.byteLength !== 'number') throw new TypeError('Converting circular structure to JSON');
  st.s.push(x);
  const inner = indent + st.g;
  const parts: string[] = [];
  const isList = Array.isArray(x);
  if (isList)
    for (let i = 0; i < x.length; i++) {
      const text = $jsonOf(st, x, `${i}`, inner);
      parts.push(text === undefined ? 'null' : text);
    }
  else if (x.byteLength !== undefined) {
    for (let i = 0; i < x.length && x.buffer; i++) parts.push(`"${i}":${st.g ? ' ' : ''}${$numberText(x[i])}`);
  } else if (x['\xffh'] === undefined && x['\xffp'] === undefined)
    for (const k of st.l || $keys(x)) {
      const text = $jsonOf(st, x, k, inner);
      if (text !== undefined) parts.push(`${$quote(k)}:${st.g ? ' ' : ''}${text}`);
    }
  st.s.pop();
  const open = isList ? '[' : '{';
  const close = isList ? ']' : '}';
  if (!parts.length) return open + close;
  return st.g ? `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}` : open + parts.join(',') + close;
}

export function $stringify(x: any, replacer: any, gap: any): any {
  const st: any = { g: '', r: undefined, l: undefined, s: [] };
  if (typeof replacer === 'function') st.r = replacer;
  else if (Array.isArray(replacer)) {
    st.l = [];
    for (const key of replacer) if (st.l.indexOf(`${key}`) < 0) st.l.push(`${key}`);
  }
  if (typeof gap === 'number') for (let i = 0; i < gap && i < 10; i++) st.g += ' ';
  else if (typeof gap === 'string') st.g = gap.substr(0, 10);
  return $jsonOf(st, { '': x }, '', '');
}
