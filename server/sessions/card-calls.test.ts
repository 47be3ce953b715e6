import { expect, test } from '@jest/globals';
import type { MethodEntry } from '../../protocol/applet/header.js';
import { blob, record, u8 } from '../../protocol/schema/types.js';
import { CardCalls } from './card-calls.js';

const method: MethodEntry = ['put', record({ data: blob(100) }).descriptor, record({ n: u8 }).descriptor];
const make = () => {
  const sent: number[] = [];
  const calls = new CardCalls({ pending: 2, time: 60_000, bytes: 12 }, (call) => sent.push(call));
  return { calls, sent, call: (size: number) => calls.call(method, 0, { data: new Uint8Array(size) }) };
};

test('arguments over the limit, and those that were not declared, are not sent', async () => {
  const { calls, sent, call } = make();
  await expect(call(11)).rejects.toMatchObject({ code: 'ARGUMENTS_TOO_BIG' });
  await expect(calls.call(method, 0, { data: 'text' })).rejects.toMatchObject({ code: 'ARGUMENTS_INVALID' });
  expect(sent).toEqual([]);
  const answer = call(10);
  calls.answered(sent[0]!, 0, Uint8Array.of(5));
  expect(await answer).toEqual({ n: 5 });
});

test('so many calls wait, and no more; each is answered once', async () => {
  const { calls, sent, call } = make();
  const waiting = [call(1), call(1)];
  await expect(call(1)).rejects.toMatchObject({ code: 'CARD_BUSY' });
  for (const n of sent) calls.answered(n, 0, Uint8Array.of(1));
  await Promise.all(waiting);
  expect(() => calls.answered(sent[0]!, 0, Uint8Array.of(1))).toThrow(
    expect.objectContaining({ code: 'MESSAGE_MALFORMED' }),
  );
});
