import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { limitOf } from '../limits.js';
import type { AppletHeader } from './header.js';
import { encodeSegments, segmentsEntry, segmentsOf, splitSegments } from './segments.js';

const part = (code: string) => ({ table: [], code });
const header = (segments?: unknown): AppletHeader => ({ name: 'x', segments }) as unknown as AppletHeader;
const digests = (n: number): string => randomBytes(32 * n).toString('base64');
const malformed = expect.objectContaining({ code: 'APPLET_MALFORMED' });

test('segments have one size, and come back from what an applet keeps of them', () => {
  const segments = encodeSegments([part('return[]'), part(`return[${'1,'.repeat(100)}]`)]);
  expect(segments.map((s) => s.length)).toEqual([256, 256]);
  const { size, digests: list } = segmentsOf(header(segmentsEntry(segments)));
  expect([size, list.length]).toEqual([256, 2]);
  expect(splitSegments(header(segmentsEntry(segments)), Buffer.concat(segments))).toEqual(segments);
  expect(segmentsOf(header())).toEqual({ size: 0, digests: [] });
});

test('a segment over segment.size is APPLET_TOO_BIG, more than segment.count of them are APPLET_MALFORMED', () => {
  const [size, count] = [limitOf('segment.size'), limitOf('segment.count')];
  const empty = encodeSegments([part('')])[0]!.length;
  expect(encodeSegments([part('x'.repeat(size - empty))])[0]).toHaveLength(size);
  expect(() => encodeSegments([part('x'.repeat(size))])).toThrow(expect.objectContaining({ code: 'APPLET_TOO_BIG' }));
  expect(encodeSegments(Array.from({ length: count }, () => part('')))).toHaveLength(count);
  expect(() => encodeSegments(Array.from({ length: count + 1 }, () => part('')))).toThrow(malformed);
});

describe('a header that lists its segments in another way is APPLET_MALFORMED', () => {
  const [size, count] = [limitOf('segment.size'), limitOf('segment.count')];
  test('at the limits it is right', () => {
    expect(segmentsOf(header([64, digests(2)])).digests).toHaveLength(2);
    expect(segmentsOf(header([size, digests(count)])).digests).toHaveLength(count);
  });
  test.each<[string, unknown]>([
    ['no list', { length: 2 }],
    ['three entries', [64, digests(2), 0]],
    ['a size in text', ['64', digests(2)]],
    ['half a byte', [64.5, digests(2)]],
    ['too short', [63, digests(2)]],
    ['too long', [size + 1, digests(2)]],
    ['digests that are no text', [64, 5]],
    ['digests in another base64', [64, `${digests(3)}\n`]],
    ['half a digest', [64, randomBytes(80).toString('base64')]],
    ['one segment', [64, digests(1)]],
    ['too many', [64, digests(count + 1)]],
  ])('%s', (_, entry) => expect(() => segmentsOf(header(entry))).toThrow(malformed));
});

test('segments that are cut, exchanged or altered are APPLET_MALFORMED', () => {
  const segments = encodeSegments([part('return[1]'), part('return[2]')]);
  const of = header(segmentsEntry(segments));
  const all = Buffer.concat(segments);
  expect(() => splitSegments(of, all.subarray(1))).toThrow(malformed);
  expect(() => splitSegments(of, Buffer.concat([segments[1]!, segments[0]!]))).toThrow(malformed);
  all[70]! ^= 1;
  expect(() => splitSegments(of, all)).toThrow(malformed);
});
