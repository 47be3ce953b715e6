// How much of the line's rate arrives as payload, both ways, and how long a message takes.
import { makeWorld, median, type World } from './world.js';

export interface Goodput {
  /** Bytes of messages per second. */
  readonly down: number;
  readonly up: number;
  /** ms from sending 16 and 512 bytes to their echo. */
  readonly echo16: number;
  readonly echo512: number;
}

const messageSize = 4_096;

async function measureDown({ link }: World, bytes: number): Promise<number> {
  const message = Buffer.alloc(messageSize, 'd');
  const count = Math.ceil(bytes / messageSize);
  const began = performance.now();
  // More than a window waits at any time, less than the link's queue holds.
  const waiting: Promise<void>[] = [];
  for (let i = 0; i < count; i++) {
    waiting.push(link.send(message));
    if (waiting.length >= 16) await waiting.shift();
  }
  await Promise.all(waiting);
  return (count * messageSize * 1000) / (performance.now() - began);
}

async function measureUp(world: World, bytes: number): Promise<number> {
  const count = Math.ceil(bytes / messageSize);
  let left = count;
  let first = 0;
  const all = new Promise<number>((resolve) => {
    world.onMessage((m) => {
      if (m.length !== messageSize) return;
      if (first === 0) first = performance.now();
      else if (--left === 1) resolve(performance.now());
    });
  });
  await world.link.send(Buffer.concat([Buffer.from([0x67, count & 255, count >> 8]), Buffer.alloc(messageSize, 'u')]));
  const last = await all;
  return ((count - 1) * messageSize * 1000) / (last - first);
}

/** Median of `count` echoes of a message of `size` bytes through the link, ms. */
export async function measureEcho(world: World, size: number, count: number): Promise<number> {
  const times: number[] = [];
  let arrived = (): void => {};
  world.onMessage((m) => {
    if (m.length === size) arrived();
  });
  for (let i = 0; i < count; i++) {
    const began = performance.now();
    const back = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    await world.link.send(Buffer.alloc(size, 'e'));
    await back;
    times.push(performance.now() - began);
  }
  return median(times);
}

/** `baud`: of the line, `undefined`: as fast as it goes. `bytes`: moved each way. */
export async function measureGoodput(binary: string, baud: number | undefined, bytes: number): Promise<Goodput> {
  const world = await makeWorld(binary, baud === undefined ? {} : { plan: { both: { baud } } });
  try {
    const echo16 = await measureEcho(world, 16, 20);
    const echo512 = await measureEcho(world, 512, 20);
    const down = await measureDown(world, bytes);
    const up = await measureUp(world, bytes);
    return { down, up, echo16, echo512 };
  } finally {
    await world.stop();
  }
}
