// One at a time, in order of arrival.

export class Mutex {
  #tail: Promise<void> = Promise.resolve();

  /** Waits for the turn; call what it resolves to when done. Calling it twice does no harm. */
  acquire(): Promise<() => void> {
    let release!: () => void;
    const before = this.#tail;
    this.#tail = new Promise((resolve) => {
      release = resolve;
    });
    return before.then(() => release);
  }
}
