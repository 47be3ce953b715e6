// The sending half of go-back-N: cuts messages into frames, keeps the window, sends again. No I/O, no timers.
//
// The window is a promise about the peer's receive buffer: never more than so many bytes of frames, first or repeated, are on
// the line or in that buffer. A frame makes room when it is acknowledged, asked for, or behind it something was answered.
import { FrameType, frameOverhead } from '../../protocol/link/frame.js';

export interface OutFrame {
  readonly type: number;
  seq: number;
  readonly payload: Uint8Array;
  sentAt: number;
  /** Where it ended among all bytes that this sender wrote, when it last went out. */
  end: number;
  /** Sent more than once: says nothing about the round-trip time. */
  again: boolean;
  /** Called when this last frame of its message was acknowledged. */
  readonly done: (() => void) | undefined;
}

interface Queued {
  readonly message: Uint8Array;
  at: number;
  readonly done: () => void;
}

/** Frames in flight stay below half of the number space, so that old and new are never confused. */
const maxFrames = 64;
/** Payloads shrink to no less than this after losses, and grow by so much with each frame that arrives; bytes. */
const shortest = 64;
const growth = 8;

/** A frame in shorter ones: the last of them ends the message if the frame did. */
function pieces(frame: OutFrame, length: number): OutFrame[] {
  const out: OutFrame[] = [];
  const open = frame.type === FrameType.last || frame.type === FrameType.data ? FrameType.data : FrameType.controlData;
  let at = 0;
  do {
    const payload = frame.payload.subarray(at, at + length);
    at += length;
    const rest = at < frame.payload.length;
    out.push({ ...frame, payload, type: rest ? open : frame.type, done: rest ? undefined : frame.done });
  } while (at < frame.payload.length);
  return out;
}

export class Sender {
  readonly #control: Queued[] = [];
  readonly #bulk: Queued[] = [];
  /** Unacknowledged frames; those before `#cursor` are on the line, the others wait to be sent again. */
  #frames: OutFrame[] = [];
  #cursor = 0;
  #next = 0;
  #queued = 0;
  /** Bytes written so far, repetitions included, and how many of them the peer has certainly read. */
  #written = 0;
  #read = 0;

  /** Longest payload of new frames: shorter while frames get lost, because short ones come through more often. */
  #length: number;

  /** `payload`, `window`: bytes, as the peer's welcome allows. */
  constructor(
    readonly payload: number,
    readonly window: number,
  ) {
    this.#length = payload;
  }

  /** Bytes of messages not yet cut into frames. */
  get queued(): number {
    return this.#queued;
  }
  /** Number of the next new frame. */
  get next(): number {
    return this.#next;
  }
  get outstanding(): number {
    return this.#frames.length;
  }

  enqueue(message: Uint8Array, control: boolean, done: () => void): void {
    (control ? this.#control : this.#bulk).push({ message, at: 0, done });
    this.#queued += message.length;
  }

  /** Hands every frame that may go out now to `send`. Returns how many went. */
  pump(now: number, send: (frame: OutFrame) => void): number {
    let sent = 0;
    while (this.#cursor < maxFrames) {
      const frame = this.#frames[this.#cursor];
      const size = (frame ? frame.payload.length : this.#nextLength()) + frameOverhead;
      if (size === frameOverhead && !frame && !this.#waiting()) break;
      // What was lost may still be in the peer's receive buffer: only what it has read makes room.
      const unread = this.#written - this.#read;
      if (unread > 0 && unread + size > this.window) break;
      const out = frame ?? this.#cut();
      if (frame) frame.again = true;
      else this.#frames.push(out);
      out.sentAt = now;
      this.#written += size;
      out.end = this.#written;
      this.#cursor++;
      sent++;
      send(out);
    }
    return sent;
  }

  /**
   * The peer expects number `seq` next. Returns how many frames that acknowledges and, if it can be told, the round trip in ms.
   * Numbers that were never sent are ignored.
   */
  acknowledge(seq: number, now: number): { readonly count: number; readonly roundTrip?: number } {
    const count = (seq - this.#base()) & 0xff;
    if (count === 0 || count > this.#frames.length) return { count: 0 };
    const done = this.#frames.slice(0, count);
    this.#frames = this.#frames.slice(count);
    this.#cursor = Math.max(0, this.#cursor - count);
    this.#length = Math.min(this.payload, this.#length + growth * count);
    const last = done[count - 1]!;
    this.#read = Math.max(this.#read, last.end);
    for (const frame of done) frame.done?.();
    return last.again ? { count } : { count, roundTrip: now - last.sentAt };
  }

  /** Everything unacknowledged is to be sent again: the peer has read the first of it, damaged, and asks for it. */
  askedFor(): void {
    this.#read = Math.max(this.#read, this.#frames[0]?.end ?? this.#written);
    this.#goBack();
  }

  /** Bytes written so far: what {@link readUpTo} takes once the peer has answered something that was sent behind them. */
  get written(): number {
    return this.#written;
  }

  /** The peer has read so many bytes; what of them is unacknowledged was lost, and is to be sent again. */
  readUpTo(written: number): void {
    this.#read = Math.max(this.#read, written);
    if (this.#frames.length === 0) return;
    this.#goBack();
    // Nothing is on its way any more, so what the lost frames carried may be cut anew, into pieces that come through.
    if (written === this.#written) this.#recut();
  }

  /** Everything unacknowledged is sent again, though the first of it may still be on its way: for a peer without pings. */
  repeat(): void {
    this.#read = this.#written;
    this.#goBack();
  }

  #recut(): void {
    const base = this.#base();
    const frames = this.#frames.flatMap((frame) => pieces(frame, this.#length));
    if (frames.length > maxFrames) return;
    for (const [i, frame] of frames.entries()) frame.seq = (base + i) & 0xff;
    this.#frames = frames;
    this.#next = (base + frames.length) & 0xff;
  }

  #goBack(): void {
    if (this.#cursor > 0) this.#length = Math.max(Math.min(shortest, this.payload), Math.floor(this.#length * 0.7));
    this.#cursor = 0;
  }

  #base(): number {
    return (this.#next - this.#frames.length) & 0xff;
  }
  #waiting(): Queued | undefined {
    return this.#control[0] ?? this.#bulk[0];
  }
  #nextLength(): number {
    const head = this.#waiting();
    return head ? Math.min(this.#length, head.message.length - head.at) : 0;
  }
  #cut(): OutFrame {
    const lane = this.#control.length > 0 ? this.#control : this.#bulk;
    const head = lane[0]!;
    const payload = head.message.subarray(head.at, head.at + this.#length);
    head.at += payload.length;
    this.#queued -= payload.length;
    const last = head.at === head.message.length;
    if (last) lane.shift();
    const types =
      lane === this.#control ? [FrameType.controlData, FrameType.controlLast] : [FrameType.data, FrameType.last];
    const seq = this.#next;
    this.#next = (this.#next + 1) & 0xff;
    return {
      type: types[last ? 1 : 0]!,
      seq,
      payload,
      sentAt: 0,
      end: 0,
      again: false,
      done: last ? head.done : undefined,
    };
  }
}
