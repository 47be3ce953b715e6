// A sealed call through the gate to a card and back, beside the raw echo of as many bytes on the same interpreter.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startNative } from '../../../device/virtual/native.js';
import { closePort, openPort } from '../../../host/link/index.js';
import { OddStack } from '../../stack/odd.js';
import { measureEcho } from './goodput.js';
import { makeWorld, median } from './world.js';

/** What a plain program on the interpreter does with bytes: it sends back what comes. */
const rawEcho = `var c=JSON.parse(require("Storage").read("cpu6.cf0"));E.setConsole(null);
Serial1.setup(c.baud,{path:c.path});Serial1.on("data",function(d){Serial1.write(d)});setInterval(function(){},60000)`;

/** Median of `count` raw echoes of `size` bytes, ms. */
export async function measureRawEcho(binary: string, size: number, count: number): Promise<number> {
  const stateDir = mkdtempSync(path.join(tmpdir(), 'cpu6-bench-'));
  const card = await startNative({ binary, stateDir, runtime: rawEcho });
  const port = await openPort(card.address);
  try {
    const times: number[] = [];
    let left = 0;
    let done = (): void => {};
    port.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left <= 0) done();
    });
    for (let i = 0; i < count + 3; i++) {
      const began = performance.now();
      const back = new Promise<void>((resolve) => {
        done = resolve;
        setTimeout(resolve, 3_000).unref();
      });
      left = size;
      port.write(Buffer.alloc(size, 'x'));
      await back;
      if (i >= 3) times.push(performance.now() - began);
    }
    return median(times);
  } finally {
    await closePort(port);
    await card.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

/** Median of `count` echoes of `size` bytes as messages of the link, ms: framed, checked, acknowledged, but not sealed. */
export async function measureFramedEcho(binary: string, size: number, count: number): Promise<number> {
  const world = await makeWorld(binary);
  try {
    return await measureEcho(world, size, count);
  } finally {
    await world.stop();
  }
}

export interface SealedCall {
  /** Median, ms. */
  readonly ms: number;
  /** Frames and bytes of the link for one call. */
  readonly frames: readonly [down: number, up: number];
  readonly bytes: readonly [down: number, up: number];
}

/** `count` sealed calls host–card–host with an argument of `size` bytes that comes back. */
export async function measureSealedCall(binary: string, size: number, count: number): Promise<SealedCall> {
  const stack = OddStack.make({ card: `espruino:${binary}` });
  try {
    const client = await stack.ready();
    const call = (): Promise<unknown> => client.call('odd', 'echo', { data: new Uint8Array(size) });
    await call();
    const link = async () => (await client.cards())[0]!.link;
    const before = await link();
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      const began = performance.now();
      await call();
      times.push(performance.now() - began);
    }
    const after = await link();
    const each = (of: 'framesDown' | 'framesUp' | 'bytesDown' | 'bytesUp'): number => (after[of] - before[of]) / count;
    return {
      ms: median(times),
      frames: [each('framesDown'), each('framesUp')],
      bytes: [each('bytesDown'), each('bytesUp')],
    };
  } finally {
    await stack.end();
  }
}
