// Ends confined code that runs too long: every function and loop of it begins with a call of the guard, which throws when
// the time is over, and goes on throwing. When nothing confined is to run, the time is over.
import { APPLET_QUOTA } from '../../protocol/errors/numbers.js';
import { refusal } from './bytes.js';
import type { Env } from './types.js';

/** Longest run of an applet or of channel code without a pause, in ms; limit `applet.time`. Watchdogs bite later. */
export const timeLimit = 20000;

let env: Env;

function guard(): void {
  if (getTime() > env.until) throw refusal(APPLET_QUOTA, 'time');
}

/** The guard, one for all programs: no name of theirs can be its. */
export function guardOf(of: Env): () => void {
  'cold';
  env = of;
  return guard;
}

/** Runs a piece of confined code, which may take that many ms. A piece inside another one has the time that is left. */
export function timed<T>(env: Env, ms: number, f: () => T): T {
  const before = env.until;
  const end = getTime() + ms / 1000;
  env.until = before && before < end ? before : end;
  try {
    return f();
  } finally {
    env.until = before;
  }
}
