// Programs about this, arguments and tagged templates.
import { both, onCard, type Program, plain } from './program.js';

export const receivers: readonly Program[] = [
  plain(
    'this of plain calls is undefined',
    `function f(this: any) { return this === undefined } c.out((f as any)()); const o = { f }; c.out(o.f()); const g = o.f; c.out((g as any)()); c.out((0, o.f)()); c.out([1].map(function (this: any) { return this === undefined })[0]);`,
  ),
  onCard(
    'this of call, apply and bind',
    `function f(this: any, x: number) { return this.n + x } const o = { n: 1 }; c.out(f.call(o, 2)); c.out(f.apply(o, [3])); c.out(f.bind(o)(4)); c.out(f.bind(o, 5)()); function k(this: any) { return this } c.out(k.call(undefined) === undefined); c.out(k.call(null) === null); c.out(k.call(5));`,
  ),
  plain(
    'this of callbacks and timers',
    `const o = { n: 2, m() { return [1, 2].map((x) => x * this.n) }, k() { return [1].map(function (this: any) { return this === undefined })[0] } }; c.out(o.m()); c.out(o.k());`,
  ),
  plain(
    'arrow functions keep this',
    `const o = { n: 3, a() { return () => () => this.n }, b() { return (() => { const g = () => \`\${this.n}\`; return g() })() }, d() { const f = () => { function h() { return 1 } return this.n + h() }; return f() } }; c.out(o.a()()()); c.out(o.b()); c.out(o.d());`,
  ),
  plain(
    'arrow functions keep arguments',
    `function f(a: any) { const g = () => arguments.length; const h = () => arguments[1]; return [g(), h(), a] } c.out((f as any)(7, 8, 9));`,
  ),
  plain(
    'arguments counts what was passed',
    `function f(a?: any, b?: any) { return arguments.length } c.out(f()); c.out(f(1)); c.out((f as any)(1, 2, 3)); function g(a = 5) { return [a, arguments.length, arguments[0] === undefined] } c.out(g()); c.out(g(1)); function h({ x }: any, ...r: any[]) { return [x, r.length, arguments.length] } c.out(h({ x: 1 }, 2, 3));`,
  ),
  plain(
    'arguments is not tied to parameters',
    `function f(a: any) { a = 9; return [a, arguments[0]] } c.out(f(1)); function g(a: any) { arguments[0] = 7; return a } c.out(g(2));`,
  ),
  plain(
    'arguments handed on',
    `function sum() { let s = 0; for (let i = 0; i < arguments.length; i++) s += arguments[i]; return s } function f() { return sum.apply(null, arguments as any) } c.out((f as any)(1, 2, 3)); function g() { return [...(arguments as any)] } c.out((g as any)(4, 5)); function h() { let s = 0; for (const x of arguments as any) s += x; return s } c.out((h as any)(6, 7));`,
  ),
  plain(
    'methods taken out of records',
    `const o: any = { v: 1, m() { return this?.v }, f: function (this: any) { return this } }; const { m, f } = o; c.out(m() === undefined); c.out(f() === undefined); c.out(o.m()); c.out(o['m']()); const k = 'm'; c.out(o[k]()); c.out((o.m)());`,
  ),
  plain(
    'optional calls keep this',
    `const o: any = { v: 4, m() { return this.v }, n: null }; c.out(o.m?.()); c.out(o?.m()); c.out(o.n?.() === undefined); c.out(o?.['m']?.());`,
  ),
  plain(
    'constructor functions',
    `function P(this: any, x: number) { this.x = x } P.prototype.get = function () { return this.x }; P.make = (x: number) => new (P as any)(x); const p = new (P as any)(3); c.out(p.get()); c.out(P.make(4).get()); c.out(p instanceof P); function Q(this: any) { (P as any).call(this, 5) } Q.prototype = Object.create(P.prototype); c.out(new (Q as any)().get());`,
  ),
  plain(
    'tagged templates',
    `const tag = (s: any, ...v: any[]) => s.join('|') + v.join(','); c.out(tag\`a\${1}b\${2}c\`); c.out(tag\`\`); const o = { p: '>', t(s: any, x: any) { return this.p + s[0] + x } }; c.out(o.t\`q\${5}\`); const raw = (s: any) => s.raw[0]; c.out(raw\`a\\nb\`); c.out(String.raw\`x\\ty\${1}\`);`,
  ),
  plain(
    'a tag sees the same list at each turn',
    `const seen: any[] = []; const t = (s: any) => { seen.push(s); return s }; for (let i = 0; i < 3; i++) t\`x\`; c.out(seen[0] === seen[1]); c.out(seen[1] === seen[2]); c.out(t\`x\` === seen[0]);`,
  ),
  plain(
    'tags that answer tags',
    `const t = (s: any) => (u: any, x: any) => s[0] + u[1] + x; c.out(t\`a\`\`b\${1}c\`);`,
  ),
  both(
    'tagged templates with values',
    `const add = (s: any, a: number, b: number) => s.length * 100 + a + b; c.out(add\`x\${1}y\${2}z\`);`,
  ),
  both(
    'default parameters see earlier ones and functions',
    `const base = 10; function f(a: number, b = a + base, g = () => a + b) { return g() } c.out(f(1)); c.out(f(1, 2)); c.out(f(1, 2, () => 7));`,
  ),
  plain(
    'rest in arrow functions and methods with this',
    `const o = { k: 2, m(...xs: number[]) { const f = (...ys: number[]) => ys.map((y) => y * this.k).concat(xs); return f(1, 2) } }; c.out(o.m(9));`,
  ),
  plain(
    'recursion through arguments',
    `function f(n: number): number { return arguments[0] < 2 ? 1 : n * f(n - 1) } c.out(f(5)); const g = function h(n: number): number { return n ? n + h(n - 1) : 0 }; c.out(g(4));`,
  ),
  plain(
    'evaluation order of calls',
    `const log: string[] = []; const o = { get m() { log.push('m'); return (...a: any[]) => { log.push('call'); return a.length } } }; const f = (s: string) => { log.push(s); return s }; o.m(f('a'), f('b')); c.out(log.join());`,
  ),
  plain(
    'evaluation order of members and assignments',
    `const log: string[] = []; const f = <T>(s: string, v: T) => { log.push(s); return v }; const o: any = {}; f('o', o)[f('k', 'x')] = f('v', 1); c.out(log.join()); c.out(o.x); f('p', o)[f('q', 'x')] += f('r', 2); c.out(o.x); c.out(log.join());`,
  ),
  plain(
    'a function called with a list of arguments has no this',
    `function f(this: any): any { return this === undefined } const more = [1, 2]; c.out((f as any)(...more)); c.out((f as any)(3, ...more)); function g(this: any, ...xs: any[]): any { return [(() => this === undefined)(), xs.length] } c.out((g as any)(...more));`,
  ),
];
