// Test code: the host's end of the link, small and plain. Go-back-N, one message queue, retransmission by a timer.
import { randomBytes } from 'node:crypto';
import {
  decodeFrame,
  delimiter,
  encodeFrame,
  type Frame,
  FrameType,
  frameOverhead,
  isNumbered,
} from '../../protocol/link/frame.js';
import { decodeWelcome, encodeHello, noNonce } from '../../protocol/link/greeting.js';
import { protocolVersion } from '../../protocol/version.js';
import type { Wire } from './wire.js';

const maxFrame = 512 + frameOverhead;
const retransmitTime = 300;

export class LinkPeer {
  onMessage: (message: Uint8Array) => void = () => {};
  /** Frames that did not hold their CRC or were out of order. */
  damaged = 0;
  received: Frame[] = [];
  welcome: Uint8Array | undefined;
  #window = 800;
  #piece = 512;
  #rx = Buffer.alloc(0);
  #expected = 0;
  #seq = 0;
  #unacked: { seq: number; bytes: Uint8Array }[] = [];
  #queue: { type: number; payload: Uint8Array }[] = [];
  #parts: Uint8Array[][] = [[], []];
  #naked = false;
  #timer: NodeJS.Timeout;
  #welcomed: (() => void) | undefined;
  #nonce = randomBytes(4);

  constructor(private readonly wire: Wire) {
    wire.onData((bytes) => this.#onData(bytes));
    this.#timer = setInterval(() => this.#onTimer(), retransmitTime);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Says hello until the card answers. */
  async start(): Promise<void> {
    this.#expected = this.#seq = 0;
    this.#unacked = [];
    this.#queue = [];
    this.#parts = [[], []];
    this.welcome = undefined;
    this.#nonce = Buffer.from(this.#nonce.map((b) => b + 1));
    this.#hello();
    await new Promise<void>((resolve) => {
      this.#welcomed = resolve;
    });
  }

  #hello(): void {
    this.#raw(FrameType.hello, encodeHello({ version: protocolVersion, nonce: this.#nonce, link: noNonce }));
  }

  send(message: Uint8Array): void {
    let at = 0;
    do {
      const payload = message.subarray(at, at + this.#piece);
      at += this.#piece;
      this.#queue.push({ type: at >= message.length ? FrameType.last : FrameType.data, payload });
    } while (at < message.length);
    this.#pump();
  }

  ping(payload: Uint8Array): void {
    this.#raw(FrameType.ping, payload);
  }
  reset(): void {
    this.#raw(FrameType.reset, new Uint8Array(0));
  }

  #raw(type: number, payload: Uint8Array): void {
    this.wire.write(encodeFrame({ type, seq: 0, ack: this.#expected, payload }));
  }

  #pump(): void {
    for (;;) {
      const next = this.#queue[0];
      const inFlight = this.#unacked.reduce((n, f) => n + f.bytes.length, 0);
      if (!next || (inFlight > 0 && inFlight + next.payload.length + frameOverhead > this.#window)) return;
      this.#queue.shift();
      const seq = this.#seq;
      this.#seq = (seq + 1) & 255;
      const bytes = encodeFrame({ type: next.type, seq, ack: this.#expected, payload: next.payload });
      this.#unacked.push({ seq, bytes });
      this.wire.write(bytes);
    }
  }

  #onTimer(): void {
    if (this.#welcomed) this.#hello();
    // Damaged length: give up the first byte, as the line was quiet.
    if (this.#rx.length) this.#skip();
    for (const f of this.#unacked) this.wire.write(f.bytes);
  }

  #skip(): void {
    const at = this.#rx.indexOf(delimiter, 1);
    this.#rx = at < 0 ? Buffer.alloc(0) : this.#rx.subarray(at);
    this.#parse();
  }

  #onData(bytes: Uint8Array): void {
    this.#rx = Buffer.concat([this.#rx, bytes]);
    this.#parse();
  }

  #parse(): void {
    while (this.#rx.length >= frameOverhead) {
      const length = this.#rx.readUInt16LE(1) + frameOverhead;
      if (this.#rx[0] !== delimiter || length > maxFrame) {
        this.#skip();
        return;
      }
      if (this.#rx.length < length) return;
      const frame = decodeFrame(this.#rx.subarray(0, length));
      if (!frame) {
        this.damaged++;
        this.#skip();
        return;
      }
      this.#rx = this.#rx.subarray(length);
      this.#onFrame(frame);
    }
  }

  #onFrame(frame: Frame): void {
    this.received.push(frame);
    if (frame.type === FrameType.welcome) {
      if (!Buffer.from(frame.payload.subarray(1, 5)).equals(this.#nonce)) return;
      this.welcome = frame.payload;
      const welcome = decodeWelcome(frame.payload)!;
      this.#window = welcome.window;
      this.#piece = welcome.frame;
      this.#welcomed?.();
      this.#welcomed = undefined;
      return;
    }
    if (this.#welcomed) return;
    const at = this.#unacked.findIndex((f) => ((f.seq + 1) & 255) === frame.ack);
    if (at >= 0) this.#unacked.splice(0, at + 1);
    if (frame.type === FrameType.nak) for (const f of this.#unacked) this.wire.write(f.bytes);
    if (isNumbered(frame.type)) {
      if (frame.seq === this.#expected) {
        this.#expected = (this.#expected + 1) & 255;
        this.#naked = false;
        const control = frame.type >= FrameType.controlData ? 1 : 0;
        this.#parts[control]!.push(frame.payload);
        this.#raw(FrameType.ack, new Uint8Array(0));
        if (frame.type === FrameType.last || frame.type === FrameType.controlLast) {
          const message = Buffer.concat(this.#parts[control]!);
          this.#parts[control] = [];
          this.onMessage(message);
        }
      } else if (((frame.seq - this.#expected) & 255) < 128) {
        if (!this.#naked) this.#raw(FrameType.nak, new Uint8Array(0));
        this.#naked = true;
      } else this.#raw(FrameType.ack, new Uint8Array(0));
    }
    this.#pump();
  }
}
