// Checks a call against the declaration in the signed applet's header, before anything is sent to the card.
import type { AppletHeader, GateEntry } from '../../protocol/applet/header.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { decode, encode, fieldsOf, SchemaError } from '../../protocol/schema/codec.js';
import { type Descriptor, Kind } from '../../protocol/schema/types.js';

export interface CheckedCall {
  /** Position in the gate: the method's number on the card. */
  readonly index: number;
  readonly entry: GateEntry;
  /** Encoded arguments. */
  readonly body: Uint8Array;
}

/**
 * Throws `METHOD_UNKNOWN`, `ARGUMENTS_INVALID` (with the field and what it needs), `ARGUMENTS_TOO_BIG`.
 * `args`: JSON values, bytes as base64 text (or as Uint8Array within this process); `limit`: bytes, call.arguments.
 */
export function checkCall(header: AppletHeader, method: string, args: unknown, limit: number): CheckedCall {
  const index = header.gate.findIndex((entry) => entry[0] === method);
  const entry = header.gate[index];
  if (!entry) {
    const methods = header.gate.map((e) => e[0]).join(', ') || 'none';
    throw new Cpu6Error('METHOD_UNKNOWN', { process: header.name, method: method.slice(0, 64), methods });
  }
  const body = encodeArguments(entry[1], args);
  if (body.length > limit) throw new Cpu6Error('ARGUMENTS_TOO_BIG', { size: body.length, limit });
  return { index, entry, body };
}

function encodeArguments(input: Descriptor, args: unknown): Uint8Array {
  try {
    // A method without arguments may be called with an empty object.
    const none = input === Kind.none || (Array.isArray(input) && input[0] === Kind.record && input.length === 1);
    if (none && (args === undefined || args === null || isEmptyObject(args)))
      return encode(input, input === Kind.none ? undefined : {});
    return encode(input, fromJson(input, args, ''));
  } catch (error) {
    if (error instanceof SchemaError)
      throw new Cpu6Error('ARGUMENTS_INVALID', { where: error.path || 'arguments', why: error.problem });
    throw error;
  }
}

const isEmptyObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

export interface JsonAnswer {
  readonly value: unknown;
  /** Where in `value` base64 text stands for bytes: paths of names and positions. */
  readonly bytes: readonly Path[];
}
export type Path = readonly (string | number)[];

/** The answer of a call as JSON values. Throws `ANSWER_INVALID`. */
export function readAnswer(entry: GateEntry, body: Uint8Array): JsonAnswer {
  try {
    const output = entry[2];
    const bytes: Path[] = [];
    return { value: toJson(output, decode(output, body), [], bytes), bytes };
  } catch (error) {
    if (error instanceof SchemaError)
      throw new Cpu6Error('ANSWER_INVALID', { where: error.path || 'answer', why: error.problem });
    throw error;
  }
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** JSON has no bytes: they stand as base64 text. */
export function fromJson(d: Descriptor, value: unknown, path: string): unknown {
  if (typeof d === 'number') return value;
  switch (d[0]) {
    case Kind.bytes:
    case Kind.blob:
      if (typeof value !== 'string') return value;
      if (!base64.test(value)) throw new SchemaError(path, 'needs bytes as base64 text');
      return Uint8Array.from(Buffer.from(value, 'base64'));
    case Kind.list:
      return Array.isArray(value) && value.length <= d[1]
        ? value.map((item, i) => fromJson(d[2], item, `${path}[${i}]`))
        : value;
    case Kind.optional:
      return value === undefined || value === null ? undefined : fromJson(d[1], value, path);
    case Kind.record: {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
      const out: Record<string, unknown> = Object.assign(Object.create(null), value);
      for (const [name, type] of fieldsOf(d))
        if (Object.hasOwn(value, name)) out[name] = fromJson(type, out[name], path ? `${path}.${name}` : name);
      return out;
    }
    default:
      return value;
  }
}

/** `found` collects the paths of bytes. */
export function toJson(d: Descriptor, value: unknown, path: Path, found: Path[]): unknown {
  if (typeof d === 'number') return value === undefined ? null : value;
  switch (d[0]) {
    case Kind.bytes:
    case Kind.blob:
      found.push(path);
      return Buffer.from(value as Uint8Array).toString('base64');
    case Kind.list:
      return (value as unknown[]).map((item, i) => toJson(d[2], item, [...path, i], found));
    case Kind.optional:
      return value === undefined ? undefined : toJson(d[1], value, path, found);
    case Kind.record: {
      const out: Record<string, unknown> = {};
      for (const [name, type] of fieldsOf(d)) {
        const item = (value as Record<string, unknown>)[name];
        if (item !== undefined) out[name] = toJson(type, item, [...path, name], found);
      }
      return out;
    }
    default:
      return value;
  }
}
