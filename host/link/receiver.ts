// The receiving half of the link: takes frames in order, keeps what comes early, puts messages together. No I/O, no timers.
import { type Frame, FrameType } from '../../protocol/link/frame.js';
import { mostAhead } from '../../protocol/link/selection.js';

export interface Received {
  /** Whole messages, in order: a frame that was missing may complete several. */
  readonly messages: readonly Uint8Array[];
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
  /** The number behind the highest that is known to have been sent. */
  #high = 0;
  /** Something was damaged that may have been the frame with that number. */
  #suspect = false;
  readonly #early = new Map<number, Frame>();
  readonly #asked = new Map<number, number>();
  readonly #bulk = new Lane();
  readonly #control = new Lane();

  /** `maxMessage`: bytes of one reassembled message. */
  constructor(private readonly maxMessage: number) {}

  /** The number of the next frame, as it goes into the `ack` field of every frame sent. */
  get expected(): number {
    return this.#expected;
  }

  /** Is a frame known to be missing? */
  get gap(): boolean {
    return this.#high !== this.#expected;
  }

  /** Takes a numbered frame. */
  accept(frame: Frame): Received {
    const ahead = (frame.seq - this.#expected) & 0xff;
    if (ahead >= 128) return { messages: [], reply: 'again' };
    if (ahead >= mostAhead || this.#early.has(frame.seq)) return { messages: [], reply: 'none' };
    if (ahead !== 0) {
      const hole = (frame.seq - this.#high) & 0xff;
      if (hole < 128) this.sentUpTo((frame.seq + 1) & 0xff);
      this.#early.set(frame.seq, frame);
      return { messages: [], reply: hole > 0 && hole < 128 ? 'nak' : 'none' };
    }
    const messages: Uint8Array[] = [];
    for (let next: Frame | undefined = frame; next; next = this.#early.get(this.#expected)) {
      const tooBig = this.#take(next, messages);
      if (tooBig !== undefined) return { messages, reply: 'ack', tooBig };
    }
    return { messages, reply: 'ack' };
  }

  /** The peer's next number is `next`: whatever is before it and has not come is missing. Returns whether something is. */
  sentUpTo(next: number): boolean {
    const known = (this.#high - this.#expected) & 0xff;
    const ahead = (next - this.#expected) & 0xff;
    if (ahead > known && ahead <= mostAhead) {
      this.#high = next;
      this.#suspect = false;
    }
    return this.gap;
  }

  /** Bytes of the peer were damaged: they may have been its next frame. */
  damaged(): void {
    this.#suspect = true;
  }

  /** Numbers that are missing, as distances from the expected one, without those asked for within `pause` ms before `now`. */
  missing(now: number, pause: number): number[] {
    const out: number[] = [];
    const known = (this.#high - this.#expected) & 0xff;
    const count = known + (this.#suspect && known < mostAhead ? 1 : 0);
    this.#suspect = false;
    for (let i = 0; i < count; i++) {
      const seq = (this.#expected + i) & 0xff;
      if (this.#early.has(seq) || now - (this.#asked.get(seq) ?? Number.NEGATIVE_INFINITY) < pause) continue;
      this.#asked.set(seq, now);
      out.push(i);
    }
    return out;
  }

  /** What came early is forgotten: the peer may cut anew what it sends again. */
  forget(): void {
    this.#early.clear();
    this.#asked.clear();
    this.#high = this.#expected;
    this.#suspect = false;
  }

  #take(frame: Frame, messages: Uint8Array[]): number | undefined {
    this.#early.delete(frame.seq);
    this.#asked.delete(frame.seq);
    if (this.#high === this.#expected) {
      this.#high = (this.#expected + 1) & 0xff;
      this.#suspect = false;
    }
    this.#expected = (this.#expected + 1) & 0xff;
    const lane = frame.type === FrameType.data || frame.type === FrameType.last ? this.#bulk : this.#control;
    lane.parts.push(frame.payload);
    lane.size += frame.payload.length;
    if (lane.size > this.maxMessage) return lane.size;
    if (frame.type === FrameType.data || frame.type === FrameType.controlData) return undefined;
    messages.push(lane.parts.length === 1 ? lane.parts[0]! : Uint8Array.from(Buffer.concat(lane.parts)));
    lane.parts = [];
    lane.size = 0;
    return undefined;
  }
}
