// The programs of the compiler's benchmark: each in today's TypeScript, and as somebody would write it for Espruino by hand.

export interface Subject {
  readonly name: string;
  /** Exports `bench`, one call of which is timed. */
  readonly modern: string;
  /** Declares `bench`, which does the same. */
  readonly es5: string;
  /** Calls of one try. */
  readonly count: number;
}

export const subjects: readonly Subject[] = [
  {
    name: 'checksum',
    modern: `const data = new Uint8Array(64).map((_, i) => (i * 7) & 255);
export function fletcher16(bytes: Uint8Array): number {
  let [a, b] = [0, 0];
  for (const byte of bytes) {
    a = (a + byte) % 255;
    b = (b + a) % 255;
  }
  return (b << 8) | a;
}
export const bench = (): number => fletcher16(data);`,
    es5: `var data = new Uint8Array(64).map(function (_, i) { return (i * 7) & 255; });
function fletcher16(bytes) {
  var a = 0, b = 0;
  for (var i = 0; i < bytes.length; i++) {
    a = (a + bytes[i]) % 255;
    b = (b + a) % 255;
  }
  return (b << 8) | a;
}
function bench() { return fletcher16(data); }`,
    count: 40,
  },
  {
    name: 'hex',
    modern: `const digits = '0123456789abcdef';
export function toHex(bytes: readonly number[], { separator = '', upper = false } = {}): string {
  const parts: string[] = [];
  for (const b of bytes) parts.push(\`\${digits[b >> 4]}\${digits[b & 15]}\`);
  const text = parts.join(separator);
  return upper ? text.toUpperCase() : text;
}
export const bench = (): string => toHex([1, 35, 69, 103, 137, 171, 205, 239], { separator: ':' });`,
    es5: `var digits = '0123456789abcdef';
function toHex(bytes, options) {
  options = options || {};
  var parts = [];
  for (var i = 0; i < bytes.length; i++) parts.push(digits[bytes[i] >> 4] + digits[bytes[i] & 15]);
  var text = parts.join(options.separator || '');
  return options.upper ? text.toUpperCase() : text;
}
function bench() { return toHex([1, 35, 69, 103, 137, 171, 205, 239], { separator: ':' }); }`,
    count: 60,
  },
  {
    name: 'filter and map',
    modern: `interface Reading { readonly id: number; readonly value: number; readonly ok?: boolean }
const readings: Reading[] = [];
for (let id = 0; id < 12; id++) readings.push({ id, value: id * 1.5, ok: id % 3 !== 0 });
export const summary = (list: readonly Reading[], limit: number) =>
  list.filter(({ ok, value }) => ok && value < limit).map(({ id, value }) => ({ id, scaled: Math.floor(value * 10) }));
export const bench = () => summary(readings, 15);`,
    es5: `var readings = [];
for (var id = 0; id < 12; id++) readings.push({ id: id, value: id * 1.5, ok: id % 3 !== 0 });
function summary(list, limit) {
  return list.filter(function (r) { return r.ok && r.value < limit; }).map(function (r) {
    return { id: r.id, scaled: Math.floor(r.value * 10) };
  });
}
function bench() { return summary(readings, 15); }`,
    count: 40,
  },
  {
    name: 'smoothing',
    modern: `export function smooth(values: readonly number[], weight = 0.25): number[] {
  let last = values[0] ?? 0;
  const out: number[] = [];
  for (const value of values) {
    last = last + (value - last) * weight;
    out.push(Math.floor(Math.min(100, Math.max(0, last))));
  }
  return out;
}
const values = [3, 18, 44, 12, 99, 140, 60, -20, 33, 71, 5, 66];
export const bench = (): number[] => smooth(values);`,
    es5: `function smooth(values, weight) {
  if (weight === undefined) weight = 0.25;
  var last = values.length ? values[0] : 0;
  var out = [];
  for (var i = 0; i < values.length; i++) {
    last = last + (values[i] - last) * weight;
    out.push(Math.floor(Math.min(100, Math.max(0, last))));
  }
  return out;
}
var values = [3, 18, 44, 12, 99, 140, 60, -20, 33, 71, 5, 66];
function bench() { return smooth(values); }`,
    count: 40,
  },
  {
    name: 'state machine',
    modern: `const enum Event { Start, Tick, Stop, Fault }
type State = 'idle' | 'running' | 'paused' | 'error';
export function next(state: State, event: Event): State {
  switch (state) {
    case 'idle':
      return event === Event.Start ? 'running' : state;
    case 'running':
      if (event === Event.Stop) return 'idle';
      return event === Event.Fault ? 'error' : state;
    case 'paused':
      return event === Event.Start ? 'running' : 'idle';
    default:
      return event === Event.Start ? 'idle' : 'error';
  }
}
const events = [Event.Start, Event.Tick, Event.Tick, Event.Fault, Event.Tick, Event.Start, Event.Start, Event.Stop];
export function bench(): State {
  let state: State = 'idle';
  for (const event of events) state = next(state, event);
  return state;
}`,
    es5: `var START = 0, TICK = 1, STOP = 2, FAULT = 3;
function next(state, event) {
  if (state === 'idle') return event === START ? 'running' : state;
  if (state === 'running') {
    if (event === STOP) return 'idle';
    return event === FAULT ? 'error' : state;
  }
  if (state === 'paused') return event === START ? 'running' : 'idle';
  return event === START ? 'idle' : 'error';
}
var events = [START, TICK, TICK, FAULT, TICK, START, START, STOP];
function bench() {
  var state = 'idle';
  for (var i = 0; i < events.length; i++) state = next(state, events[i]);
  return state;
}`,
    count: 40,
  },
  {
    name: 'run-length code',
    modern: `export function encode(bytes: Uint8Array): number[] {
  const out: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    const value = bytes[at]!;
    let run = 1;
    while (at + run < bytes.length && bytes[at + run] === value && run < 255) run++;
    out.push(run, value);
    at += run;
  }
  return out;
}
const data = Uint8Array.from([0, 0, 0, 5, 5, 9, 9, 9, 9, 9, 1, 2, 2, 7]);
export const bench = (): number[] => encode(data);`,
    es5: `function encode(bytes) {
  var out = [], at = 0;
  while (at < bytes.length) {
    var value = bytes[at], run = 1;
    while (at + run < bytes.length && bytes[at + run] === value && run < 255) run++;
    out.push(run, value);
    at += run;
  }
  return out;
}
var data = new Uint8Array([0, 0, 0, 5, 5, 9, 9, 9, 9, 9, 1, 2, 2, 7]);
function bench() { return encode(data); }`,
    count: 40,
  },
  {
    name: 'queue',
    modern: `export function queue<T>(limit: number) {
  const items: T[] = [];
  let dropped = 0;
  return {
    put: (item: T): void => { items.push(item); if (items.length > limit) { items.shift(); dropped++; } },
    take: (): T | undefined => items.shift(),
    stats: () => ({ length: items.length, dropped }),
  };
}
export function bench() {
  const q = queue<number>(4);
  for (let i = 0; i < 8; i++) q.put(i);
  q.take();
  return q.stats();
}`,
    es5: `function queue(limit) {
  var items = [], dropped = 0;
  return {
    put: function (item) { items.push(item); if (items.length > limit) { items.shift(); dropped++; } },
    take: function () { return items.shift(); },
    stats: function () { return { length: items.length, dropped: dropped }; }
  };
}
function bench() {
  var q = queue(4);
  for (var i = 0; i < 8; i++) q.put(i);
  q.take();
  return q.stats();
}`,
    count: 40,
  },
];
