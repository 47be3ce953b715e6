// What a process can do and what the gate refuses, over real processes, on the virtual card and on a real interpreter.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Client } from '../host/client/index.js';
import { encodeApplet } from '../protocol/applet/applet.js';
import type odd from './processes/odd.js';
import { type Scratch, scratch } from './stack/scratch.js';
import { Stack } from './stack/stack.js';

const binary = process.env.CPU6_ESPRUINO;
const cards: [name: string, address: string | undefined][] = [
  ['the virtual card', 'virtual:PICO_R1_3'],
  [`the real interpreter${binary ? '' : ' (skipped: no Espruino binary)'}`, binary && `espruino:${binary}`],
];
const code = (code: string): object => expect.objectContaining({ code });

for (const [name, address] of cards)
  (address ? describe : describe.skip)(`on ${name}`, () => {
    let room: Scratch;
    let stack: Stack;
    let client: Client;
    const gate = () => client.process<typeof odd>('odd');

    beforeAll(async () => {
      room = scratch('processes'); // here, so that a skipped suite leaves nothing behind
      stack = new Stack({ dir: room.dir, processes: ['hil/processes/odd.ts'], card: address ?? '' });
      await stack.start();
      client = await stack.client();
      await stack.enrol(client);
    }, 60_000);
    afterAll(async () => {
      await client?.close();
      await stack.stop();
      room.remove();
    }, 30_000);

    test('bytes of every value and length come back', async () => {
      const all = Uint8Array.from({ length: 256 }, (_, i) => i);
      for (const data of [new Uint8Array(0), all, Uint8Array.from({ length: 1500 }, (_, i) => i * 7)])
        expect((await gate().echo({ data })).data).toEqual(data);
    });

    test('every declared type crosses gate and card unchanged', async () => {
      const value = {
        small: 255,
        middle: 65535,
        big: 4294967295,
        flag: true,
        word: 'Straße €',
        exact: Uint8Array.of(0, 255, 10, 13),
        part: Uint8Array.of(3),
        items: [
          { n: 1, kind: 'red' as const },
          { n: 2, kind: 'green' as const },
        ],
      };
      expect(await gate().mirror(value)).toEqual(value);
      expect(await gate().mirror({ ...value, maybe: 'x', items: [] })).toEqual({ ...value, maybe: 'x', items: [] });
    });

    test('both halves call each other within one call', async () => {
      expect(await gate().viaServer({ n: 21 })).toEqual({ n: 42 });
    });

    test('an error thrown on the card or on the server reaches the caller with its text', async () => {
      await expect(gate().fail({ why: 'no more ink' })).rejects.toThrow('no more ink');
      await expect(gate().failOnServer({ why: 'out of stock' })).rejects.toThrow('out of stock');
      expect((await gate().echo({ data: Uint8Array.of(1) })).data).toEqual(Uint8Array.of(1));
    });

    test('unknown process, unknown method, wrong type, wrong size and extra fields are refused with their place', async () => {
      await expect(client.call('nothing', 'at')).rejects.toEqual(code('PROCESS_UNKNOWN'));
      await expect(client.call('odd', 'even')).rejects.toEqual(code('METHOD_UNKNOWN'));
      await expect(client.call('odd', 'remember', { n: 'seven' })).rejects.toThrow('n: needs a whole number');
      await expect(client.call('odd', 'remember', { n: 1, m: 2 })).rejects.toThrow('m: is not declared');
      await expect(client.call('odd', 'remember', {})).rejects.toEqual(code('ARGUMENTS_INVALID'));
      await expect(gate().echo({ data: new Uint8Array(1501) })).rejects.toEqual(code('ARGUMENTS_INVALID'));
      await expect(client.call('odd', 'echo', { data: '?' })).rejects.toEqual(code('ARGUMENTS_INVALID'));
    });

    test('a rate is kept: the third call of two an hour is refused', async () => {
      await gate().seldom();
      await gate().seldom();
      await expect(gate().seldom()).rejects.toEqual(code('RATE_EXCEEDED'));
    });

    test('a method with presence runs after the button was pressed, and the holder is told what for', async () => {
      const asked: string[] = [];
      const stop = await client.subscribe((event) => {
        if (event.type === 'presence') asked.push(event.message ?? event.method ?? '');
      });
      expect((await gate().pressed()).at).toBeGreaterThan(0);
      await gate().ask({ question: 'Really?' });
      stop();
      expect(asked).toEqual(['pressed', 'Really?']);
    });

    test('the same key gives the same answer without a second run', async () => {
      const before = (await gate().remember({ n: 0 })).sum;
      const first = await gate().viaServer({ n: 5 }, { key: 'k1' });
      expect(await gate().viaServer({ n: 5 }, { key: 'k1' })).toEqual(first);
      await expect(gate().viaServer({ n: 6 }, { key: 'k1' })).rejects.toEqual(code('KEY_REUSED'));
      expect((await gate().remember({ n: 0 })).sum).toBe(before);
    });

    test('state is kept over a change of epoch that the operator asks for', async () => {
      const { sum } = await gate().remember({ n: 5 });
      const changed = new Promise<number>((resolve) => {
        void client.subscribe((event) => {
          if (event.type === 'epoch') resolve(event.epoch);
        });
      });
      expect(await stack.admin('POST', '/api/epoch', { session: 'all' })).toEqual({ changed: 1 });
      expect(await changed).toBeGreaterThan(0);
      expect((await gate().remember({ n: 1 })).sum).toBe(sum + 1);
    });

    test('code that the verifier does not accept is refused by the card, with the reason', async () => {
      const header = {
        name: 'bad',
        version: '0.0.0',
        gate: [['m', 0, 0, 0, 60, 60]],
        server: [],
        card: [],
        state: 0,
        caps: [],
        vars: 0,
        ms: 0,
      };
      const applet = encodeApplet({ header: header as never, table: [], code: 'var $a;$a=this;return[$a]' });
      const dir = path.join(stack.serverDir, 'processes');
      writeFileSync(path.join(dir, 'bad.applet'), applet);
      writeFileSync(
        path.join(dir, 'bad.server.mjs'),
        'export default { name: "bad", gate: { m: {} }, card: () => ({ m() {} }) };',
      );
      await stack.admin('POST', '/api/reload', { process: 'bad' });
      await expect(client.call('bad', 'm', {}, { time: 10_000 })).rejects.toEqual(code('APPLET_REFUSED'));
      expect((await gate().echo({ data: Uint8Array.of(9) })).data).toEqual(Uint8Array.of(9));
    });
  });
