// What a link has done so far: counters for metrics and people.
import { type Rung, rungs } from './ladder.js';

export interface LinkStats {
  /** Bytes and frames towards the card and from it, repetitions included. */
  readonly bytesDown: number;
  readonly bytesUp: number;
  readonly framesDown: number;
  readonly framesUp: number;
  /** Frames that were sent again. */
  readonly repeated: number;
  /** Bytes from the card that belonged to no good frame. */
  readonly discarded: number;
  /** How often a link went on after its port was lost or its card was silent. */
  readonly resumed: number;
  /** How often each step of the recovery ladder was taken. */
  readonly recoveries: Readonly<Record<Rung, number>>;
  /** Smoothed round trip in ms, once measured. */
  readonly roundTrip: number | undefined;
}

export type Counters = { -readonly [K in Exclude<keyof LinkStats, 'recoveries' | 'roundTrip'>]: number } & {
  recoveries: Record<Rung, number>;
};

export const newCounters = (): Counters => ({
  bytesDown: 0,
  bytesUp: 0,
  framesDown: 0,
  framesUp: 0,
  repeated: 0,
  discarded: 0,
  resumed: 0,
  recoveries: Object.fromEntries(rungs.map((rung) => [rung, 0])) as Record<Rung, number>,
});
