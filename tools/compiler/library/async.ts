// Drives what the async pass makes of functions that wait.

/** Drives a state machine made by the async pass; confined code calls the same in `$c`. */
export function $run(
  step: (value: unknown, done: (value?: unknown, failed?: unknown) => void, failed?: unknown) => unknown,
  catches?: unknown,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let over: unknown;
    function done(value?: unknown, failed?: unknown): void {
      over = 1;
      if (failed) reject(value);
      else resolve(value);
    }
    function next(value?: unknown, failed?: unknown) {
      let wait: unknown;
      for (;;)
        try {
          wait = step(value, done, failed);
          break;
        } catch (error) {
          if (over || !catches) return done(error, 1);
          value = error;
          failed = 1;
        }
      if (!over)
        Promise.resolve(wait).then(
          (v) => {
            next(v);
          },
          (e) => {
            if (catches) next(e, 1);
            else done(e, 1);
          },
        );
    }
    next();
  });
}
