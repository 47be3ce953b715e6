// The server half on its own: which numbers name a method, what a handler may answer, how much.
import { expect, test } from '@jest/globals';
import type { MethodEntry } from '../../protocol/applet/header.js';
import { catalogue } from '../../protocol/errors/catalogue.js';
import type { CallContext } from '../../protocol/process/index.js';
import { blob, record } from '../../protocol/schema/types.js';
import type { LoadedProcess } from '../processes.js';
import { shopHeader } from '../test/fixture.js';
import type { Core } from './core.js';
import { perform } from './incoming-call.js';
import { ServerHalf } from './server-half.js';

const bytes: MethodEntry = ['bytes', 0, record({ data: blob(1000) }).descriptor];
const handlers = {
  bytes: (_: unknown, { key }: CallContext) => ({ data: new Uint8Array(Number(key)) }),
  odd: () => ({
    get data() {
      throw new RangeError('of the handler’s own');
    },
  }),
};
const header = { ...shopHeader(), server: [bytes, ['gone', 0, 0], ['toString', 0, 0], ['odd', 0, bytes[2]]], card: [] };
const half = new ServerHalf(
  { name: 'shop', header, serverHalf: () => handlers } as unknown as LoadedProcess,
  async () => undefined,
  500,
);
const handle = (method: number, size = 0) =>
  half.handle(half.entry(method), new Uint8Array(0), { key: String(size) } as CallContext);

test('a number that names no method is METHOD_UNKNOWN', () => {
  expect(() => half.entry(4)).toThrow(expect.objectContaining({ code: 'METHOD_UNKNOWN' }));
});

test('an answer over the limit is ARGUMENTS_TOO_BIG', async () => {
  expect(await handle(0, 498)).toHaveLength(500);
  await expect(handle(0, 499)).rejects.toMatchObject({ code: 'ARGUMENTS_TOO_BIG' });
});

test('a method that the half lacks is an error of the author, also if every object has one of that name', async () => {
  for (const method of [1, 2]) await expect(handle(method)).rejects.toMatchObject({ code: 'APPLET_ERROR' });
});

test('an answer that is not what was declared is ANSWER_INVALID; what is thrown while it is read is no such thing', async () => {
  await expect(handle(0, 1001)).rejects.toMatchObject({ code: 'ANSWER_INVALID' });
  await expect(handle(3)).rejects.toThrow('of the handler’s own');
});

test('calls of one session at once have a limit', async () => {
  const core = { settings: { limit: () => 2 } } as unknown as Core;
  const call = { method: 9, key: new Uint8Array(16), ordinal: 0, body: new Uint8Array(0) };
  const codeOf = async (running: number) => (await perform(core, half, {} as never, '00', running, call)).code;
  expect([await codeOf(2), await codeOf(3)]).toEqual(['METHOD_UNKNOWN', 'RATE_LIMITED']);
  expect(catalogue.RATE_LIMITED.retry).toBe(true);
});
