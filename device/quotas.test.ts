import { describe, expect, test } from '@jest/globals';
import { catalogue, type ErrorCode } from '../protocol/errors/catalogue.js';
import { interpreter, nativeBench, virtualBench, withPeer } from './testing/bench.js';
import { greedy, greedyApplet } from './testing/greedy.js';
import { channelProgram, shopApplet } from './testing/programs.js';
import type { SessionPeer } from './testing/session-peer.js';
import { none, u32 } from './testing/values.js';
import { type CardClock, realClock } from './virtual/machine.js';

const channel = { channel: channelProgram(3), shift: 3 };
const number = (code: ErrorCode): number => catalogue[code].number;

/** The card answers, in this session and in the next one of the same slot. */
async function well(peer: SessionPeer): Promise<void> {
  peer.startCall(greedy.well, none);
  expect((await peer.result()).status).toBe(0);
  peer.send('close', { session: peer.session, code: 0 });
  await peer.next('closed');
  peer.session++;
  await peer.open({ ...channel, applet: shopApplet });
  peer.startCall(0, u32(2, 3));
  expect((await peer.result()).value).toEqual(u32(5, 1));
}

/** `many`: records that take more than 700 JsVars, and no more than are free. */
const cases: [title: string, run: (peer: SessionPeer, many: number) => Promise<void>][] = [
  [
    'a method that never ends is ended after its time',
    async (peer) => {
      await peer.open({ ...channel, applet: greedyApplet({ ms: 300 }) });
      peer.startCall(greedy.spin, none);
      expect((await peer.result()).status).toBe(number('APPLET_QUOTA'));
      await well(peer);
    },
  ],
  [
    'natives without a loop count as well',
    async (peer) => {
      await peer.open({ ...channel, applet: greedyApplet({ ms: 1 }) });
      peer.startCall(greedy.hash, none);
      expect((await peer.result()).status).toBe(number('APPLET_QUOTA'));
    },
  ],
  [
    'an applet that never ends starting is refused',
    async (peer) => {
      const endless = { ...channel, applet: greedyApplet({ ms: 300 }, 'for(;;){$g();$n=0;}') };
      await expect(peer.open(endless)).rejects.toThrow(`fault ${number('APPLET_QUOTA')}: time`);
      await peer.connect();
      await peer.open({ ...channel, applet: greedyApplet({}) });
      await well(peer);
    },
  ],
  [
    'an applet that takes more JsVars than it declares is refused',
    async (peer, many) => {
      const start = `$l=[];for($i=0;$i<${many};$i=$i+1){$g();$l.push({$n:$i});}`;
      const big = { ...channel, applet: greedyApplet({ vars: 700 }, start) };
      await expect(peer.open(big)).rejects.toThrow(`fault ${number('APPLET_QUOTA')}: memory`);
      await peer.connect();
      await peer.open({ ...channel, applet: greedyApplet({ vars: 700 }) });
      await well(peer);
    },
  ],
  [
    'answers and calls of more bytes than it may send in a minute are refused, smaller ones go on',
    async (peer) => {
      await peer.open({ ...channel, applet: greedyApplet({ out: 1000 }) });
      peer.startCall(greedy.say, u32(700));
      expect((await peer.result()).value.length).toBe(702);
      peer.startCall(greedy.say, u32(700));
      expect((await peer.result()).status).toBe(number('APPLET_QUOTA'));
      peer.startCall(greedy.say, u32(250));
      expect((await peer.result()).status).toBe(0);
      peer.startCall(greedy.flood, u32(16));
      expect((await peer.result()).status).toBe(number('APPLET_QUOTA'));
    },
  ],
  [
    'an answer of more than 2,048 bytes is refused, one of as many is given',
    async (peer) => {
      await peer.open({ ...channel, applet: greedyApplet({}) });
      peer.startCall(greedy.say, u32(2046));
      expect((await peer.result()).value.length).toBe(2048);
      peer.startCall(greedy.say, u32(2047));
      expect((await peer.result()).status).toBe(number('ARGUMENTS_TOO_BIG'));
      await well(peer);
    },
  ],
  [
    'arguments for the server of more than 2,048 bytes are refused, as many are sent',
    async (peer) => {
      await peer.open({ ...channel, applet: greedyApplet({}) });
      peer.startCall(greedy.tell, u32(2047));
      expect((await peer.result()).status).toBe(number('ARGUMENTS_TOO_BIG'));
      peer.startCall(greedy.tell, u32(2046));
      const { call, body } = await peer.serverCall();
      expect(body.length).toBe(2048);
      peer.answer(call, 0, none);
      expect((await peer.result()).status).toBe(0);
    },
  ],
  [
    'nothing of a call goes on when it was cancelled',
    async (peer) => {
      await peer.open({ ...channel, applet: greedyApplet({}) });
      const call = peer.startCall(greedy.ask, none);
      const asked = await peer.serverCall();
      peer.send('cancel', { session: peer.session, call });
      expect((await peer.result()).status).toBe(number('CALL_CANCELLED'));
      // What it would go on with adds one to the turns: not yet when the answer comes, but before another message does.
      peer.answer(asked.call, 0, none);
      for (let i = 0; i < 2; i++) {
        peer.startCall(greedy.well, none);
        expect((await peer.result()).value).toEqual(u32(1));
      }
      await well(peer);
    },
  ],
  [
    'more than 16 calls of the server at once are refused',
    async (peer) => {
      await peer.open({ ...channel, applet: greedyApplet({}) });
      peer.startCall(greedy.flood, u32(17));
      expect((await peer.result()).status).toBe(number('CARD_BUSY'));
      for (let i = 0; i < 16; i++) peer.answer((await peer.serverCall()).call, 0, none);
      await well(peer);
    },
  ],
];

/** Steps that a native ends at once, without a turn in between. */
async function steps(peer: SessionPeer): Promise<void> {
  await peer.open({ ...channel, applet: greedyApplet({}) });
  peer.startCall(greedy.steps, none);
  expect((await peer.result()).status).toBe(number('APPLET_QUOTA'));
  await well(peer);
}

/** A card's time that goes so many times as fast as ours. */
function fastClock(factor: number): CardClock {
  const start = realClock.now();
  return {
    now: () => start + (realClock.now() - start) * factor,
    setTimeout: (f, ms) => realClock.setTimeout(f, ms / factor),
    clearTimeout: realClock.clearTimeout,
  };
}

describe('on the virtual card', () => {
  test.each(cases)('%s', async (_, run) => withPeer(await virtualBench(), (peer) => run(peer, 1500)));

  // Not on the interpreter: there 256 take longer than a call may.
  test('more than 256 calls of the server in one call are refused', async () =>
    withPeer(await virtualBench(), async (peer) => {
      await peer.open({ ...channel, applet: greedyApplet({}) });
      peer.startCall(greedy.ask, none);
      for (let i = 0; i < 256; i++) {
        const { call, ordinal } = await peer.serverCall();
        expect(ordinal).toBe(i);
        peer.answer(call, 0, none);
      }
      expect((await peer.result()).status).toBe(number('APPLET_QUOTA'));
      await well(peer);
    }));

  test('steps of promises that leave no turn to anything else are ended after 20 s of the card', async () =>
    withPeer(await virtualBench({ clock: fastClock(20) }), steps));

  test('a call whose button nobody presses is not done', async () =>
    withPeer(await virtualBench({ clock: fastClock(20) }), async (peer) => {
      await peer.open({ ...channel, applet: shopApplet });
      peer.startCall(3, none);
      await peer.shown();
      expect(await peer.result()).toMatchObject({ status: number('PRESENCE_TIMEOUT') });
    }));

  test('nothing of an applet runs after the end of its session', async () => {
    const bench = await virtualBench();
    const lit: boolean[] = [];
    await withPeer(bench, async (peer) => {
      await peer.open({ ...channel, applet: greedyApplet({}) });
      peer.startCall(greedy.late, none);
      await peer.shown();
      bench.card.on('led', (on: boolean) => lit.push(on));
      // The question ends with the session; the applet's handler for that would light the LED.
      peer.send('close', { session: peer.session, code: 0 });
      await peer.next('closed');
      peer.session++;
      await peer.open({ ...channel, applet: greedyApplet({}) });
      expect(lit.at(-1)).toBe(false);
      await well(peer);
    });
  });
});

describe(`on the real interpreter${interpreter ? '' : ' (skipped: no Espruino binary)'}`, () => {
  const chain = async (peer: SessionPeer): Promise<void> => {
    await peer.open({ ...channel, applet: greedyApplet({}) });
    const call = peer.startCall(greedy.chain, none);
    peer.send('cancel', { session: peer.session, call });
    expect((await peer.result()).status).toBe(number('CALL_CANCELLED'));
    const turns: number[] = [];
    for (let i = 0; i < 2; i++) {
      peer.startCall(greedy.well, none);
      turns.push((await peer.result()).value.readUInt32LE());
    }
    expect(turns[0]).toBeGreaterThan(0);
    expect(turns[1]).toBe(turns[0]);
    await well(peer);
  };
  // On the virtual card nothing comes between the promises: that is the case of the steps.
  const onInterpreter: typeof cases = [
    ...cases,
    ['promises that go on and on end with their call', chain],
    ['steps of promises that leave no turn to anything else are ended after 20 s', steps],
  ];
  for (const [title, run] of onInterpreter)
    (interpreter ? test : test.skip)(
      title,
      async () => withPeer(await nativeBench(interpreter!), (peer) => run(peer, 450)),
      60_000,
    );
});
