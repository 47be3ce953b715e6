// Segments of an overlaid applet: program text in an applet's form, its header nothing but spaces up to the size that all
// segments of the applet have. The applet's own header names their digests, so its measurement covers them.
import { equal } from '../crypto/hmac.js';
import { Cpu6Error } from '../errors/error.js';
import { limitOf } from '../limits.js';
import { type Applet, measure, sectioned } from './applet.js';
import type { AppletHeader } from './header.js';

export type SegmentText = Pick<Applet, 'table' | 'code'>;

/** Sizes are multiples of it, bytes. */
const unit = 64;
const digestLength = 32;

/** Canonical bytes of all segments, of one size. Throws `APPLET_TOO_BIG`, `APPLET_MALFORMED`. */
export function encodeSegments(parts: readonly SegmentText[]): Uint8Array[] {
  const lengths = parts.map((part) => sectioned('', part).length);
  const size = Math.ceil(Math.max(...lengths) / unit) * unit;
  const [most, count] = [limitOf('segment.size'), limitOf('segment.count')];
  if (size > most) throw new Cpu6Error('APPLET_TOO_BIG', { size, limit: most });
  if (parts.length > count)
    throw new Cpu6Error('APPLET_MALFORMED', { why: `it has ${parts.length} segments, at most ${count} are possible` });
  return parts.map((part, i) => sectioned(' '.repeat(size - lengths[i]!), part));
}

/** What an applet's header says of its segments. */
export const segmentsEntry = (segments: readonly Uint8Array[]): NonNullable<AppletHeader['segments']> => [
  segments[0]!.length,
  Buffer.concat(segments.map(measure)).toString('base64'),
];

/** Size of a segment in bytes, and the digests; none if the applet is whole. Throws `APPLET_MALFORMED`. */
export function segmentsOf(header: AppletHeader): { readonly size: number; readonly digests: readonly Uint8Array[] } {
  const { segments } = header;
  if (segments === undefined) return { size: 0, digests: [] };
  const fail = (): never => {
    throw new Cpu6Error('APPLET_MALFORMED', { why: 'its header lists no segments' });
  };
  if (!Array.isArray(segments) || segments.length !== 2) return fail();
  const [size, text] = segments as [unknown, unknown];
  if (typeof size !== 'number' || !Number.isInteger(size) || size < unit || size > limitOf('segment.size'))
    return fail();
  const all = typeof text === 'string' ? Buffer.from(text, 'base64') : Buffer.alloc(0);
  const count = all.length / digestLength;
  if (all.toString('base64') !== text || !Number.isInteger(count) || count < 2 || count > limitOf('segment.count'))
    return fail();
  return {
    size,
    digests: Array.from({ length: count }, (_, i) => all.subarray(i * digestLength, (i + 1) * digestLength)),
  };
}

/** The segments in `NAME.segments`, which stand there one behind the other. Throws `APPLET_MALFORMED`. */
export function splitSegments(header: AppletHeader, bytes: Uint8Array): Uint8Array[] {
  const { size, digests } = segmentsOf(header);
  if (bytes.length !== size * digests.length)
    throw new Cpu6Error('APPLET_MALFORMED', { why: 'its segments are others than its header says: build it again' });
  return digests.map((expected, i) => {
    const segment = Uint8Array.from(bytes.subarray(i * size, (i + 1) * size));
    if (!equal(measure(segment), expected))
      throw new Cpu6Error('APPLET_MALFORMED', { why: `segment ${i} is another than its header says: build it again` });
    return segment;
  });
}
