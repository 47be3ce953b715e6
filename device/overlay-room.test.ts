// Which segments a card keeps, and what it does when there is no room: the runtime's own file, with a memory made here.
import { beforeEach, expect, test } from '@jest/globals';
import { catalogue, type ErrorCode } from '../protocol/errors/catalogue.js';
import { runtimeModule } from './testing/runtime-module.js';

interface Applet {
  vars: number;
  readonly seg: { size: number; ids: string; own: object; base: number };
}
interface Overlay {
  enter(applet: Applet, x: unknown, args: unknown[]): unknown;
  capabilities(c: object, applet: Applet): void;
  piece(id: string, data: string): void;
  drop(): void;
  tick(): void;
}
interface Host {
  up(code: number, body: string): void;
  chain(promise: Promise<unknown>, ok: () => unknown, no?: (why: unknown) => unknown): Promise<unknown>;
  make(list: Uint8Array[], id: string, applet: Applet): unknown[];
}
const { makeOverlay } = await runtimeModule<{ makeOverlay: (host: Host) => Overlay }>('overlay');

const memory = { free: 4000, usage: 1000, total: 5100, history: 0, blocksize: 13 };
let now = 1000;
Object.assign(process, { memory: () => ({ ...memory }) });
Object.assign(globalThis, { getTime: () => now });

const size = 64;
const count = 5;
const id = (k: number): string => String.fromCharCode(65 + k).repeat(32);
/** JsVars of one. */
const each = 300;

let overlay: Overlay;
let applet: Applet;
/** Segments that were asked for, and made; functions of each. */
let asked: number[];
let made: number;
let answers: boolean;
let behave: (k: number) => unknown;
let onMake: () => void;

beforeEach(() => {
  Object.assign(memory, { free: 4000, usage: 1000 });
  asked = [];
  made = 0;
  answers = true;
  behave = (k) => k;
  onMake = () => undefined;
  const ids = Array.from({ length: count }, (_, k) => id(k)).join('');
  applet = { vars: 65535, seg: { size, ids, own: {}, base: 100 } };
  overlay = makeOverlay({
    up: (_, body) => {
      const k = body.charCodeAt(0) - 65;
      asked.push(k);
      if (answers) setImmediate(() => give(k));
    },
    chain: (promise, ok, no) => promise.then(ok, no),
    make: (_, of) => {
      onMake();
      made++;
      memory.usage += each;
      return [() => behave(of.charCodeAt(0) - 65)];
    },
  });
});

function give(k: number): void {
  overlay.piece(id(k).slice(0, 8), 'x'.repeat(size));
}
const call = async (k: number): Promise<unknown> => overlay.enter(applet, k << 4, []);
const code = (name: ErrorCode): object => expect.objectContaining({ $code: catalogue[name].number });

test('never all are kept: the one that was unused longest goes', async () => {
  for (const k of [0, 1, 2, 3, 0, 4]) expect(await call(k)).toBe(k);
  expect(asked).toEqual([0, 1, 2, 3, 4]);
  // Number 1 had to go.
  for (const k of [0, 2, 3, 4]) await call(k);
  expect(asked).toHaveLength(5);
  await call(1);
  expect(asked).toEqual([0, 1, 2, 3, 4, 1]);
  await call(0);
  expect(asked).toEqual([0, 1, 2, 3, 4, 1, 0]);
});

test('one of which a function runs stays, until that is done', async () => {
  let done: (value: string) => void = () => undefined;
  behave = (k) => {
    if (k > 0) return k;
    return new Promise((resolve) => {
      done = resolve;
    });
  };
  void call(0);
  for (const k of [1, 2, 3, 4, 1, 2, 3, 4]) await call(k);
  expect(asked.filter((k) => k === 0)).toHaveLength(1);
  const again = call(0);
  expect(asked.filter((k) => k === 0)).toHaveLength(1);
  done('over');
  expect(await again).toBe('over');
  behave = (k) => k;
  overlay.drop();
  await call(0);
  expect(asked.filter((k) => k === 0)).toHaveLength(2);
});

test('under the limit of free JsVars segments go, at a call and at a tick', async () => {
  await call(0);
  await call(1);
  memory.free = 300;
  overlay.tick();
  memory.free = 4000;
  await call(0);
  await call(1);
  expect(asked).toEqual([0, 1, 0, 1]);
  memory.free = 300;
  await call(0);
  memory.free = 4000;
  await call(1);
  expect(asked).toEqual([0, 1, 0, 1, 1]);
});

test('without room for it none is asked for: CARD_MEMORY, and the next call may go well', async () => {
  memory.free = 500;
  await expect(call(0)).rejects.toEqual(code('CARD_MEMORY'));
  expect(asked).toEqual([]);
  memory.free = 4000;
  expect(await call(0)).toBe(0);
});

test('a quota holds for the resident part and the segments together', async () => {
  (applet as { vars: number }).vars = 800;
  for (const k of [0, 1, 0, 2, 0]) await call(k);
  expect(asked).toEqual([0, 1, 2]);
  await call(1);
  expect(asked).toEqual([0, 1, 2, 1]);
  (applet as { vars: number }).vars = 300;
  await expect(call(3)).rejects.toEqual(code('APPLET_QUOTA'));
});

test('an interrupt (memory, stack) while one is made costs the call: CARD_MEMORY', async () => {
  // What the interrupt abandons never goes on; the next that runs is a timer.
  onMake = () => {
    overlay.tick();
    throw { $code: 0, message: 'abandoned' };
  };
  await expect(call(0)).rejects.toEqual(code('CARD_MEMORY'));
  onMake = () => undefined;
  expect(await call(0)).toBe(0);
  expect(made).toBe(1);
});

test('what comes too late is not taken for what was asked for since', async () => {
  answers = false;
  const slow = call(0);
  overlay.piece(id(0).slice(0, 8), 'x'.repeat(size - 1));
  now += 11;
  overlay.tick();
  await expect(slow).rejects.toEqual(code('SEGMENT_MISSING'));
  overlay.piece(id(0).slice(0, 8), 'x');
  answers = true;
  expect(await call(0)).toBe(0);
});

function thrownBy(f: () => unknown): unknown {
  try {
    return f();
  } catch (why) {
    return why;
  }
}

test('numbers that are no functions of segments are refused', async () => {
  const c: { $load?: (n: unknown, list: unknown) => unknown } = {};
  overlay.capabilities(c, applet);
  for (const n of [-1, count << 4, 1e9, Number.NaN, '0', undefined, null])
    expect(thrownBy(() => c.$load!(n, []))).toEqual(code('ARGUMENTS_INVALID'));
  for (const list of [undefined, 'x', { length: 1 }, Array.from({ length: 65 })])
    expect(thrownBy(() => c.$load!(0, list))).toEqual(code('ARGUMENTS_INVALID'));
  // There is a segment, but no such function in it.
  await expect(c.$load!(5, [])).rejects.toEqual(code('APPLET_REFUSED'));
  expect(asked).toEqual([0]);
});
