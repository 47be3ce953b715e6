// Values to bytes and back, by descriptor. Numbers are little-endian; lengths and counts are 16-bit.
// Reading is strict: short input, trailing bytes, values out of range and malformed UTF-8 are refused.
import { type Descriptor, Kind, type RecordDescriptor } from './types.js';

/** A value that its declaration does not admit. `path` names the field (`items[2].pan`), empty for the value itself. */
export class SchemaError extends Error {
  constructor(
    readonly path: string,
    readonly problem: string,
  ) {
    super(path ? `${path}: ${problem}` : problem);
    this.name = 'SchemaError';
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const integerRange: Record<number, readonly [number, number]> = {
  [Kind.u8]: [0, 0xff],
  [Kind.u16]: [0, 0xffff],
  [Kind.u32]: [0, 0xffffffff],
  [Kind.i32]: [-0x80000000, 0x7fffffff],
};
const width: Record<number, number> = { [Kind.u8]: 1, [Kind.u16]: 2, [Kind.u32]: 4, [Kind.i32]: 4 };

/** Name/type pairs of a record descriptor. */
export function* fieldsOf(d: RecordDescriptor): Generator<[string, Descriptor]> {
  for (let i = 1; i < d.length; i += 2) yield [d[i] as string, d[i + 1] as Descriptor];
}

/** Encodes `value`. Throws {@link SchemaError} naming the field that does not fit. */
export function encode(d: Descriptor, value: unknown): Uint8Array {
  const parts: Uint8Array[] = [];
  write(d, value, '', parts);
  return Buffer.concat(parts);
}

function integer(kind: number, value: unknown, path: string): Uint8Array {
  const [low, high] = integerRange[kind]!;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < low || value > high)
    throw new SchemaError(path, `needs a whole number from ${low} to ${high}`);
  const out = Buffer.alloc(width[kind]!);
  if (value < 0) out.writeInt32LE(value);
  else out.writeUIntLE(value, 0, out.length);
  return out;
}

const counted = (body: Uint8Array): Uint8Array[] => [integer(Kind.u16, body.length, ''), body];

function byteArray(value: unknown, path: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  // Jest and other embedders have a second Uint8Array; the brand is the same.
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  throw new SchemaError(path, 'needs bytes (a Uint8Array)');
}

function write(d: Descriptor, value: unknown, path: string, out: Uint8Array[]): void {
  if (d === Kind.none) {
    if (value !== undefined && value !== null) throw new SchemaError(path, 'takes no value');
    return;
  }
  if (typeof d === 'number') {
    if (d === Kind.bool) {
      if (typeof value !== 'boolean') throw new SchemaError(path, 'needs true or false');
      out.push(Uint8Array.of(value ? 1 : 0));
    } else if (d === Kind.f64) {
      if (typeof value !== 'number') throw new SchemaError(path, 'needs a number');
      const b = Buffer.alloc(8);
      b.writeDoubleLE(value);
      out.push(b);
    } else out.push(integer(d, value, path));
    return;
  }
  switch (d[0]) {
    case Kind.text: {
      if (typeof value !== 'string') throw new SchemaError(path, 'needs text');
      const b = Buffer.from(value, 'utf8');
      if (b.length > d[1]) throw new SchemaError(path, `is ${b.length} bytes of UTF-8, at most ${d[1]} are allowed`);
      if (strictUtf8.decode(b) !== value) throw new SchemaError(path, 'has an unpaired surrogate');
      out.push(...counted(b));
      return;
    }
    case Kind.bytes: {
      const b = byteArray(value, path);
      if (b.length !== d[1]) throw new SchemaError(path, `is ${b.length} bytes, exactly ${d[1]} are needed`);
      out.push(b);
      return;
    }
    case Kind.blob: {
      const b = byteArray(value, path);
      if (b.length > d[1]) throw new SchemaError(path, `is ${b.length} bytes, at most ${d[1]} are allowed`);
      out.push(...counted(b));
      return;
    }
    case Kind.list: {
      if (!Array.isArray(value)) throw new SchemaError(path, 'needs a list');
      if (value.length > d[1]) throw new SchemaError(path, `has ${value.length} items, at most ${d[1]} are allowed`);
      out.push(integer(Kind.u16, value.length, path));
      for (const [i, item] of value.entries()) write(d[2], item, `${path}[${i}]`, out);
      return;
    }
    case Kind.optional:
      if (value === undefined || value === null) out.push(Uint8Array.of(0));
      else {
        out.push(Uint8Array.of(1));
        write(d[1], value, path, out);
      }
      return;
    case Kind.record: {
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw new SchemaError(path, 'needs an object');
      const given = new Set(Object.keys(value));
      for (const [name, type] of fieldsOf(d)) {
        given.delete(name);
        write(type, (value as Record<string, unknown>)[name], path ? `${path}.${name}` : name, out);
      }
      const [extra] = given;
      if (extra !== undefined) throw new SchemaError(path ? `${path}.${extra}` : extra, 'is not declared');
      return;
    }
    case Kind.oneOf: {
      const index = d.indexOf(value as string, 1);
      if (index < 1) throw new SchemaError(path, `needs one of ${d.slice(1).join(', ')}`);
      out.push(Uint8Array.of(index - 1));
      return;
    }
  }
}

/** Decodes all of `input`. Throws {@link SchemaError} on anything that {@link encode} would not have written. */
export function decode(d: Descriptor, input: Uint8Array): unknown {
  const reader = new Reader(input);
  const value = read(d, reader, '');
  reader.end();
  return value;
}

class Reader {
  readonly #data: Buffer;
  #at = 0;
  constructor(input: Uint8Array) {
    this.#data = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  }
  take(length: number, path: string): Buffer {
    if (this.#at + length > this.#data.length) throw new SchemaError(path, 'ends too early');
    this.#at += length;
    return this.#data.subarray(this.#at - length, this.#at);
  }
  end(): void {
    if (this.#at !== this.#data.length) throw new SchemaError('', `has ${this.#data.length - this.#at} bytes too many`);
  }
}

function read(d: Descriptor, r: Reader, path: string): unknown {
  if (typeof d === 'number') {
    switch (d) {
      case Kind.none:
        return undefined;
      case Kind.bool: {
        const b = r.take(1, path)[0]!;
        if (b > 1) throw new SchemaError(path, `is ${b}, not 0 or 1`);
        return b === 1;
      }
      case Kind.f64:
        return r.take(8, path).readDoubleLE();
      case Kind.i32:
        return r.take(4, path).readInt32LE();
      default: {
        const n = width[d]!;
        return r.take(n, path).readUIntLE(0, n);
      }
    }
  }
  switch (d[0]) {
    case Kind.text: {
      const length = r.take(2, path).readUInt16LE();
      if (length > d[1]) throw new SchemaError(path, `is ${length} bytes of UTF-8, at most ${d[1]} are allowed`);
      try {
        return strictUtf8.decode(r.take(length, path));
      } catch (error) {
        if (error instanceof SchemaError) throw error;
        throw new SchemaError(path, 'is not UTF-8');
      }
    }
    case Kind.bytes:
      return Uint8Array.from(r.take(d[1], path));
    case Kind.blob: {
      const length = r.take(2, path).readUInt16LE();
      if (length > d[1]) throw new SchemaError(path, `is ${length} bytes, at most ${d[1]} are allowed`);
      return Uint8Array.from(r.take(length, path));
    }
    case Kind.list: {
      const count = r.take(2, path).readUInt16LE();
      if (count > d[1]) throw new SchemaError(path, `has ${count} items, at most ${d[1]} are allowed`);
      const out: unknown[] = [];
      for (let i = 0; i < count; i++) out.push(read(d[2], r, `${path}[${i}]`));
      return out;
    }
    case Kind.optional: {
      const flag = r.take(1, path)[0]!;
      if (flag > 1) throw new SchemaError(path, `is ${flag}, not 0 or 1`);
      return flag ? read(d[1], r, path) : undefined;
    }
    case Kind.record: {
      const out: Record<string, unknown> = {};
      for (const [name, type] of fieldsOf(d)) {
        const value = read(type, r, path ? `${path}.${name}` : name);
        if (value !== undefined) out[name] = value;
      }
      return out;
    }
    case Kind.oneOf: {
      const index = r.take(1, path)[0]!;
      const name = d[index + 1];
      if (name === undefined) throw new SchemaError(path, `has no name number ${index}`);
      return name;
    }
  }
}
