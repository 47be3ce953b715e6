// One whole session with a change of epoch, and each record of the server altered by one bit or cut short, given to the
// card's runtime: it ends the session at that record, and the next session opens.
//
// Every record is tried at a sample of its bits and lengths; with CPU6_EVERY_BIT=1 at all of them.
import { expect, test } from '@jest/globals';
import { catalogue } from '../protocol/errors/catalogue.js';
import { virtualBench, withPeer } from './testing/bench.js';
import { channelProgram, shopApplet, shopApplet2 } from './testing/programs.js';
import type { SessionPeer } from './testing/session-peer.js';
import { u32 } from './testing/values.js';

const first = { channel: channelProgram(3), shift: 3, applet: shopApplet };
const second = { channel: channelProgram(7), shift: 7, applet: shopApplet2 };
const stride = process.env.CPU6_EVERY_BIT ? 1 : 1009;
const broken = catalogue.SEAL_BROKEN.number;

type Alter = (record: Uint8Array, index: number) => Uint8Array;

/** A session from `open` to a call in its second epoch; what ended it, if anything did. */
async function life(peer: SessionPeer, alter: Alter): Promise<string | undefined> {
  peer.session = (peer.session % 200) + 1;
  peer.faults = { record: alter };
  try {
    await peer.open(first);
    peer.startCall(4, u32(1));
    const asked = await peer.serverCall();
    peer.answer(asked.call, 0, Buffer.from('abcd'));
    const again = await peer.serverCall();
    peer.answer(again.call, 0, Buffer.from('abcd'));
    await peer.result();
    await peer.change(second);
    peer.callCard(77, 0, Buffer.from('\x02\0hi'));
    await peer.cardResult();
    peer.send('close', { session: peer.session, code: 0 });
    await peer.next('closed');
    return undefined;
  } catch (error) {
    // Records that were under way when the session ended are refused one by one: a new link leaves them behind.
    await peer.connect();
    return (error as Error).message;
  }
}

test('every bit of every record of a session counts for the card, and so does its length', async () => {
  await withPeer(await virtualBench(), async (peer) => {
    const sizes: number[] = [];
    const undisturbed = await life(peer, (record) => {
      sizes.push(record.length);
      return record;
    });
    expect(undisturbed).toBeUndefined();
    expect(sizes.length).toBeGreaterThan(12);
    for (const [target, size] of sizes.entries()) {
      const tries: [string, (r: Uint8Array) => Uint8Array][] = [];
      for (let bit = (target * 7) % 64; bit < size * 8; bit += stride)
        tries.push([
          `bit ${bit}`,
          (r) => {
            const out = Uint8Array.from(r);
            out[bit >> 3]! ^= 1 << (bit & 7);
            return out;
          },
        ]);
      for (let length = target % 5; length < size; length += Math.ceil(stride / 8))
        tries.push([`length ${length}`, (r) => r.subarray(0, length)]);
      for (const [what, alter] of tries) {
        const ended = await life(peer, (record, index) => (index === target ? alter(record) : record));
        expect(`record ${target}, ${what}: ${ended}`).toMatch(`record ${target}, ${what}: fault ${broken}: `);
      }
    }
    expect(await life(peer, (record) => record)).toBeUndefined();
  });
}, 36_000_000);
