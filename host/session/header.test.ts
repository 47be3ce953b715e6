import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toyHeader } from '../testing/fake-card.js';
import { parseHeader } from './header.js';

const right = toyHeader('toy');

test('a right header is read as it is', () => {
  expect(parseHeader(JSON.stringify(right))).toEqual(right);
});

test('types at their limits are read', () => {
  const choice = [13, ...Array.from({ length: 255 }, (_, i) => `n${i}`)];
  const fields = [12, ...Array.from({ length: 64 }, (_, i) => [`f${i}`, 1]).flat()];
  const header = { ...right, gate: [['a', choice, fields, 0, 1, 1]] };
  expect(parseHeader(JSON.stringify(header))).toEqual(header);
});

test('every hostile variation is APPLET_MALFORMED', () => {
  const deep = Array.from({ length: 20 }).reduce<unknown>((inner) => [11, inner], 1);
  const wrong: unknown[] = [
    null,
    [],
    {},
    { ...right, extra: 1 },
    { ...right, name: 'No Such Name' },
    { ...right, name: '__proto__' },
    { ...right, gate: {} },
    { ...right, gate: [['__proto__', 0, 0, 0, 1, 1]] },
    {
      ...right,
      gate: [
        ['a', 0, 0, 0, 1, 1],
        ['a', 0, 0, 0, 1, 1],
      ],
    },
    { ...right, gate: [['a', 99, 0, 0, 1, 1]] },
    { ...right, gate: [['a', [12, 'x'], 0, 0, 1, 1]] },
    { ...right, gate: [['a', [12, '__proto__', 1], 0, 0, 1, 1]] },
    { ...right, gate: [['a', [12, 'x', 1, 'x', 1], 0, 0, 1, 1]] },
    { ...right, gate: [['a', [7, 1e9], 0, 0, 1, 1]] },
    { ...right, gate: [['a', [10, 5, 1, 1], 0, 0, 1, 1]] },
    { ...right, gate: [['a', [13], 0, 0, 1, 1]] },
    { ...right, gate: [['a', [13, ...Array(256).fill('x')], 0, 0, 1, 1]] },
    { ...right, gate: [['a', [12, ...Array.from({ length: 65 }, (_, i) => [`f${i}`, 1]).flat()], 0, 0, 1, 1]] },
    { ...right, gate: [['a', deep, 0, 0, 1, 1]] },
    { ...right, gate: [['a', 0, 0, 2, 1, 1]] },
    { ...right, gate: [['a', 0, 0, 0, 0, 1]] },
    { ...right, gate: [['a', 0, 0, 0, 1]] },
    { ...right, gate: Array.from({ length: 65 }, (_, i) => [`m${i}`, 0, 0, 0, 1, 1]) },
    { ...right, caps: ['x'.repeat(40)] },
    { ...right, ms: -1 },
    { ...right, vars: 1.5 },
  ];
  for (const header of wrong)
    expect(() => parseHeader(JSON.stringify(header))).toThrow(expect.objectContaining({ code: 'APPLET_MALFORMED' }));
  for (const text of ['', '{', '"x"', '{"name":"a"}{}'])
    expect(() => parseHeader(text)).toThrow(expect.objectContaining({ code: 'APPLET_MALFORMED' }));
});

test('any JSON and any mutation of a right header is read or refused, never anything else', () => {
  const text = JSON.stringify(right);
  const mutated = fc
    .tuple(fc.nat(text.length), fc.nat(20), fc.string())
    .map(([at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut));
  fc.assert(
    fc.property(fc.oneof(fc.json(), mutated, fc.string()), (input) => {
      try {
        parseHeader(input);
      } catch (error) {
        expect(error).toMatchObject({ code: 'APPLET_MALFORMED' });
      }
    }),
    { numRuns: 2_000 },
  );
});
