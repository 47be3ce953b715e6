// Programs about generators and iteration.
import { type Program, plain } from './program.js';

export const generators: readonly Program[] = [
  plain(
    'a generator by hand',
    `function* g() { yield 1; yield 2; return 3 } const it = g(); c.out(it.next()); c.out(it.next()); c.out(it.next()); c.out(it.next());`,
  ),
  plain(
    'for-of over a generator',
    `function* count(n: number) { for (let i = 0; i < n; i++) yield i * i } let s = ''; for (const x of count(4)) s += x + ' '; c.out(s);`,
  ),
  plain(
    'values sent in',
    `function* g(): any { const a = yield 'first'; const b = yield a + 1; return a + b } const it = g(); c.out(it.next('ignored').value); c.out(it.next(10).value); c.out(it.next(5).value);`,
  ),
  plain(
    'yield in expressions',
    `function* g(): any { const r = (yield 1) + (yield 2) * (yield 3); return r } const it = g(); it.next(); it.next(1); it.next(2); c.out(it.next(3));`,
  ),
  plain(
    'yield in arguments, lists, records and templates',
    `function* g(): any { const f = (a: any, b: any) => a * b; return [f(yield 1, yield 2), [yield 3], { k: yield 4 }, \`t\${yield 5}\`] } const it = g(); let r = it.next(); let n = 10; while (!r.done) r = it.next(n++); c.out(r.value);`,
  ),
  plain(
    'infinite generators are left early',
    `function* nat() { let n = 0; while (true) yield n++ } let s = 0; for (const x of nat()) { if (x > 5) break; s += x } c.out(s); const [a, b, d] = nat(); c.out([a, b, d]);`,
  ),
  plain(
    'yield*',
    `function* inner(): any { const x = yield 'a'; return 'r' + x } function* outer(): any { const v = yield* inner(); yield v; yield* [1, 2]; yield* 'xy' } const it = outer(); c.out(it.next().value); c.out(it.next(7).value); c.out(it.next().value); c.out([...it]);`,
  ),
  plain(
    'throw into a generator',
    `function* g(): any { let n = 0; while (true) { try { yield n++ } catch (e: any) { n = e.message.length * 10 } } } const it = g(); c.out(it.next().value); c.out(it.next().value); c.out(it.throw(new Error('abc')).value); c.out(it.next().value);`,
  ),
  plain(
    'an uncaught throw ends a generator',
    `function* g() { yield 1; yield 2 } const it = g(); it.next(); try { it.throw(new Error('x')); c.out('no') } catch (e: any) { c.out(e.message) } c.out(it.next());`,
  ),
  plain(
    'return runs finally blocks',
    `const log: string[] = []; function* g() { try { yield 1; yield 2 } finally { log.push('f') } } const it = g(); it.next(); c.out(it.return(9 as any)); c.out(log); c.out(it.next()); for (const x of g()) { log.push('b' + x); break } c.out(log);`,
  ),
  plain(
    'a finally block that yields',
    `function* g(): any { try { yield 1 } finally { yield 'cleanup'; } } const it = g(); it.next(); c.out(it.return('r')); c.out(it.next());`,
  ),
  plain(
    'a finally block that overrides the return',
    `function* g(): any { try { yield 1 } finally { return 'over' } } const it = g(); it.next(); c.out(it.return('r'));`,
  ),
  plain(
    'return before the start',
    `function* g() { c.out('never'); yield 1 } const it = g(); c.out(it.return(5 as any)); c.out(it.next());`,
  ),
  plain(
    'throw before the start',
    `function* g() { try { yield 1 } catch { c.out('no') } } const it = g(); try { it.throw(new Error('early')) } catch (e: any) { c.out(e.message) } c.out(it.next().done);`,
  ),
  plain(
    'errors leave a generator',
    `function* g() { yield 1; throw new Error('in'); } const it = g(); it.next(); try { it.next() } catch (e: any) { c.out(e.message) } c.out(it.next());`,
  ),
  plain(
    'catch and finally in a generator',
    `function* g(): any { let s = ''; try { try { yield 1; throw new Error('a') } catch (e: any) { s += e.message; yield s } finally { s += 'f' } } finally { s += 'F' } return s } const it = g(); c.out(it.next()); c.out(it.next()); c.out(it.next());`,
  ),
  plain(
    'yield* forwards return and throw',
    `const log: any[] = []; function* inner(): any { try { yield 1; yield 2 } catch (e: any) { log.push('c' + e.message); yield 'caught' } finally { log.push('f') } } function* outer(): any { yield* inner(); yield 'after' } let it = outer(); it.next(); c.out(it.throw(new Error('e'))); c.out(it.next()); c.out(it.next()); it = outer(); it.next(); c.out(it.return('q')); c.out(log);`,
  ),
  plain(
    'an iterator is closed on break, return and throw',
    `const log: string[] = []; const make = (): any => ({ [Symbol.iterator]() { let n = 0; return { next: () => ({ value: n++, done: false }), return() { log.push('closed'); return {} } } } }); for (const x of make()) { if (x === 2) break } const f = () => { for (const x of make()) if (x === 1) return x; return -1 }; c.out(f()); try { for (const x of make()) { throw new Error('t') } } catch (e: any) { log.push(e.message) } outer: for (const i of [1, 2]) for (const x of make()) { if (x === 1) continue outer } c.out(log);`,
  ),
  plain(
    'an iterator that ends is not closed',
    `let closed = 0; const it: any = { [Symbol.iterator]() { let n = 0; return { next: () => ({ value: n, done: n++ > 2 }), return() { closed++; return {} } } } }; for (const x of it) { if (x === 1) continue } c.out(closed); const [a] = it; c.out([a, closed]); const [...all] = it; c.out([all, closed]); c.out([...it]); c.out(closed);`,
  ),
  plain(
    'patterns over iterators',
    `function* g() { yield 1; yield 2; yield 3 } const [a, , b] = g(); c.out([a, b]); const [x, ...r] = g(); c.out([x, r]); const [p = 9, q = 8, s = 7, u = 6] = g(); c.out([p, q, s, u]); let m: any, n: any; [m, n] = g(); c.out([m, n]); const f = ([h, i]: any) => h + i; c.out(f(g())); for (const [k, v] of [g(), g()]) c.out([k, v]);`,
  ),
  plain(
    'nested patterns over iterators',
    `function* g(): any { yield [1, 2]; yield { z: g2() } } function* g2() { yield 'deep' } const [[a, b], { z: [d] }] = g(); c.out([a, b, d]);`,
  ),
  plain(
    'spread of iterators',
    `function* g() { yield 1; yield 2 } c.out([0, ...g(), 3, ...'ab', ...new Uint8Array([7])]); c.out(Math.max(...g())); const f = (...xs: any[]) => xs.length; c.out(f(...g(), ...g())); class K { n: number; constructor(...a: any[]) { this.n = a.length } } c.out(new K(...(g() as any)).n);`,
  ),
  plain(
    'spread of lists with holes',
    `c.out([...Array(3)].map((_, i) => i)); c.out([...new Array(2), 5]); const f = (...a: any[]) => a.length; c.out(f(...Array(4)));`,
  ),
  plain(
    'spread of texts and bytes',
    `c.out([...'hey']); c.out([...new Uint8Array([3, 4])]); function f(...a: any[]) { return a.join('-') } c.out(f(...'abc')); c.out([...[1, 2], ...'x']);`,
  ),
  plain(
    'generators keep their state apart',
    `function* g(n: number): any { let k = n; while (k < n + 3) { k += yield k } } const a = g(0), b = g(10); c.out([a.next().value, b.next().value, a.next(1).value, b.next(2).value, a.next(1).value]);`,
  ),
  plain(
    'closures in generators',
    `function* g() { for (let i = 0; i < 3; i++) yield () => i } c.out([...g()].map((f) => f()));`,
  ),
  plain(
    'this and arguments in generators',
    `const o = { n: 3, *g(this: any) { yield this.n; yield arguments.length } }; c.out([...(o as any).g(1, 2)]);`,
  ),
  plain(
    'default parameters of generators run at once',
    `const log: string[] = []; const d = () => { log.push('d'); return 1 }; function* g(a = d()) { log.push('body'); yield a } const it = g(); log.push('made'); it.next(); c.out(log);`,
  ),
  plain(
    'generator expressions and members',
    `const g = function* () { yield 'e' }; const o: any = { *m() { yield 'm' }, k: function* () { yield* o.m(); yield 'k' } }; c.out([...g(), ...o.m(), ...o.k()]);`,
  ),
  plain(
    'a generator is its own iterator',
    `function* g() { yield 1 } const it: any = g(); c.out(it[Symbol.iterator]() === it);`,
  ),
  plain(
    'a running generator',
    `let it: any; function* g(): any { try { it.next() } catch (e) { yield e instanceof TypeError } } it = g(); c.out(it.next().value);`,
  ),
  plain(
    'a tree walked by yield*',
    `type T = { v: number; l?: T; r?: T }; function* walk(n?: T): any { if (!n) return; yield* walk(n.l); yield n.v; yield* walk(n.r) } c.out([...walk({ v: 4, l: { v: 2, l: { v: 1 }, r: { v: 3 } }, r: { v: 5 } })]);`,
  ),
  plain(
    'pipelines of generators',
    `function* map(it: any, f: any) { for (const x of it) yield f(x) } function* take(it: any, n: number) { let i = 0; for (const x of it) { if (i++ >= n) return; yield x } } function* nat() { for (let i = 0; ; i++) yield i } c.out([...take(map(nat(), (x: number) => x * 3), 4)]);`,
  ),
  plain(
    'switch, labels and loops in generators',
    `function* g(k: number): any { a: for (let i = 0; i < 3; i++) { switch (k) { case 0: yield 'zero'; break; case 1: yield i; continue a; default: if (i === 1) break a; yield 'd' } yield '.' } } c.out([...g(0)].join('')); c.out([...g(1)].join('')); c.out([...g(2)].join(''));`,
  ),
  plain(
    'do while and conditions with yield',
    `function* g(): any { let n = 0; do { n += (yield n) ? 1 : 2 } while (n < 5); return n > 5 && (yield 'x') || 'end' } const it = g(); const out: any[] = []; let r = it.next(); while (!r.done) { out.push(r.value); r = it.next(out.length % 2) } c.out(out); c.out(r.value);`,
  ),
  plain(
    'not iterable',
    `for (const v of [5, {}, null, undefined] as any[]) { try { for (const x of v) c.out(x); c.out('no') } catch (e) { c.out(e instanceof TypeError) } } try { const [a] = {} as any; c.out(a) } catch (e) { c.out(e instanceof TypeError) } function* unused() {} unused();`,
  ),
  plain(
    'an iterator result that is no record',
    `const bad: any = { [Symbol.iterator]: () => ({ next: () => 5 }) }; try { for (const x of bad) c.out(x) } catch (e) { c.out(e instanceof TypeError) }`,
  ),
  plain(
    'async generators',
    `async function* g() { yield 1; const x = await c.later(10); yield x; return 'r' } (async () => { const it = g(); c.out(await it.next()); c.out(await it.next()); c.out(await it.next()); c.out(await it.next()) })();`,
  ),
  plain(
    'for await over an async generator',
    `async function* g(n: number) { for (let i = 0; i < n; i++) yield c.later(i * 2) } (async () => { let s = ''; for await (const x of g(4)) s += x + ' '; c.out(s) })();`,
  ),
  plain(
    'for await over lists of promises',
    `(async () => { let s = 0; for await (const x of [c.later(1), 2, c.later(3)]) s = s * 10 + x; c.out(s) })();`,
  ),
  plain(
    'for await leaves early',
    `const log: string[] = []; async function* g() { try { let n = 0; while (true) yield n++ } finally { await c.later(0); log.push('closed') } } (async () => { for await (const x of g()) { if (x === 2) break } log.push('after'); c.out(log) })();`,
  ),
  plain(
    'errors in async generators',
    `async function* g() { try { yield 1; await c.fail('bad') } catch (e: any) { yield e.message } throw new Error('end') } (async () => { const out: any[] = []; try { for await (const x of g()) out.push(x) } catch (e: any) { out.push(e.message) } c.out(out) })();`,
  ),
  plain(
    'async yield*',
    `async function* inner(): any { yield 1; yield 2; return 'r' } async function* outer(): any { const r = yield* inner(); yield r; yield* [c.later(5), 6] } (async () => { const out: any[] = []; for await (const x of outer()) out.push(x); c.out(out) })();`,
  ),
  plain(
    'requests to an async generator queue up',
    `async function* g() { yield 1; yield 2; yield 3 } const it = g(); Promise.all([it.next(), it.next(), it.return('q' as any), it.next()]).then((r) => c.out(r));`,
  ),
  plain(
    'async iterators by hand',
    `const src: any = { [Symbol.asyncIterator]() { let n = 0; return { next: async () => ({ value: n, done: n++ >= 3 }) } } }; (async () => { let s = ''; for await (const x of src) s += x; c.out(s) })();`,
  ),
  plain(
    'async generator methods',
    `class Feed { items = ['a', 'b']; async *read() { for (const i of this.items) yield await c.later(i) } } (async () => { let s = ''; for await (const x of new Feed().read()) s += x; c.out(s) })();`,
  ),
  plain(
    'a generator that is left is over',
    `function* g() { yield 1; yield 2; yield 3 } const it = g(); for (const x of it) break; c.out(it.next().done); const two = g(); let s = ''; outer: for (const x of two) { for (const y of [1, 2]) { s += x + y; if (x === 2) break outer } } c.out([s, two.next().done]); const three = g(); for (const x of three) { if (x < 3) continue; s += x } c.out([s, three.next().done]);`,
  ),
  plain(
    'patterns take one value after the other, with defaults between',
    `let n = 1; const log: any[] = []; function* g(): Generator<any> { try { log.push('g' + n); yield n; log.push('h' + n); yield undefined; yield n * 10; yield n } finally { log.push('closed') } } const [a, b = ++n, ...r] = g(); c.out([a, b, r]); c.out(log.splice(0)); const [d = ++n, e = ++n] = g(); c.out([d, e]); c.out(log.splice(0)); const o = { x: 0, y: 0 }; [o.x, n, o.y] = g(); c.out([o.x, n === undefined, o.y]); c.out(log.splice(0)); n = 4; const f = ([p, [q] = [++n], s]: any) => [p, q, s]; c.out(f(g())); const [, , u = n++, ...w] = g(); c.out([u, w, n]); const [k = n++, l = n++] = (function* () {})() as any; c.out([k, l]); for (const [v = ++n, z = ++n] of [g(), [1], 'ab'] as any) c.out([v, z]);`,
  ),
];
