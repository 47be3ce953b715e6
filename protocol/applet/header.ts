// The header of an applet: what it is, what its gate admits, what it may use. It is part of the measured bytes.
import type { Descriptor } from '../schema/types.js';

/** `[name, in, out]`; `none` (0) where nothing is taken or answered. */
export type MethodEntry = readonly [name: string, input: Descriptor, output: Descriptor];
/** `[name, in, out, presence (0 none, 1 button), calls, seconds]`: at most `calls` in `seconds`. */
export type GateEntry = readonly [...MethodEntry, presence: 0 | 1, calls: number, seconds: number];

/**
 * Kept in the applet as JSON of printable ASCII, members in this order and nothing else. A call names its method by
 * the position in the list it belongs to; the applet's exports are the gate methods followed by the `card` methods.
 */
export interface AppletHeader {
  readonly name: string;
  readonly version: string;
  readonly gate: readonly GateEntry[];
  /** Methods of the server half that the card half may call. */
  readonly server: readonly MethodEntry[];
  /** Methods of the card half that the server half may call. */
  readonly card: readonly MethodEntry[];
  /** State kept over a change of epoch (a record), or 0. */
  readonly state: Descriptor;
  /** Names of the capabilities, in the order of the applet's `$c` members. */
  readonly caps: readonly string[];
  /** Most JsVars held, longest run in ms. 0: what the board allows. */
  readonly vars: number;
  readonly ms: number;
  /** Most bytes that it sends in a minute, to server and callers together; left out: what the board allows. */
  readonly out?: number;
  /** Of an overlaid applet: bytes of each segment, and base64 of their digests one behind the other. See segments.ts. */
  readonly segments?: readonly [size: number, digests: string];
}
