// Segments of overlaid applets: who gets which, how many, and what a listener sees of it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { measure } from '../../protocol/applet/applet.js';
import { encodeSegments, segmentsEntry } from '../../protocol/applet/segments.js';
import { channelMessages } from '../../protocol/messages/channel.js';
import { n32, readN32, shopHeader, writeShop } from '../test/fixture.js';
import type { TestSession } from '../test/peer.js';
import { worldForEachTest } from '../test/world.js';
import { SegmentSource } from './segments.js';

let time = Date.now();
const world = worldForEachTest({
  epochEvery: 5,
  now: () => time,
  suites: ['aes-cbc-hmac'],
  limits: { 'segment.rate': 4, 'segment.bytes': 5_000 },
});

/** Three segments, of which the second is by far the longest. */
function segmentsOf(version: number): Uint8Array[] {
  return encodeSegments(
    [10, 1000, 300].map((n, i) => ({
      table: [Buffer.from(`v${version} s${i}`)],
      code: `var $a;return[${'1,'.repeat(n / 2)}1]`,
    })),
  );
}
function write(version: number): Uint8Array[] {
  const segments = segmentsOf(version);
  writeShop(world().dir, { ...shopHeader(`1.0.${version}`), segments: segmentsEntry(segments) });
  writeFileSync(join(world().dir, 'shop.segments'), Buffer.concat(segments));
  return segments;
}
async function open(): Promise<{ session: TestSession; segments: Uint8Array[] }> {
  const segments = write(0);
  await world().server.reload('shop');
  return { session: await world().host.session(world().card, 'shop'), segments };
}
const name = (segment: Uint8Array): Uint8Array => measure(segment).subarray(0, 8);
const ask = (session: TestSession, segment: Uint8Array): void =>
  session.say('segment', { segment: name(segment), body: new Uint8Array(0) });

/** The pieces of one, and the lengths of their records. */
async function take(session: TestSession, size: number): Promise<{ bytes: Buffer; lengths: number[] }> {
  const pieces: Uint8Array[] = [];
  const lengths: number[] = [];
  for (let left = size; left > 0; ) {
    const record = await session.body();
    const message = channelMessages.decode(session.channel.open(record)!, 'down', 'the server');
    if (message.type !== 'segment') throw new Error(`${message.type} came`);
    if (message.body.length === 0) break;
    pieces.push(message.body);
    lengths.push(record.length);
    left -= message.body.length;
  }
  return { bytes: Buffer.concat(pieces), lengths };
}

test('the card gets what its applet’s header names, and all segments look alike on the way', async () => {
  const { session, segments } = await open();
  const seen: string[] = [];
  for (const segment of segments) {
    ask(session, segment);
    const { bytes, lengths } = await take(session, segment.length);
    expect(bytes.equals(segment)).toBe(true);
    seen.push(lengths.join(' '));
  }
  expect(new Set(seen).size).toBe(1);
  expect(readN32((await session.call(0, n32(1))).body)).toBe(1);
});

test('what no version of this session has is not given: another version’s, or none’s', async () => {
  const { session, segments } = await open();
  for (const segment of [segmentsOf(7)[0]!, Uint8Array.of(1)]) {
    ask(session, segment);
    expect((await take(session, 1)).bytes).toHaveLength(0);
  }
  ask(session, segments[0]!);
  expect((await take(session, segments[0]!.length)).bytes).toHaveLength(segments[0]!.length);
});

test('a request that brings bytes ends the session', async () => {
  const { session, segments } = await open();
  session.say('segment', { segment: name(segments[0]!), body: Uint8Array.of(1) });
  expect(await session.closed()).toBe('MESSAGE_MALFORMED');
});

test('segments in a minute are limited, by number and by bytes; a minute later there are more', async () => {
  const { session, segments } = await open();
  const size = segments[0]!.length;
  const given = async (): Promise<number> => {
    ask(session, segments[0]!);
    return (await take(session, size)).bytes.length;
  };
  const most = Math.min(4, Math.floor(5_000 / size));
  expect(most).toBe(4);
  for (let i = 0; i < most; i++) expect(await given()).toBe(size);
  expect(await given()).toBe(0);
  time += 60_000;
  expect(await given()).toBe(size);
});

test.each([
  ['number', 3, 100],
  ['bytes', 100, 3],
])('segments in a minute are limited by %s alone too', (_, rate, most) => {
  const segments = segmentsOf(0);
  const limits = { 'segment.rate': rate, 'segment.bytes': most * segments[0]!.length };
  let now = 0;
  const settings = { now: () => now, limit: (name: keyof typeof limits) => limits[name] ?? 1_000 } as never;
  const source = new SegmentSource({ segments, digests: segments.map(measure) } as never, settings);
  const given = (): boolean =>
    source.answer({ segment: name(segments[0]!), body: new Uint8Array(0) }).refused === undefined;
  expect([given(), given(), given(), given()]).toEqual([true, true, true, false]);
  now += 20_000;
  expect([given(), given()]).toEqual([true, false]);
});

test('after an author’s edit both versions are given, since calls of the one before go on; the one before that is not', async () => {
  const { session, segments } = await open();
  const versions = [segments];
  for (const version of [1, 2]) {
    versions.push(write(version));
    const reloaded = world().server.reload('shop');
    await session.changeEpoch();
    expect(await reloaded).toBe(1);
  }
  const given: boolean[] = [];
  for (const [first] of versions) {
    time += 60_000;
    ask(session, first!);
    given.push((await take(session, first!.length)).bytes.equals(first!));
  }
  expect(given).toEqual([false, true, true]);
});

test('a segment that is asked for in the middle of a change comes, in the order of the records', async () => {
  const { session, segments } = await open();
  const change = world().server.changeEpoch('all');
  await session.nextProjection();
  const keys = session.attestNext();
  // The server’s switch is on its way; the card does not know yet and asks.
  ask(session, segments[1]!);
  await session.expect('switch');
  session.switchTo(keys);
  expect((await take(session, segments[1]!.length)).bytes.equals(segments[1]!)).toBe(true);
  await change;
  expect(readN32((await session.call(0, n32(1))).body)).toBe(1);
});
