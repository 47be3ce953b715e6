// From an edit to the running card: the author's loop on the example, with server, host and card in this process.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DevLoop, type LoopEvent } from '../../tools/dev/loop.js';
import { DevStack } from '../../tools/dev/stack.js';
import { ownServer } from '../../tools/dev/target.js';
import type { Row } from './row.js';

const edits = 9;
const median = (times: number[]): number => times.sort((a, b) => a - b)[times.length >> 1]!;

async function measure(name: string, card: string, goal: string): Promise<Row[]> {
  const dir = mkdtempSync(path.join(tmpdir(), 'cpu6-bench-'));
  const file = path.join(dir, 'checkout.ts');
  cpSync('examples/checkout/checkout.ts', file);
  const stack = await DevStack.start({ dir, card, waitForButton: false });
  let arrived: (event: LoopEvent) => void = () => undefined;
  const loop = new DevLoop(file, ownServer(stack.server, stack.processesDir), (event) => arrived(event));
  try {
    await loop.start();
    const source = readFileSync(file, 'utf8');
    const all: number[] = [];
    const project: number[] = [];
    for (let i = 0; i < edits; i++) {
      const done = new Promise<LoopEvent>((resolve) => {
        arrived = resolve;
      });
      const began = performance.now();
      writeFileSync(file, source.replace('Pay ${', `Pay ${'now '.repeat(i + 1)}\${`));
      const event = await done;
      if (event.type !== 'runs') throw new Error(`the edit ended with ${event.type}`);
      all.push(performance.now() - began);
      project.push(event.ms.project);
    }
    const ms = (n: number): string => `${n.toFixed(0)} ms`;
    return [
      { what: `${name}: from saving the file to the card running it`, figure: ms(median(all)), goal },
      { what: `${name}: of that, from the server to the card`, figure: ms(median(project)) },
    ];
  } finally {
    await loop.stop();
    await stack.stop();
    rmSync(dir, { recursive: true });
  }
}

export async function devTimes(): Promise<Row[]> {
  const rows = await measure('virtual card', 'virtual:PICO_R1_3', '500 ms');
  const binary = process.env.CPU6_ESPRUINO;
  if (!binary) return [...rows, { what: 'real interpreter', figure: 'skipped: no Espruino binary' }];
  return [...rows, ...(await measure('real interpreter', `espruino:${binary}`, '1000 ms'))];
}
