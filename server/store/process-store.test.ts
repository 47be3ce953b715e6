// A process's store: values come back as they were put, a call sees its own writes, and only committed ones last.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { migrations } from './migrations.js';
import { CallView, ProcessRows } from './process-store.js';
import { Sql } from './sql.js';
import { decodeValue, encodeValue } from './values.js';

const fresh = (): { sql: Sql; rows: ProcessRows } => {
  const sql = new Sql(':memory:');
  sql.exec(migrations[0]!);
  return { sql, rows: new ProcessRows(sql, 'shop') };
};

const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'grapheme' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0 || 0),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 40 }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('$bytes', '$', '$$bytes')), tie('value'), {
      maxKeys: 5,
      noNullPrototype: true,
    }),
  ),
})).value;

test('every value comes back as it was put', () => {
  fc.assert(
    fc.property(value, (v) => {
      fc.pre(!JSON.stringify(v)?.includes('__proto__'));
      expect(decodeValue(encodeValue(v))).toEqual(v);
    }),
  );
});

test('what JSON cannot carry is refused', () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  for (const bad of [() => 1, 1n, Symbol('s'), Number.NaN, Number.POSITIVE_INFINITY, undefined, cycle])
    expect(() => encodeValue(bad)).toThrow(TypeError);
});

test('a call sees the store as a map would show it, and others see it after the commit', () => {
  const key = fc.constantFrom('a', 'a/1', 'a/2', 'a/é', 'b', 'b_', 'b%', 'B', '');
  const step = fc.oneof(
    fc.record({ do: fc.constant('put' as const), key, value: fc.integer() }),
    fc.record({ do: fc.constant('delete' as const), key }),
    fc.record({ do: fc.constant('list' as const), key }),
    fc.record({ do: fc.constant('commit' as const) }),
    fc.record({ do: fc.constant('drop' as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { sql, rows } = fresh();
      let kept = new Map<string, number>();
      let seen = new Map<string, number>();
      let view = new CallView(rows);
      for (const s of steps) {
        if (s.do === 'put') {
          view.put(s.key, s.value);
          seen.set(s.key, s.value);
        } else if (s.do === 'delete') {
          view.delete(s.key);
          seen.delete(s.key);
        } else if (s.do === 'list') {
          const expected = [...seen]
            .filter(([k]) => k.startsWith(s.key))
            .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
          expect(view.list(s.key)).toEqual(expected);
          expect(view.get(s.key)).toBe(seen.get(s.key));
        } else {
          if (s.do === 'commit') {
            sql.transaction(() => view.commit());
            kept = new Map(seen);
          } else view.discard();
          seen = new Map(kept);
          view = new CallView(rows);
        }
      }
      sql.close();
    }),
    { numRuns: 60 },
  );
});

test('processes do not see each other', () => {
  const { sql, rows } = fresh();
  const view = new CallView(rows);
  view.put('a', 1);
  view.commit();
  expect(new CallView(new ProcessRows(sql, 'shop2')).list()).toEqual([]);
  sql.close();
});

test('a store is of no use after its call was answered', () => {
  const { sql, rows } = fresh();
  const view = new CallView(rows);
  view.discard();
  expect(() => view.put('a', 1)).toThrow('after its answer');
  expect(() => view.get('a')).toThrow('after its answer');
  sql.close();
});

test('keys are bounded text', () => {
  const { sql, rows } = fresh();
  const view = new CallView(rows);
  for (const bad of ['a\0b', 'x'.repeat(513), '\ud800', 5 as never, undefined as never])
    expect(() => view.put(bad, 1)).toThrow(TypeError);
  sql.close();
});

test.each([
  ['a value that was read', (v: CallView) => v.get('a')],
  ['the absence of a value', (v: CallView) => v.get('z')],
  ['a list', (v: CallView) => v.list('a')],
])('%s that changed makes a call stale', (_, read) => {
  const { sql, rows } = fresh();
  rows.write('a', '1');
  const view = new CallView(rows);
  read(view);
  expect(view.isStale).toBe(false);
  rows.write('a', '2');
  rows.write('z', '2');
  expect(view.isStale).toBe(true);
  sql.close();
});
