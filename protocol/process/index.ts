// `cpu6/process`: what the author of a process writes.
import type { SuiteName } from '../crypto/suites.js';
import type { ProtectionMode } from '../messages/cells.js';
import type { Fields, InferFields } from '../schema/types.js';

export {
  blob,
  bool,
  bytes,
  f64,
  type Infer,
  i32,
  list,
  oneOf,
  optional,
  record,
  type Schema,
  text,
  u8,
  u16,
  u32,
} from '../schema/types.js';

/** A method's declaration: the fields it takes and the fields it answers with. */
export interface Method {
  readonly in?: Fields;
  readonly out?: Fields;
}

/** A method that local apps may call. */
export interface GateMethod extends Method {
  /** `button`: the card runs the method only after its button was pressed. Default `none`. */
  readonly presence?: 'none' | 'button';
  /** Calls allowed in a stretch of time, for example `6/min` (units: s, min, h). Default `60/min`. */
  readonly rate?: `${number}/${'s' | 'min' | 'h'}`;
}

type Methods<M extends Method = Method> = Readonly<Record<string, M>>;
/** A gate method that only sets its rate shares no member with `Method`, so types are taken apart by the wider one. */
type AnyMethod = Method | GateMethod;
type In<M extends AnyMethod> = M['in'] extends Fields ? InferFields<M['in']> : Record<string, never>;
type Out<M extends AnyMethod> = M['out'] extends Fields ? InferFields<M['out']> : void;
type Arguments<M extends AnyMethod> = M['in'] extends Fields ? [args: InferFields<M['in']>] : [];

/** How one half sees the methods of the other: typed async functions. */
export type Caller<M> = {
  [K in keyof M]: M[K] extends AnyMethod ? (...args: Arguments<M[K]>) => Promise<Out<M[K]>> : never;
};

type Implementation<M, Context extends unknown[]> = {
  [K in keyof M]: M[K] extends AnyMethod
    ? (args: In<M[K]>, ...context: Context) => Promise<Out<M[K]>> | Out<M[K]>
    : never;
};

/** What the card offers to a card half. Each must be listed in the declaration's `capabilities`. */
export interface CardCapabilities {
  /** Shows `message` (at most 120 bytes) through the host and waits for the card's button. Rejects if it is not pressed in time. */
  confirm(message: string): Promise<void>;
  /** Switches the card's light. */
  led(on: boolean): void;
  /** `length` (1 to 32) unpredictable bytes. */
  random(length: number): Uint8Array;
  /** SHA-256 of text or bytes. */
  sha256(data: string | Uint8Array): Uint8Array;
  /** Milliseconds since the card started. */
  millis(): number;
}

/** One process's corner of the server's database. What a call writes is kept together with its answer, or not at all. */
export interface ProcessStore {
  get<T = unknown>(key: string): T | undefined;
  put(key: string, value: unknown): void;
  delete(key: string): void;
  /** Entries whose key starts with `prefix`, in key order. */
  list<T = unknown>(prefix?: string): [key: string, value: T][];
}

/** Who is at the other end of a call. */
export interface CallContext {
  /** Card id, 32 hex digits. */
  readonly card: string;
  /** Host name from its certificate. */
  readonly host: string;
  /** The same for every retry of one call, and for no other call. */
  readonly key: string;
}

export interface Quota {
  /** JsVars (memory blocks of the card) that the applet may hold. Default: what the board profile allows. */
  readonly vars?: number;
  /** Longest run of card code without a pause, in ms (1 to 60,000). Default, and most that a card allows: 20,000. */
  readonly ms?: number;
  /** Bytes that the card half may send in a minute, to the server and to callers. Default, and most: 262,144. */
  readonly bytes?: number;
}

export interface ProcessDeclaration<
  G extends Methods<GateMethod>,
  S extends Methods,
  C extends Methods,
  St extends Fields,
> {
  /** 1 to 32 of a–z, 0–9 and `-`, a letter first. */
  readonly name: string;
  /** Semantic version of the process. Default `0.0.0`. */
  readonly version?: string;
  /** All that a local app may do. */
  readonly gate: G;
  /** What each half may call on the other. */
  readonly calls?: { readonly server?: S; readonly card?: C };
  /** Fields that survive a change of epoch. They start at zero, false or empty. */
  readonly state?: St;
  /** What the card half uses of the card. Anything not listed here does not exist for it. */
  readonly capabilities?: readonly (keyof CardCapabilities)[];
  readonly quota?: Quota;
  /**
   * Cipher suites in which the halves may talk. Default: what the card has natively, and those in script that its board is
   * fast enough for. Named here, a suite is used however slow it is, and cards that have none of them are refused.
   */
  readonly suites?: readonly SuiteName[];
  /**
   * How the halves' messages are protected: `packet` each by itself (default); `channel` as one stream of cells of one
   * size at a set pace, which hides sizes and times and names what was done to it. A call then takes some cells' time.
   */
  readonly mode?: ProtectionMode;
  /**
   * Is the card half cut into a resident part and segments, which come when they are called and go when the memory is
   * needed? `auto` (default): if it does not fit into the reference board (Espruino Pico) whole.
   */
  readonly overlays?: boolean | 'auto';
  /** The card half: compiled for the card and run there. It reaches its parameters and nothing else. */
  readonly card: (context: {
    readonly server: Caller<S>;
    readonly card: CardCapabilities;
    readonly state: InferFields<St>;
  }) => Implementation<NoInfer<G> & NoInfer<C>, []>;
  /** The server half: runs on the server. */
  readonly server?: (context: {
    readonly card: Caller<C>;
    readonly store: ProcessStore;
  }) => Implementation<NoInfer<S>, [context: CallContext]>;
}

export type Process<
  G extends Methods<GateMethod> = Methods<GateMethod>,
  S extends Methods = Methods,
  C extends Methods = Methods,
  St extends Fields = Fields,
> = ProcessDeclaration<G, S, C, St>;

/**
 * Declares a process: one program in two places.
 * @example
 * export default defineProcess({
 *   name: 'echo',
 *   gate: { say: { in: { line: text(64) }, out: { line: text(64) } } },
 *   card: () => ({ say: ({ line }) => ({ line }) }),
 * });
 */
export function defineProcess<
  const G extends Methods<GateMethod>,
  const S extends Methods = Record<never, Method>,
  const C extends Methods = Record<never, Method>,
  const St extends Fields = Record<never, never>,
>(declaration: ProcessDeclaration<G, S, C, St>): Process<G, S, C, St> {
  return declaration;
}
