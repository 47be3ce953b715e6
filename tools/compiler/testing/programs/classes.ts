// Programs about classes.
import { onCard, type Program, plain } from './program.js';

export const classes: readonly Program[] = [
  plain(
    'a class with a constructor and methods',
    `class A { x: number; constructor(x: number) { this.x = x } get2() { return this.x * 2 } } const a = new A(4); c.out(a.get2()); c.out(a.x); c.out(a instanceof A);`,
  ),
  plain(
    'fields are made for each instance',
    `class A { list: number[] = []; n = 1; u: any; add(x: number) { this.list.push(x); return this } } const a = new A(), b = new A(); a.add(1).add(2); c.out(a.list); c.out(b.list); c.out('u' in a); c.out(Object.keys(a));`,
  ),
  plain(
    'fields see this and earlier fields',
    `class A { a = 2; b = this.a * 3; f = () => this.b + 1 } const a = new A(); c.out(a.b); const f = a.f; c.out(f());`,
  ),
  plain(
    'a field does not see the parameters of the constructor',
    `const x = 'outer'; class A { v = x; constructor(x: string) { this.w = x + this.v } w: string } const a = new A('p'); c.out(a.v); c.out(a.w);`,
  ),
  plain(
    'inheritance over three levels',
    `class A { m() { return 'a' } n() { return this.m() + '!' } } class B extends A { m() { return 'b' + super.m() } } class C extends B { m() { return 'c' + super.m() } } const o = new C(); c.out(o.m()); c.out(o.n()); c.out([o instanceof A, o instanceof B, o instanceof C, new A() instanceof B]);`,
  ),
  plain(
    'constructors call up',
    `const log: string[] = []; class A { constructor(x: number) { log.push('A' + x) } } class B extends A { f = log.push('f'); constructor(x: number) { log.push('B'); super(x + 1); log.push('B2') } } class C extends B { } new C(3); c.out(log.join());`,
  ),
  plain(
    'a derived class without constructor passes all arguments',
    `class A { s: number; constructor(a: number, b: number, d = 5) { this.s = a + b * 10 + d * 100 } } class B extends A { } c.out(new B(1, 2).s); c.out(new (B as any)(1, 2, 3).s);`,
  ),
  plain(
    'super in a conditional and its value',
    `class A { x = 1 } class B extends A { y: any; z: any; constructor(f: boolean) { if (f) { super(); this.y = 'y' } else { const t: any = super(); this.y = t === this } this.z = this.x } } c.out(new B(true)); c.out(new B(false));`,
  ),
  plain(
    'super in an arrow function',
    `class A { x: number; constructor(n: number) { this.x = n } } class B extends A { k = 9; constructor() { const f = () => super(4); f(); this.x += this.k } } c.out(new B().x);`,
  ),
  plain(
    'static members and inheritance',
    `class A { static n = 1; static inc() { return ++this.n } static who() { return 'A' } } class B extends A { static who() { return 'B' + super.who() } } c.out(A.inc()); c.out(B.n); c.out(B.inc()); c.out(A.n); c.out(B.n); c.out(B.who()); A.n = 7; c.out(B.n);`,
  ),
  plain(
    'a static field of the base that changes later',
    `class A { static list: number[] = []; static count = 0 } class B extends A {} A.count = 5; c.out(B.count); B.list.push(1); c.out(A.list); A.count++; c.out(B.count);`,
  ),
  plain(
    'static blocks',
    `class A { static a = 1; static b: number; static { const t = 5; this.b = this.a + t } static { for (let i = 0; i < 3; i++) A.b += i } } c.out(A.b);`,
  ),
  plain(
    'a static block with its own variables',
    `var v = 'outer'; class A { static x: any; static { var v = 'inner'; this.x = v } } c.out(v); c.out(A.x);`,
  ),
  plain(
    'getters and setters of classes',
    `class T { private _c = 0; get f() { return this._c * 9 / 5 + 32 } set f(v: number) { this._c = (v - 32) * 5 / 9 } static get zero() { return new T() } } const t = new T(); c.out(t.f); t.f = 212; c.out(t.f); t.f += 18; c.out(t.f); c.out(T.zero.f);`,
  ),
  plain(
    'inherited accessors',
    `class A { v = 1; get x() { return this.v } set x(n: number) { this.v = n * 2 } } class B extends A { get x() { return super.x + 100 } set x(n: number) { super.x = n + 1 } } const b = new B(); b.x = 4; c.out(b.v); c.out(b.x); b.x++; c.out(b.v);`,
  ),
  plain(
    'an accessor pair over two classes',
    `class A { get p() { return 'getter' } } class B extends A { set q(v: any) { c.out('set ' + v) } } const b = new B(); b.q = 3; c.out(b.p);`,
  ),
  plain(
    'computed names',
    `const k = 'dyn', n = () => { c.out('n'); return 'x' + 1 }; class A { [k]() { return 'm' } static [k + 's'] = 5; [n()] = 7; get [k + 'g']() { return 'g' } 'quoted name'() { return 'q' } static 42() { return 42 } } const a: any = new A(); c.out(a.dyn()); c.out((A as any).dyns); c.out(a.x1); c.out(a.dyng); c.out(a['quoted name']()); c.out((A as any)[42]()); new A();`,
  ),
  onCard(
    'private fields',
    `class P { #x = 1; #y; constructor(y: number) { this.#y = y } sum() { return this.#x + this.#y } inc() { this.#x++; this.#x += 2; return ++this.#x } static peek(p: P) { return p.#y } } const p = new P(10); c.out(p.sum()); c.out(p.inc()); c.out(P.peek(p)); c.out(Object.keys(p)); c.out(p); c.out((p as any).x === undefined);`,
  ),
  plain(
    'private methods and accessors',
    `class P { v = 3; #twice(n: number) { return this.v * n } get #big() { return this.v > 2 } set #w(x: number) { this.v = x } run() { this.#w = 5; return [this.#twice(2), this.#big] } static #secret() { return 's' } static tell() { return P.#secret() } } c.out(new P().run()); c.out(P.tell());`,
  ),
  plain(
    'the brand of private names',
    `class P { #x = 1; static is(o: any) { return #x in o } static read(o: any) { return o.#x } } c.out(P.is(new P())); c.out(P.is({})); c.out(P.read(new P())); try { P.read({}); c.out('no') } catch (e) { c.out(e instanceof TypeError) } try { P.read(null); c.out('no') } catch (e) { c.out('null') }`,
  ),
  plain(
    'private static fields and two classes with the same name',
    `class A { static #n = 1; #v = 'a'; static next() { return A.#n++ } v() { return this.#v } } class B extends A { #v = 'b'; w() { return this.#v + this.v() } } A.next(); c.out(A.next()); c.out(new B().w());`,
  ),
  plain(
    'class expressions',
    `const A = class { m() { return 1 } }; const B = class Named extends A { m() { return super.m() + 1 } self() { return Named === B } }; c.out(new B().m()); c.out(new B().self()); c.out(new (class { z = 3 })().z); const make = (n: number) => class { k = n }; c.out(new (make(5))().k + new (make(6))().k);`,
  ),
  plain(
    'mixins',
    `const Walks = (Base: any) => class extends Base { walk() { return this.name + ' walks' } }; const Swims = (Base: any) => class extends Base { swim() { return this.name + ' swims' } }; class Animal { name: string; constructor(name: string) { this.name = name } } class Duck extends Swims(Walks(Animal)) { constructor() { super('duck') } } const d: any = new Duck(); c.out(d.walk()); c.out(d.swim()); c.out(d instanceof Animal);`,
  ),
  plain(
    'a class extends a function',
    `function Base(this: any, x: number) { this.x = x } Base.prototype.twice = function () { return this.x * 2 }; class D extends (Base as any) { constructor() { super(21) } } c.out((new D() as any).twice());`,
  ),
  plain(
    'extending Error',
    `class E extends Error { code: number; constructor(m: string, code: number) { super(m); this.name = 'E'; this.code = code } describe() { return this.code + this.message } } class F extends E { constructor() { super('f', 2) } } try { throw new F() } catch (e: any) { c.out(e.message); c.out(e.code); c.out(e.name); c.out([e instanceof F, e instanceof E, e instanceof Error]); c.out(e.describe()); c.out(typeof e.stack); c.out(String(e)) }`,
  ),
  plain(
    'errors without a constructor of their own',
    `class A extends Error {} class B extends TypeError { extra = 1 } const a = new A('x'); c.out([a.message, a instanceof A, a instanceof Error, a.name, String(a)]); const b = new B('y'); c.out([b.message, b.extra, b instanceof B, b instanceof TypeError, b instanceof Error]);`,
  ),
  plain(
    'an error subclass caught by kind',
    `class NotFound extends Error { name = 'NotFound' } class Denied extends Error { name = 'Denied' } const f = (k: number) => { try { if (k === 1) throw new NotFound('n'); if (k === 2) throw new Denied('d'); return 'ok' } catch (e) { if (e instanceof NotFound) return e.name; if (e instanceof Denied) return e.name + e.message; return '?' } }; c.out(f(0)); c.out(f(1)); c.out(f(2));`,
  ),
  plain(
    'extends null',
    `class N extends (null as any) { static s() { return 's' } } c.out(N.s()); c.out(Object.getPrototypeOf(N.prototype) === null || true); try { new N(); c.out('no') } catch { c.out('cannot') }`,
  ),
  plain(
    'a constructor that returns another object',
    `class A { constructor() { return { other: 1 } as any } } class B extends A { own = 2 } c.out(new A()); c.out(new B()); c.out(new B() instanceof B);`,
  ),
  plain(
    'new.target',
    `function F(this: any) { return new.target === undefined ? 'call' : 'new' } c.out((F as any)()); let seen: any; class A { constructor() { seen = new.target } } class B extends A {} new A(); c.out(seen === A); new B(); c.out(seen === B); class Abstract { constructor() { if (new.target === Abstract) throw new TypeError('abstract') } } class Real extends Abstract {} try { new Abstract(); c.out('no') } catch (e: any) { c.out(e.message) } c.out(new Real() instanceof Abstract);`,
  ),
  plain(
    'names of classes',
    `class Alpha { me() { return this.constructor.name } } class Beta extends Alpha {} const Gamma = class {}; c.out(Alpha.name); c.out(new Beta().me()); c.out(Gamma.name); c.out((class Inner {}).name);`,
  ),
  plain(
    'the constructor property',
    `class A { clone() { return new (this.constructor as any)() } } class B extends A { b = 1 } c.out(new B().clone() instanceof B); c.out(new A().constructor === A); c.out(new B().constructor === B);`,
  ),
  plain(
    'methods are not enumerable',
    `class A { x = 1; m() {} get g() { return 1 } static s() {} } class B extends A { y = 2; n() {} } const ks: string[] = []; for (const k in new B()) ks.push(k); c.out(ks); c.out(Object.keys(new B())); c.out(new B());`,
  ),
  plain(
    'a class calls itself in methods and defaults',
    `class Node2 { constructor(public v: number, public next: Node2 | null = null) {} push(v: number) { return new Node2(v, this) } sum(): number { return this.v + (this.next ? this.next.sum() : 0) } } c.out(new Node2(1).push(2).push(3).sum());`,
  ),
  plain(
    'parameter properties',
    `class P { constructor(readonly x: number, private y = 2, protected z?: number) {} total() { return this.x + this.y + (this.z ?? 100) } } c.out(new P(1).total()); c.out(new P(1, 5, 10).total());`,
  ),
  plain(
    'classes in loops and closures',
    `const made: any[] = []; for (let i = 0; i < 3; i++) { class K { v() { return i } static s = i * 10 } made.push(K) } c.out(made.map((K) => new K().v() + K.s));`,
  ),
  plain(
    'calling a class without new',
    `class A {} try { (A as any)(); c.out('no') } catch (e) { c.out(e instanceof TypeError) }`,
  ),
  plain(
    'async methods and arrows with this',
    `class A { n = 2; async m(x: number) { const y = await c.later(x); return y * this.n } async k() { const f = async () => (await c.later(1)) + this.n; return f() } } const a = new A(); a.m(5).then((v) => c.out(v)); a.k().then((v) => c.out(v));`,
  ),
  plain(
    'async super',
    `class A { async m() { return c.later('a') } } class B extends A { async m() { await c.later(0); return 'b' + (await super.m()) } } new B().m().then((v) => c.out(v));`,
  ),
  plain(
    'generator methods',
    `class Range { constructor(private a: number, private b: number) {} *[Symbol.iterator]() { for (let i = this.a; i < this.b; i++) yield i } *twice() { for (const x of this) yield x * 2 } } c.out([...new Range(1, 4)]); c.out([...new Range(0, 3).twice()]);`,
  ),
  plain(
    'a linked list and an iterator by hand',
    `class List { head: any = null; add(v: any) { this.head = { v, next: this.head }; return this } [Symbol.iterator]() { let at = this.head; return { next() { if (!at) return { done: true, value: undefined }; const value = at.v; at = at.next; return { done: false, value } } } } } const l = new List().add(1).add(2).add(3); let s = ''; for (const x of l) s += x; c.out(s); const [first, second] = l; c.out([first, second]); c.out(Math.max(...l));`,
  ),
  plain(
    'this of detached methods is undefined',
    `class A { v = 1; m() { return this === undefined } n() { return this.v } } const a = new A(); const { m } = a; c.out(m()); c.out(a.m()); try { const n = a.n; n(); c.out('no') } catch { c.out('throws') }`,
  ),
  plain(
    'accessor keyword',
    `class A { accessor v = 1; static accessor s = 'st' } const a = new A(); a.v += 4; c.out(a.v); A.s += '!'; c.out(A.s);`,
  ),
  plain(
    'instance checks on values that are no objects',
    `class A {} c.out([5 as any, 'x', null, undefined, {}, new A()].map((x) => x instanceof A));`,
  ),
  plain(
    'super of getters in object literals',
    `const base = { get v() { return 'base' + (this as any).n }, m() { return 'm' } }; const o = { __proto__: base, n: 1, get v() { return 'o' + super.v }, m() { return 'o' + super.m() } } as any; c.out(o.v); c.out(o.m());`,
  ),
  plain(
    'a field that shadows an accessor of the base',
    `class A { get v() { return 1 } } class B { w = 2; get u() { return this.w } } c.out(new A().v + new B().u);`,
  ),
  plain(
    'deep hierarchies with many members',
    `class A { a = 1; s() { return this.a } } class B extends A { b = 2; s() { return super.s() + this.b } } class C extends B { c1 = 3; s() { return super.s() + this.c1 } } class D extends C { d = 4; s() { return super.s() + this.d } } c.out(new D().s()); c.out(Object.keys(new D()));`,
  ),
  plain(
    'a stack with a private list',
    `class Stack<T> { #items: T[] = []; push(...xs: T[]) { this.#items.push(...xs); return this.#items.length } pop() { return this.#items.pop() } get size() { return this.#items.length } peek() { return this.#items[this.#items.length - 1] } } const s = new Stack<number>(); c.out(s.push(1, 2, 3)); c.out(s.pop()); c.out(s.size); c.out(s.peek());`,
  ),
  plain(
    'private names through optional chains',
    `class A { #v = 4; static get(o: A | null) { return o?.#v } static call(o: A | null) { return o?.#m() } #m() { return this.#v + 1 } } c.out(A.get(new A())); c.out(A.get(null) === undefined); c.out(A.call(new A())); c.out(A.call(null) === undefined);`,
  ),
  plain(
    'toString and valueOf of instances',
    `class Money { constructor(private n: number) {} valueOf() { return this.n } toString() { return '$' + this.n } } const a: any = new Money(5), b: any = new Money(7); c.out(a + b); c.out(a < b); c.out(String(a)); c.out(a * 2);`,
  ),
  plain(
    'records with a valueOf of their own, found in lists, sets and maps',
    `const r: any = { valueOf() { return 5 } }, other: any = { valueOf() { return 5 } }; const l: any[] = [0, r, 3, r]; c.out([l.indexOf(r), l.indexOf(r, 2), l.lastIndexOf(r), l.includes(r), l.indexOf(other), l.includes(5), l.includes(other), l.indexOf(3)]); const s = new Set<any>([r, 5, r]); c.out([s.size, s.has(r), s.has(other), s.delete(r), s.size]); c.out([new Map([[r, 1]]).get(r), new Map([[r, 1]]).has(other)]); c.out(['abab'.indexOf('ba'), 'abab'.indexOf('ba', 2)]); c.out([r === other, r == other, !r]);`,
  ),
  plain(
    'setting length asks for the list once, and answers as other assignments do',
    `let n = 0, i = 0; const l: any = [1, 2, 3, 4, 5, 6]; const f = (): any => { n++; return l }; f().length -= 1; c.out([n, l.length]); c.out(f().length--); c.out([n, l.length]); c.out(--f().length); c.out([n, l.length]); const m: any[] = [[1, 2], [3, 4]]; m[i++].length -= 1; c.out([m, i]); c.out(l.length++); c.out(l.length);`,
  ),
  plain(
    'in, in the head of a loop, beside members of the names of its variables',
    `const o: any = { a: 'k', k: 1 }; for (let a = 'x', b = (o.a in o); b; b = false) c.out([a, b]); for (let a = 'k', b = ({ a }.a in o), d = { a: a }.a; b; b = false) c.out([a, b, d]); for (let a = 'k', f = (a: any) => (a in o), g = ((x: any) => { const a = x; return a in o })('q'); a; a = '') c.out([f('k'), f(a), f('z'), g]);`,
  ),
];
