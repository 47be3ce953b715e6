// Random numbers with a seed: the same seed, the same numbers, on every machine.

/** One number from several, well mixed: a seed of its own for each thing that is drawn. */
export function mixed(...parts: readonly number[]): number {
  let h = 0x9e3779b9;
  for (const part of parts) {
    h = Math.imul(h ^ (part | 0), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
  }
  return h >>> 0;
}

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state, good enough for faults, never for keys. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  }
  /** A whole number from 0 to n - 1. */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }
  chance(probability: number): boolean {
    return probability > 0 && this.next() < probability;
  }
  /** How many trials fail before one of that probability succeeds. */
  gap(probability: number): number {
    if (probability <= 0) return Number.POSITIVE_INFINITY;
    return probability >= 1 ? 0 : Math.floor(Math.log(1 - this.next()) / Math.log(1 - probability));
  }
  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }
}
