// Programs about values.
import { both, type Program, plain } from './program.js';

export const values: readonly Program[] = [
  both(
    'list methods',
    `const a = [3, 1, 2]; c.out(a.concat([4], 5 as any)); c.out(a.slice(1)); c.out(a.slice(-1)); c.out(a.indexOf(2)); c.out(a.join('-')); c.out(a.splice(1, 1)); c.out(a); c.out(a.pop()); c.out(a.length); c.out(a.map((x) => x * 2)); c.out([5, 6].filter((x) => x > 5)); c.out([1, 2].some((x) => x === 2)); c.out([1, 2].every((x) => x === 2)); c.out([1, 2, 3].reverse()); c.out([1].includes(1)); a.unshift(9); c.out(a); c.out(a.shift()); let n = 0; [1, 2].forEach((x, i) => { n += x * 10 + i }); c.out(n); c.out([0, 0].fill(7));`,
  ),
  both(
    'text methods',
    `const s = 'hello'; c.out(s.length); c.out(s.charCodeAt(1)); c.out(s.substring(1, 3)); c.out(s.slice(-3, -1)); c.out(s.indexOf('l')); c.out(s.split('l')); c.out(s[1]); c.out(s.charAt(0)); c.out(s.toUpperCase()); c.out(' x '.trim()); c.out('ab'.repeat(2)); c.out('7'.padStart(3, '0')); c.out(s.startsWith('he')); c.out(s.endsWith('lo')); c.out(s.includes('e')); c.out(s < 'help'); c.out((255).toString(16)); c.out(String.fromCharCode(72, 105)); c.out(Number('42') + 1); c.out(String(5) + true + null);`,
  ),
  both(
    'bytes',
    `const b = new Uint8Array(4); b[0] = 300; b[1]! += 5; b.set([9, 8], 2); c.out(b[0]); c.out(b[1]); c.out(b[3]); c.out(b.length); c.out(b.subarray(2).length); b.fill(1, 0, 2); c.out(b[0]! + b[1]!); const d = new Uint8Array([1, 2, 255]); c.out(d[2]); d[0]! ^= 0xff; c.out(d[0]);`,
  ),
  both(
    'rounding',
    `c.out(Math.floor(-1.5)); c.out(Math.ceil(1.2)); c.out(Math.abs(-3)); c.out(Math.min(3, 1, 2)); c.out(Math.max(3, 1)); c.out(Math.floor(7 / 2));`,
  ),
  {
    name: 'texts with spaces are numbers',
    text: `c.out(Number(' 7 ')); c.out(Uint8Array.of(4, 5)[1]);`,
    only: 'confined',
  },
  {
    name: 'halves round up',
    text: `c.out(Math.round(2.5)); c.out(Math.round(-2.5)); c.out(Math.round(-2.6)); c.out(Math.round(0.49)); c.out(Math.round(1.5));`,
    only: 'confined',
  },
  both(
    'records',
    `const o: any = { a: 1, 'b': 2, if: 3 }; o.d = o.a + o.b; o['e'] = 5; c.out(o.d * 10 + o.e + o.if); c.out(o.nope === undefined); o.a = undefined; c.out(o.a === undefined);`,
  ),
  both(
    'lists of lists',
    `const m = [[1, 2], [3, 4]]; let s = 0; for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) s = s * 10 + m[i]![j]!; c.out(s); m[1]![0] = 9; c.out(m[1]);`,
  ),
  both(
    'equality',
    `const o = {}; c.out(o === o); c.out(({} as any) === o); c.out(null == undefined); c.out((null as any) === undefined); c.out((1 as any) == '1'); c.out(NaN === NaN); c.out('a' + 1 === 'a1');`,
  ),
  both(
    'constants of the top level',
    `const K = { a: 1, b: { d: 'x' } } as const; const N = 4 * 1024 - 1; c.out(K.a + N); c.out(K.b.d); const L = [1, 2]; c.out(L[K.a]);`,
  ),
  both(
    'sequences with effects in order',
    `const log: string[] = []; const f = (s: string) => { log.push(s); return s.length }; const o: any = { m: (x: number, y: number) => x + y }; c.out(o.m(f('a'), f('bb')) + f('ccc') * f('dddd')); c.out(log.join()); const l = [f('x'), f('y')]; c.out(l.length); c.out(log.length);`,
  ),

  // The bare interpreter only
  plain(
    'spread of records',
    `const a = { x: 1, y: 2 }; const b: any = { ...a, y: 3, z: 4 }; c.out(b.x + b.y * 10 + b.z * 100);`,
  ),
  plain('for-in', `let s = ''; for (const k in { a: 1, b: 2 }) s += k; c.out(s);`),
  plain(
    'this of methods',
    `const o = { n: 4, f() { return this.n }, g: function (this: any, x: number) { return this.n + x } }; c.out(o.f() + o.g(1));`,
  ),
  plain(
    'new and typed arrays',
    `const w = new Uint32Array(2); w[0] = 5; c.out(w.length + w[0]!); const dv = new DataView(new ArrayBuffer(4)); dv.setUint16(0, 258); c.out(dv.getUint8(0));`,
  ),
  plain(
    'delete, in, instanceof',
    `const o: any = { a: 1 }; c.out('a' in o); delete o.a; c.out('a' in o); c.out([] instanceof Array);`,
  ),
  plain('computed members', `const o: any = {}; const k = 'x' + 1; o[k] = 5; c.out(o.x1);`),
  plain('byte strings', `const s = '\\xff\\0a'; c.out(s.charCodeAt(0)); c.out(s.charCodeAt(1)); c.out(s.length);`),
];
