// Unbiased draws from the system's generator, fetched in bulk because a call per number costs more than the draw.
import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(4096);
let at = pool.length;

function next(): number {
  if (at === pool.length) {
    randomFillSync(pool);
    at = 0;
  }
  const byte = pool[at]!;
  pool[at++] = 0; // what was drawn is not kept here
  return byte;
}

/** `length` random bytes. */
export function randomBytes(length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let i = 0; i < length; i++) out[i] = next();
  return out;
}

/** A whole number from 0 to `n` − 1, each equally likely. `n`: 1 to 256. */
export function below(n: number): number {
  const limit = 256 - (256 % n);
  for (;;) {
    const byte = next();
    if (byte < limit) return byte % n;
  }
}

/** Permutes in place (Fisher–Yates). */
export function shuffle<T>(items: T[]): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = below(i + 1);
    const item = items[i]!;
    items[i] = items[j]!;
    items[j] = item;
  }
  return items;
}
