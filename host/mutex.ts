// One at a time, in the order of asking.
import type { Clock } from './clock.js';

export class Mutex {
  #tail: Promise<unknown> = Promise.resolve();

  /** Runs `work` when all before it are done; `late()` is thrown instead if that takes longer than `ms`. */
  run<T>(clock: Clock, ms: number, late: () => Error, work: () => Promise<T>): Promise<T> {
    const before = this.#tail;
    const result = new Promise<T>((resolve, reject) => {
      let given = false;
      const timer = clock.after(ms, () => {
        given = true;
        reject(late());
      });
      before.then(() => {
        timer.cancel();
        if (given) return undefined;
        const done = work();
        done.then(resolve, reject);
        turn = done.catch(() => {});
        return turn;
      });
    });
    let turn: Promise<unknown> | undefined;
    this.#tail = before.then(() => turn);
    result.catch(() => {});
    return result;
  }
}
