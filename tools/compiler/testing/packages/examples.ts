// Packages that nobody here wrote, with examples from their own documentation. `R(value)` reports.

export interface Example {
  /** Package on npm. */
  readonly name: string;
  /** What kind of program it is. */
  readonly kind: string;
  readonly text: string;
}

export const examples: readonly Example[] = [
  {
    name: 'ms',
    kind: 'units of time',
    text: `import ms from 'ms';
R([ms('2 days'), ms('1d'), ms('10h'), ms('2.5 hrs'), ms('2h'), ms('1m'), ms('5s'), ms('1y'), ms('100'), ms('-3 days'), ms('-1h'), ms('-200')]);
R([ms(60000), ms(2 * 60000), ms(-3 * 60000), ms(ms('10 hours'))]);
R([ms(60000, { long: true }), ms(2 * 60000, { long: true }), ms(-3 * 60000, { long: true }), ms(ms('10 hours'), { long: true })]);
`,
  },
  {
    name: 'mitt',
    kind: 'event emitter',
    text: `import mitt from 'mitt';
const emitter = mitt();
emitter.on('foo', e => R(['foo', e]));
emitter.on('*', (type, e) => R([type, e]));
emitter.emit('foo', { a: 'b' });
emitter.all.clear();
function onFoo() { R('never'); }
emitter.on('foo', onFoo);
emitter.off('foo', onFoo);
emitter.emit('foo', 1);
`,
  },
  {
    name: 'big.js',
    kind: 'decimal arithmetic',
    text: `import Big from 'big.js';
const x = new Big(123.4567);
const y = Big('123456.7e-3');
const z = new Big(x);
R([x.eq(y), x.eq(z), y.eq(z)]);
R([0.3 - 0.1, String(new Big(0.3).minus(0.1))]);
R(String(x.div(y).plus(z).times(9).minus('1234567.801234567e+8').plus(976.54321).div('2598.11772')));
R(String(x.sqrt().div(y).pow(3).gt(y.mod(z))));
Big.DP = 10;
const a = new Big(2), b = new Big(3);
R([a.div(b).toString(), a.div(b).sqrt().toString(), a.pow(-3).toString(), new Big(123.456).toFixed(2), new Big(255.5).toExponential(5), new Big(255.5).toPrecision(2)]);
R([new Big('1e+30').toString(), JSON.stringify([new Big('0.1'), new Big(7)])]);
R([new Big(123.456).c, new Big(123.456).e, new Big(-5).s]);
`,
  },
  {
    name: 'jsep',
    kind: 'parser of expressions',
    text: `import jsep from 'jsep';
const run = (n: any): any => n.type === 'Literal' ? n.value
  : n.type === 'UnaryExpression' ? (n.operator === '-' ? -run(n.argument) : +run(n.argument))
  : n.type === 'BinaryExpression' ? (n.operator === '+' ? run(n.left) + run(n.right) : n.operator === '-' ? run(n.left) - run(n.right) : n.operator === '*' ? run(n.left) * run(n.right) : run(n.left) / run(n.right))
  : undefined;
R(jsep('1 + 1'));
R(run(jsep('2 * (3 + 4) - 10 / 4')));
R(jsep('a.b[c](1, "x") ? !d : [e, f]'));
jsep.addBinaryOp('^', 10);
jsep.addUnaryOp('@');
R(jsep('@a ^ 2.5e3'));
try { jsep('a +* b )'); } catch (e: any) { R([e.message, e.index, e.description]); }
`,
  },
  {
    name: 'robot3',
    kind: 'state machine',
    text: `import { createMachine, guard, immediate, interpret, invoke, reduce, state, state as final, transition } from 'robot3';
const machine = createMachine({
  idle: state(transition('click', 'active')),
  active: state(transition('done', 'idle', guard((c: any) => c.n < 2), reduce((c: any) => ({ ...c, n: c.n + 1 }))), immediate('full', guard((c: any) => c.n >= 2))),
  full: final(),
}, () => ({ n: 0 }));
const service = interpret(machine, (s: any) => R(['->', s.machine.current, s.context.n]));
for (let i = 0; i < 3; i++) { service.send('click'); service.send('done'); }
R(service.machine.current);
const loading = createMachine({
  start: state(transition('load', 'wait')),
  wait: invoke(() => Promise.resolve(['a', 'b']), transition('done', 'loaded', reduce((c: any, ev: any) => ({ ...c, todos: ev.data })))),
  loaded: state(),
});
const l = interpret(loading, (s: any) => R([s.machine.current, s.context]));
l.send('load');
`,
  },
  {
    name: '@msgpack/msgpack',
    kind: 'binary codec',
    text: `import { decode, encode } from '@msgpack/msgpack';
const hex = (b: Uint8Array) => Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('');
const object = { nil: null, integer: 1, float: Math.PI, string: 'Hello, world!', binary: Uint8Array.from([1, 2, 3]), array: [10, 20, 30], map: { foo: 'bar' } };
const encoded = encode(object);
R(hex(encoded));
R(decode(encoded));
R(hex(encode([true, false, -1, -33, 200, 70000, 4294967296, 1.5, 'x'.repeat(40)])));
R(decode(encode([true, false, -1, -33, 200, 70000, 4294967296, 1.5, 'x'.repeat(40)])));
try { decode(Uint8Array.from([0xc1])); } catch (e: any) { R(e.message); }
`,
  },
  {
    name: 'qrcode-generator',
    kind: 'QR codes',
    text: `import qrcode from 'qrcode-generator';
const qr = qrcode(2, 'L');
qr.addData('https://example.com/7');
qr.make();
const n = qr.getModuleCount();
R(n);
for (let row = 0; row < n; row++) {
  let line = '';
  for (let column = 0; column < n; column++) line += qr.isDark(row, column) ? '#' : '.';
  R(line);
}
`,
  },
  {
    name: 'dayjs',
    kind: 'dates',
    text: `import dayjs from 'dayjs';
const d = dayjs('2018-08-08T10:20:30.123Z');
R([d.year(), d.month(), d.date(), d.hour(), d.minute(), d.valueOf()]);
R([d.format('YYYY-MM-DD HH:mm:ss.SSS'), d.format('[on] dddd, MMMM D, h:mm A')]);
R([d.add(7, 'day').format('YYYY-MM-DD'), d.subtract(1, 'month').toISOString(), d.startOf('month').format('DD/MM/YYYY HH:mm'), d.endOf('year').toISOString()]);
R([d.isBefore(dayjs('2019-01-01')), dayjs('2019-01-25').diff(dayjs('2018-06-05'), 'month'), dayjs('2019-01-25').diff(dayjs('2018-06-05'), 'day'), d.daysInMonth()]);
R(dayjs('nonsense').isValid());
`,
  },
];
