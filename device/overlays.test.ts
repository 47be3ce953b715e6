// What a card does with segments that are not as they should be, or do not come; by hand, against one card.
import { afterEach, describe, expect, test } from '@jest/globals';
import { measure } from '../protocol/applet/applet.js';
import { catalogue, type ErrorCode } from '../protocol/errors/catalogue.js';
import { type BenchCard, interpreter, nativeBench, virtualBench } from './testing/bench.js';
import { misnamed, type Overlaid, overlaid } from './testing/overlaid.js';
import { channelProgram } from './testing/programs.js';
import { SessionPeer } from './testing/session-peer.js';
import { u32 } from './testing/values.js';
import { realClock } from './virtual/machine.js';

const applet = overlaid();
const other = overlaid(1);
const first = { channel: channelProgram(3), shift: 3, applet };
const name = (segment: Uint8Array): Buffer => Buffer.from(measure(segment).subarray(0, 8));
const add = 0;
const chain = 1;
const pay = 2;
const escaping = 3;
const nothing = 4;
const beyond = 5;
const here = 6;

let bench: BenchCard | undefined;
let peer: SessionPeer;
/** Ms that the card's clock is ahead. */
let ahead = 0;

async function start(make: () => Promise<BenchCard>, what: Overlaid = applet): Promise<void> {
  bench = await make();
  peer = new SessionPeer(bench.wire, bench.press);
  await peer.connect();
  await peer.enrol();
  await peer.open({ ...first, applet: what });
}
const virtual = (): Promise<BenchCard> => virtualBench({ clock: { ...realClock, now: () => Date.now() + ahead } });
afterEach(async () => {
  ahead = 0;
  peer?.close();
  await bench?.stop();
  bench = undefined;
});

/** Answers the card's request with that segment. */
async function give(of: Overlaid = applet, change: (bytes: Uint8Array) => Uint8Array = (b) => b): Promise<number> {
  const asked = Buffer.from(await peer.asked());
  const k = of.segments.findIndex((s) => name(s).equals(asked));
  if (k < 0) throw new Error('a segment of nobody was asked for');
  pieces(asked, change(of.segments[k]!));
  return k;
}
function pieces(id: Uint8Array, bytes: Uint8Array, size = 448): void {
  for (let at = 0; at < bytes.length; at += size) peer.piece(id, bytes.subarray(at, at + size));
}
const status = async (): Promise<number> => (await peer.result()).status;
const number = (code: ErrorCode): number => catalogue[code].number;
const flipped = (bytes: Uint8Array): Uint8Array => {
  const out = Uint8Array.from(bytes);
  out[out.length >> 1]! ^= 1;
  return out;
};

const cards: [string, (() => Promise<BenchCard>) | undefined][] = [
  ['the virtual card', virtual],
  [
    `the real interpreter${interpreter ? '' : ' (skipped: no Espruino binary)'}`,
    interpreter ? () => nativeBench(interpreter!) : undefined,
  ],
];
for (const [card, make] of cards)
  (make ? describe : describe.skip)(`on ${card}`, () => {
    test('a segment comes when it is called, stays, and shares state with the others', async () => {
      await start(make!);
      peer.startCall(add, u32(1, 2));
      expect(await give()).toBe(0);
      expect(await peer.result()).toMatchObject({ status: 0, value: u32(3, 1) });
      peer.startCall(add, u32(5, 6));
      expect(await peer.result()).toMatchObject({ status: 0, value: u32(11, 2) });
      peer.startCall(chain, u32(21, 0));
      expect(await give()).toBe(2);
      expect(await peer.result()).toMatchObject({ status: 0, value: u32(42, 1002) });
      peer.startCall(here, u32(7, 0));
      expect(await peer.result()).toMatchObject({ status: 0, value: u32(7, 1002) });
    }, 60_000);

    test('an altered segment, one of another applet and one that was given for another are SEGMENT_REFUSED, and the right one is taken after', async () => {
      await start(make!);
      const wrong = [
        flipped,
        () => other.segments[0]!,
        () => applet.segments[1]!,
        (b: Uint8Array) => Buffer.concat([b, b]),
      ];
      for (const change of wrong) {
        peer.startCall(add, u32(1, 2));
        await give(applet, change);
        expect(await status()).toBe(number('SEGMENT_REFUSED'));
      }
      peer.startCall(add, u32(1, 2));
      await give();
      expect(await peer.result()).toMatchObject({ status: 0, value: u32(3, 1) });
    }, 60_000);

    test('a segment that the verifier does not accept, or without functions, is SEGMENT_REFUSED though it is the one that was signed', async () => {
      await start(make!);
      for (const method of [escaping, nothing]) {
        peer.startCall(method, u32(1, 2));
        await give();
        expect(await status()).toBe(number('SEGMENT_REFUSED'));
      }
      peer.startCall(beyond, u32(1, 2));
      await give();
      expect(await status()).not.toBe(0);
      peer.startCall(add, u32(2, 2));
      await give();
      expect(await status()).toBe(0);
    }, 60_000);

    test('an error of a segment reaches the caller, and the caller in another segment', async () => {
      await start(make!);
      peer.startCall(chain, u32(100, 0));
      await give();
      await give();
      const { status: failed, value } = await peer.result();
      expect([failed, value.toString('latin1')]).toEqual([number('APPLET_ERROR'), 'over 99']);
    }, 60_000);

    test('while a segment is on its way nothing else of the applet runs', async () => {
      await start(make!);
      peer.startCall(pay, u32(1));
      await give();
      const waiting = await peer.serverCall();
      // The server calls; what it calls is not there. Its answer to the first call comes meanwhile.
      peer.startCall(add, u32(1, 2));
      peer.answer(waiting.call, 0, Buffer.from('good'));
      expect(await status()).toBe(0);
      await give();
      expect(await peer.result()).toMatchObject({ status: 0, value: u32(3, 111) });
    }, 60_000);

    test('segments go with their epoch: afterwards they are asked for again, under the new one', async () => {
      await start(make!);
      peer.startCall(add, u32(1, 2));
      await give();
      expect(await status()).toBe(0);
      await peer.change({ channel: channelProgram(5), shift: 5, applet: undefined });
      peer.startCall(add, u32(1, 2));
      expect(await give()).toBe(0);
      expect(await peer.result()).toMatchObject({ status: 0, value: u32(3, 2) });
    }, 60_000);

    test('an epoch that changes in the middle of a segment loses nothing, the next version has its own', async () => {
      await start(make!);
      peer.startCall(add, u32(1, 2));
      const asked = await peer.asked();
      const bytes = applet.segments[0]!;
      peer.piece(asked, bytes.subarray(0, 100));
      await peer.change({ channel: channelProgram(5), shift: 5, applet: undefined }, () =>
        peer.piece(asked, bytes.subarray(100, 200)),
      );
      pieces(asked, bytes.subarray(200));
      expect(await peer.result()).toMatchObject({ status: 0, value: u32(3, 1) });

      await peer.change({ channel: channelProgram(7), shift: 7, applet: other });
      peer.startCall(add, u32(4, 4));
      const again = Buffer.from(await peer.asked());
      expect(again).toEqual(name(other.segments[0]!));
      // One of the version before is not it.
      pieces(again, applet.segments[0]!);
      expect(await status()).toBe(number('SEGMENT_REFUSED'));
    }, 60_000);

    test('a segment that the server does not give is SEGMENT_MISSING, pieces that nobody waits for change nothing', async () => {
      await start(make!);
      pieces(name(applet.segments[0]!), applet.segments[0]!);
      peer.startCall(add, u32(1, 2));
      const asked = await peer.asked();
      peer.piece(name(applet.segments[1]!), applet.segments[1]!.subarray(0, 448));
      peer.piece(asked, new Uint8Array(0));
      expect(await status()).toBe(number('SEGMENT_MISSING'));
      peer.startCall(add, u32(1, 2));
      await give();
      expect(await status()).toBe(0);
    }, 60_000);
  });

describe('on the virtual card', () => {
  test('a server that does not answer, or stops in the middle, costs the call and nothing else', async () => {
    await start(virtual);
    for (const some of [0, 100]) {
      peer.startCall(add, u32(1, 2));
      const asked = await peer.asked();
      if (some) peer.piece(asked, applet.segments[0]!.subarray(0, some));
      ahead += 11_000;
      expect(await status()).toBe(number('SEGMENT_MISSING'));
    }
    peer.startCall(add, u32(1, 2));
    await give();
    expect(await peer.result()).toMatchObject({ status: 0, value: u32(3, 1) });
  }, 60_000);

  test('a header that does not name segments as it should is APPLET_MALFORMED', async () => {
    bench = await virtual();
    peer = new SessionPeer(bench.wire, bench.press);
    await peer.connect();
    await peer.enrol();
    const digests = Buffer.alloc(64).toString('base64');
    for (const entry of [0, [], [1024], [1024, ''], [1024, 'AAAA'], [9000, digests], [4, digests], ['1024', digests]])
      await expect(peer.open({ ...first, applet: misnamed(entry) })).rejects.toThrow(
        `fault ${number('APPLET_MALFORMED')}`,
      );
    // Without segments, a number is no export.
    await expect(peer.open({ ...first, applet: misnamed(undefined) })).rejects.toThrow(
      `fault ${number('APPLET_MALFORMED')}`,
    );
  }, 60_000);
});
