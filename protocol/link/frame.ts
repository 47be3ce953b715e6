// Link frames between host and card on the serial line.
//
//   offset 0     1       3      4     5     6          6+n
//          0xA5  n (LE)  type   seq   ack   payload n  CRC-32 of all before (LE; IEEE 802.3, as zlib)
//
// Both directions number their data frames 0…255, 0… and acknowledge with the next number they expect; frames without a number
// carry that of the next one, which tells the other side whether it has missed any. A
// receiver keeps what comes behind a gap, asks with a `nak` for what is missing, and answers a repetition with `ack`. A `hello` of the host
// starts over (numbers at 0, partial messages dropped) or goes on where the link broke. Before one the card ignores everything
// else.
import { crc32 } from 'node:zlib';
import {
  crcResidue,
  delimiter,
  frameAck,
  frameControlData,
  frameControlLast,
  frameData,
  frameHello,
  frameLast,
  frameNak,
  frameOverhead,
  framePing,
  framePong,
  frameReset,
  frameWelcome,
  headerLength,
} from './constants.js';

export { crcResidue, delimiter, frameOverhead, headerLength };

export const FrameType = {
  /** A piece of a message; more follow. */
  data: frameData,
  /** The last (or only) piece. */
  last: frameLast,
  /** The same on the lane for control messages, which overtake bulk messages between frames. */
  controlData: frameControlData,
  controlLast: frameControlLast,
  /** Only acknowledges. */
  ack: frameAck,
  /** Asks for frames from number `ack` on: those that its payload names (selection.ts), or all. */
  nak: frameNak,
  /** Host to card: begins a link, or goes on with the one that it names. Payload: greeting.ts. */
  hello: frameHello,
  /** Card to host, in answer; also, with nonce 0, when the card starts: whatever the host had with it is gone. */
  welcome: frameWelcome,
  /** Payload (at most 16 bytes) comes back in a `pong`; behind it stands what the card misses, if anything (selection.ts). */
  ping: framePing,
  pong: framePong,
  /** Host to card: restart the runtime (a rung of the recovery ladder). */
  reset: frameReset,
} as const;
export type FrameType = (typeof FrameType)[keyof typeof FrameType];

export interface Frame {
  readonly type: number;
  readonly seq: number;
  readonly ack: number;
  readonly payload: Uint8Array;
}

/** Does the frame consume a sequence number? */
export const isNumbered = (type: number): boolean => type >= FrameType.data && type <= FrameType.controlLast;

export function encodeFrame(frame: Frame): Uint8Array {
  const out = Buffer.alloc(frameOverhead + frame.payload.length);
  out[0] = delimiter;
  out.writeUInt16LE(frame.payload.length, 1);
  out[3] = frame.type;
  out[4] = frame.seq;
  out[5] = frame.ack;
  out.set(frame.payload, headerLength);
  out.writeUInt32LE(crc(out.subarray(0, -4)), out.length - 4);
  return out;
}

/** The frame in exactly these bytes, or `undefined` if it is damaged. */
export function decodeFrame(bytes: Uint8Array): Frame | undefined {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (data.length < frameOverhead || data[0] !== delimiter) return undefined;
  if (data.readUInt16LE(1) !== data.length - frameOverhead || crc(data) !== crcResidue) return undefined;
  return {
    type: data[3]!,
    seq: data[4]!,
    ack: data[5]!,
    payload: Uint8Array.from(data.subarray(headerLength, -4)),
  };
}

const crc = (data: Uint8Array): number => crc32(data);
