import { describe, expect, test } from '@jest/globals';
import { FrameType } from '../../protocol/link/frame.js';
import { decodeSelection, encodeSelection } from '../../protocol/link/selection.js';
import { Receiver } from './receiver.js';
import { type OutFrame, Sender } from './sender.js';

const rtt = 10;

/** A sender with `count` messages of 20 bytes on the line. */
function onLine(count: number): { sender: Sender; went: number[]; pump: (now: number) => void } {
  const sender = new Sender(32, 800);
  const went: number[] = [];
  const pump = (now: number): void => void sender.pump(now, (frame: OutFrame) => went.push(frame.seq));
  for (let i = 0; i < count; i++) sender.enqueue(Buffer.alloc(20, i), false, () => {});
  pump(0);
  return { sender, went, pump };
}

describe('selective repetition', () => {
  test('only what is asked for goes again, and at once only if it is not on its way again already', () => {
    const { sender, went, pump } = onLine(6);
    expect(went).toEqual([0, 1, 2, 3, 4, 5]);
    sender.askedFor(decodeSelection(encodeSelection([0, 2])), 1, rtt);
    pump(1);
    expect(went.slice(6)).toEqual([0, 2]);
    sender.askedFor(0b101, 2, rtt);
    pump(2);
    expect(went).toHaveLength(8);
    sender.askedFor(0b101, 20, rtt);
    pump(20);
    expect(went.slice(8)).toEqual([0, 2]);
  });

  test('a request that names nothing asks for everything', () => {
    const { sender, went, pump } = onLine(3);
    expect(decodeSelection(new Uint8Array(0))).toBeUndefined();
    sender.askedFor(undefined, 1, rtt);
    pump(1);
    expect(went.slice(3)).toEqual([0, 1, 2]);
  });

  test('what was sent before an answered ping and is neither acknowledged nor kept was lost; without a selection nothing is kept', () => {
    const { sender, went, pump } = onLine(5);
    const written = sender.written;
    sender.readUpTo(written, 0b1001);
    pump(1);
    expect(went.slice(5)).toEqual([0, 3, 4]);
    sender.readUpTo(sender.written);
    pump(2);
    expect(went.slice(8)).toEqual([0, 1, 2, 3, 4]);
  });

  test('no more than the window is kept by a peer that misses the first frame', () => {
    const sender = new Sender(32, 200);
    let bytes = 0;
    for (let i = 0; i < 20; i++) sender.enqueue(Buffer.alloc(30), false, () => {});
    const pump = (): void =>
      void sender.pump(0, (f) => {
        bytes += f.payload.length + 10;
      });
    pump();
    // All but the first has come: the line is free, the peer's memory is not.
    sender.askedFor(0b1, 1, rtt);
    for (let i = 0; i < 20; i++) {
      pump();
      sender.readUpTo(sender.written, 0b1);
    }
    expect(sender.outstanding * 40).toBeLessThanOrEqual(200);
    expect(bytes).toBeGreaterThan(200);
  });

  test('a frame too long for the line is cut anew when the link is resumed, all of it, however many pieces that makes', () => {
    const sender = new Sender(390, 800);
    sender.enqueue(Buffer.alloc(780, 7), false, () => {});
    let now = 0;
    const pump = (): number => sender.pump(now, () => {});
    pump();
    while (!sender.stuck) {
      sender.readUpTo(sender.written);
      now += 100;
      pump();
      expect(now).toBeLessThan(5_000);
    }
    sender.resume();
    const receiver = new Receiver(1_000);
    let whole: Uint8Array | undefined;
    for (let i = 0; i < 10 && !whole; i++) {
      sender.pump(now, (f) => {
        expect(f.payload.length).toBeLessThanOrEqual(32);
        whole ??= receiver.accept({ type: f.type, seq: f.seq, ack: 0, payload: f.payload }).messages[0];
      });
      sender.acknowledge(receiver.expected, now);
    }
    expect(whole).toEqual(Uint8Array.from(Buffer.alloc(780, 7)));
    expect(sender.outstanding).toBe(0);
  });

  test('frames behind a missing one are kept, asked for by their numbers, and come out in order with it', () => {
    const receiver = new Receiver(100);
    const frame = (seq: number) => ({ type: FrameType.last, seq, ack: 0, payload: Uint8Array.of(seq) });
    expect(receiver.accept(frame(0)).messages).toHaveLength(1);
    expect(receiver.accept(frame(2))).toMatchObject({ reply: 'nak', messages: [] });
    expect(receiver.accept(frame(3))).toMatchObject({ reply: 'none', messages: [] });
    expect(receiver.accept(frame(5))).toMatchObject({ reply: 'nak', messages: [] });
    expect(receiver.missing(0, rtt)).toEqual([0, 3]);
    expect(receiver.missing(5, rtt)).toEqual([]);
    expect(receiver.missing(20, rtt)).toEqual([0, 3]);
    expect(receiver.accept(frame(1)).messages.map((m) => m[0])).toEqual([1, 2, 3]);
    expect(receiver.accept(frame(4)).messages.map((m) => m[0])).toEqual([4, 5]);
    expect(receiver.gap).toBe(false);
    expect(receiver.accept(frame(3)).reply).toBe('again');
  });

  test('what may have been damaged is asked for once, also when nothing is known to be missing', () => {
    const receiver = new Receiver(100);
    receiver.damaged();
    expect(receiver.missing(0, rtt)).toEqual([0]);
    expect(receiver.missing(100, rtt)).toEqual([]);
  });
});
