// What `$c` gives every applet holds against arguments that natives do not.
import { describe, expect, test } from '@jest/globals';
import { makeSupport } from '../../device/runtime/support.js';
import { espruino, kit, onInterpreter } from './testing/harness.js';

test('each applet gets a record of its own', () => {
  expect(makeSupport()).not.toBe(makeSupport());
});

test('halves round up, texts with spaces are numbers, lists are applied', () => {
  const s = makeSupport();
  expect([s.$round(2.5), s.$round(-2.5), s.$round(0.49999999999999994)]).toEqual([3, -2, 0]);
  expect(s.$number(' 7 ')).toBe(7);
  expect(s.$apply(s.$max as never, [1, 3, 2])).toBe(3);
});

test('searches take what a hostile applet hands them, and end', () => {
  const { $find, $split } = makeSupport();
  expect(() => $find(7 as never, 'a')).toThrow();
  expect(() => $split([] as never, 'ab')).toThrow();
  expect($split('a,b', [[], []] as never)).toEqual(['a', 'b']);
  expect($split('a-[object Object]-b', {} as never)).toEqual(['a-', '-b']);
  expect($split('', 'ab')).toEqual(['']);
  expect($find('ab', 'b', NaN)).toBe(1);
});

test('a state machine that catches gets its errors, one that does not rejects', async () => {
  const { $run } = makeSupport();
  let state = 0;
  const step = (value: unknown, done: (v?: unknown, failed?: unknown) => void, failed?: unknown): unknown => {
    if (failed) return done(`caught ${(value as Error).message}`);
    if (state++ === 0) return Promise.reject(new Error('late'));
    return done(value);
  };
  await expect($run(step, 1)).resolves.toBe('caught late');
  state = 0;
  await expect($run(step)).rejects.toThrow('late');
});

test('a state machine that throws whatever it is handed ends with an error, and so does what is none', async () => {
  const { $run } = makeSupport();
  let steps = 0;
  const step = (): never => {
    throw new Error(`step ${steps++}`);
  };
  await expect($run(step, 1)).rejects.toThrow(/^step \d+$/);
  expect(steps).toBeLessThan(100);
  await expect($run({} as never, 1)).rejects.toThrow();
});

const onCard = espruino ? describe : describe.skip;
onCard(`on the interpreter${espruino ? '' : ' (skipped: no Espruino binary)'}`, () => {
  test('a promise whose functions are dropped stays whole, and no list is no list', async () => {
    const script = [
      await kit('makeSupport'),
      'var s=makeSupport(),p=s.$promise(function(a){return a}),q=s.$promise(function(){}).then(print);',
      'var z=[1,{a:2},[3]];print("@@"+typeof p+typeof q+z.length)',
      's.$all("text").then(print,function(e){print("@@"+e.message)})',
      's.$promise(1).then(print,function(e){print("@@refused")})',
      's.$promise(function(a){a(5)}).then(function(v){print("@@"+v)})',
    ].join(';\n');
    expect((await onInterpreter(script)).sort()).toEqual(['5', 'not a list', 'objectobject3', 'refused'].sort());
  });
});
