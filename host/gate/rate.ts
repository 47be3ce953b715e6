// Sliding-window rate limits of gate methods. They belong to card, process and method, and outlive sessions.
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { Clock } from '../clock.js';

export class RateLimiter {
  readonly #taken = new Map<string, number[]>();
  constructor(private readonly clock: Clock) {}

  /** Takes one of `calls` in `seconds`. Throws `RATE_EXCEEDED`. */
  take(card: string, process: string, method: string, calls: number, seconds: number): void {
    const key = `${card}\0${process}\0${method}`;
    const now = this.clock.now();
    const recent = (this.#taken.get(key) ?? []).filter((at) => at > now - seconds * 1000);
    if (recent.length >= calls) throw new Cpu6Error('RATE_EXCEEDED', { method, calls, seconds });
    recent.push(now);
    this.#taken.set(key, recent);
  }
}
