// A whole session on an interpreter with as many JsVars as a Puck.js has.
import { expect, test } from '@jest/globals';
import { nativeBench, withPeer } from './testing/bench.js';
import { channelProgram, shopApplet, shopApplet2 } from './testing/programs.js';
import { u32 } from './testing/values.js';

const small = process.env.CPU6_ESPRUINO_2630;

(small ? test : test.skip)(
  small
    ? 'a card of 2,630 JsVars: applet, calls, a change of epoch that brings another applet, end'
    : 'a session on a card of 2,630 JsVars (skipped: no CPU6_ESPRUINO_2630)',
  async () =>
    withPeer(await nativeBench(small!), async (peer) => {
      expect(peer.description.vars).toBe(2630);
      await peer.open({ channel: channelProgram(3), shift: 3, applet: shopApplet });
      for (const count of [1, 2]) {
        peer.startCall(0, u32(2, 3));
        expect((await peer.result()).value).toEqual(u32(5, count));
      }
      await peer.change({ channel: channelProgram(7), shift: 7, applet: shopApplet2 });
      peer.startCall(0, u32(2, 3));
      expect((await peer.result()).value).toEqual(u32(6, 3));
      peer.send('close', { session: peer.session, code: 0 });
      await peer.next('closed');
    }),
  60_000,
);
