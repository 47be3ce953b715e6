import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../protocol/errors/catalogue.js';
import { type BenchCard, interpreter, nativeBench, virtualBench, withPeer } from './testing/bench.js';
import { channelProgram, shopApplet, shopApplet2 } from './testing/programs.js';
import type { SessionPeer } from './testing/session-peer.js';
import { none, text, u32 } from './testing/values.js';

const first = { channel: channelProgram(3), shift: 3, applet: shopApplet };
const second = { channel: channelProgram(7), shift: 7, applet: shopApplet2 };
const sameApplet = { channel: channelProgram(11), shift: 11, applet: undefined };

/** The whole life of a session, the same on every backend. */
async function life(peer: SessionPeer): Promise<void> {
  expect(peer.description.crypto & 3).toBe(3);
  expect(peer.description.button).toBe(true);
  await peer.open(first);

  peer.startCall(0, u32(2, 3));
  expect(await peer.result()).toEqual({ call: 1, status: 0, value: u32(5, 1) });

  // The applet asks the holder, then the server; the call carries the gate call's key.
  const key = Buffer.alloc(16, 9);
  peer.startCall(1, u32(500), key);
  expect(await peer.shown()).toBe('Pay?');
  peer.press();
  const charge = await peer.serverCall();
  expect([charge.method, charge.ordinal, Buffer.from(charge.key), Buffer.from(charge.body)]).toEqual([
    0,
    0,
    key,
    u32(500),
  ]);
  peer.answer(charge.call, 0, Buffer.from('abcd'));
  expect((await peer.result()).value.toString()).toBe('abcd');

  // What the applet throws reaches the caller.
  peer.startCall(2, none);
  expect(await peer.result()).toEqual({
    call: 3,
    status: catalogue.APPLET_ERROR.number,
    value: Buffer.from('no good'),
  });

  // The server's error reaches the caller with its number.
  peer.startCall(4, u32(1));
  const refused = await peer.serverCall();
  peer.answer(refused.call, catalogue.RATE_LIMITED.number, Buffer.from('later'));
  expect(await peer.result()).toEqual({
    call: 4,
    status: catalogue.RATE_LIMITED.number,
    value: Buffer.from('later'),
  });

  // The server calls the card.
  peer.callCard(77, 0, text('hi'));
  const answer = await peer.cardResult();
  expect([answer.call, answer.status, Buffer.from(answer.body)]).toEqual([77, 0, text('hi indeed')]);

  // The epoch changes in the middle of a call; the call goes on, the state goes over.
  peer.startCall(4, u32(7));
  const before = await peer.serverCall();
  await peer.change(second);
  peer.answer(before.call, 0, Buffer.from('abcd'));
  const after = await peer.serverCall();
  expect([after.ordinal, Buffer.from(after.body)]).toEqual([1, u32(8)]);
  peer.answer(after.call, 0, Buffer.from('efgh'));
  expect((await peer.result()).value.toString()).toBe('efgh');
  peer.startCall(0, u32(2, 3));
  expect((await peer.result()).value).toEqual(u32(6, 2));

  // Only the channel changes; then the holder's press, asked for by the declaration.
  await peer.change(sameApplet);
  peer.startCall(3, none);
  expect(await peer.shown()).toBe('');
  peer.press();
  const touched = await peer.result();
  expect([touched.status, touched.value.length]).toEqual([0, 7]);

  peer.send('close', { session: peer.session, code: 0 });
  await peer.next('closed');
  // And once more on the same card.
  peer.session++;
  await peer.open(second);
  peer.startCall(0, u32(1, 1));
  expect((await peer.result()).value).toEqual(u32(3, 1));
}

describe('a session from enrolment to close, with calls both ways and three epochs', () => {
  const on = (bench: () => Promise<BenchCard>) => async (): Promise<void> => withPeer(await bench(), life);
  test(
    'on the virtual card',
    on(() => virtualBench()),
  );
  (interpreter ? test : test.skip)(
    interpreter ? 'on the real interpreter' : 'on the real interpreter (skipped: no Espruino binary)',
    on(() => nativeBench(interpreter!)),
    60_000,
  );
});
