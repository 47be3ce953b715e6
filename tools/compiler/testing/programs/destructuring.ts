// Programs about destructuring.
import { both, type Program, plain } from './program.js';

export const destructuring: readonly Program[] = [
  both('destructuring of records', `const { a, b: x, d = 4 } = { a: 1, b: 2 } as any; c.out(a + x * 10 + d * 100);`),
  both('destructuring of lists', `const [a, , b, ...r] = [1, 2, 3, 4, 5]; c.out(a! + b! * 10); c.out(r);`),
  both('swapping by destructuring', `let a = 1, b = 2; [a, b] = [b, a]; c.out(a * 10 + b);`),
  both(
    'destructuring assignment of members',
    `const o: any = {}; ({ x: o.p, y: o.q = 8 } = { x: 1 } as any); c.out(o.p * 10 + o.q);`,
  ),
  both(
    'destructuring in for-of',
    `let s = 0; for (const [a, b] of [[1, 2], [3, 4]]) s += a! * b!; for (const { x } of [{ x: 5 }, { x: 6 }]) s += x; c.out(s);`,
  ),
  both(
    'nested destructuring with defaults',
    `const { p: { q = 1, r: [s = 2, u = 3] } } = { p: { r: [9] } } as any; c.out(q + s * 10 + u * 100);`,
  ),
  both(
    'a destructured value is evaluated once',
    `let n = 0; const g = () => { n++; return { a: 1, b: 2 } }; const { a, b } = g(); c.out(n * 100 + a * 10 + b);`,
  ),
  both(
    'members of a record that is written in patterns and loop heads only',
    `const o = { x: 0, y: 0 }; const p = { z: 0 }; const f = (): any => [2, { q: 3 }]; [o.x, { q: o.y }] = f(); c.out([o.x, o.y]); for (p.z of [4, 5]) c.out(p.z); [o.x = 9] = [] as any; c.out(o.x);`,
  ),
  both(
    'a target of a pattern is found before its value is read',
    `const o: any = { a: 0, b: 0 }; const at = (n: any): any => { c.out(n); return o }; const from = { get p(): any { c.out('p'); return 1 }, get q(): any { c.out('q'); return undefined } }; ({ p: at('t').a, q: at('u').b = 2 } = from as any); c.out([o.a, o.b]); const g = function* (): any { c.out('y'); yield 5; c.out('z'); yield 6 }; [at('v').a, ...at('w').b] = g(); c.out([o.a, o.b]);`,
  ),
  plain(
    'a target with a key that does something',
    `const o: any = {}; const k = (n: any): any => { c.out(n); return n }; ({ [k('a')]: o[k('b')], [k('c')]: o[k('d')] = k('e') } = { a: 1 } as any); c.out(o); [o[k('f')]] = [k('g')]; c.out(o);`,
  ),
  plain(
    'patterns as parameters before a pattern for the rest',
    `const f = ({ a = 1, ...r }: any = {}, [x, y = x]: any = [a], ...[z = y, { q } = { q: 4 }]: any[]): any => [a, r, x, y, z, q]; c.out(f()); c.out(f({ a: 2, b: 3 }, [5], 6, { q: 7 })); const g = (a: any, b = a, ...[d]: any[]): any => [a, b, d]; c.out(g(1)); c.out(g(1, 2, 3));`,
  ),
  plain(
    'patterns in loop heads with the operator in',
    `const o: any = { x: 1 }; for (let [a, b = ('x' in o), d = a] = [2] as any[], i = 0; i < 2; i++) c.out([a, b, d]); for (let [a] = ['x'], b = (a in o), { z: { y = b } } = { z: {} } as any; b; b = false) c.out([a, b, y]); const fs: any[] = []; for (let { k, ...m } = { k: 1, l: 2 } as any, n = ('l' in m); k < 3; k++) fs.push(() => [k, m.l, n]); c.out(fs.map((f) => f()));`,
  ),
];
