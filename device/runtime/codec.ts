// Values by descriptor, in the format of protocol/schema/codec.ts. On the card a record has its fields' names with a `$`
// before them, text is a byte string and bytes are a Uint8Array.
import { at16, blob, chr, le16, le32 } from './bytes.js';
import type { Type } from './types.js';

/** Why a value was refused: `field: problem`. Callers make an error of it. */
let input = '';
let at = 0;

function bad(path: string, problem: string): string {
  'cold';
  return path ? `${path}: ${problem}` : problem;
}

/** Bytes of `v`. Throws a text. */
export function put(d: Type, v: unknown, path: string): string {
  if (typeof d === 'number') {
    if (d === 0) {
      if (v !== undefined && v !== null) throw bad(path, 'takes no value');
      return '';
    }
    if (d === 5) {
      if (typeof v !== 'boolean') throw bad(path, 'needs true or false');
      return v ? '\x01' : '\0';
    }
    if (typeof v !== 'number') throw bad(path, 'needs a number');
    if (d === 6) return E.toString(new Uint8Array(new Float64Array([v]).buffer));
    if ((d === 1 ? v & 255 : d === 2 ? v & 65535 : d === 3 ? v >>> 0 : v | 0) !== v) throw bad(path, 'is out of range');
    return d === 1 ? chr(v) : d === 2 ? le16(v) : le32(v);
  }
  const kind = d[0];
  const max = d[1] as number;
  if (kind === 7) {
    if (typeof v !== 'string') throw bad(path, 'needs text');
    if (v.length > max) throw bad(path, 'is too long');
    return blob(v);
  }
  if (kind === 8 || kind === 9) {
    if (!(v instanceof Uint8Array)) throw bad(path, 'needs bytes');
    if (v.length > max || (kind === 8 && v.length < max)) throw bad(path, 'has a wrong length');
    return (kind === 9 ? le16(v.length) : '') + E.toString(v);
  }
  if (kind === 11) {
    if (v === undefined || v === null) return '\0';
    return `\x01${put(d[1] as Type, v, path)}`;
  }
  if (kind === 13) {
    const i = typeof v === 'string' ? d.indexOf(v) : 0;
    if (i < 1) throw bad(path, 'is none of its names');
    return chr(i - 1);
  }
  if (kind === 10) {
    if (!Array.isArray(v)) throw bad(path, 'needs a list');
    if (v.length > max) throw bad(path, 'has too many items');
    let out = le16(v.length);
    for (let i = 0; i < v.length; i++) out += put(d[2] as Type, v[i], `${path}[${i}]`);
    return out;
  }
  if (kind !== 12) throw bad(path, 'has an unknown type');
  if (!v || typeof v !== 'object' || Array.isArray(v)) throw bad(path, 'needs an object');
  const record = v as Record<string, unknown>;
  let out = '';
  let known = 0;
  for (let i = 1; i < d.length; i += 2) {
    const name = d[i] as string;
    const key = `$${name}`;
    if (key in record) known++;
    out += put(d[i + 1] as Type, record[key], path ? `${path}.${name}` : name);
  }
  if (Object.keys(record).length !== known) throw bad(path, 'has a field that is not declared');
  return out;
}

function take(n: number): string {
  if (at + n > input.length) throw 'ends too early';
  at += n;
  return input.substr(at - n, n);
}

function count(max: number): number {
  const n = at16(take(2), 0);
  if (n > max) throw 'is too long';
  return n;
}

function read(d: Type): unknown {
  if (typeof d === 'number') {
    if (d === 0) return undefined;
    if (d === 1) return take(1).charCodeAt(0);
    if (d === 2) return at16(take(2), 0);
    if (d === 5) {
      const b = take(1).charCodeAt(0);
      if (b > 1) throw 'is not 0 or 1';
      return b === 1;
    }
    if (d === 6) return new Float64Array(E.toUint8Array(take(8)).buffer)[0];
    const s = take(4);
    const n = at16(s, 0) | (at16(s, 2) << 16);
    return d === 3 ? n >>> 0 : n;
  }
  const kind = d[0];
  const max = d[1] as number;
  if (kind === 7) return take(count(max));
  if (kind === 8) return E.toUint8Array(take(max));
  if (kind === 9) return E.toUint8Array(take(count(max)));
  if (kind === 11) {
    const b = take(1).charCodeAt(0);
    if (b > 1) throw 'is not 0 or 1';
    return b ? read(d[1] as Type) : undefined;
  }
  if (kind === 13) {
    const i = take(1).charCodeAt(0) + 1;
    if (i >= d.length) throw 'is none of its names';
    return d[i];
  }
  if (kind === 10) {
    const list: unknown[] = [];
    for (let n = count(max); n > 0; n--) list.push(read(d[2] as Type));
    return list;
  }
  if (kind !== 12) throw 'has an unknown type';
  const out: Record<string, unknown> = {};
  for (let i = 1; i < d.length; i += 2) {
    const v = read(d[i + 1] as Type);
    if (v !== undefined) out[`$${d[i]}`] = v;
  }
  return out;
}

/** The value in all of `bytes`. Throws a text. */
export function get(d: Type, bytes: string): unknown {
  input = bytes;
  at = 0;
  const v = read(d);
  input = '';
  if (at !== bytes.length) throw 'has bytes too many';
  return v;
}

/** The value of a type that nobody has set: zero, false, empty, the first of its names. */
export function zero(d: Type): unknown {
  /** The value of a type that nobody has set: zero, false, empty, the first of its names. */ 'cold';
  if (typeof d === 'number') return d === 0 ? undefined : d === 5 ? false : 0;
  const kind = d[0];
  if (kind === 7) return '';
  if (kind === 8) return new Uint8Array(d[1] as number);
  if (kind === 9) return new Uint8Array(0);
  if (kind === 10) return [];
  if (kind === 13) return d[1];
  if (kind !== 12) return undefined;
  const out: Record<string, unknown> = {};
  for (let i = 1; i < d.length; i += 2) {
    const v = zero(d[i + 1] as Type);
    if (v !== undefined) out[`$${d[i]}`] = v;
  }
  return out;
}
