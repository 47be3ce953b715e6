// Waiting for something with a deadline, and saying what came instead when it does not come.

/** Rejects with a message that names what was waited for and what was seen. Its stack is the caller's. */
export function expectation<T>(
  what: string,
  ms: number,
  seen: () => string,
  arm: (resolve: (value: T) => void) => () => void,
): Promise<T> {
  const late = new Error(what);
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      disarm();
      late.message = `${what} did not come within ${ms} ms; seen: ${seen() || 'nothing'}`;
      reject(late);
    }, ms);
    const disarm = arm((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
