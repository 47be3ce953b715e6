// The author's loop end to end: an edit runs in the same session with its state, a bad one changes nothing, errors show the author's line.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Client, type Cpu6Error, connect } from '../host/client/index.js';
import { Child, type ChildEvent } from './stack/child.js';
import { type Scratch, scratch } from './stack/scratch.js';

const source = `import { defineProcess, u32 } from 'cpu6/process';

function check(amount: number): number {
  if (amount > 50) throw new Error('too much');
  return amount;
}

export default defineProcess({
  name: 'purse',
  gate: {
    pay: { in: { amount: u32 }, out: { spent: u32 }, rate: '600/min' },
    lose: { in: { amount: u32 }, out: { spent: u32 }, rate: '600/min' },
  },
  calls: { server: { ask: { in: { amount: u32 }, out: { amount: u32 } } } },
  state: { spent: u32 },
  card: ({ server, state }) => ({
    pay({ amount }) {
      console.log('pays', amount);
      state.spent += check(amount);
      return { spent: state.spent };
    },
    async lose({ amount }) {
      const answer = await server.ask({ amount });
      const lost = undefined as any;
      return { spent: lost.deeper.still + answer.amount };
    },
  }),
  server: () => ({ ask: ({ amount }) => ({ amount }) }),
});
`;

const native = process.env.CPU6_ESPRUINO;
const cards = [
  { name: 'the virtual card', card: 'virtual:PICO_R1_3', there: true },
  { name: 'the real interpreter', card: `espruino:${native}`, there: !!native },
];

for (const { name, card, there } of cards)
  (there ? describe : describe.skip)(`on ${name}${there ? '' : ' (skipped: no Espruino binary)'}`, () => {
    let room: Scratch;
    let dev: Child;
    let client: Client;
    let file: string;
    const state = (): string => path.join(room.dir, 'state');

    /** The next event of that kind, or refusal of a build, counted from now. */
    const next = (fits: (event: ChildEvent) => boolean): Promise<ChildEvent> =>
      new Promise((resolve) => {
        const onEvent = (event: ChildEvent): void => {
          if (!fits(event)) return;
          dev.off('event', onEvent);
          resolve(event);
        };
        dev.on('event', onEvent);
      });
    const runs = (event: ChildEvent): boolean => event.type === 'runs';
    const refused = (event: ChildEvent): boolean => event.error !== undefined;
    const edit = (from: string, to: string, wanted = runs): Promise<ChildEvent> => {
      const done = next(wanted);
      writeFileSync(file, source.replace(from, to));
      return done;
    };

    beforeAll(async () => {
      room = scratch('dev');
      process.env.XDG_DATA_HOME = path.join(room.dir, 'data');
      file = path.join(room.dir, 'purse.ts');
      writeFileSync(file, source);
      dev = new Child('dev', ['dev', file, '--state', state(), '--card', card]);
      await dev.first('runs');
      client = await connect({ stateDir: path.join(state(), 'host') });
    }, 60_000);
    afterAll(async () => {
      await client.close();
      await dev.stop();
      expect(await dev.exited).toBe(0);
      room.remove();
    }, 30_000);

    test('an edit runs in the same session, with its state', async () => {
      expect(await client.call('purse', 'pay', { amount: 5 })).toEqual({ spent: 5 });
      const [before] = await client.sessions();
      const event = await edit('check(amount)', 'check(amount) * 2');
      expect(event).toMatchObject({ process: 'purse', continued: true, kept: true });
      expect(await client.call('purse', 'pay', { amount: 10 })).toEqual({ spent: 25 });
      const [after] = await client.sessions();
      expect(after!.session).toBe(before!.session);
    }, 60_000);

    test('a bad edit is shown, and what ran before still runs', async () => {
      for (const [from, to, code] of [
        ['return amount;', 'return amont;', 'TS2552'],
        ['return amount;', 'return amount +;', 'TS1109'],
        ['return { spent: state.spent };', "return { spent: 'all' };", 'TS2322'],
      ] as const) {
        const diagnostic = next((e) => e.diagnostic !== undefined);
        await edit(from, to, refused);
        expect((await diagnostic).diagnostic).toMatchObject({ code, file });
        expect(await client.call('purse', 'pay', { amount: 0 })).toEqual({ spent: 25 });
      }
      await edit('check(amount)', 'check(amount) * 3');
      expect(await client.call('purse', 'pay', { amount: 1 })).toEqual({ spent: 28 });
    }, 60_000);

    test('errors and logs of the card half show the line of the author; the caller sees the message only', async () => {
      await edit('check(amount)', 'check(amount) * 1');
      const logged = next((e) => e.type === 'applet-log');
      const failed = next((e) => e.type === 'applet-error');
      const problem = (await client.call('purse', 'pay', { amount: 51 }).catch((e) => e)) as Cpu6Error;
      expect(problem.report()).toMatchObject({ code: 'APPLET_ERROR', facts: { message: 'too much' } });
      expect(JSON.stringify(problem.report())).not.toMatch(/purse\.ts|:\d+:\d+|\bat\b/);
      expect(await logged).toMatchObject({ message: 'pays 51', where: 'purse.ts:18:7' });
      expect(await failed).toMatchObject({ message: 'too much' });
      expect(String((await failed).where)).toMatch(/^purse\.ts:4:(25|26|27|4\d)$/);

      const later = next((e) => e.type === 'applet-error');
      await expect(client.call('purse', 'lose', { amount: 1 })).rejects.toMatchObject({ code: 'APPLET_ERROR' });
      const { where, message } = await later;
      expect(String(where)).toMatch(/^purse\.ts:25:/);
      expect(String(message)).toMatch(/'deeper'/);
    }, 60_000);

    test('cpu6 call shows the line to who holds the token of the server', async () => {
      const call = (...more: string[]): Promise<string> =>
        new Promise((resolve) => {
          const args = ['call', 'purse.pay', '{"amount":60}', '--state', path.join(state(), 'host'), ...more];
          execFile(process.execPath, ['dist/tools/cli/main.js', ...args], (_, out, err) => resolve(out + err));
        });
      expect(await call('--data', path.join(state(), 'server'))).toMatch(/ {2}at purse\.ts:4:\d+\n/);
      expect(await call('--data', room.dir)).not.toContain('purse.ts');
    }, 60_000);
  });
