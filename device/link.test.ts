import { describe, expect, test } from '@jest/globals';
import { decodeFrame, delimiter, encodeFrame, type Frame, FrameType, frameOverhead } from '../protocol/link/frame.js';
import { encodeHello, noNonce } from '../protocol/link/greeting.js';
import { protocolVersion } from '../protocol/version.js';
import { type BenchCard, virtualBench } from './testing/bench.js';
import { channelProgram, shopApplet } from './testing/programs.js';
import { SessionPeer } from './testing/session-peer.js';
import { u32 } from './testing/values.js';
import type { Wire } from './testing/wire.js';

const first = { channel: channelProgram(3), shift: 3, applet: shopApplet };

/** A generator with a seed, so that a failure can be repeated. */
function seeded(seed: number): () => number {
  let s = seed;
  return () => {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    return (s >>> 0) / 0x1_0000_0000;
  };
}

/** Damages what passes: flips, losses, doubled and split pieces, with a probability per byte or piece. */
function damaged(wire: Wire, random: () => number, rate: number): Wire {
  const spoil = (bytes: Uint8Array): Uint8Array[] => {
    const kept: number[] = [];
    for (const b of bytes) {
      if (random() < rate) {
        if (random() < 0.5) continue;
        kept.push(b ^ (1 << Math.floor(random() * 8)));
      } else kept.push(b);
    }
    const cut = Math.floor(random() * kept.length);
    return [Uint8Array.from(kept.slice(0, cut)), Uint8Array.from(kept.slice(cut))];
  };
  return {
    write: (bytes) => {
      for (const piece of spoil(bytes)) wire.write(piece);
    },
    onData: (f) =>
      wire.onData((bytes) => {
        for (const piece of spoil(bytes)) f(piece);
      }),
  };
}

async function session(bench: BenchCard, wire: Wire): Promise<SessionPeer> {
  const peer = new SessionPeer(wire, bench.press);
  try {
    await peer.connect();
    await peer.enrol();
    await peer.open(first);
    for (let i = 1; i <= 20; i++) {
      peer.startCall(0, u32(i, 1));
      expect(await peer.result()).toEqual({ call: i, status: 0, value: u32(i + 1, i) });
    }
    return peer;
  } finally {
    peer.close();
    await bench.stop();
  }
}

async function connected(bench: BenchCard): Promise<SessionPeer> {
  const peer = new SessionPeer(bench.wire, bench.press);
  await peer.connect();
  await peer.enrol();
  return peer;
}

describe('the link of the card', () => {
  test('takes input in single bytes', async () => {
    const bench = await virtualBench();
    const wire: Wire = {
      onData: bench.wire.onData,
      write: (bytes) => {
        for (const b of bytes) bench.wire.write(Uint8Array.of(b));
      },
    };
    await session(bench, wire);
  });

  test.each([11, 12, 13])('loses, doubles and alters nothing on a bad line (seed %i)', async (seed) => {
    const bench = await virtualBench();
    const peer = await session(bench, damaged(bench.wire, seeded(seed), 1e-3));
    expect(peer.link.received.length).toBeGreaterThan(40);
  });

  test('finds the hello behind garbage that looks like frames', async () => {
    const bench = await virtualBench();
    const peer = new SessionPeer(bench.wire, bench.press);
    bench.wire.write(Uint8Array.of(delimiter, 5, 0, 1, delimiter, delimiter, 0xff, 0xff, 7, 0, 0));
    bench.wire.write(Buffer.from('hello?\r\n'));
    await peer.connect();
    expect(peer.description.board).toBe('PICO_R1_3');
    peer.close();
    await bench.stop();
  });

  test('answers nothing before a hello', async () => {
    const bench = await virtualBench();
    let heard = 0;
    bench.wire.onData(() => heard++);
    for (const type of [FrameType.last, FrameType.ping, FrameType.nak, FrameType.reset, FrameType.ack])
      bench.wire.write(encodeFrame({ type, seq: 0, ack: 0, payload: Uint8Array.of(1) }));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(heard).toBe(0);
    await bench.stop();
  });

  test('says that it has started, once, with a nonce that no hello has', async () => {
    const bench = await virtualBench();
    const peer = await connected(bench);
    const boot = Buffer.from(peer.link.welcome!).readUInt32LE(5);
    await peer.open(first); // draws random numbers, which the boot number counts
    peer.close();
    const heard: Uint8Array[] = [];
    bench.wire.onData((bytes) => heard.push(bytes));
    bench.card.powerCycle();
    const frame = decodeFrame(Buffer.concat(heard));
    expect(frame).toMatchObject({ type: FrameType.welcome, seq: 0, ack: 0 });
    expect(Buffer.from(frame!.payload.subarray(1, 5)).toString('hex')).toBe('00000000');
    expect(Buffer.from(frame!.payload).readUInt32LE(5)).toBeGreaterThan(boot);
    await bench.stop();
  });

  test('keeps frames behind a missing one and asks for that alone; what it sends again acknowledges what has come since', async () => {
    const bench = await virtualBench();
    let heard: Frame[] = [];
    let rx = Buffer.alloc(0);
    bench.wire.onData((bytes) => {
      rx = Buffer.concat([rx, bytes]);
      while (rx.length >= frameOverhead) {
        const length = rx.readUInt16LE(1) + frameOverhead;
        if (rx.length < length) return;
        heard.push(decodeFrame(rx.subarray(0, length))!);
        rx = rx.subarray(length);
      }
    });
    const next = async (type: number): Promise<Frame> => {
      for (let i = 0; i < 1000; i++) {
        const at = heard.findIndex((f) => f.type === type);
        if (at >= 0) return heard.splice(0, at + 1)[at]!;
        await new Promise((resolve) => setImmediate(resolve));
      }
      throw new Error(`no frame of type ${type}`);
    };
    const send = (type: number, seq: number, ack: number, payload: Uint8Array): void =>
      bench.wire.write(encodeFrame({ type, seq, ack, payload }));
    const describe = Uint8Array.of(1);
    const nonce = Uint8Array.of(1, 2, 3, 4);
    send(FrameType.hello, 0, 0, encodeHello({ version: protocolVersion, nonce, link: noNonce }));
    await next(FrameType.welcome);
    for (const seq of [1, 3]) send(FrameType.last, seq, 0, describe);
    const first = await next(FrameType.nak);
    expect([first.ack, ...first.payload]).toEqual([0, 0b1, 0]);
    const second = await next(FrameType.nak);
    expect([second.ack, ...second.payload]).toEqual([0, 0b101, 0]);
    send(FrameType.ping, 4, 0, Uint8Array.of(9));
    expect([...(await next(FrameType.pong)).payload]).toEqual([9, 0b101, 0]);
    send(FrameType.last, 0, 0, describe);
    const answer = await next(FrameType.controlLast);
    expect(answer).toMatchObject({ seq: 0 });
    send(FrameType.last, 2, 0, describe);
    while ((await next(FrameType.controlLast)).seq !== 3);
    heard = [];
    // Nothing of the card was acknowledged so far.
    send(FrameType.nak, 4, 0, Uint8Array.of(0b1010, 0));
    const again = [await next(FrameType.controlLast), await next(FrameType.controlLast)];
    expect(again.map((f) => [f.seq, f.ack])).toEqual([
      [1, 4],
      [3, 4],
    ]);
    expect(again[0]!.payload).toHaveLength(answer.payload.length);
    await bench.stop();
  });

  test('answers a ping with its payload, and a reset by starting again', async () => {
    const bench = await virtualBench();
    const peer = new SessionPeer(bench.wire, bench.press);
    await peer.connect();
    const boot = Buffer.from(peer.link.welcome!).readUInt32LE(5);
    const pong = new Promise<Uint8Array>((resolve) => {
      bench.wire.onData((bytes) => {
        if (bytes[3] === FrameType.pong) resolve(bytes.subarray(6, -4));
      });
    });
    peer.link.ping(Buffer.from('are you there'));
    expect(Buffer.from(await pong).toString()).toBe('are you there');
    const again = new Promise((resolve) => bench.card.once('boot', () => resolve(undefined)));
    peer.link.reset();
    await again;
    await peer.connect();
    expect(Buffer.from(peer.link.welcome!).readUInt32LE(5)).toBeGreaterThan(boot);
    peer.close();
    await bench.stop();
  });
});
