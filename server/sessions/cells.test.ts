// Streams of cells: everything arrives, and what is done to them is named.
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { suiteNames } from '../../protocol/crypto/suites.js';
import { cellRoom, decodeCell, encodeCell, firstDigest } from '../../protocol/messages/cells.js';
import { ServerChannel } from '../projector/channel.js';
import { Projector } from '../projector/projector.js';
import { CellReceiver, CellSender } from './cells.js';

const projector = new Projector();
const shape = { size: 96, pace: 100, late: 1000, quiet: 5000 };

/** A sender and a receiver: the server's own ends, one reading what the other wrote. */
function stream(suite = suiteNames[1]!) {
  const { draw } = projector.project(suite);
  const keys = { enc: randomBytes(32), mac: randomBytes(32) };
  const other = { enc: randomBytes(32), mac: randomBytes(32) };
  const records: Uint8Array[] = [];
  const copy = (k: typeof keys) => structuredClone(k);
  const sender = new CellSender(shape, new ServerChannel(draw, { down: copy(keys), up: copy(other) }), (r) =>
    records.push(r),
  );
  const receiver = new CellReceiver(shape, new ServerChannel(draw, { down: copy(other), up: copy(keys) }));
  let now = 0;
  const take = (record: Uint8Array, after = 100) => {
    now += after;
    return receiver.take(record, now);
  };
  /** `count` cells with nothing in them. */
  const cells = (count: number): Uint8Array[] => {
    records.length = 0;
    for (let i = 0; i < count; i++) sender.tick();
    return records.slice();
  };
  return { sender, receiver, records, take, cells, later: (ms: number) => receiver.silence(now + ms) };
}
const good = expect.objectContaining({ late: false });
const message = (size: number): Uint8Array => Uint8Array.of(7, ...randomBytes(size));

test.each(suiteNames.map((s) => [s] as const))('in %s any messages arrive whole and in order', (suite) => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 700 }), { maxLength: 5 }), (sizes) => {
      const s = stream(suite);
      const sent = sizes.map(message);
      for (const m of sent) s.sender.push(m);
      for (let i = 0; i < 50; i++) s.sender.tick();
      const got: Uint8Array[] = [];
      for (const record of s.records) {
        const taken = s.take(record);
        if ('attack' in taken) throw new Error(taken.attack);
        if (taken.message) got.push(taken.message);
      }
      expect(new Set(s.records.map((r) => r.length)).size).toBe(1);
      expect(got.map((m) => Buffer.from(m).toString('hex'))).toEqual(sent.map((m) => Buffer.from(m).toString('hex')));
    }),
    { numRuns: 8 },
  );
});

describe('what is done to the stream is named', () => {
  test('a cell taken out, wherever, and by silence if it was the last one', () => {
    const s = stream();
    const [a, , c, d] = s.cells(4);
    expect(s.take(a!)).toEqual(good);
    expect(s.take(c!)).toEqual(good);
    expect(s.later(900)).toBeUndefined();
    expect(s.later(1001)).toBe('CELL_DROPPED');
    expect(s.take(d!)).toEqual({ attack: 'CELL_DROPPED' });
  });

  test('several cells taken out', () => {
    const s = stream();
    const all = s.cells(6);
    expect(s.take(all[4]!)).toEqual(good);
    expect(s.take(all[5]!)).toEqual({ attack: 'CELL_DROPPED' });
  });

  test('a cell put in', () => {
    const s = stream();
    const [a, b] = s.cells(2);
    expect(s.take(a!)).toEqual(good);
    expect(s.take(randomBytes(a!.length))).toEqual(good);
    expect(s.take(b!)).toEqual({ attack: 'CELL_INSERTED' });
  });

  test('a cell that comes again, at once and later', () => {
    for (const distance of [1, 3]) {
      const s = stream();
      const all = s.cells(4);
      for (const r of all) s.take(r);
      expect(s.take(all[4 - distance]!)).toEqual({ attack: 'CELL_REPLAYED' });
    }
  });

  test('cells in another order', () => {
    const s = stream();
    const [a, b] = s.cells(2);
    expect(s.take(b!)).toEqual(good);
    expect(s.take(a!)).toEqual({ attack: 'CELL_REORDERED' });
  });

  test('a cell that was altered, wherever: every bit', () => {
    const s = stream();
    const [a, b] = s.cells(2);
    for (let bit = 0; bit < a!.length * 8; bit += 7) {
      const one = stream();
      const [x, y] = one.cells(2);
      const bad = Uint8Array.from(x!);
      bad[(bit >> 3) % bad.length]! ^= 1 << (bit & 7); // each stream has a draw of its own
      expect(one.take(bad)).toEqual(good);
      expect(one.take(y!)).toEqual({ attack: 'SEAL_BROKEN' });
    }
    const bad = Uint8Array.from(a!);
    bad[0]! ^= 1;
    s.take(bad);
    expect(s.later(1001)).toBe('SEAL_BROKEN');
    expect(s.take(b!)).toEqual({ attack: 'SEAL_BROKEN' });
  });

  test('a cell that is held up: said, and the stream goes on', () => {
    const s = stream();
    const [a, b, c] = s.cells(3);
    s.take(a!);
    expect(s.take(b!, 1001)).toMatchObject({ late: true });
    expect(s.take(c!)).toEqual(good);
  });

  test('a stream that is cut off', () => {
    const s = stream();
    expect(s.later(1e9)).toBeUndefined();
    s.take(s.cells(1)[0]!);
    expect(s.later(5000)).toBeUndefined();
    expect(s.later(5001)).toBe('STREAM_TRUNCATED');
  });

  test('a cell that says another past, sealed by whoever has the keys', () => {
    const { draw } = projector.project('aes-ccm');
    const keys = { enc: randomBytes(32), mac: randomBytes(32) };
    const both = () => ({ down: structuredClone(keys), up: structuredClone(keys) });
    const liar = new ServerChannel(draw, both());
    const receiver = new CellReceiver(shape, new ServerChannel(draw, both()));
    const record = liar.seal(encodeCell(shape, Buffer.alloc(16, 1), true, message(5)));
    expect(receiver.take(record, 0)).toEqual({ attack: 'SEAL_BROKEN' });
    expect(receiver.take(liar.seal(message(3)), 0)).toEqual({ attack: 'SEAL_BROKEN' });
  });
});

test('a message larger than any is not gathered', () => {
  const s = stream();
  s.sender.push(message(4000));
  const outcomes = Array.from({ length: 60 }, () => {
    s.records.length = 0;
    s.sender.tick();
    return s.take(s.records[0]!);
  });
  expect(outcomes).toContainEqual({ attack: 'SEAL_BROKEN' });
});

test('what is larger than a cell is put in none', () => {
  const most = new Uint8Array(cellRoom(shape));
  expect(encodeCell(shape, firstDigest, true, most)).toHaveLength(1 + shape.size);
  expect(() => encodeCell(shape, firstDigest, true, new Uint8Array(most.length + 1))).toThrow('larger than a cell');
});

test('cells decode to what was encoded, and nothing else decodes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: cellRoom(shape) }), fc.boolean(), (data, ends) => {
      const cell = encodeCell(shape, firstDigest, ends, data);
      expect(cell.length).toBe(1 + shape.size);
      expect(decodeCell(shape, cell)).toEqual({ digest: firstDigest, ends, data, late: false });
      expect(decodeCell(shape, encodeCell(shape, firstDigest, ends, data, true))).toMatchObject({ late: true });
      expect(decodeCell(shape, cell.subarray(1))).toBeUndefined();
      expect(decodeCell({ size: 97 }, cell)).toBeUndefined();
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 97, maxLength: 97 }), (bytes) => {
      const cell = decodeCell(shape, bytes);
      if (cell)
        expect(Buffer.from(encodeCell(shape, cell.digest, cell.ends, cell.data, cell.late)).equals(bytes)).toBe(true);
    }),
  );
});
