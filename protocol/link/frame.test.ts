import { crc32 } from 'node:zlib';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeFrame, encodeFrame, FrameType, isNumbered } from './frame.js';

const arbitrary = fc.record({
  type: fc.nat(255),
  seq: fc.nat(255),
  ack: fc.nat(255),
  payload: fc.uint8Array({ maxLength: 600 }),
});

test('a frame has the documented bytes', () => {
  const bytes = encodeFrame({ type: FrameType.last, seq: 3, ack: 4, payload: Buffer.from('abc') });
  expect(Buffer.from(bytes.subarray(0, 9)).toString('hex')).toBe('a50300020304616263');
  expect(bytes.length).toBe(13);
});

test('what is encoded is decoded, for every frame', () => {
  fc.assert(fc.property(arbitrary, (frame) => expect(decodeFrame(encodeFrame(frame))).toEqual(frame)));
});

test('a frame with any one bit flipped is refused', () => {
  fc.assert(
    fc.property(arbitrary, fc.nat(), (frame, n) => {
      const bytes = encodeFrame(frame);
      const bit = n % (bytes.length * 8);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      expect(decodeFrame(bytes)).toBeUndefined();
    }),
  );
});

test('a frame cut short or with bytes added is refused', () => {
  fc.assert(
    fc.property(arbitrary, fc.nat(40), (frame, n) => {
      const bytes = encodeFrame(frame);
      expect(decodeFrame(bytes.subarray(0, bytes.length - 1 - (n % bytes.length)))).toBeUndefined();
      expect(decodeFrame(Buffer.concat([bytes, Buffer.alloc(n + 1)]))).toBeUndefined();
    }),
  );
});

test('a frame with another first byte or another length is refused, though its CRC is right', () => {
  const bytes = Buffer.from(encodeFrame({ type: FrameType.last, seq: 3, ack: 4, payload: Buffer.from('abc') }));
  const altered = (at: number, value: number): Buffer => {
    const copy = Buffer.from(bytes);
    copy[at] = value;
    copy.writeUInt32LE(crc32(copy.subarray(0, -4)), copy.length - 4);
    return copy;
  };
  expect(decodeFrame(altered(5, 4))).toBeDefined();
  for (const [at, value] of [
    [0, 0xa6],
    [1, 2],
    [1, 4],
    [2, 1],
  ] as const)
    expect(decodeFrame(altered(at, value))).toBeUndefined();
});

test('only message frames consume a number', () => {
  const numbered = Object.entries(FrameType).flatMap(([name, type]) => (isNumbered(type) ? [name] : []));
  expect(numbered).toEqual(['data', 'last', 'controlData', 'controlLast']);
});
