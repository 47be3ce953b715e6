// Shapes that the files of the card's runtime share. Names are short where they are property names at run time:
// Espruino keeps a name of up to four characters inside the variable.

import type { Descriptor } from '../../protocol/schema/types.js';
import type { Overlay, OverlayHost } from './overlay.js';
import type { Asking } from './person.js';

/** What natives take as bytes: a byte string, a typed array, one byte, or a list of those. */
export type Bytes = string | number | Uint8Array | ArrayBuffer | readonly Bytes[];

/** What the runtime throws: a number of the error catalogue and a text (ASCII, at most 120 characters). */
export interface Refusal {
  readonly $code: number;
  readonly message: string;
}

/** An HMAC key of 32 bytes, XORed with the inner and the outer pad. */
export type Pads = readonly [Uint8Array, Uint8Array];

/** One direction's keys: encryption, MAC. */
export interface Keys {
  readonly e: Uint8Array;
  readonly m: Pads;
}

/** The board's configuration, kept in Storage as JSON. Written at install time, see `device/boards/install.ts`. */
export interface Config {
  /** Card id, base64. */
  readonly id: string;
  readonly board: string;
  /** Name of the serial port, and on the Linux build the file it opens. */
  readonly port: string;
  readonly path?: string;
  readonly baud: number;
  /** Pin of the button; edge on which it is pressed. */
  readonly btn?: string;
  readonly edge?: 'rising' | 'falling';
  /** Port on which any byte is a press, for a build without pins. */
  readonly bport?: string;
  readonly bpath?: string;
  readonly led?: string;
  /** Bytes that may be unacknowledged towards the card, and payload of one frame. */
  readonly win: number;
  readonly size: number;
  /** Longest message that it takes, bytes. */
  readonly msg: number;
  /** Seconds after which the board's watchdog ends a runaway; 0: none. */
  readonly dog: number;
}

/** Descriptor arrays as the card reads them. */
export type Type = Descriptor | readonly unknown[];

/** A method as its applet's header declares it: `GateEntry` or `MethodEntry`. */
export type Method = readonly unknown[];

/** What an overlaid applet has of segments. */
export interface Segments {
  /** Bytes of each; their digests, 32 bytes each. */
  readonly size: number;
  readonly ids: string;
  /** What the parts share. */
  readonly own: Record<string, unknown>;
  /** JsVars of the resident part. */
  base: number;
}

/** A segment that is here. */
export interface Segment {
  readonly of: Segments;
  readonly k: number;
  /** Its functions. */
  readonly x: ((...args: never[]) => unknown)[];
  /** When it was used last, as a count of uses; how many of its functions run; JsVars that it took. */
  used: number;
  busy: number;
  readonly vars: number;
}

/** A running applet. What its header declares is kept as text: parsed, it would take five times the memory. */
export interface Applet {
  /** Measurement, 32 bytes. */
  readonly id: string;
  /** Gate methods and then card methods, and how many are the gate's; methods of the server half. Each as JSON. */
  readonly own: readonly string[];
  readonly gates: number;
  readonly remote: readonly string[];
  readonly caps: readonly string[];
  /** SHA-256 of what the header says of gate and state. */
  readonly gateId: string;
  readonly sort: string;
  /** Exports: gate methods, then card methods; a number: in a segment. */
  x: (((args?: unknown) => unknown) | number)[];
  /** State record. */
  readonly st: unknown;
  /** Rate: per gate method, calls left and when that was, in seconds. */
  readonly left: number[];
  readonly at: number[];
  /** Its segments, if it is overlaid. */
  readonly seg: Segments | undefined;
  /** JsVars that it may hold, and ms that it may run without a pause. */
  readonly vars: number;
  readonly ms: number;
  /** Bytes that it may send in a minute; sent of late, and when that was counted. */
  readonly out: number;
  sent: number;
  when: number;
}

/** One call that the applet works on. */
export interface Call {
  /** The host's number of a gate call, or the server's of a card call. */
  readonly id: number;
  readonly fromGate: boolean;
  /** Idempotency key, 16 bytes, and how many server calls it has made. */
  readonly key: string;
  n: number;
  app: Applet;
  readonly i: number;
  /** The method that is called. */
  readonly m: Method;
  readonly args: string;
  /** When it times out, in seconds of `getTime`. */
  end: number;
  /** Its code is running right now. Still true in a timer: that code was abandoned by an interrupt. */
  busy: boolean;
  done: boolean;
}

/** The state of the random generator, kept from part to part. Empty: this boot has not drawn yet. */
export interface RandomState {
  k: string;
  v: string;
}

/** What the parts of the runtime share: the text of it all, and the maker that a part leaves there. */
export interface Shared<Maker> {
  readonly t: string;
  make: Maker | undefined;
}

/** A part of the runtime that is read from flash when it is needed. */
export type Part<Maker> = (out: Shared<Maker>) => void;

/** Makes what checks a publisher's signature as it comes in: 0 more must come, 1 right, 2 wrong. See slh-dsa.ts. */
export type SignatureMaker = (key: string, context: string, message: string) => (piece: string) => number;

/** What the resident part hands to the others. */
export interface Env {
  readonly cfg: Config;
  /** Card id, 16 bytes; SHA-256 of the runtime, empty until something needed it. */
  readonly cid: string;
  hash: string;
  send(message: string, urgent?: boolean): void;
  readonly rng: RandomState;
  /** Who is being asked for the button. */
  who: Asking | undefined;
  /** What is to run when nothing of the message is on the stack any more. */
  told: (() => void)[];
  /** Checks a publisher's signature, see slh-dsa.ts. */
  sig(): SignatureMaker;
  /** Makes what deals with segments, see overlay.ts. */
  seg(): (host: OverlayHost) => Overlay;
  /** When the confined code that runs has to end, in seconds of `getTime`; 0: none is to run. */
  until: number;
  /**
   * Something has begun that must not stay half done: the code of the message that is handled, or another number; 0: nothing
   * has. An interrupt (memory, stack) skips `finally`, and so leaves it.
   */
  half: number;
  /** Runs `f` when nothing of the message is on the stack any more. */
  later(f: () => void): void;
  /** Overwrites what was freed, once nothing of it is on the stack any more. */
  scrub(): void;
  /** What the host is told of what was thrown: CARD_MEMORY where memory ran low meanwhile, `otherwise` where it has no code. */
  fault(why: unknown, otherwise: number): Refusal;
  /** The session is over and wiped. */
  ended(): void;
}
