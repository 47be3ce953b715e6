// Time as an argument: everything in `host/` that waits does so through a Clock, so that tests own the time.

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  /** Milliseconds since 1970, for people and records. */
  date(): number;
  /** Runs `action` once after `ms`. */
  after(ms: number, action: () => void): Timer;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** Resolves after `ms`, or at once when `signal` aborts. */
export const sleep = (clock: Clock, ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = (): void => {
      timer.cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = clock.after(ms, done);
    signal?.addEventListener('abort', done, { once: true });
  });

/** Exponential back-off with full jitter: a random delay up to `base · 2ⁿ`, never more than `cap` (ms). */
export const backOff = (attempt: number, base: number, cap: number, random: () => number = Math.random): number =>
  random() * Math.min(cap, base * 2 ** Math.min(attempt, 30));
