// Looks for keys, code and data of before in the memory of the interpreter, and in what the next applet can tell.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type BenchCard, fixedVars, interpreter, nativeBench, virtualBench, withPeer } from './testing/bench.js';
import { type Marks, markedApplet, markedChannel } from './testing/marked.js';
import { piecesIn } from './testing/process-memory.js';
import { SessionPeer } from './testing/session-peer.js';
import { none, text } from './testing/values.js';

const marks = (): Marks => ({
  code: Array.from(randomBytes(10), (b, i) => (b % 9) + (i ? 0 : 1)).join(''),
  table: randomBytes(12).toString('hex'),
});
const bytesOf = (m: Marks): [string, Uint8Array][] => [
  ['code', Buffer.from(m.code)],
  ['table', Buffer.from(m.table)],
];

/** The ends of two servers at one card; `turn` gives the line to one of them. */
function twoPeers(bench: BenchCard): { peers: readonly [SessionPeer, SessionPeer]; turn(peer: SessionPeer): void } {
  let active: SessionPeer | undefined;
  const peer = (): SessionPeer => {
    const one: SessionPeer = new SessionPeer(
      {
        write: (bytes) => active === one && bench.wire.write(bytes),
        onData: (f) => bench.wire.onData((bytes) => one === active && f(bytes)),
      },
      bench.press,
    );
    return one;
  };
  const turn = (to: SessionPeer): void => {
    active = to;
  };
  return { peers: [peer(), peer()], turn };
}

/** Sessions of two servers in turns: each finds its state empty, and keeps a secret in it. Answers all that was secret. */
async function inTurns(bench: BenchCard): Promise<[string, Uint8Array][]> {
  const { peers, turn } = twoPeers(bench);
  const secrets: [string, Uint8Array][] = [];
  try {
    for (const peer of peers) {
      turn(peer);
      await peer.connect();
      await peer.enrol();
    }
    for (let n = 0; n < 4; n++) {
      const peer = peers[n & 1]!;
      turn(peer);
      await peer.connect();
      const [inChannel, inApplet] = [marks(), marks()];
      peer.session = n + 1;
      await peer.open({ channel: markedChannel(3, inChannel), shift: 3, applet: markedApplet(inApplet) });
      peer.startCall(1, none);
      expect((await peer.result()).value).toEqual(text(''));
      const kept = randomBytes(16).toString('hex');
      peer.startCall(0, text(kept));
      expect((await peer.result()).status).toBe(0);
      peer.startCall(1, none);
      expect((await peer.result()).value).toEqual(text(kept));
      peer.send('close', { session: peer.session, code: 0 });
      await peer.next('closed');
      secrets.push([`${n}: kept`, Buffer.from(kept)]);
      for (const [name, bytes] of [...bytesOf(inChannel), ...bytesOf(inApplet), ...peer.secrets])
        secrets.push([`${n}: ${name}`, bytes]);
    }
    return secrets;
  } finally {
    for (const peer of peers) peer.close();
  }
}

test('two servers in turns on one card: neither finds anything of the other (virtual card)', async () => {
  const bench = await virtualBench();
  try {
    await inTurns(bench);
  } finally {
    await bench.stop();
  }
});

/**
 * What came over the cable, the session key too, stands in the interpreter's own ring of received bytes until others take
 * its place. The host has it anyway; here the ring is filled anew, so that everything else can be looked for.
 */
async function overwriteReceived(bench: BenchCard): Promise<void> {
  const peer = new SessionPeer(bench.wire, bench.press);
  await peer.connect();
  for (let n = 0; n < 3; n++) {
    peer.link.send(new Uint8Array(2048).fill(0x7f));
    await expect(peer.next('description')).rejects.toThrow('fault');
  }
  peer.close();
}

// A heap that grows is copied, and what it was is left behind: no board's heap does.
const searchable = interpreter && fixedVars(interpreter) && existsSync('/proc/self/maps');
const why = interpreter ? 'its heap grows, or there is no /proc' : 'no Espruino binary';
describe(`in the memory of the interpreter${searchable ? '' : ` (skipped: ${why})`}`, () => {
  const on = searchable ? test : test.skip;

  on(
    'nothing of two servers in turns is left after their sessions',
    async () => {
      const bench = await nativeBench(interpreter!);
      try {
        const secrets = await inTurns(bench);
        await overwriteReceived(bench);
        const memory = bench.memory();
        expect(secrets.filter(([, bytes]) => piecesIn(memory, bytes)).map(([name]) => name)).toEqual([]);
      } finally {
        await bench.stop();
      }
    },
    120_000,
  );

  on(
    'nothing of an epoch is left after it: neither keys nor code',
    async () => {
      const bench = await nativeBench(interpreter!);
      await withPeer(bench, async (peer) => {
        const before = [marks(), marks()] as const;
        const after = [marks(), marks()] as const;
        await peer.open({ channel: markedChannel(3, before[0]), shift: 3, applet: markedApplet(before[1]) });
        peer.startCall(1, none);
        await peer.result();
        const old = [...before.flatMap(bytesOf), ...peer.secrets].filter(([name]) => !name.startsWith('session.gate'));
        // What is in force is found: this search finds what is there. Of an applet, that is what its functions need.
        const found = (memory: Buffer[], list: [string, Uint8Array][]): string[] =>
          list.filter(([, bytes]) => piecesIn(memory, bytes)).map(([name]) => name);
        expect(found(bench.memory(), old)).toEqual(expect.arrayContaining(['code', 'table', 'epoch0.ratchet']));

        await peer.change({ channel: markedChannel(7, after[0]), shift: 7, applet: markedApplet(after[1]) });
        peer.startCall(1, none);
        await peer.result();
        const memory = bench.memory();
        expect(found(memory, after.flatMap(bytesOf))).toEqual(['code', 'table', 'code', 'table']);
        expect(found(memory, old)).toEqual([]);
      });
    },
    60_000,
  );
});
