// Bytes of a port to frames, with the deadline for a frame that does not end.
import type { Frame } from '../../protocol/link/frame.js';
import type { Clock, Timer } from '../clock.js';
import { type Decoded, FrameDecoder } from './decoder.js';

export interface IntakeOptions {
  readonly clock: Clock;
  /** Longest payload of a frame, bytes. */
  readonly frame: number;
  /** ms for which an unfinished frame is waited for, while bytes come … */
  readonly idle: number;
  /** … and while none come, at most as long. */
  readonly quiet: () => number;
  readonly onFrame: (frame: Frame) => void;
  /** Bytes that belong to no good frame; `damaged`: there was one. */
  readonly onDiscarded: (bytes: number, damaged: boolean) => void;
}

export class Intake {
  #decoder: FrameDecoder;
  #timer: Timer | undefined;
  /** What the decoder had given out when it began to wait for the rest of a frame. */
  #since = -1;
  #lastByte = 0;

  constructor(private readonly o: IntakeOptions) {
    this.#decoder = new FrameDecoder(o.frame);
  }

  push(chunk: Uint8Array): void {
    this.#lastByte = this.o.clock.now();
    this.#give(this.#decoder.push(chunk));
    this.#watch();
  }

  /** A new port: nothing of the old one counts. */
  reset(): void {
    this.stop();
    this.#decoder = new FrameDecoder(this.o.frame);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #give(decoded: readonly Decoded[]): void {
    for (const item of decoded)
      if (item.kind === 'frame') this.o.onFrame(item.frame);
      else this.o.onDiscarded(item.bytes, item.reason !== 'noise');
  }

  /** A frame that does not end is given up in time, even while more comes: its length may be wrong. */
  #watch(): void {
    const { held, given } = this.#decoder;
    if (held > 0 && this.#timer && this.#since === given) return;
    this.stop();
    if (held === 0) return;
    this.#since = given;
    this.#wait(this.o.clock.now() + this.o.idle);
  }

  #wait(until: number): void {
    const { clock, idle } = this.o;
    const quiet = Math.min(idle, this.o.quiet());
    const next = Math.min(until, this.#lastByte + quiet);
    this.#timer = clock.after(Math.max(1, next - clock.now()), () => {
      this.#timer = undefined;
      if (clock.now() - this.#lastByte >= quiet) this.#give(this.#decoder.idle());
      else if (clock.now() >= until) this.#give(this.#decoder.late());
      else return this.#wait(until);
      this.#watch();
    });
  }
}
