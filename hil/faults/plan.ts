// What a faulty line does: for people who write tests, and the checks that tell them what they wrote wrong.

/** Faults of one direction. Left out: none of that kind. */
export interface LineFaults {
  /** Probability that a bit is flipped. */
  readonly bitErrors?: number;
  /** Probabilities for each cell, 64 bytes of the stream (what one USB packet carries): it is lost … */
  readonly drops?: number;
  /** … comes twice … */
  readonly duplicates?: number;
  /** … changes places with the next one … */
  readonly reorders?: number;
  /** … or waits for so many ms, and with it all that follows. */
  readonly stalls?: { readonly rate: number; readonly ms: number };
  /** Bits per second of the line; a byte takes ten. */
  readonly baud?: number;
  /** Bytes that may wait for the line or for a stall to end; what comes beyond is lost, as in a receive buffer. */
  readonly buffer?: number;
  /** The line breaks after so many bytes of this direction, counted from the start, or on average every so many. */
  readonly cutAt?: readonly number[];
  readonly cutEvery?: number;
  /** The card loses its power for a moment after so many bytes, or on average every so many. */
  readonly brownOutAt?: readonly number[];
  readonly brownOutEvery?: number;
}

export interface FaultPlan {
  /** The same seed over the same bytes gives the same faults. Default 1. */
  readonly seed?: number;
  /** Towards the card, from it, or both; what `down` or `up` name overrides `both`. */
  readonly both?: LineFaults;
  readonly down?: LineFaults;
  readonly up?: LineFaults;
  /** Random bytes, delimiters and half frames among them, that both ends find on the line at each connection. */
  readonly garbage?: number;
  /** After a cut the port cannot be opened for so many ms. Default 0. */
  readonly away?: number;
}

const rates = ['bitErrors', 'drops', 'duplicates', 'reorders'] as const;
const counts = ['baud', 'buffer', 'cutEvery', 'brownOutEvery'] as const;

function check(where: string, faults: LineFaults): void {
  const bad = (name: string, what: string): never => {
    throw new RangeError(`${where}.${name} must be ${what}`);
  };
  for (const name of rates) {
    const value = faults[name];
    if (value !== undefined && !(value >= 0 && value <= 1)) bad(name, 'a probability from 0 to 1');
  }
  for (const name of counts) {
    const value = faults[name];
    if (value !== undefined && !(value > 0)) bad(name, 'above 0');
  }
  const { stalls } = faults;
  if (stalls && !(stalls.rate >= 0 && stalls.rate <= 1 && stalls.ms >= 0))
    bad('stalls', '{ rate: 0 to 1, ms: 0 or more }');
  for (const name of ['cutAt', 'brownOutAt'] as const)
    for (const [i, at] of (faults[name] ?? []).entries())
      if (!Number.isInteger(at) || at < 0 || at < (faults[name]![i - 1] ?? 0))
        bad(name, 'whole numbers in rising order');
}

/** Both directions of a plan. Throws `RangeError` for values that mean nothing. */
export function directions(plan: FaultPlan): { readonly down: LineFaults; readonly up: LineFaults } {
  for (const where of ['both', 'down', 'up'] as const) check(where, plan[where] ?? {});
  for (const name of ['garbage', 'away'] as const)
    if (plan[name] !== undefined && !(plan[name] >= 0)) throw new RangeError(`${name} must be 0 or more`);
  return { down: { ...plan.both, ...plan.down }, up: { ...plan.both, ...plan.up } };
}
