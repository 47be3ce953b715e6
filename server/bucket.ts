// Token buckets by address: so many at once, and so many more per second.

export class Buckets {
  readonly #levels = new Map<string, { tokens: number; at: number }>();
  constructor(
    private readonly burst: number,
    private readonly perSecond: number,
    private readonly now: () => number,
    /** Addresses remembered; those that are full again are forgotten first. */
    private readonly greatest = 10_000,
  ) {}

  /** Takes one token; false if there is none. */
  take(address: string): boolean {
    const now = this.now();
    const level = this.#levels.get(address) ?? { tokens: this.burst, at: now };
    level.tokens = Math.min(this.burst, level.tokens + (Math.max(0, now - level.at) / 1000) * this.perSecond);
    level.at = now;
    if (!this.#levels.has(address)) this.#makeRoom(now);
    this.#levels.set(address, level);
    if (level.tokens < 1) return false;
    level.tokens -= 1;
    return true;
  }

  #makeRoom(now: number): void {
    if (this.#levels.size < this.greatest) return;
    const refill = (this.burst / this.perSecond) * 1000;
    for (const [address, { at }] of this.#levels) if (now - at >= refill) this.#levels.delete(address);
    // Under a flood from many addresses the oldest go: they lose what they had used up, nobody loses service.
    for (const address of this.#levels.keys()) {
      if (this.#levels.size < this.greatest) break;
      this.#levels.delete(address);
    }
  }
}
