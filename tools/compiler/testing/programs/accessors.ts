// Programs about getters, setters and record literals.
import { both, type Program, plain } from './program.js';

export const accessors: readonly Program[] = [
  plain(
    'getters and setters of records',
    `const o = { n: 1, get twice() { return this.n * 2 }, set twice(v: number) { this.n = v / 2 } }; c.out(o.twice); o.twice = 10; c.out(o.n); o.twice += 4; c.out(o.n); c.out(Object.keys(o));`,
  ),
  plain(
    'a getter runs once in each use',
    `let n = 0; const o = { get x() { n++; return 5 }, set x(v: number) { n += 10 } }; o.x; c.out(n); o.x += 1; c.out(n); o.x++; c.out(n); const y = (o.x = 3); c.out(y); c.out(n); void o.x; c.out(n); (o.x, 0); c.out(n); if (o.x) c.out(n);`,
  ),
  plain(
    'values of assignments through setters',
    `const log: any[] = []; const o = { set a(v: any) { log.push(v) }, set b(v: any) { log.push(v * 2) } }; let z; z = o.a = o.b = 4; c.out(z); c.out(log); c.out((o.a = 'q') + '!');`,
  ),
  plain(
    'increments through accessors',
    `let v = 5; const o = { get x() { return v }, set x(n: number) { v = n } }; c.out(o.x++); c.out(++o.x); c.out(o.x--); c.out(--o.x); c.out(v); o.x **= 2; c.out(v);`,
  ),
  plain(
    'logical assignment through accessors',
    `let v: any = null, reads = 0; const o = { get x() { reads++; return v }, set x(n: any) { v = n } }; o.x ??= 3; c.out(v); o.x ||= 9; c.out(v); o.x &&= 8; c.out(v); c.out(reads);`,
  ),
  plain(
    'calling through an accessor',
    `const o = { v: 7, get f() { return function (this: any) { return this.v } } }; c.out(o.f()); c.out((o.f as any).call({ v: 1 }));`,
  ),
  plain(
    'accessors by computed and quoted names',
    `const k = 'key'; const o: any = { get [k]() { return 1 }, get 'two words'() { return 2 }, get if() { return 3 }, get 7() { return 4 } }; c.out(o.key + o['two words'] * 10 + o.if * 100 + o[7] * 1000);`,
  ),
  plain(
    'defineProperty',
    `const o: any = { n: 2 }; Object.defineProperty(o, 'sq', { get() { return this.n * this.n }, set(v) { this.n = v }, configurable: true }); c.out(o.sq); o.sq = 5; c.out(o.sq); o.sq += 1; c.out(o.n); Object.defineProperty(o, 'c', { value: 9, writable: true, enumerable: true }); c.out(o.c);`,
  ),
  plain(
    'computed keys',
    `const k = 'a', n = 2; const o: any = { [k]: 1, [k + 'b']: 2, ['x' + n]: 3, plain: 4, [\`t\${n}\`]() { return 5 } }; c.out(o.a + o.ab * 10 + o.x2 * 100 + o.plain * 1000 + o.t2() * 10000); c.out(Object.keys(o));`,
  ),
  plain(
    'the order of computed keys and values',
    `const log: string[] = []; const f = (s: string) => { log.push(s); return s }; const o: any = { [f('a')]: f('b'), c: f('d'), [f('e')]: f('g') }; c.out(log.join('')); c.out(o);`,
  ),
  plain(
    'computed keys with spread and methods',
    `const base = { a: 1, b: 2 }; const k = 'b'; const o: any = { ...base, [k]: 3, ...{ d: 4 }, m() { return this.a } }; c.out(o.b + o.d * 10 + o.m() * 100);`,
  ),
  plain(
    'whole-number keys come first',
    `const o: any = { b: 1, 2: 'two', a: 3, 1: 'one' }; const ks: string[] = []; for (const k in o) ks.push(k); c.out(ks.join()); c.out(o[1] + o[2]);`,
  ),
  plain(
    'whole-number values are computed in order',
    `const log: number[] = []; const f = (n: number) => { log.push(n); return n }; const o: any = { 3: f(1), 1: f(2), x: f(3), 2: f(4) }; c.out(log); const ks = []; for (const k in o) ks.push(k + o[k]); c.out(ks);`,
  ),
  plain(
    'for-in sees keys added in any order',
    `const o: any = {}; o.z = 1; o[10] = 1; o[9] = 1; o.a = 1; delete o.z; o.z = 2; let s = ''; for (const k in o) s += k + ' '; c.out(s);`,
  ),
  plain(
    'for-in of lists, texts, null and inherited members',
    `let s = ''; for (const i in [7, 8]) s += typeof i + i; for (const k in null as any) s += 'no'; for (const k in undefined as any) s += 'no'; const p: any = Object.create({ inherited: 1 }); p.own = 2; for (const k in p) s += k; c.out(s);`,
  ),
  plain(
    'for-in with break, continue, closures and deletion',
    `const o: any = { a: 1, b: 2, d: 3, e: 4 }; const fs: any[] = []; let s = ''; for (const k in o) { if (k === 'b') continue; if (k === 'e') break; fs.push(() => k); s += k } c.out(s); c.out(fs.map((f) => f()).join());`,
  ),
  plain(
    'for-in with await',
    `async function f() { let s = ''; for (const k in { a: 1, b: 2 }) s += k + (await c.later('.')); return s } f().then((v) => c.out(v));`,
  ),
  plain(
    'the rest of a record',
    `const { a, ...r } = { a: 1, b: 2, d: 3 }; c.out(a); c.out(r); const f = ({ x, ...o }: any) => [x, o]; c.out(f({ x: 1, y: 2 })); const k = 'y'; const { [k]: y, ...others } = { x: 1, y: 2, z: 3 } as any; c.out(y); c.out(others);`,
  ),
  plain(
    'the rest of a record in assignments and loops',
    `let a: any, r: any; ({ a, ...r } = { a: 1, b: 2 } as any); c.out(r); for (const { id, ...more } of [{ id: 1, p: 'x' }, { id: 2, q: 'y' }] as any[]) c.out([id, more]);`,
  ),
  plain(
    'computed keys in patterns',
    `const k = 'a'; const { [k]: v = 5, ['b' + 1]: w = 6 } = { a: 1 } as any; c.out(v + w * 10);`,
  ),
  plain(
    'super in record methods',
    `const base = { hi() { return 'base ' + (this as any).n } }; const o = { n: 1, hi() { return super.hi() + '!' } }; Object.setPrototypeOf(o, base); c.out(o.hi());`,
  ),
  plain(
    'prototypes of literals',
    `const p = { hi() { return 'p' + (this as any).x } }; const o: any = { __proto__: p, x: 2 }; c.out(o.hi()); c.out(Object.keys(o));`,
  ),
  plain(
    'a getter that throws',
    `const o = { get bad() { throw new Error('g') } }; try { o.bad; c.out('no') } catch (e: any) { c.out(e.message) } try { c.out((o as any)?.bad) } catch (e: any) { c.out(e.message + 2) }`,
  ),
  plain(
    'spread runs getters',
    `let n = 0; const o = { get x() { return ++n } }; const a = { ...o }; c.out(a.x); c.out(a.x); c.out(n);`,
  ),
  plain(
    'a lazy getter that replaces itself',
    `const o: any = { get v() { c.out('made'); Object.defineProperty(this, 'v', { value: 42, writable: true, enumerable: true, configurable: true }); return 42 } }; c.out(o.v); c.out(o.v);`,
  ),
  plain(
    'setting the length of a list',
    `const a = [1, 2, 3, 4]; a.length = 2; c.out(a); a.length = 0; c.out(a.length); a.push(5); c.out(a); const b = [1, 2, 3]; b.length--; c.out(b); c.out((b.length = 1)); const o: any = { length: 3 }; o.length = 9; c.out(o.length);`,
  ),
  both(
    'quoted and reserved keys',
    `const o: any = { 'a-b': 1, default: 2, class: 3 }; c.out(o['a-b'] + o.default * 10 + o.class * 100);`,
  ),
  both('a computed key that is a literal', `const o: any = { ['x']: 1 }; c.out(o.x);`),
  plain(
    'an accessor and a value of one name in a literal: the later one takes the place',
    `const o: any = { z: 0, get a(): any { return 1 }, ...{}, ['a']: 3, set ['a'](v: any) { c.out(['s', v]) }, y: 9 }; c.out([o.a, Object.keys(o)]); o.a = 4; const p: any = { get b(): any { return 5 }, set b(v: any) { c.out(v) }, c: 1, ['b']: 6 }; p.b = 7; c.out([p.b, Object.keys(p)]); const q: any = { ['d']: 1, get d(): any { return 2 } }; c.out([q.d, Object.keys(q)]);`,
  ),
];
