// The sending half of go-back-N: cuts messages into frames, keeps the window, sends again. No I/O, no timers.
import { FrameType, frameOverhead } from '../../protocol/link/frame.js';

export interface OutFrame {
  readonly type: number;
  readonly seq: number;
  readonly payload: Uint8Array;
  sentAt: number;
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
const growth = 24;

export class Sender {
  readonly #control: Queued[] = [];
  readonly #bulk: Queued[] = [];
  /** Unacknowledged frames; those before `#cursor` are on the line, the others wait to be sent again. */
  #frames: OutFrame[] = [];
  #cursor = 0;
  #next = 0;
  #queued = 0;
  /** After a timeout only one frame goes out until something is acknowledged. */
  #careful = false;

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
  get outstanding(): number {
    return this.#frames.length;
  }

  enqueue(message: Uint8Array, control: boolean, done: () => void): void {
    (control ? this.#control : this.#bulk).push({ message, at: 0, done });
    this.#queued += message.length;
  }

  /** Hands every frame that may go out now to `send`. Returns how many went. */
  pump(now: number, send: (frame: OutFrame) => void): number {
    let inFlight = 0;
    for (let i = 0; i < this.#cursor; i++) inFlight += this.#frames[i]!.payload.length + frameOverhead;
    let sent = 0;
    while (this.#cursor < maxFrames) {
      if (this.#cursor > 0 && this.#careful) break;
      const frame = this.#frames[this.#cursor];
      const size = (frame ? frame.payload.length : this.#nextLength()) + frameOverhead;
      if (size === frameOverhead && !frame && !this.#waiting()) break;
      if (this.#cursor > 0 && inFlight + size > this.window) break;
      const out = frame ?? this.#cut();
      if (frame) frame.again = true;
      else this.#frames.push(out);
      out.sentAt = now;
      this.#cursor++;
      inFlight += size;
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
    this.#careful = false;
    for (const frame of done) frame.done?.();
    const last = done[count - 1]!;
    return last.again ? { count } : { count, roundTrip: now - last.sentAt };
  }

  /** When the oldest unacknowledged frame last went out. */
  get oldestSentAt(): number | undefined {
    return this.#cursor > 0 ? this.#frames[0]?.sentAt : undefined;
  }

  /** Everything unacknowledged is to be sent again; `careful`: one frame at a time until the peer is heard. */
  goBack(careful: boolean): void {
    if (this.#cursor > 0) this.#length = Math.max(Math.min(shortest, this.payload), Math.floor(this.#length * 0.7));
    this.#cursor = 0;
    this.#careful = careful;
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
    return { type: types[last ? 1 : 0]!, seq, payload, sentAt: 0, again: false, done: last ? head.done : undefined };
  }
}
