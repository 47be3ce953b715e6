// A clock for tests: time passes only when the test says so.
import type { Clock, Timer } from '../clock.js';

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
}

export class FakeClock implements Clock {
  #now = 0;
  #order = 0;
  #entries: Entry[] = [];

  now(): number {
    return this.#now;
  }
  date(): number {
    return 1_700_000_000_000 + this.#now;
  }
  after(ms: number, action: () => void): Timer {
    const entry = { at: this.#now + Math.max(0, ms), order: this.#order++, action };
    this.#entries.push(entry);
    return {
      cancel: () => {
        this.#entries = this.#entries.filter((e) => e !== entry);
      },
    };
  }
  get pending(): number {
    return this.#entries.length;
  }
  /** Runs the next timer, then lets promises settle. `false` when there is none before `until`. */
  async step(until = Number.POSITIVE_INFINITY): Promise<boolean> {
    let next: Entry | undefined;
    for (const e of this.#entries) if (!next || e.at < next.at || (e.at === next.at && e.order < next.order)) next = e;
    if (!next || next.at > until) return false;
    this.#entries = this.#entries.filter((e) => e !== next);
    this.#now = Math.max(this.#now, next.at);
    next.action();
    await settle();
    return true;
  }
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settle();
    while (await this.step(until));
    this.#now = until;
  }
}

/** Lets everything that is ready run: promises, and streams that use the next tick. */
export const settle = async (): Promise<void> => {
  for (let i = 0; i < 4; i++) await new Promise<void>((resolve) => setImmediate(resolve));
};
