// The sending half of the link: cuts messages into frames, keeps the window, sends again what was lost. No I/O, no timers.
//
// The window is a promise about the peer's receive buffer: never more than so many bytes of frames, first or repeated, are on
// the line or in that buffer. A frame makes room when it is acknowledged, asked for, or behind it something was answered.
import { FrameType, frameOverhead } from '../../protocol/link/frame.js';
import { mostAhead } from '../../protocol/link/selection.js';

export interface OutFrame {
  readonly type: number;
  seq: number;
  readonly payload: Uint8Array;
  sentAt: number;
  /** Where it ended among all bytes that this sender wrote, when it last went out. */
  end: number;
  /** Sent more than once: says nothing about the round-trip time. */
  again: boolean;
  /** To be sent, first or again; otherwise on the line, or with the peer. */
  waiting: boolean;
  /** The peer has it, but not yet all before it. */
  early: boolean;
  /** How often it went out. */
  times: number;
  /** Called when this last frame of its message was acknowledged. */
  readonly done: (() => void) | undefined;
}

interface Queued {
  readonly message: Uint8Array;
  at: number;
  readonly done: () => void;
}

/** Frames on their way: what a selection can name. */
const maxFrames = mostAhead;
/** Frames with numbers, those that were cut anew and wait for others included: below half of the numbers. */
const maxNumbered = 64;
/**
 * Payloads shrink to no less than this after losses, and grow by so much with each frame that arrives; bytes. Growth and
 * shrinking are in balance where payload times loss is about the cost of a frame, which is the length that carries most.
 */
const shortest = 32;
const growth = 8;
const shrink = 0.7;
/** A frame that was sent so often in vain is too long for the line: the link is to be resumed, to cut it anew. */
const mostTimes = 12;

/** A frame in shorter ones: the last of them ends the message if the frame did. */
function pieces(frame: OutFrame, length: number): OutFrame[] {
  const out: OutFrame[] = [];
  const open = frame.type === FrameType.last || frame.type === FrameType.data ? FrameType.data : FrameType.controlData;
  let at = 0;
  do {
    const payload = frame.payload.subarray(at, at + length);
    at += length;
    const rest = at < frame.payload.length;
    out.push({ ...frame, payload, times: 0, type: rest ? open : frame.type, done: rest ? undefined : frame.done });
  } while (at < frame.payload.length);
  return out;
}

export class Sender {
  readonly #control: Queued[] = [];
  readonly #bulk: Queued[] = [];
  /** Unacknowledged frames. */
  #frames: OutFrame[] = [];
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
  /** Is there anything that has not arrived? It may wait for room alone. */
  get busy(): boolean {
    return this.#frames.length > 0 || this.#waiting() !== undefined;
  }

  enqueue(message: Uint8Array, control: boolean, done: () => void): void {
    (control ? this.#control : this.#bulk).push({ message, at: 0, done });
    this.#queued += message.length;
  }

  /** Hands every frame that may go out now to `send`. Returns how many went. */
  pump(now: number, send: (frame: OutFrame) => void): number {
    let sent = 0;
    const go = (frame: OutFrame): void => {
      const size = frame.payload.length + frameOverhead;
      frame.waiting = false;
      frame.sentAt = now;
      frame.times++;
      this.#written += size;
      frame.end = this.#written;
      sent++;
      send(frame);
    };
    for (const frame of this.#frames.slice(0, maxFrames)) {
      if (!frame.waiting) continue;
      if (!this.#fits(frame.payload.length)) return sent;
      frame.again = frame.again || frame.times > 0;
      go(frame);
    }
    // What of new frames the peer may have to keep, because one before them is missing, is within the window too.
    while (this.#frames.length < maxFrames && this.#waiting()) {
      const length = this.#nextLength();
      const kept = this.#frames.reduce((sum, frame) => sum + frame.payload.length + frameOverhead, 0);
      if (!this.#fits(length) || (kept > 0 && kept + length + frameOverhead > this.window)) break;
      const frame = this.#cut();
      this.#frames.push(frame);
      go(frame);
    }
    return sent;
  }

  /** What was lost may still be in the peer's receive buffer: only what it has read makes room. */
  #fits(length: number): boolean {
    const unread = this.#written - this.#read;
    return unread === 0 || unread + length + frameOverhead <= this.window;
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
    this.#length = Math.min(this.payload, this.#length + growth * count);
    const last = done[count - 1]!;
    for (const frame of done) {
      if (!frame.again) this.#read = Math.max(this.#read, frame.end);
      frame.done?.();
    }
    this.#read = Math.max(this.#read, last.end);
    return last.again || last.early ? { count } : { count, roundTrip: now - last.sentAt };
  }

  /**
   * The peer misses frames: those of `selection` (bit i: the frame i behind the first unacknowledged one), or all of them.
   * `roundTrip`: ms; what was sent again less long ago may still be on its way.
   */
  askedFor(selection: number | undefined, now: number, roundTrip: number): void {
    if (selection === undefined) {
      this.#read = Math.max(this.#read, this.#frames[0]?.end ?? this.#written);
      this.#lost(this.#frames);
      return;
    }
    this.#tell(selection);
    const asked = this.#frames.filter((_, i) => (selection >> i) & 1);
    for (const frame of asked) if (!frame.again && !frame.waiting) this.#read = Math.max(this.#read, frame.end);
    this.#lost(asked.filter((f) => !f.again || f.end <= this.#read || now - f.sentAt > roundTrip));
  }

  /** Bytes written so far: what {@link readUpTo} takes once the peer has answered something that was sent behind them. */
  get written(): number {
    return this.#written;
  }

  /**
   * The peer has read so many bytes; what of them is unacknowledged was lost, and is to be sent again, but for what the peer
   * keeps: `selection` as in {@link askedFor}; without one it keeps nothing.
   */
  readUpTo(written: number, selection?: number): void {
    this.#read = Math.max(this.#read, written);
    if (selection !== undefined) this.#tell(selection);
    else for (const frame of this.#frames) frame.early = false;
    this.#lost(this.#frames.filter((f) => !f.early && f.end <= written));
  }

  /** A link that was interrupted goes on: all that is unacknowledged is cut anew, into pieces that come through, and sent. */
  resume(): void {
    this.repeat();
    const base = this.#base();
    const frames = this.#frames.flatMap((frame) => pieces(frame, this.#length));
    if (frames.length > maxNumbered) return;
    for (const [i, frame] of frames.entries()) frame.seq = (base + i) & 0xff;
    this.#frames = frames;
    this.#next = (base + frames.length) & 0xff;
  }

  /** Everything unacknowledged is sent again, though some of it may still be on its way: for a peer without pings. */
  repeat(): void {
    this.#read = this.#written;
    for (const frame of this.#frames) frame.early = false;
    this.#lost(this.#frames);
  }

  /** Takes note of bytes that are no frame, as many of `most` as fit; none on a line that was good of late. */
  filler(most: number): number {
    const bytes = this.#length < this.payload ? Math.min(most, this.window - (this.#written - this.#read)) : 0;
    if (bytes <= 0) return 0;
    this.#written += bytes;
    return bytes;
  }

  /** The first frame was sent often in vain, and shorter ones would have better chances. */
  get stuck(): boolean {
    const first = this.#frames[0];
    return first !== undefined && first.times >= mostTimes && first.payload.length >= 3 * this.#length;
  }

  /** Frames before the highest of a selection, and not in it, have come. */
  #tell(selection: number): void {
    for (let i = 0; i < this.#frames.length && selection >> (i + 1) > 0; i++) {
      const frame = this.#frames[i]!;
      if ((selection >> i) & 1) continue;
      frame.early = true;
      frame.waiting = false;
      if (!frame.again) this.#read = Math.max(this.#read, frame.end);
    }
  }

  #lost(frames: readonly OutFrame[]): void {
    for (const frame of frames) {
      if (frame.waiting) continue;
      frame.waiting = true;
      frame.early = false;
      this.#length = Math.max(Math.min(shortest, this.payload), Math.floor(this.#length * shrink));
    }
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
      waiting: true,
      early: false,
      times: 0,
      done: last ? head.done : undefined,
    };
  }
}
