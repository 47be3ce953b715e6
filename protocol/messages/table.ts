// A message table: every message of one wire with its code, direction and fields, and the codec made from it.
import { Cpu6Error } from '../errors/error.js';
import { decode, encode, SchemaError } from '../schema/codec.js';
import { type Fields, type InferFields, type RecordDescriptor, recordDescriptor } from '../schema/types.js';

export interface MessageSpec<F extends Fields = Fields> {
  /** First byte of the message. */
  readonly code: number;
  /** `down`: towards the card; `up`: away from it; `both`. */
  readonly direction: 'down' | 'up' | 'both';
  readonly meaning: string;
  readonly fields: F;
}

export const message = <const F extends Fields>(
  code: number,
  direction: MessageSpec['direction'],
  meaning: string,
  fields: F,
): MessageSpec<F> => ({ code, direction, meaning, fields });

export type Table = Readonly<Record<string, MessageSpec>>;
/** A decoded message: its name and its fields. */
export type Message<T extends Table> = {
  [K in keyof T]: { readonly type: K } & InferFields<T[K]['fields']>;
}[keyof T];

export interface MessageCodec<T extends Table> {
  readonly table: T;
  encode<K extends keyof T & string>(type: K, fields: InferFields<T[K]['fields']>): Uint8Array;
  /** Throws `MESSAGE_MALFORMED`, naming `peer`. Accepts only messages of that direction. */
  decode(input: Uint8Array, direction: 'down' | 'up', peer: string): Message<T>;
}

export function codec<T extends Table>(table: T): MessageCodec<T> {
  const descriptors = new Map<string, RecordDescriptor>();
  const byCode = new Map<number, string>();
  for (const [name, spec] of Object.entries(table)) {
    if (byCode.has(spec.code)) throw new RangeError(`code ${spec.code} is used twice`);
    byCode.set(spec.code, name);
    descriptors.set(name, recordDescriptor(spec.fields));
  }
  return {
    table,
    encode: (type, fields) => Buffer.concat([Uint8Array.of(table[type]!.code), encode(descriptors.get(type)!, fields)]),
    decode: (input, direction, peer) => {
      const name = byCode.get(input[0] ?? -1);
      const spec = name === undefined ? undefined : table[name];
      if (!spec || (spec.direction !== 'both' && spec.direction !== direction))
        throw new Cpu6Error('MESSAGE_MALFORMED', { peer, why: `no message of code ${input[0]}` });
      try {
        const fields = decode(descriptors.get(name!)!, input.subarray(1)) as object;
        return { type: name, ...fields } as Message<T>;
      } catch (error) {
        if (error instanceof SchemaError)
          throw new Cpu6Error('MESSAGE_MALFORMED', { peer, why: `${name}: ${error.message}` });
        throw error;
      }
    },
  };
}
