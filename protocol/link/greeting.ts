// Payloads of the two frames that start a link, or go on with one: `hello` and `welcome`.
//
//   hello    version u8, nonce (4), link (4): the nonce of the hello that began the link to go on with, or zeros
//   welcome  version u8, nonce (4) of the hello, boot number u32, window u16, frame payload u16, message u32, resumed u8
//
// Both frames carry in `ack` the number that their sender expects next, so that after a `resumed` each side sends again from
// there: no message is lost or doubled by a port that was closed and opened, as long as the card has not restarted.
import { helloLength, welcomeLength } from './constants.js';

export const nonceLength = 4;
/** The nonce of a welcome that answers no hello: the card has just started. */
export const noNonce: Uint8Array = new Uint8Array(nonceLength);

export interface Hello {
  readonly version: number;
  readonly nonce: Uint8Array;
  /** The link to go on with; {@link noNonce}: none. */
  readonly link: Uint8Array;
}

export interface Welcome {
  readonly version: number;
  readonly nonce: Uint8Array;
  /** Counted by the card at each start. */
  readonly boot: number;
  /** Bytes towards the card that may be unacknowledged. */
  readonly window: number;
  /** Longest payload of a frame, either way. */
  readonly frame: number;
  /** Longest message that the card takes. */
  readonly message: number;
  /** The link that the hello named goes on. */
  readonly resumed: boolean;
}

export const encodeHello = ({ version, nonce, link }: Hello): Uint8Array =>
  Uint8Array.from([version, ...nonce, ...link]);

/** `undefined` for what is no hello. */
export function decodeHello(payload: Uint8Array): Hello | undefined {
  if (payload.length !== helloLength) return undefined;
  return { version: payload[0]!, nonce: payload.slice(1, 5), link: payload.slice(5, 9) };
}

export function encodeWelcome(welcome: Welcome): Uint8Array {
  const out = Buffer.alloc(welcomeLength);
  out[0] = welcome.version;
  out.set(welcome.nonce, 1);
  out.writeUInt32LE(welcome.boot, 5);
  out.writeUInt16LE(welcome.window, 9);
  out.writeUInt16LE(welcome.frame, 11);
  out.writeUInt32LE(welcome.message, 13);
  out[17] = welcome.resumed ? 1 : 0;
  return out;
}

/** `undefined` for what is no welcome. */
export function decodeWelcome(payload: Uint8Array): Welcome | undefined {
  if (payload.length !== welcomeLength) return undefined;
  const p = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  return {
    version: p[0]!,
    nonce: payload.slice(1, 5),
    boot: p.readUInt32LE(5),
    window: p.readUInt16LE(9),
    frame: p.readUInt16LE(11),
    message: p.readUInt32LE(13),
    resumed: p[17] === 1,
  };
}

// The first form of both, without what a link needs to go on. It had the same version: cards that have it answer nothing else.

/** The first form of a hello. A card of today takes no notice of it. */
export const encodeFirstHello = (version: number, nonce: Uint8Array): Uint8Array => Uint8Array.of(version, ...nonce);

/** Is it a welcome of the first form, in answer to the hello with that nonce? */
export const isFirstWelcome = (payload: Uint8Array, nonce: Uint8Array): boolean =>
  payload.length === firstWelcomeLength && Buffer.from(nonce).equals(payload.subarray(1, 1 + nonceLength));
const firstWelcomeLength = 13;
