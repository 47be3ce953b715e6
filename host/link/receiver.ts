// The receiving half of go-back-N: takes frames in order only and puts messages together. No I/O, no timers.
import { type Frame, FrameType } from '../../protocol/link/frame.js';

export interface Received {
  /** A whole message. */
  readonly message?: Uint8Array;
  /** What the peer must be told; `again`: at once, an acknowledgement was lost. */
  readonly reply: 'ack' | 'again' | 'nak' | 'none';
  /** A message grew over the limit: the peer breaks the protocol. Its size so far. */
  readonly tooBig?: number;
}

class Lane {
  parts: Uint8Array[] = [];
  size = 0;
}

export class Receiver {
  #expected = 0;
  #gapReported = false;
  readonly #bulk = new Lane();
  readonly #control = new Lane();

  /** `maxMessage`: bytes of one reassembled message. */
  constructor(private readonly maxMessage: number) {}

  /** The number of the next frame, as it goes into the `ack` field of every frame sent. */
  get expected(): number {
    return this.#expected;
  }

  /** Takes a numbered frame. */
  accept(frame: Frame): Received {
    const ahead = (frame.seq - this.#expected) & 0xff;
    if (ahead !== 0) {
      if (ahead >= 128) return { reply: 'again' };
      if (this.#gapReported) return { reply: 'none' };
      this.#gapReported = true;
      return { reply: 'nak' };
    }
    this.#expected = (this.#expected + 1) & 0xff;
    this.#gapReported = false;
    const lane = frame.type === FrameType.data || frame.type === FrameType.last ? this.#bulk : this.#control;
    lane.parts.push(frame.payload);
    lane.size += frame.payload.length;
    if (lane.size > this.maxMessage) return { reply: 'ack', tooBig: lane.size };
    if (frame.type === FrameType.data || frame.type === FrameType.controlData) return { reply: 'ack' };
    const message = lane.parts.length === 1 ? lane.parts[0]! : Uint8Array.from(Buffer.concat(lane.parts));
    lane.parts = [];
    lane.size = 0;
    return { reply: 'ack', message };
  }
}
