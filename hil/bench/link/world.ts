// What the measurements of the link run on: an interpreter with a program that is nothing but a link, a line in front of it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BoardProfile, boardNamed } from '../../../device/boards/index.js';
import { startNative } from '../../../device/virtual/native.js';
import type { ServedCard } from '../../../device/virtual/serve.js';
import { Link, type LinkOptions, openPort } from '../../../host/link/index.js';
import { buildRuntime } from '../../../tools/compiler/plain.js';
import type { FaultPlan } from '../../faults/plan.js';
import { FaultProxy } from '../../faults/proxy.js';

/** The interpreters of a run: as built, and one that polls without pauses (a wrapper of the same binary), if there is one. */
export interface Interpreters {
  readonly stock: string;
  readonly fast: string | undefined;
}

export function interpreters(): Interpreters | undefined {
  const { CPU6_ESPRUINO: stock, CPU6_ESPRUINO_FAST: fast } = process.env;
  return stock ? { stock, fast } : undefined;
}

/** Waits for the first emission of an event. */
export const once = (emitter: { once(event: string, f: (value: unknown) => void): unknown }, event: string) =>
  new Promise<unknown>((resolve) => emitter.once(event, resolve));

let program: Promise<string> | undefined;
/** The card's program, compiled. */
export const echoProgram = (): Promise<string> => {
  // From dist/hil/bench/link to the sources.
  const file = fileURLToPath(new URL('../../../../device/runtime/bench/link-echo.ts', import.meta.url));
  program ??= buildRuntime(file).then((build) => build.code);
  return program;
};

export interface World {
  readonly card: ServedCard;
  readonly proxy: FaultProxy;
  readonly link: Link;
  /** Messages from the card, in order. */
  onMessage(f: (message: Buffer) => void): void;
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly board?: BoardProfile;
  readonly plan?: FaultPlan;
  readonly link?: Partial<LinkOptions>;
  /** Another program than the echo. */
  readonly runtime?: string;
}

/** An interpreter with the echo program behind a line, and a link to it that is up. */
export async function makeWorld(binary: string, options: WorldOptions = {}): Promise<World> {
  const stateDir = mkdtempSync(path.join(tmpdir(), 'cpu6-bench-'));
  const card = await startNative({
    binary,
    stateDir,
    runtime: options.runtime ?? (await echoProgram()),
    board: options.board ?? boardNamed('LINUX'),
  });
  const proxy = new FaultProxy({
    ...options.plan,
    card: () => openPort(card.address),
    powerCycle: () => card.powerCycle(),
  });
  const link = new Link({ open: () => proxy.open(), address: card.address, ...options.link });
  link.start();
  await once(link as never, 'up');
  return {
    card,
    proxy,
    link,
    onMessage: (f) => void link.on('message', (m) => f(Buffer.from(m))),
    stop: async () => {
      await link.stop();
      await proxy.stop();
      await card.stop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;
