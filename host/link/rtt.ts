// Round-trip time estimate and retransmission timeout (RFC 6298), with bounds for a serial line.

export class RoundTrip {
  #smoothed: number | undefined;
  #variation = 0;

  /** `least`, `most`, `initial`: ms. */
  constructor(
    private readonly least = 40,
    private readonly most = 1_500,
    private readonly initial = 600,
  ) {}

  /** A measured round trip in ms, of a frame that was sent once only (Karn's rule is the caller's). */
  sample(ms: number): void {
    if (this.#smoothed === undefined) {
      this.#smoothed = ms;
      this.#variation = ms / 2;
    } else {
      this.#variation = 0.75 * this.#variation + 0.25 * Math.abs(this.#smoothed - ms);
      this.#smoothed = 0.875 * this.#smoothed + 0.125 * ms;
    }
  }

  /** Smoothed round trip in ms, `undefined` before the first sample. */
  get smoothed(): number | undefined {
    return this.#smoothed;
  }

  /** Timeout in ms of try number `attempt` (0, 1, …): doubled each time. */
  timeout(attempt: number): number {
    const base = this.#smoothed === undefined ? this.initial : this.#smoothed + 4 * this.#variation;
    return Math.min(this.most, Math.max(this.least, base) * 2 ** Math.min(attempt, 16));
  }
}
