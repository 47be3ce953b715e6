// Waits for something for so long and no longer.
import { setTimeout as pause } from 'node:timers/promises';

/** Rejects with `late` after `ms`; what it waited for may still end. */
export async function inTime<T>(ms: number, work: Promise<T>, late: string): Promise<T> {
  const timer = new AbortController();
  work.catch(() => {}); // it may end after its time
  try {
    return await Promise.race([
      work,
      pause(ms, undefined, { signal: timer.signal }).then(() => Promise.reject(new Error(late))),
    ]);
  } finally {
    timer.abort();
  }
}
