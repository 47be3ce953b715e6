// The host's parser over random and mutated bytes: no exception, no stall beyond one deadline, the next good frame found.

import { Intake } from '../../../host/link/intake.js';
import { limitOf } from '../../../protocol/limits.js';
import { encodeFrame, type Frame, FrameType } from '../../../protocol/link/frame.js';
import { Random } from '../../faults/random.js';

export interface Fuzz {
  readonly bytes: number;
  /** Good frames that were put behind the noise, and how many of them came out. */
  readonly frames: number;
  readonly found: number;
  readonly exceptions: number;
  /** Longest time, in ms of the parser's clock, that a good frame behind noise was held back. */
  readonly longest: number;
}

/** A clock that the fuzzer moves. */
class Steps {
  #now = 0;
  #timers: { at: number; action: () => void }[] = [];
  now(): number {
    return this.#now;
  }
  date(): number {
    return this.#now;
  }
  after(ms: number, action: () => void): { cancel(): void } {
    const timer = { at: this.#now + ms, action };
    this.#timers.push(timer);
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((t) => t !== timer);
      },
    };
  }
  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter((t) => t.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((t) => t !== next);
      this.#now = next.at;
      next.action();
    }
    this.#now = until;
  }
}

/** Noise: random bytes, delimiters with lengths, frames with a few bits changed, frames cut short. */
function noise(random: Random): Uint8Array {
  const good = encodeFrame({
    type: 1 + random.below(11),
    seq: random.below(256),
    ack: random.below(256),
    payload: random.bytes(random.below(200)),
  });
  switch (random.below(5)) {
    case 0:
      return random.bytes(1 + random.below(300));
    case 1:
      return Uint8Array.from([0xa5, random.below(256), random.below(4), ...random.bytes(random.below(30))]);
    case 2:
      for (let i = 1 + random.below(4); i > 0; i--) good[random.below(good.length)]! ^= 1 << random.below(8);
      return good;
    case 3:
      return good.subarray(0, random.below(good.length));
    default:
      return new Uint8Array(random.below(20)).fill(0xa5);
  }
}

/** At least `bytes` bytes through one parser. */
export function fuzzParser(bytes: number, seed: number): Fuzz {
  const random = new Random(seed);
  const clock = new Steps();
  const idle = limitOf('link.idle');
  let waited: Frame | undefined;
  let found = false;
  const result = { bytes: 0, frames: 0, found: 0, exceptions: 0, longest: 0 };
  const intake = new Intake({
    clock,
    frame: limitOf('link.frame'),
    idle,
    quiet: () => idle,
    onFrame: (frame) => {
      if (waited && frame.seq === waited.seq && Buffer.from(frame.payload).equals(waited.payload)) found = true;
    },
    onDiscarded: () => {},
  });
  const push = (chunk: Uint8Array): void => {
    result.bytes += chunk.length;
    try {
      intake.push(chunk);
    } catch {
      result.exceptions++;
    }
  };
  while (result.bytes < bytes) {
    for (let i = random.below(6); i >= 0; i--) {
      push(noise(random));
      clock.advance(random.below(3));
    }
    // A frame that no noise can be by chance: 16 random bytes.
    waited = { type: FrameType.last, seq: random.below(256), ack: 0, payload: random.bytes(16) };
    found = false;
    result.frames++;
    const began = clock.now();
    push(encodeFrame(waited));
    // The line is quiet now, as it is when both ends wait for each other.
    while (!found && clock.now() - began < 2 * idle) clock.advance(10);
    if (found) {
      result.found++;
      result.longest = Math.max(result.longest, clock.now() - began);
    }
    waited = undefined;
  }
  return result;
}
