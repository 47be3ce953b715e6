// When an epoch is to end, asked by itself.
import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { LoadedProcess } from '../processes.js';
import { Projector } from '../projector/projector.js';
import type { Settings } from '../settings.js';
import { type Epoch, EpochChange, epochDue } from './epoch-change.js';

const settings = (more: Partial<Settings>): Settings =>
  ({ epochEvery: 0, epochAge: 0, now: () => 1000, limit: () => 1e6, suites: ['aes-cbc-hmac'], ...more }) as Settings;
const epoch = (more: object): Epoch => ({ number: 0, started: 0, channel: { records: 0 }, ...more }) as Epoch;

test('an epoch ends by calls, by age and by records, and by none before its time', () => {
  expect(epochDue(settings({}), 1e9, epoch({}))).toBeUndefined();
  expect(epochDue(settings({ epochEvery: 5 }), 4, epoch({}))).toBeUndefined();
  expect(epochDue(settings({ epochEvery: 5 }), 5, epoch({}))).toBe('calls');
  expect(epochDue(settings({ epochAge: 1001 }), 0, epoch({}))).toBeUndefined();
  expect(epochDue(settings({ epochAge: 1000 }), 0, epoch({}))).toBe('age');
  expect(epochDue(settings({}), 0, epoch({ channel: { records: 32_767 } }))).toBeUndefined();
  expect(epochDue(settings({}), 0, epoch({ channel: { records: 32_768 } }))).toBe('records');
});

test('a session has 65,535 changes of epoch, and no more', () => {
  const process = { name: 'shop', measurement: randomBytes(32), bytes: randomBytes(100) } as unknown as LoadedProcess;
  const core = { projector: new Projector(), settings: settings({}) };
  const card = { board: 'LINUX', crypto: 7, vars: 1e6 } as never;
  const change = (number: number) => new EpochChange(core, epoch({ number, process }), process, card, undefined);
  expect(change(65_534).number).toBe(65_535);
  expect(() => change(65_535)).toThrow(expect.objectContaining({ code: 'EPOCH_EXHAUSTED' }));
});
