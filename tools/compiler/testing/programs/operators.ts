// Programs about operators.
import { both, type Program, plain } from './program.js';

export const operators: readonly Program[] = [
  both(
    'template literals',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the program has it
    'const x = 3, s = "q"; c.out(`a${x}b${s}${x + 1}`); c.out(`${x}${x}`); c.out(``); c.out(`{${"}"}`);',
  ),
  both(
    'optional chaining',
    `const o: any = { a: { b: 1, f(x: number) { return x * 2 } } }; let z: any; c.out(o?.a?.b); c.out(z?.a.b.d === undefined); c.out(o.a?.f(4)); c.out(o.g?.(1) === undefined); c.out(z?.[0] === undefined);`,
  ),
  both(
    'optional chaining evaluates once',
    `let n = 0; const g = (): any => { n++; return { a: { b: 2 } } }; c.out(g()?.a?.b); c.out(n);`,
  ),
  both(
    'nullish operators',
    `const o: any = { a: 0 }; c.out(o.a ?? 5); c.out(o.b ?? 5); o.a ??= 9; o.b ??= 9; o.a ||= 7; o.b &&= 8; c.out(o.a * 10 + o.b); let z: any = null; z ??= 3; c.out(z);`,
  ),
  both(
    'logical operators give operands',
    `c.out(0 || 'x'); c.out(1 && 2); c.out(null ?? 0 ?? 4); c.out((0 || null) ?? 'd');`,
  ),
  both('powers', `const x = 3; c.out(x ** 2); c.out(2 ** 10); let y = 2; y **= 3; c.out(y);`),
  both(
    'shift counts are masked',
    `let n = 33; c.out(1 << n); c.out(-8 >> 33); c.out(-1 >>> 32); n = 31; c.out(1 << n); c.out(-1 >>> 0);`,
  ),
  both(
    'bitwise operators',
    `let x = 0xf0f0f0f0; c.out((x & 0xff) | 0x100); c.out(x ^ 0xffffffff); c.out(~5); x |= 1; x &= ~2; x ^= 0xff; c.out(x); c.out(x >>> 4);`,
  ),
  both(
    'decimal fractions are exact',
    `c.out(0.3 === 3 / 10); c.out(0.07 * 100 > 7); c.out(1.15 * 100 < 115); c.out(1e21 > 999999999999999); c.out(0.1 + 0.2 === 0.3); c.out(Math.PI > 3.141592653589793 - 1e-15);`,
  ),
  both(
    'big and small literals',
    `c.out(1e-7 * 1e7 === 1); c.out(5e-324 > 0); c.out(1.7976931348623157e308 < Infinity); c.out(9007199254740993 === 9007199254740992); c.out(123456789.123 * 1000 === 123456789123);`,
  ),
  both(
    'compound assignment reads first',
    `let x = 1; function f() { x = 10; return 1 } x += f(); c.out(x); const o: any = { p: 1 }; function g() { o.p = 5; return 2 } o.p += g(); c.out(o.p);`,
  ),
  both('a member is set once', `const o: any = {}; function f() { o.x = 1; return 2 } o.x = f(); c.out(o.x);`),
  plain(
    'a member is there once',
    `const o: any = {}; function f() { o.x = 1; return 2 } o.x = f(); let n = 0; for (const k in o) n++; c.out(n); c.out(o);`,
  ),
  both(
    'an indexed variable is read before its index',
    `let a = [1, 2]; function f() { a = [7, 8]; return 1 } c.out(a[f()]); c.out(a[1]);`,
  ),
  both(
    'increments give old and new values',
    `let i = 5; c.out(i++ + i); c.out(++i + i--); c.out(i); const a = [1]; a[0]!++; c.out(++a[0]!); c.out(a[0]!-- / 2);`,
  ),
  both(
    'chained assignments',
    `const o: any = {}; o.a = o.b = 3; const l = [0, 0, 0]; l[0] = l[1] = l[2] = 4; let x, y; x = y = o.c = 5; c.out(o.a + o.b * 10 + o.c * 100 + x + y); c.out(l);`,
  ),
  both(
    'early returns',
    `function f(x: number) { if (x > 3) return 'a'; if (x > 2) return; if (x > 1) { return 'b' } return 'c' } c.out(f(4)); c.out(f(3) === undefined); c.out(f(2)); c.out(f(1)); try { c.out(f(0)) } catch (unused) { c.out('no') }`,
  ),
  both(
    'comma and void',
    `let x = (1, 2); c.out(x); c.out(void 0 === undefined); for (let i = 0, j = 9; i < j; i += 4, j--) x += i * j; c.out(x);`,
  ),
  both(
    'typeof',
    `c.out(typeof 1); c.out(typeof 's'); c.out(typeof undefined); c.out(typeof {}); c.out(typeof (() => 1)); c.out(typeof true);`,
  ),
  both(
    'conditional chains',
    `const f = (n: number) => n < 0 ? 'neg' : n === 0 ? 'zero' : n < 10 ? 'small' : 'big'; c.out(f(-1) + f(0) + f(5) + f(50));`,
  ),
  both(
    'division after brackets and counters',
    `let a = [8], i = 8; const n = a[0]! / 2 / 2; c.out(n); c.out(i++ / 2); c.out((i) / 3); const o = { p: 6 }; c.out(o.p / 2);`,
  ),
  both(
    'unary operators next to each other',
    `let a = 3, b = 2; c.out(a - -b); c.out(a + +b); c.out(- -a); c.out(!!a); c.out(-(-a) - - -b); c.out(a-- - --b);`,
  ),
  both(
    'integer arithmetic of hashes',
    `let h = 2166136261; for (const x of [104, 105]) { h ^= x; h = (h + (h << 1) + (h << 4) + (h << 7) + (h << 8) + (h << 24)) >>> 0 } c.out(h);`,
  ),
  plain(
    'powers of any operands',
    `let b = 3, e = 4; c.out(b ** e); c.out((b + 1) ** 2); c.out(2 ** -1 === 0.5); c.out(b ** 0); e **= b; c.out(e); const f = (x: number) => x ** 3; c.out(f(b++)); c.out(2 ** 31); c.out((-2) ** 3);`,
  ),
  plain(
    'delete at the end of an optional chain',
    `const o: any = { g: { h: 1 }, n: null }; c.out([delete o?.g.h, o.g.h ?? 'gone', delete o.n?.x, delete o?.g, 'g' in o]); const f = (): any => { c.out('f'); return o }; delete f()?.n; c.out('n' in o);`,
  ),
];
