// One whole session with a change of epoch, and each record of the card altered by one bit or cut short: the server ends
// the session at that record and takes nothing of it.
//
// Every record is tried at a sample of its bits and lengths; with CPU6_EVERY_BIT=1 at all of them.
import { expect, test } from '@jest/globals';
import type { Cpu6Error } from '../../protocol/errors/error.js';
import type { TrafficKeys } from '../../protocol/session/keys.js';
import { n32 } from '../test/fixture.js';
import { worldForEachTest } from '../test/world.js';

const world = worldForEachTest({ epochEvery: 1 });
const stride = process.env.CPU6_EVERY_BIT ? 1 : 131;

/** A session from S1 to a call in its second epoch, through `alter`; the code that ended it, if an alteration did. */
async function life(alter: (body: Uint8Array, index: number) => Uint8Array): Promise<string | undefined> {
  const { host, card } = world();
  host.acknowledge();
  const session = host.open(card, 'shop');
  const send = session.send.bind(session);
  let [index, altered] = [0, false];
  session.send = (body) => {
    const sent = alter(body, index++);
    altered ||= sent !== body;
    send(sent);
  };
  let keys: TrafficKeys;
  const steps: (() => unknown)[] = [
    () => session.projection(),
    () => session.attest(),
    () => session.machineId(),
    () => session.hostReply(),
    () => session.finish(),
    () => session.finished(),
    () => session.call(0, n32(5)),
    () => session.nextProjection(),
    () => {
      keys = session.attestNext();
    },
    () => session.expect('switch'),
    () => session.switchTo(keys),
    () => session.call(0, n32(7)),
  ];
  for (const step of steps) {
    const done = step();
    if (!altered) await done;
    // What waits for an answer is told the end of the session instead: in the channel, or at the uplink.
    else if (done instanceof Promise)
      return done.then(
        () => 'answered',
        (error: Partial<Cpu6Error>) => error.code ?? session.closed(),
      );
    else return session.closed();
  }
  host.send('close', { session: session.number, code: 0, detail: '' });
  return undefined;
}

test('every bit of every record of a session counts, and so does its length', async () => {
  const records: Uint8Array[] = [];
  await life((body) => {
    records.push(body);
    return body;
  });
  expect(records.length).toBe(7); // attest, machineId, finished, call; attest, switch; call
  const calls = (): number => world().events.filter((e) => e.type === 'call').length;
  for (const target of records.keys()) {
    // Records of one kind have one length in one epoch, but an epoch may pad otherwise than the last one.
    const size = records[target]!.length;
    const before = calls();
    let tried = 0;
    for (let bit = target; bit < size * 8; bit += stride, tried++) {
      const code = await life((body, index) => {
        if (index !== target) return body;
        const out = Uint8Array.from(body);
        out[(bit >> 3) % out.length]! ^= 1 << (bit & 7);
        return out;
      });
      expect([target, bit, code]).toEqual([target, bit, 'SEAL_BROKEN']);
    }
    for (let length = 0; length < size; length += Math.ceil(stride / 8), tried++) {
      const code = await life((body, index) =>
        index === target ? body.subarray(0, Math.min(length, body.length - 1)) : body,
      );
      expect([target, length, code]).toEqual([target, length, 'SEAL_BROKEN']);
    }
    // A call counts in the sessions that came to one before the alteration, and in no other.
    expect(calls() - before).toBe(target > 3 ? tried : 0);
  }
}, 3_600_000);
