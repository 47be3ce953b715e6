// Programs of different shape, to hold the estimate of a program's JsVars against what the interpreter takes for them.
//
// `flash` and `ram` were measured on Espruino 2v29, the 32-bit Linux builds with 5,100 and with 2,630 JsVars of 13 bytes,
// which agree: `process.memory().usage` after the program has run from a file in Storage, and from a text in RAM, less
// what it was before. program-estimate.test.ts measures again if CPU6_ESPRUINO names such a build.

export interface ProgramShape {
  readonly name: string;
  readonly text: string;
  readonly minify: boolean;
  readonly flash: number;
  readonly ram: number;
}

const repeat = (n: number, each: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => each(i)).join('\n');

const texts: readonly (readonly [name: string, text: string, minify: boolean, flash: number, ram: number])[] = [
  ['one variable', 'export let count = 1;', true, 2, 2],
  ['one function', 'export function add(a: number, b: number): number { return a + b; }', true, 9, 9],
  [
    'thirty short functions',
    repeat(30, (i) => `export function f${i}(a: number): number { return a * ${i + 2} + ${i}; }`),
    true,
    211,
    211,
  ],
  [
    'functions inside, not exported',
    `${repeat(20, (i) => `function g${i}(a: number): number { if (a > ${i}) return a - ${i}; return a * ${i + 3}; }`)}
export function all(a: number): number { return ${repeat(20, (i) => `${i ? '+ ' : ''}g${i}(a)`)}; }`,
    true,
    237,
    463,
  ],
  [
    'one long function',
    `export function long(a: number): number {\n${repeat(90, (i) => `  if (a > ${i * 7}) a += ${i * 3};`)}\n  return a; }`,
    true,
    8,
    116,
  ],
  [
    'the same with its own names',
    `export function long(counter: number): number {\n${repeat(90, (i) => `  if (counter > ${i * 7}) counter += ${i * 3};`)}\n  return counter; }`,
    false,
    9,
    221,
  ],
  [
    'a table of numbers',
    `const table = [${Array.from({ length: 200 }, (_, i) => i * 3).join()}];\nexport function at(i: number): number | undefined { return table[i]; }`,
    true,
    242,
    258,
  ],
  [
    'texts in a table',
    `const table = [${Array.from({ length: 30 }, (_, i) => `'entry number ${i} of the table'`).join()}];\nexport function at(i: number): string | undefined { return table[i]; }`,
    true,
    192,
    208,
  ],
  [
    'records',
    `const records = [${Array.from({ length: 24 }, (_, i) => `{ id: ${i}, x: ${i * 2}, name: 'n${i}' }`).join()}];\nexport function at(i: number): number | undefined { return records[i]?.x; }`,
    true,
    186,
    205,
  ],
  [
    'a record of methods',
    `const machine = {\n  state: 0,\n${repeat(16, (i) => `  step${i}(n: number): number { machine.state = n + ${i}; return machine.state; },`)}\n};\nexport function run(n: number): number { return machine.step0(n) + machine.step15(n); }`,
    true,
    233,
    466,
  ],
  [
    'bytes',
    'const buffer = new Uint8Array(600);\nconst other = new Uint16Array(100);\nexport function sum(): number { return E.sum(buffer) + E.sum(other); }',
    true,
    203,
    398,
  ],
  [
    'timers and watches',
    `let ticks = 0;\n${repeat(8, (i) => `setInterval(() => { ticks += ${i + 1}; if (ticks > 1000) ticks = 0; }, ${60000 + i});`)}\nexport function read(): number { return ticks; }`,
    true,
    96,
    112,
  ],
  [
    'an async task',
    'async function blink(times: number): Promise<void> {\n  for (let i = 0; i < times; i++) {\n    digitalWrite(D1, i & 1);\n    await new Promise<void>((done) => setTimeout(done, 60000));\n  }\n}\nblink(4);',
    true,
    132,
    192,
  ],
  [
    'a counter made by a function',
    'function counter(step: number) { let n = 0; return { up: () => (n += step), down: () => (n -= step), value: () => n }; }\nexport const a = counter(1), b = counter(5), c = counter(9);',
    true,
    100,
    105,
  ],
  [
    'a decoder',
    `type Value = number | string | Value[];
export function decode(bytes: Uint8Array): Value {
  let at = 0;
  function head(): [number, number] { const b = bytes[at++]!; const low = b & 31; if (low < 24) return [b >> 5, low]; let n = 0; for (let i = 1 << (low - 24); i > 0; i--) n = n * 256 + bytes[at++]!; return [b >> 5, n]; }
  function value(): Value {
    const [kind, n] = head();
    if (kind === 0) return n;
    if (kind === 1) return -1 - n;
    if (kind === 3) { let s = ''; for (let i = 0; i < n; i++) s += String.fromCharCode(bytes[at++]!); return s; }
    if (kind === 4) { const list: Value[] = []; for (let i = 0; i < n; i++) list.push(value()); return list; }
    throw new Error('kind ' + kind);
  }
  return value();
}`,
    true,
    129,
    382,
  ],
  [
    'a blinker with its own names',
    `const storage = require('Storage');
let on = false;
interface Point { x: number; y: number }
const history: Point[] = [];
export function toggle({ speed = 1 }: { speed?: number } = {}): void {
  on = !on;
  digitalWrite(D1, on);
  history.push({ x: getTime() * speed, y: history.length });
  if (history.length > 10) history.shift();
}
setWatch(() => toggle(), D2, { repeat: true, edge: 'rising', debounce: 50 });
for (const name of storage.list()) console.log(\`file \${name}\`);
async function slow(): Promise<void> { await new Promise<void>((done) => setTimeout(done, 50000)); toggle(); }
slow();
function onInit() { print('started', history.length); }`,
    false,
    201,
    314,
  ],
  [
    'a state machine',
    `type State = 'idle' | 'heating' | 'cooling' | 'fault';
const limits = { low: 18.5, high: 22.25, fault: 60, hysteresis: 0.5 };
const names: Record<State, string> = { idle: 'waiting', heating: 'heater on', cooling: 'fan on', fault: 'sensor fault' };
let state: State = 'idle';
const log: string[] = [];
const handlers: Record<State, (t: number) => State> = {
  idle: (t) => (t < limits.low ? 'heating' : t > limits.high ? 'cooling' : 'idle'),
  heating: (t) => (t > limits.low + limits.hysteresis ? 'idle' : 'heating'),
  cooling: (t) => (t < limits.high - limits.hysteresis ? 'idle' : 'cooling'),
  fault: (t) => (t < limits.fault ? 'idle' : 'fault'),
};
function enter(next: State): void { if (next === state) return; state = next; log.push(names[next]); if (log.length > 20) log.shift(); }
export function sample(t: number): State { enter(t > limits.fault ? 'fault' : handlers[state](t)); return state; }
setInterval(() => sample(E.getTemperature()), 60000);`,
    true,
    74,
    95,
  ],
  [
    'a serial protocol',
    `let buffer = '';
const handlers: Record<string, (args: string[]) => string> = {};
function command(name: string, run: (args: string[]) => string): void { handlers[name] = run; }
command('led', ([value]) => { digitalWrite(D1, value === 'on'); return 'ok'; });
command('read', () => String(analogRead(D3)));
command('echo', (args) => args.join(' '));
function onLine(line: string): void {
  const [name, ...args] = line.trim().split(' ');
  const run = handlers[name ?? ''];
  Serial1.println(run ? run(args) : 'unknown command: ' + name);
}
Serial1.setup(9600);
Serial1.on('data', (data) => {
  buffer += data;
  for (let at = buffer.indexOf('\\n'); at >= 0; at = buffer.indexOf('\\n')) { onLine(buffer.substring(0, at)); buffer = buffer.substring(at + 1); }
});`,
    true,
    212,
    467,
  ],
];

export const programShapes: readonly ProgramShape[] = texts.map(([name, text, minify, flash, ram]) => ({
  name,
  text,
  minify,
  flash,
  ram,
}));
