// The value types a declaration may name: what crosses the gate or the channel, with its size limits.

/** A value type. `T` is the TypeScript type of its values; the rest describes it to the codecs. */
export interface Schema<T = unknown> {
  readonly descriptor: Descriptor;
  /** Only for type inference; never set. */
  readonly _type?: T;
}

export type Infer<S> = S extends Schema<infer T> ? T : never;

/** A record declaration: field name to type, in wire order. */
export type Fields = Readonly<Record<string, Schema>>;

type OptionalKeys<F extends Fields> = { [K in keyof F]: undefined extends Infer<F[K]> ? K : never }[keyof F];

/** The TypeScript type of a record declaration. Fields whose type admits `undefined` may be left out. */
export type InferFields<F extends Fields> = { [K in Exclude<keyof F, OptionalKeys<F>>]: Infer<F[K]> } & {
  [K in OptionalKeys<F>]?: Infer<F[K]>;
};

/**
 * The wire description of a type, as it stands in an applet's header and as the card's codec reads it:
 * a number for a plain kind, an array `[kind, …parameters]` for the others.
 */
export type Descriptor =
  | 0
  | 1
  | 2
  | 3
  | 4
  | 5
  | 6
  | readonly [7, number]
  | readonly [8, number]
  | readonly [9, number]
  | readonly [10, number, Descriptor]
  | readonly [11, Descriptor]
  | RecordDescriptor
  | readonly [13, ...string[]];

/** `[12, name, type, name, type, …]` */
export type RecordDescriptor = readonly [12, ...(string | Descriptor)[]];

/** Kinds as numbers on the wire and on the card. */
export const Kind = {
  none: 0,
  u8: 1,
  u16: 2,
  u32: 3,
  i32: 4,
  bool: 5,
  f64: 6,
  text: 7,
  bytes: 8,
  blob: 9,
  list: 10,
  optional: 11,
  record: 12,
  oneOf: 13,
} as const;

const of = <T>(descriptor: Descriptor): Schema<T> => ({ descriptor });

function size(name: string, value: number, max: number): number {
  if (!Number.isInteger(value) || value < 1 || value > max)
    throw new RangeError(`"${name}" takes a whole number from 1 to ${max}, not ${value}`);
  return value;
}

/** Whole number, 0 to 255. */
export const u8: Schema<number> = of(Kind.u8);
/** Whole number, 0 to 65,535. */
export const u16: Schema<number> = of(Kind.u16);
/** Whole number, 0 to 4,294,967,295. */
export const u32: Schema<number> = of(Kind.u32);
/** Whole number, −2,147,483,648 to 2,147,483,647. */
export const i32: Schema<number> = of(Kind.i32);
export const bool: Schema<boolean> = of(Kind.bool);
/** IEEE 754 double. */
export const f64: Schema<number> = of(Kind.f64);
/** Text of at most `max` bytes of UTF-8 (1 to 4,096). On the card it is a byte string. */
export const text = (max: number): Schema<string> => of([Kind.text, size('text', max, 4096)]);
/** Exactly `length` bytes (1 to 4,096). */
export const bytes = (length: number): Schema<Uint8Array> => of([Kind.bytes, size('bytes', length, 4096)]);
/** At most `max` bytes (1 to 16,384). */
export const blob = (max: number): Schema<Uint8Array> => of([Kind.blob, size('blob', max, 16384)]);
/** At most `max` items (1 to 1,024) of one type. */
export const list = <T>(item: Schema<T>, max: number): Schema<T[]> =>
  of([Kind.list, size('list', max, 1024), item.descriptor]);
/** A value or `undefined`. */
export const optional = <T>(item: Schema<T>): Schema<T | undefined> => of([Kind.optional, item.descriptor]);
/** One of up to 255 names. */
export const oneOf = <const N extends readonly [string, ...string[]]>(...names: N): Schema<N[number]> => {
  size('oneOf', names.length, 255);
  return of([Kind.oneOf, ...names]);
};
/** Nested fields. */
export const record = <F extends Fields>(fields: F): Schema<InferFields<F>> => of(recordDescriptor(fields));

/** Field names become member names in confined code, so they are kept plain and short. */
const fieldName = /^[A-Za-z][A-Za-z0-9]{0,23}$/;

export function recordDescriptor(fields: Fields): RecordDescriptor {
  const out: (string | Descriptor)[] = [];
  for (const [name, schema] of Object.entries(fields)) {
    if (!fieldName.test(name)) throw new RangeError(`field "${name}": use 1 to 24 letters and digits, a letter first`);
    out.push(name, schema.descriptor);
  }
  return [Kind.record, ...out];
}
