// How long a link is away: after a replug, after a card that hung, with garbage at connect.
import { makeWorld, median, once } from './world.js';

export interface Recovery {
  readonly times: number;
  /** ms. */
  readonly median: number;
  readonly worst: number;
}

/** A busy machine is no broken card. */
const patience = { resume: 30_000, greet: 20_000 };

const summary = (all: readonly number[]): Recovery => ({
  times: all.length,
  median: median(all),
  worst: Math.max(...all),
});

/** From the moment in which the line is cut to the first echo; the port can be opened again at once. */
export async function replug(binary: string, times: number): Promise<Recovery> {
  const world = await makeWorld(binary, { link: patience });
  const all: number[] = [];
  try {
    for (let i = 0; i < times; i++) {
      const began = performance.now();
      const back = new Promise<void>((resolve) => world.link.once('message', () => resolve()));
      world.proxy.cut();
      await world.link.send(Buffer.from('e again'));
      await back;
      all.push(performance.now() - began);
    }
    return summary(all);
  } finally {
    await world.stop();
  }
}

/** A card without power that comes back by itself: from the power cut to the link with the card's new life. */
export async function restart(binary: string, times: number): Promise<Recovery> {
  const world = await makeWorld(binary);
  const all: number[] = [];
  try {
    for (let i = 0; i < times; i++) {
      const up = once(world.link as never, 'up');
      const began = performance.now();
      world.card.powerCycle();
      await up;
      all.push(performance.now() - began);
    }
    return summary(all);
  } finally {
    await world.stop();
  }
}

/** A card that computes without end: from its last sign to the link with its next life (the power cycle is the watchdog's). */
export async function hung(binary: string, times: number, watchdog: number): Promise<Recovery> {
  const world = await makeWorld(binary);
  const all: number[] = [];
  try {
    for (let i = 0; i < times; i++) {
      const up = once(world.link as never, 'up');
      // It hangs before it acknowledges.
      world.link.send(Buffer.from('h')).catch(() => {});
      const began = performance.now();
      // The native build has no watchdog: this is what one would do.
      setTimeout(() => world.card.powerCycle(), watchdog);
      await up;
      all.push(performance.now() - began);
    }
    return summary(all);
  } finally {
    await world.stop();
  }
}

/** From opening a port on which both ends find half frames to the link, `garbage` bytes each way. */
export async function garbage(binary: string, times: number, bytes: number): Promise<Recovery> {
  const world = await makeWorld(binary, { plan: { garbage: bytes }, link: patience });
  const all: number[] = [];
  try {
    for (let i = 0; i < times; i++) {
      const resumed = once(world.link as never, 'resumed');
      world.proxy.cut();
      await once(world.link as never, 'port');
      const opened = world.link.state === 'greeting' ? Promise.resolve() : once(world.link as never, 'port');
      await opened;
      const began = performance.now();
      await resumed;
      all.push(performance.now() - began);
    }
    return summary(all);
  } finally {
    await world.stop();
  }
}
