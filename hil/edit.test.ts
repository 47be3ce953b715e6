// An author's edit reaches a session that is open: methods in another order, state kept, the call under way answered.
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildProcess, writeArtifacts } from '../tools/compiler/build.js';
import { OddStack } from './stack/odd.js';

const binary = process.env.CPU6_ESPRUINO;
const cards: [name: string, address: string | undefined][] = [
  ['the virtual card', 'virtual:PICO_R1_3'],
  [`the real interpreter${binary ? '' : ' (skipped: no Espruino binary)'}`, binary && `espruino:${binary}`],
];

for (const [name, address] of cards)
  (address ? describe : describe.skip)(`on ${name}`, () => {
    test('a version with its methods in another order takes over while a call waits for the button', async () => {
      const stack = OddStack.make({ card: address ?? '', processes: ['hil/processes/moved.ts'] });
      try {
        const client = await stack.ready();
        expect(await client.call('moved', 'remember', { n: 5 })).toEqual({ sum: 5 });
        stack.nobodyPresses();
        const shown = new Promise<void>((resolve) => {
          void client.subscribe((event) => {
            if (event.type === 'presence') resolve();
          });
        });
        const under = client.call('moved', 'asked', { n: 10 });
        await shown;
        const next = await buildProcess(path.resolve('hil/processes/moved-again.ts'), { types: false });
        writeArtifacts(next, path.join(stack.serverDir, 'processes'));
        const changed = stack.next('epoch', 'server');
        expect(await stack.admin('POST', '/api/reload', { process: 'moved' })).toEqual({ changed: 1 });
        await changed;
        await stack.press();
        // The old applet's call: twice, by name, whatever number it has now.
        expect(await under).toEqual({ n: 20 });
        expect(await client.call('moved', 'asked', { n: 10 })).toEqual({ n: 30 });
        expect(await client.call('moved', 'remember', { n: 1 })).toEqual({ sum: 6 });
      } finally {
        await stack.end();
      }
    }, 60_000);
  });
