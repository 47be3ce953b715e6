// Programs about classes and iterators of card halves: instances are records there, and their methods functions of them.
import { confined as only, type Program } from './program.js';

export const confinedClasses: readonly Program[] = [
  only(
    'fields, methods and private members',
    `class Account { #cents = 0; owner: string; constructor(owner: string, cents = 5) { this.owner = owner; this.#cents = cents } pay(n: number) { this.#cents -= n; return this } get cents() { return this.#cents } #twice() { return this.#cents * 2 } both() { return this.#twice() + this.cents } } const a = new Account('x'); const b = new Account('y', 9); a.pay(1).pay(2); c.out([a.cents, b.cents, a.owner + b.owner, b.both()]);`,
  ),
  only(
    'methods named as those of lists and texts',
    `class Stack { #items: number[] = []; push(x: number) { this.#items.push(x); return this } pop() { return this.#items.pop() } map(f: (x: number) => number) { return this.#items.map(f) } join() { return this.#items.join('+') } get length() { return this.#items.length } slice(n: number) { return this.#items.slice(n) } } const s = new Stack().push(1).push(2).push(3); c.out([s.pop(), s.length, s.map((x) => x * 2), s.join(), s.slice(1)]); const l = [1]; l.push(7); c.out([l.pop(), l.length, l.map((x) => x + 1), l.join(), 'abc'.slice(1), 'abc'.length]);`,
  ),
  only(
    'inheritance, super and overriding',
    `class A { n: number; constructor(n: number) { this.n = n } name() { return 'A' } say() { return this.name() + this.n } } class B extends A { k = this.n + 1; constructor(n: number) { super(n * 2) } name() { return 'B' + super.name() } } class C extends B { name() { return 'C' + super.name() } say() { return '<' + super.say() + '>' } } c.out([new A(1).say(), new B(2).say(), new C(3).say(), new C(3).k]);`,
  ),
  only(
    'fields of bases run before those of the class, and constructors between',
    `const log: string[] = []; const note = (s: string) => { log.push(s); return s }; class A { a = note('a'); constructor() { note('A') } } class B extends A { b = note('b'); constructor() { note('before'); super(); note('B') } } class C extends B { c = note('c') } new C(); c.out(log.join());`,
  ),
  only(
    'a class without constructor hands its arguments on',
    `class A { s: string; constructor(a: string, b = 'd', ...r: string[]) { this.s = a + b + r.length } } class B extends A { t = this.s + '!' } class D extends B {} c.out(new B('x').t); c.out(new D('x', 'y', 'z', 'z').t);`,
  ),
  only(
    'accessors, counted once',
    `let n = 0; class P { #v = 1; get v() { n++; return this.#v } set v(x: number) { n += 10; this.#v = x } } const p = new P(); p.v += 2; c.out([p.v, n]); p.v++; c.out([p.v, n]); c.out(p.v++ + p.v); const { v } = p; c.out([v, n]); p.v ||= 4; c.out(n);`,
  ),
  only(
    'an accessor and a field of one name',
    `class P { get size() { return 3 } } class Q { size = 4 } const r = { size: 5 }; const of = (x: { size: number }) => x.size; c.out([of(new P()), of(new Q()), of(r)]); for (const x of [new P(), new Q(), r]) c.out(x.size);`,
  ),
  only(
    'only a getter, only a setter, and both halves overridden',
    `class A { get g(): any { return 1 } set g(x: any) { c.out('A' + x) } get r() { return 2 } } class B extends A { get g() { return 5 } } class W { s = 0; set w(x: number) { this.s = x } } const b: any = new B(); try { b.g = 1; c.out('set') } catch { c.out('refused') } try { b.r = 1; c.out('set') } catch { c.out('refused') } const w: any = new W(); w.w = 4; c.out([w.s, w.w === undefined, b.g, b.r]); new A().g = 7;`,
  ),
  only(
    'super in accessors',
    `class A { #n = 1; get n() { return this.#n } set n(x) { this.#n = x } } class B extends A { get n() { return super.n * 10 } set n(x) { super.n = x + 1 } } const b = new B(); b.n = 4; c.out(b.n); b.n += 1; c.out(b.n);`,
  ),
  only(
    'static members, blocks and methods',
    `class A { static n = 2; static list: number[] = []; static #hidden = 3; static { A.list.push(A.n, A.#hidden) } static of(x: number) { const a = new this(); a.x = x; return a } static get sum() { return this.n + A.#hidden } x = 0 } class B extends A { y = this.x } c.out([A.n, A.list, A.sum, A.of(4).x]); const b = B.of(5); c.out([b instanceof B, b.x, B.n, B.sum, B.list.length]);`,
  ),
  only(
    'a static counter and singletons',
    `class Id { static next = 1; static take() { return Id.next++ } } c.out([Id.take(), Id.take(), Id.next]); class One { static #one: One | undefined; n = 0; static get() { return (One.#one ??= new One()) } } One.get().n++; One.get().n++; c.out(One.get().n);`,
  ),
  only(
    'instanceof along the line, of other values and of errors',
    `class A {} class B extends A {} class X {} const is = (v: any) => [v instanceof A, v instanceof B, v instanceof X, v instanceof Error]; for (const v of [new A(), new B(), new X(), {}, [], null, undefined, 1, 'a', new Error('e'), A] as any[]) c.out(is(v));`,
  ),
  only(
    'errors with fields of their own',
    `class Bad extends Error { code: number; constructor(message: string, code: number) { super(message); this.name = 'Bad'; this.code = code } get twice() { return this.code * 2 } } class Worse extends Bad { constructor() { super('worse', 9) } } class Plain extends Error { more = 1 } const say = (f: () => void) => { try { f() } catch (e: any) { if (e instanceof Bad) c.out([e.message, e.code, e.twice, e.name, e instanceof Worse, e instanceof Error]); else if (e instanceof Plain) c.out([e.message, e.more]); else c.out(e.message) } }; say(() => { throw new Bad('bad', 4) }); say(() => { throw new Worse() }); say(() => { throw new Plain('p') }); say(() => { throw new Error('e') });`,
  ),
  only(
    'errors of classes leave async functions',
    `class Late extends Error { constructor(readonly at: number) { super('late') } } async function f(n: number) { await c.later(0); if (n) throw new Late(n); return 'in time' } f(0).then((v) => c.out(v)); f(3).catch((e: any) => c.out([e instanceof Late, e.at, e.message])); (async () => { try { await f(5) } catch (e) { if (e instanceof Late) c.out(e.at) } })();`,
  ),
  only(
    'async methods and arrow functions keep this',
    `class Q { n = 1; add = (x: number) => { this.n += x; return this.n }; async later(x: number) { const v = await c.later(x); this.n += v; const f = async () => (await c.later(this.n)) + 1; return f() } each(l: number[]) { l.forEach((x) => { this.n += x }); return this.n } } const q = new Q(); const { add } = q; c.out([add(2), q.each([1, 2])]); q.later(4).then((v) => c.out([v, q.n]));`,
  ),
  only(
    'fields see what they mean, whatever parameters are called',
    `const x = 1; const self = 2; class A { y = x + self; z = () => x; constructor(x: number, self: number) { this.y += x * 10 + self } m(A: number) { return A + new (B as any)(1, 1).y } } class B extends A { w = x } c.out([new A(3, 4).y, new B(3, 4).z(), new B(3, 4).w, new A(1, 1).m(5)]);`,
  ),
  only(
    'methods with default, pattern and rest parameters, and spread',
    `class A { k = 2; sum(a: number, b = this.k, { d } = { d: 1 }, [e] = [4]) { return a + b * 10 + d * 100 + e * 1000 } all(first: number, ...rest: number[]) { return first + ':' + rest.join() } } const a = new A(); const l = [5, 6]; c.out([a.sum(1), a.sum(1, 3, { d: 2 }, [7]), a.all(1), a.all(1, 2, 3), a.all(0, ...l), a.all(9, 8, ...l)]); c.out(a.sum(...([1, 2] as [number, number])));`,
  ),
  only(
    'new with spread and rest',
    `class A { l: number[]; constructor(...l: number[]) { this.l = l } } const l = [1, 2, 3]; c.out(new A(...l, 4).l); c.out(new A().l.length); class B extends A { constructor(n: number, ...m: number[]) { super(n, ...m, n) } } c.out(new B(7, 8).l);`,
  ),
  only(
    'class expressions, classes as values, classes in loops and functions',
    `const make = (n: number) => class { v = n; get() { return this.v * 2 } static k = n }; const A = make(1); const B = make(2); c.out([new A().get(), new B().get(), A.k, B.k]); const kinds = [1, 2, 3].map((n) => class { get() { return n } }); let s = ''; for (const K of kinds) s += new K().get(); c.out(s); const o: any = { K: class { f = 6 } }; c.out(new o.K().f); c.out(new (class { g = 8 })().g);`,
  ),
  only(
    'new.target and the class of an instance',
    `class A { who: string; constructor() { this.who = new.target === A ? 'A' : 'other' } same() { return new (this.constructor as any)() } } class B extends A { b = 1 } c.out([new A().who, new B().who, (new B().same() as any).b]); abstract class S { abstract f(): number; g() { return this.f() + 1 } } class T extends S { f() { return 3 } } c.out(new T().g());`,
  ),
  only(
    'names of classes',
    `class A { static f() { return this.name } m() { return (this.constructor as any).name } } class Bee extends A {} c.out([A.name, Bee.name, A.f(), Bee.f(), new Bee().m()]);`,
  ),
  only(
    'literals with this, getters and setters',
    `const o = { n: 1, inc() { this.n++; return this }, get twice() { return this.n * 2 }, set twice(v: number) { this.n = v / 2 }, plain: () => 4, old: function () { return this.n }, nested: { n: 9, get() { return this.n } } }; o.inc().inc(); c.out([o.n, o.twice, o.plain(), o.old(), o.nested.get()]); o.twice = 20; o.twice += 2; c.out(o.n); const make = (n: number) => ({ add(x: number) { n += x; return this }, get n() { return n } }); const [a, b] = [make(1), make(10)]; a.add(2); c.out([a.n, b.add(1).n]);`,
  ),
  only(
    'methods of records and of classes with one name',
    `class A { area() { return 2 } } const r = { area: () => 3 }; const s = { k: 4, area() { return this.k } }; class F { area = () => 5 } class G extends A { area2 = this.area() } let n = 0; const next = () => { n++; return r }; for (const x of [new A(), r, s, new F()]) c.out(x.area()); c.out(next().area() + n); c.out(new G().area2); const o: any = null; c.out(o?.area() === undefined); const p: any = new A(); c.out(p?.area());`,
  ),
  only(
    'a field hides the method of the class',
    `class A { m() { return 'method' } } class B extends A { constructor(f: boolean) { super(); if (f) (this as any).m = () => 'field' } } c.out([new A().m(), new B(false).m(), new B(true).m()]);`,
  ),
  only(
    'private names are those of their class, and in asks for it',
    `class A { #v = 'a'; a() { return this.#v } same(o: A) { return o.#v === this.#v } static has(o: any) { return o instanceof Error ? false : #v in o } } class B extends A { #v = 'b'; b() { return this.#v + this.a() } } c.out([new B().b(), new A().same(new B()), A.has(new B()), A.has({})]);`,
  ),
  only(
    'optional chains on instances',
    `class N { next2: N | undefined; v: number; constructor(v: number) { this.v = v } link(n: N) { this.next2 = n; return this } get() { return this.v } } const a = new N(1).link(new N(2)); c.out([a?.next2?.get(), a.next2?.next2?.get() === undefined, a?.next2?.v]);`,
  ),
  only(
    'a linked list, a queue and a tree',
    `class Node2 { left: Node2 | null = null; right: Node2 | null = null; constructor(readonly key: number) {} insert(k: number): void { if (k < this.key) { if (this.left) this.left.insert(k); else this.left = new Node2(k) } else if (this.right) this.right.insert(k); else this.right = new Node2(k) } walk(f: (k: number) => void): void { this.left?.walk(f); f(this.key); this.right?.walk(f) } get depth(): number { return 1 + Math.max(this.left ? this.left.depth : 0, this.right ? this.right.depth : 0) } } const root = new Node2(5); for (const k of [3, 8, 1, 4, 7, 9, 2]) root.insert(k); const out: number[] = []; root.walk((k) => out.push(k)); c.out(out); c.out(root.depth);`,
  ),
  only(
    'a state machine of classes',
    `abstract class State { abstract on(e: string): State; name() { return 'state' } } class Off extends State { on(e: string) { return e === 'push' ? new On(1) : this } name() { return 'off' } } class On extends State { constructor(private n: number) { super() } on(e: string) { if (e === 'push') return new On(this.n + 1); return e === 'stop' ? new Off() : this } name() { return super.name() + this.n } } let s: State = new Off(); let log = ''; for (const e of ['x', 'push', 'push', 'x', 'stop']) { s = s.on(e); log += s.name() + ' ' } c.out(log);`,
  ),
  only(
    'super called in conditions',
    `class A { x = 1 } class B extends A { y: number; f = 3; constructor(k: boolean) { if (k) super(); else { super(); this.x = 5 } this.y = this.x + this.f } } c.out([new B(true).y, new B(false).y]);`,
  ),
  only(
    'a mixed hierarchy of errors in a switch',
    `class E1 extends Error { kind() { return 1 } } class E2 extends E1 { kind() { return 2 + super.kind() } } const f = (n: number) => { switch (n) { case 0: throw new E1('a'); case 1: throw new E2('b'); default: return 'none' } }; for (let i = 0; i < 3; i++) try { c.out(f(i)) } catch (e) { if (e instanceof E1) c.out(e.message + e.kind()) } finally { c.out(i) }`,
  ),

  // Generators and iterators
  only(
    'a generator in a loop, spread, in a pattern and by hand',
    `function* g(n: number) { for (let i = 0; i < n; i++) yield i * i; return 'end' } let s = 0; for (const x of g(5)) s += x; c.out(s); c.out([...g(3), 7, ...g(2)]); const [a, b, ...r] = g(5); c.out([a, b, r]); const it = g(1); c.out(it.next().value); const last = it.next(); c.out([last.value, last.done, it.next().done]);`,
  ),
  only(
    'values sent into a generator',
    `function* talk(): Generator<string, number, number> { const a = yield 'a?'; const b = yield 'b' + a + '?'; return a + b } const t = talk(); c.out(t.next().value); c.out(t.next(4).value); c.out(t.next(5).value);`,
  ),
  only(
    'generators that hand on',
    `function* inner(n: number): Generator<number, string> { yield n; yield n + 1; return 'r' + n } function* outer() { const r = yield* inner(1); yield r.length; yield* [8, 9]; yield* 'ab' as any } c.out([...outer()]);`,
  ),
  only(
    'errors thrown in and out of generators',
    `function* g() { try { yield 1; yield 2 } catch (e: any) { yield 'caught ' + e.message } yield 3 } const it: any = g(); c.out(it.next().value); c.out(it.throw(new Error('x')).value); c.out([it.next().value, it.next().done]); function* bad() { yield 1; throw new Error('out') } try { for (const x of bad()) c.out(x) } catch (e: any) { c.out(e.message) } const n: any = g(); try { n.throw(new Error('early')) } catch (e: any) { c.out(e.message) } c.out(n.next().done);`,
  ),
  only(
    'finally blocks of generators that are left early',
    `const log: string[] = []; function* g() { try { yield 1; yield 2; yield 3 } finally { log.push('closed') } } for (const x of g()) { log.push('' + x); if (x === 2) break } c.out(log); const f = () => { for (const x of g()) if (x === 1) return x; return 0 }; c.out(f()); const [a] = g(); c.out([a, log.length]); try { for (const x of g()) throw new Error('e' + x) } catch (e: any) { c.out(e.message + log.length) }`,
  ),
  only(
    'a generator that is left is over',
    `function* g() { yield 1; yield 2; yield 3 } const it = g(); for (const x of it) break; c.out(it.next().done); const two = g(); let s = ''; outer: for (const x of two) { for (const y of [1, 2]) { s += x + y; if (x === 2) break outer } } c.out([s, two.next().done]); const three = g(); for (const x of three) { if (x < 3) continue; s += x } c.out([s, three.next().done]);`,
  ),
  only(
    'iterators of classes',
    `class Range { constructor(readonly from: number, readonly to: number) {} *[Symbol.iterator]() { for (let i = this.from; i < this.to; i++) yield i } } class Down { constructor(private n: number) {} next() { return { value: this.n, done: this.n-- <= 0 } } [Symbol.iterator]() { return this } } class Up extends Range { constructor(n: number) { super(0, n) } } c.out([...new Range(2, 5), ...new Down(3), ...new Up(2)]); let s = 0; for (const x of new Range(0, 4)) s += x; c.out(s); const it = new Range(7, 9)[Symbol.iterator](); c.out([it.next().value, it.next().value, it.next().done]);`,
  ),
  only(
    'iterators by hand, and closing them',
    `let closed = 0; const it: any = { [Symbol.iterator]() { let n = 0; return { next: () => ({ value: n, done: n++ > 2 }), return() { closed++; return {} } } } }; for (const x of it) { if (x === 1) continue } c.out(closed); const [a] = it; c.out([a, closed]); const [...all] = it; c.out([all, closed]); c.out([...it]); for (const x of it) if (x === 1) break; c.out(closed); const own = { n: 0, next() { return { value: this.n, done: this.n++ > 1 } }, [Symbol.iterator]() { return this } }; c.out([...own]);`,
  ),
  only(
    'pipelines of generators',
    `function* count() { let n = 0; for (;;) yield n++ } function* map<T, U>(of: Iterable<T>, f: (x: T) => U) { for (const x of of) yield f(x) } function* filter<T>(of: Iterable<T>, f: (x: T) => boolean) { for (const x of of) if (f(x)) yield x } function* take<T>(of: Iterable<T>, n: number) { if (n > 0) for (const x of of) { yield x; if (--n <= 0) return } } c.out([...take(map(filter(count(), (x) => x % 3 === 0), (x) => x * x), 4)]); c.out([...map([1, 2], (x) => x + 1), ...take('abc', 2)]);`,
  ),
  only(
    'generators in async functions, and closures over their values',
    `function* g() { yield 1; yield 2; yield 3 } const fs: (() => number)[] = []; for (const x of g()) fs.push(() => x); c.out(fs.map((f) => f())); async function f() { let s = 0; for (const x of g()) s += await c.later(x); return s } f().then((v) => c.out(v)); async function h() { for (const x of g()) { await c.later(0); if (x === 2) return 'left ' + x } return '' } h().then((v) => c.out(v));`,
  ),
  only(
    'generator methods of classes and literals',
    `class T { kids: T[] = []; constructor(readonly v: number, ...kids: T[]) { this.kids = kids } *walk(): Generator<number> { yield this.v; for (const k of this.kids) yield* k.walk() } static *both() { yield 1; yield 2 } } c.out([...new T(1, new T(2, new T(3)), new T(4)).walk()]); c.out([...T.both()]); const o = { n: 2, *twice() { yield this.n; yield this.n * 2 } }; c.out([...o.twice()]);`,
  ),
  only(
    'two generators take turns, and one that runs is not entered',
    `function* g(k: string) { let n = 0; while (n < 3) yield k + n++ } const a = g('a'); const b = g('b'); let s = ''; for (const x of a) s += x + b.next().value; c.out(s); let it: any; function* self() { try { it.next(); yield 'in' } catch { yield 'refused' } } it = self(); c.out(it.next().value);`,
  ),
  only(
    'what cannot be gone through throws',
    `function* g() { yield 1 } const walk = (x: any) => { try { for (const y of x) c.out(y) } catch { c.out('no') } try { c.out([...x].length) } catch { c.out('no') } }; walk({}); walk(null); walk(5); walk(g()); walk([2]); walk('a');`,
  ),
  only(
    'patterns over generators take one value after the other',
    `let n = 1; const log: any[] = []; function* g(): Generator<any> { try { log.push('g' + n); yield n; log.push('h' + n); yield undefined; yield n * 10; yield n } finally { log.push('closed') } } const [a, b = ++n, ...r] = g(); c.out([a, b, r]); c.out(log.splice(0)); const [d = ++n, e = ++n] = g(); c.out([d, e]); c.out(log.splice(0)); const o = { x: 0, y: 0 }; [o.x, n, o.y] = g(); c.out([o.x, n === undefined, o.y]); c.out(log.splice(0)); n = 4; const f = ([p, [q] = [++n], s]: any) => [p, q, s]; c.out(f(g())); const [, , u = n++, ...w] = g(); c.out([u, w, n]); const [k = n++, l = n++] = (function* () {})() as any; c.out([k, l]); for (const [v = ++n, z = ++n] of [g(), [1], 'ab'] as any) c.out([v, z]);`,
  ),
];
