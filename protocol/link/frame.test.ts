import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeFrame, encodeFrame, FrameType, isNumbered } from './frame.js';

test('an acknowledgement has known bytes', () => {
  const bytes = encodeFrame({ type: FrameType.ack, seq: 0, ack: 7, payload: new Uint8Array(0) });
  expect(Buffer.from(bytes).toString('hex').slice(0, 12)).toBe('a50000050007');
  expect(bytes.length).toBe(10);
});

test('every frame comes back as it was', () => {
  const byte = fc.nat({ max: 255 });
  fc.assert(
    fc.property(byte, byte, byte, fc.uint8Array({ maxLength: 512 }), (type, seq, ack, payload) => {
      expect(decodeFrame(encodeFrame({ type, seq, ack, payload }))).toEqual({
        type,
        seq,
        ack,
        payload: Uint8Array.from(payload),
      });
    }),
  );
});

test('every flipped bit, truncation and extension of a frame is refused', () => {
  const bytes = encodeFrame({ type: FrameType.last, seq: 3, ack: 4, payload: Buffer.from('hello') });
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const bad = Uint8Array.from(bytes);
    bad[bit >> 3]! ^= 1 << (bit & 7);
    expect(decodeFrame(bad)).toBeUndefined();
  }
  for (let n = 0; n < bytes.length; n++) expect(decodeFrame(bytes.subarray(0, n))).toBeUndefined();
  expect(decodeFrame(Buffer.concat([bytes, Uint8Array.of(0)]))).toBeUndefined();
});

test('data frames are numbered, the others are not', () => {
  expect(Object.values(FrameType).filter(isNumbered)).toEqual([1, 2, 3, 4]);
});
