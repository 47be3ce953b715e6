import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { systemClock } from '../clock.js';
import { Link } from '../link/link.js';
import { openPort } from '../link/open-port.js';
import { FakeCard } from '../testing/fake-card.js';
import { leave, room, stateDir, until } from '../testing/room.js';
import { type RecordedEntry, Recorder, readRecording, recordedBytes } from './recording.js';
import { replay } from './replay.js';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
  await leave();
});

function file(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'cpu6-record-'));
  undo.push(() => rmSync(dir, { recursive: true, force: true }));
  return path.join(dir, 'session.jsonl');
}

/** A session of a link, recorded: messages both ways, the line dropped in between. */
async function recorded(): Promise<{ file: string; entries: RecordedEntry[] }> {
  const to = file();
  const recorder = new Recorder(to, systemClock);
  const card = new FakeCard();
  const address = await card.listen();
  const link = new Link({ open: () => openPort(address), address });
  link.on('bytes', (direction, bytes) => recorder.bytes('card', address, direction, bytes));
  link.on('port', (open) => recorder.port(address, open));
  const next = (event: 'up' | 'resumed' | 'message') =>
    new Promise<void>((resolve) => link.once(event as 'resumed', () => resolve()));
  const up = next('up');
  link.start();
  await up;
  const described = next('message');
  await link.send(Uint8Array.of(1));
  await described;
  const resumed = next('resumed');
  card.dropLine();
  await resumed;
  const again = next('message');
  await link.send(Uint8Array.of(1));
  await again;
  await link.stop();
  await card.stop();
  recorder.close();
  return { file: to, entries: readRecording(to)[0]! };
}

test('a recording holds each chunk with its time, wire and direction, and only its owner may read it', async () => {
  const { file: name, entries } = await recorded();
  expect(statSync(name).mode & 0o777).toBe(0o600);
  expect(entries.filter((e) => 'port' in e).map((e) => ('port' in e ? e.port : ''))).toEqual(['open', 'lost', 'open']);
  expect(entries.every((e, i) => i === 0 || e.t >= entries[i - 1]!.t)).toBe(true);
  const bytes = entries.flatMap((e) => ('bytes' in e && e.direction === 'up' ? [e.bytes] : []));
  expect(recordedBytes(name).includes(Buffer.concat(bytes))).toBe(true);
});

test('a replay runs the link over it, without card or server, and finds that it does the same', async () => {
  const { entries } = await recorded();
  expect(await replay(entries)).toEqual({
    delivered: { recorded: 2, now: 2 },
    sent: { recorded: 2, now: 2 },
    differences: [],
  });
});

test('a replay says where a link does something else than the recorded one', async () => {
  const { entries } = await recorded();
  // A card that answered something else in the end: the recorded host had the whole message, this one gets half of it.
  const last = entries.findLastIndex((e) => 'bytes' in e && e.direction === 'up' && e.bytes.length > 40);
  const cut = entries[last] as Extract<RecordedEntry, { bytes: Buffer }>;
  const spoilt = Buffer.from(cut.bytes);
  spoilt[20]! ^= 1;
  const result = await replay([...entries.slice(0, last), { ...cut, bytes: spoilt }, cut, ...entries.slice(last + 1)]);
  expect(result.differences).toEqual([]); // the damaged frame is no frame, its repetition is
  // A port that the recorded host opened again, and this one does not find.
  const opened = entries.findLastIndex((e) => 'port' in e && e.port === 'open');
  const alone = await replay(entries.filter((_, i) => i !== opened));
  expect(alone.differences).toEqual([
    expect.stringMatching(/^message 2 delivered: it is missing/),
    expect.stringMatching(/^message 2 sent: it is missing/),
  ]);
});

test('a recording that was cut off is read up to there, what is none is refused with the line', async () => {
  const { file: name } = await recorded();
  const text = readFileSync(name, 'utf8');
  writeFileSync(name, `${text}{"t":9999,"wi`);
  expect(readRecording(name)[0]!.length).toBe(text.trim().split('\n').length - 1);
  writeFileSync(name, `${text.split('\n')[0]}\n{"t":"x"}\n`);
  expect(() => readRecording(name)).toThrow(/line 2: no entry/);
  writeFileSync(name, '{"t":1}\n');
  expect(() => readRecording(name)).toThrow(/INPUT_FILE|no entry|no recording/);
  expect(() => readRecording(`${name}.not`)).toThrow(expect.objectContaining({ code: 'INPUT_FILE' }));
});

test("the daemon records its card and its uplink, and the card's line replays", async () => {
  const to = file();
  const { client, daemon } = await room({ stateDir: stateDir(), record: to });
  await client.call('toy', 'echo', { data: Buffer.from('hello') });
  await until(daemon, (e) => e.type === 'result');
  await daemon.stop();
  const [entries] = readRecording(to);
  expect(new Set(entries!.map((e) => e.wire))).toEqual(new Set(['card', 'uplink']));
  const result = await replay(entries!.filter((e) => e.wire === 'card'));
  expect(result.differences).toEqual([]);
  expect(result.delivered.recorded).toBeGreaterThan(5);
});
