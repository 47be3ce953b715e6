import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { catalogue, type ErrorCode } from '../protocol/errors/catalogue.js';
import { type BenchCard, virtualBench } from './testing/bench.js';
import { channelProgram, escapingApplet, movedApplet, shopApplet, shopApplet2 } from './testing/programs.js';
import { SessionPeer } from './testing/session-peer.js';
import { none, text, u32 } from './testing/values.js';

const first = { channel: channelProgram(3), shift: 3, applet: shopApplet };
let bench: BenchCard;
let peer: SessionPeer;

beforeEach(async () => {
  bench = await virtualBench();
  peer = new SessionPeer(bench.wire, bench.press);
  await peer.connect();
  await peer.enrol();
});
afterEach(async () => {
  peer.close();
  await bench.stop();
});

const fault = (code: ErrorCode): RegExp => new RegExp(`^fault ${catalogue[code].number}:`);

describe('the card refuses, says why, and opens the next session', () => {
  const cases: [string, ErrorCode, () => Promise<void>][] = [
    [
      'a record with a flipped bit',
      'SEAL_BROKEN',
      async () => {
        peer.faults = { record: (r, i) => (i === 2 ? Buffer.from(r).fill(r[5]! ^ 1, 5, 6) : r) };
        await peer.open(first);
      },
    ],
    [
      'a record that comes twice',
      'SEAL_BROKEN',
      async () => {
        let last: Uint8Array | undefined;
        peer.faults = {
          record: (r, i) => {
            const out = i === 3 ? last! : r;
            last = r;
            return out;
          },
        };
        await peer.open(first);
      },
    ],
    [
      'the share of another host',
      'SEAL_BROKEN',
      async () => {
        peer.faults = { share: randomBytes(32) };
        await peer.open(first);
      },
    ],
    [
      'an applet that is not what was announced',
      'APPLET_REFUSED',
      async () => {
        peer.faults = { measurement: randomBytes(32) };
        await peer.open(first);
      },
    ],
    ['code that is not confined', 'APPLET_REFUSED', () => peer.open({ ...first, applet: escapingApplet })],
    [
      'channel code that is not confined',
      'APPLET_REFUSED',
      () => peer.open({ channel: escapingApplet, shift: 0, applet: shopApplet }),
    ],
    [
      'a wrong Finished',
      'FINISHED_WRONG',
      async () => {
        peer.faults = { finished: randomBytes(32) };
        await peer.open(first);
      },
    ],
    [
      'a session of a server without a slot',
      'NOT_ENROLLED',
      async () => {
        peer.send('open', { session: 1, serverId: randomBytes(16), generation: 1, share: randomBytes(32), pin: '' });
        await peer.next('opened');
      },
    ],
    [
      'a message of a session that is not open',
      'SESSION_UNKNOWN',
      async () => {
        peer.send('call', { session: 99, call: 1, body: none });
        await peer.next('result');
      },
    ],
    [
      'a message of an unknown code',
      'MESSAGE_MALFORMED',
      async () => {
        peer.link.send(Uint8Array.of(0x7f, 1, 2));
        await peer.next('description');
      },
    ],
    [
      'a message that is cut short',
      'MESSAGE_MALFORMED',
      async () => {
        peer.link.send(Uint8Array.of(0x02, 1, 2));
        await peer.next('enrolled');
      },
    ],
  ];
  test.each(cases)('%s: %s', async (_, code, attempt) => {
    await expect(attempt()).rejects.toThrow(fault(code));
    peer.faults = {};
    await peer.connect();
    await peer.open(first);
    peer.startCall(0, u32(1, 1));
    expect((await peer.result()).status).toBe(0);
  });
});

describe('the gate is checked on the card', () => {
  const status = async (): Promise<number> => (await peer.result()).status;
  test('unknown methods, malformed arguments and exceeded rates are answered with their error', async () => {
    await peer.open(first);
    peer.startCall(9, none);
    expect(await status()).toBe(catalogue.METHOD_UNKNOWN.number);
    peer.startCall(0, u32(1));
    expect(await status()).toBe(catalogue.ARGUMENTS_INVALID.number);
    peer.startCall(0, u32(1, 2, 3));
    expect(await status()).toBe(catalogue.ARGUMENTS_INVALID.number);
    for (let i = 0; i < 2; i++) {
      peer.startCall(3, none);
      await peer.shown();
      peer.press();
      expect(await status()).toBe(0);
    }
    peer.startCall(3, none);
    expect(await status()).toBe(catalogue.RATE_EXCEEDED.number);
  });

  test('calls without a key, with too many arguments, of the server for what there is not', async () => {
    await peer.open(first);
    peer.startCall(0, none, new Uint8Array(10));
    expect(await status()).toBe(catalogue.METHOD_UNKNOWN.number);
    peer.startCall(0, new Uint8Array(2049));
    expect(await status()).toBe(catalogue.ARGUMENTS_TOO_BIG.number);
    peer.callCard(1, 9, none);
    expect((await peer.cardResult()).status).toBe(catalogue.METHOD_UNKNOWN.number);
    peer.startCall(0, u32(1, 1));
    expect(await status()).toBe(0);
  });

  test.each<[string, () => void]>([
    ['an answer that no call waits for', () => peer.answer(99, 0, none)],
    ['a segment that no applet asked for', () => peer.piece(randomBytes(8), randomBytes(20))],
  ])('%s is MESSAGE_MALFORMED', async (_, send) => {
    await peer.open(first);
    send();
    await expect(peer.result()).rejects.toThrow(fault('MESSAGE_MALFORMED'));
  });

  test('a cancelled call is answered at once, and the next one runs', async () => {
    await peer.open(first);
    const call = peer.startCall(4, u32(1));
    await peer.serverCall();
    peer.send('cancel', { session: peer.session, call });
    expect(await status()).toBe(catalogue.CALL_CANCELLED.number);
    peer.startCall(0, u32(1, 1));
    expect(await status()).toBe(0);
  });

  test('calls beyond the limit are refused, the others answered in order', async () => {
    await peer.open(first);
    const calls = Array.from({ length: 10 }, (_, i) => peer.startCall(4, u32(i)));
    const refused = [await peer.result(), await peer.result()];
    expect(refused.map((r) => [r.call, r.status])).toEqual(calls.slice(8).map((c) => [c, catalogue.CARD_BUSY.number]));
    for (let i = 0; i < 8; i++) {
      for (let n = 0; n < 2; n++) peer.answer((await peer.serverCall()).call, 0, Buffer.from('good'));
      expect(await peer.result()).toMatchObject({ call: calls[i], status: 0 });
    }
  });

  test('the server can call the card while a gate call waits for the server', async () => {
    await peer.open(first);
    peer.startCall(4, u32(1));
    const waiting = await peer.serverCall();
    peer.callCard(5, 0, text('well'));
    expect(Buffer.from((await peer.cardResult()).body)).toEqual(text('well indeed'));
    peer.answer(waiting.call, 0, Buffer.from('good'));
    const then = await peer.serverCall();
    expect(then.ordinal).toBe(1);
  });

  test('a call that was numbered for another gate is CARD_BUSY, whatever has been acknowledged since', async () => {
    await peer.open(first);
    await peer.change({ channel: channelProgram(5), shift: 5, applet: shopApplet2 });
    // The gate has stayed as it was: what was under way meanwhile means what it meant.
    peer.startCall(0, u32(2, 3), undefined, 0);
    expect(await peer.result()).toMatchObject({ status: 0, value: u32(6, 1) });

    await peer.change({ channel: channelProgram(7), shift: 7, applet: movedApplet });
    for (const epoch of [0, 1]) {
      peer.startCall(0, u32(2, 3), undefined, epoch);
      expect(await status()).toBe(catalogue.CARD_BUSY.number);
    }
    peer.startCall(1, u32(2, 3));
    expect(await peer.result()).toMatchObject({ status: 0, value: u32(5, 1) });

    // A gate lasts over epochs that leave it alone.
    await peer.change({ channel: channelProgram(9), shift: 9, applet: undefined });
    peer.startCall(1, u32(2, 3), undefined, 2);
    expect(await status()).toBe(0);
  });

  test('a gate call whose seal is broken ends the session', async () => {
    await peer.open(first);
    peer.send('call', { session: peer.session, call: 1, body: randomBytes(48) });
    await expect(peer.next('result')).rejects.toThrow(fault('SEAL_BROKEN'));
  });
});
