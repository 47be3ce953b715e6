import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeFrame, type Frame, FrameType } from '../../protocol/link/frame.js';
import { type Decoded, FrameDecoder } from './decoder.js';

const frame = (seq: number, payload: Uint8Array): Frame => ({ type: FrameType.last, seq, ack: 7, payload });
const frames = (decoded: Decoded[]): Frame[] => decoded.flatMap((d) => (d.kind === 'frame' ? [d.frame] : []));
const arbitrary = fc.record({
  type: fc.nat(255),
  seq: fc.nat(255),
  ack: fc.nat(255),
  payload: fc.uint8Array({ maxLength: 512 }),
});

test('frames cut anywhere come out whole', () => {
  fc.assert(
    fc.property(fc.array(arbitrary, { maxLength: 10 }), fc.array(fc.integer({ min: 1, max: 90 })), (list, cuts) => {
      const decoder = new FrameDecoder(512);
      let stream = Buffer.concat(list.map(encodeFrame));
      const out: Decoded[] = [];
      for (const cut of cuts) {
        out.push(...decoder.push(stream.subarray(0, cut)));
        stream = stream.subarray(cut);
      }
      out.push(...decoder.push(stream));
      expect(frames(out)).toEqual(list);
      expect(decoder.held).toBe(0);
    }),
    { numRuns: 200 },
  );
});

test('a frame with flipped length bits costs only itself', () => {
  const good = [1, 2, 3, 4, 5].map((n) => frame(n, Buffer.alloc(20, n)));
  const bytes = good.map(encodeFrame);
  bytes[1]![1]! ^= 0x40; // 20 becomes 84: it swallows the next two frames
  const decoder = new FrameDecoder(512);
  const out = [...decoder.push(Buffer.concat(bytes)), ...decoder.idle()];
  expect(frames(out).map((f) => f.seq)).toEqual([1, 3, 4, 5]);
});

test('garbage with delimiters in front of a frame does not cost the frame once the line is quiet', () => {
  const decoder = new FrameDecoder(512);
  const garbage = Buffer.from('00ffa5a5a50001a5ffffa5', 'hex');
  const out = [
    ...decoder.push(garbage),
    ...decoder.push(encodeFrame(frame(9, Buffer.from('hello')))),
    ...decoder.idle(),
  ];
  expect(frames(out).map((f) => f.seq)).toEqual([9]);
});

test('a bogus length in front of a quiet line is given up by idle()', () => {
  const decoder = new FrameDecoder(512);
  expect(decoder.push(Buffer.from('a5f401', 'hex'))).toEqual([]);
  expect(decoder.held).toBe(3);
  expect(decoder.idle()).toEqual([{ kind: 'discarded', reason: 'idle', bytes: 3 }]);
  expect(frames(decoder.push(encodeFrame(frame(1, Buffer.alloc(0))))).length).toBe(1);
});

test('a bogus length is given up in time while more comes, and the frames behind it are taken', () => {
  const decoder = new FrameDecoder(512);
  const good = encodeFrame(frame(4, Buffer.from('good')));
  decoder.push(Buffer.concat([Buffer.from('a5f401', 'hex'), good, good.subarray(0, 6)]));
  const { given } = decoder;
  expect(frames(decoder.late()).map((f) => f.seq)).toEqual([4]);
  expect(decoder.given).toBeGreaterThan(given);
  // What may still be completed is kept.
  expect(frames(decoder.push(good.subarray(6))).map((f) => f.seq)).toEqual([4]);
});

test('every byte of any input is accounted for: in a frame, discarded or held', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(fc.uint8Array({ maxLength: 300 }), arbitrary.map(encodeFrame), fc.constant(Uint8Array.of(0xa5))),
      ),
      (chunks) => {
        const decoder = new FrameDecoder(512);
        let given = 0;
        let taken = 0;
        for (const chunk of chunks) {
          given += chunk.length;
          for (const d of decoder.push(chunk)) taken += d.kind === 'frame' ? d.frame.payload.length + 10 : d.bytes;
          expect(taken + decoder.held).toBe(given);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('a hostile stream of delimiters is worked through in linear time', () => {
  const decoder = new FrameDecoder(512);
  const started = process.cpuUsage().user;
  decoder.push(Buffer.alloc(200_000, 0xa5));
  decoder.push(Buffer.alloc(200_000, Buffer.from('a50001', 'hex')));
  expect(process.cpuUsage().user - started).toBeLessThan(10_000_000);
});
