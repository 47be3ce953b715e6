// Test code: cards to test with. The virtual one always, a real interpreter if CPU6_ESPRUINO names a binary.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SerialPort } from 'serialport';
import { boardNamed } from '../boards/index.js';
import { VirtualCard, type VirtualCardOptions } from '../virtual/card.js';
import { startNative } from '../virtual/native.js';
import { writableMemory } from './process-memory.js';
import { SessionPeer } from './session-peer.js';
import type { Wire } from './wire.js';

/** The runtime as the build made it. */
export const builtRuntime = (): string =>
  readFileSync(fileURLToPath(new URL('../runtime.js', import.meta.url)), 'latin1');

/** A card on the bench: its line, its button, and how to take it away. */
export interface BenchCard {
  readonly wire: Wire;
  press(): void;
  stop(): Promise<void>;
}

export async function virtualBench(
  options: Partial<VirtualCardOptions> = {},
): Promise<BenchCard & { readonly card: VirtualCard }> {
  const card = await VirtualCard.create({ board: boardNamed('PICO_R1_3'), runtime: builtRuntime(), ...options });
  return {
    card,
    wire: { write: (b) => card.write(b), onData: (f) => card.on('data', f) },
    press: () => card.press(),
    stop: async () => card.stop(),
  };
}

/** Path of the real interpreter, or `undefined`. */
export const interpreter = process.env.CPU6_ESPRUINO;

/** JsVars of an interpreter; none of a 64-bit build, whose heap grows as no board's does and whose blocks are a computer's. */
export function fixedVars(binary: string): number | undefined {
  const ask = 'var m=process.memory();print("@@"+m.total+" "+m.blocksize)';
  const { stdout } = spawnSync(path.resolve(binary), ['-e', ask], { encoding: 'latin1' });
  const [, total, block] = /@@(\d+) (\d+)/.exec(stdout ?? '') ?? [];
  return Number(block) < 20 ? Number(total) : undefined;
}

export async function nativeBench(binary: string): Promise<BenchCard & { memory(): Buffer[] }> {
  const stateDir = mkdtempSync(path.join(tmpdir(), 'cpu6-card-'));
  const card = await startNative({ binary, stateDir, runtime: builtRuntime() });
  const port = new SerialPort({ path: card.address.slice('serial:'.length), baudRate: 115200, autoOpen: false });
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  return {
    wire: { write: (b) => port.write(b), onData: (f) => port.on('data', f) },
    press: () => card.press(),
    memory: () => writableMemory(stateDir),
    stop: async () => {
      await new Promise<void>((resolve) => port.close(() => resolve()));
      await card.stop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

/** Runs `use` with a peer on a card that is connected and enrolled. */
export async function withPeer<T>(bench: BenchCard, use: (peer: SessionPeer) => Promise<T>): Promise<T> {
  const peer = new SessionPeer(bench.wire, bench.press);
  try {
    await peer.connect();
    await peer.enrol();
    return await use(peer);
  } finally {
    peer.close();
    await bench.stop();
  }
}
