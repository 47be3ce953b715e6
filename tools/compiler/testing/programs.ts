// Small programs, one construct each. They report through `c.out(value)`; `c.later(x)` is a promise of x, `c.fail(m)` a
// rejected one. Every program must say the same in Node as written, in Node as compiled, and on the card's interpreter.

export interface Program {
  readonly name: string;
  readonly text: string;
  /** Kind of compilation, if only one makes sense. */
  readonly only?: 'plain' | 'confined';
}

const both = (name: string, text: string): Program => ({ name, text });
const plain = (name: string, text: string): Program => ({ name, text, only: 'plain' });
const confined = (name: string, text: string): Program => ({ name, text, only: 'confined' });

export const programs: readonly Program[] = [
  // Scope and hoisting
  both(
    'functions are used before they stand',
    `c.out(f(2)); function f(x: number) { return g(x) + 1 } function g(x: number) { return x * 10 }`,
  ),
  both('a var read early is undefined', `c.out(typeof v === 'undefined'); var v = 3; c.out(v);`),
  both('a var of an untaken branch is undefined', `if (c.no()) { var v = 1 } c.out(v === undefined);`),
  both(
    'inner blocks shadow outer names',
    `const x = 1; { const x = 2; c.out(x); { const x = 3; c.out(x) } } c.out(x);`,
  ),
  both(
    'closures capture each turn of a for',
    `const fs: any[] = []; for (let i = 0; i < 3; i++) fs.push(() => i); c.out(fs[0]()); c.out(fs[1]()); c.out(fs[2]());`,
  ),
  both(
    'closures capture each turn of a for-of',
    `const fs: any[] = []; for (const x of [5, 6]) fs.push(() => x); c.out(fs[0]() * 10 + fs[1]());`,
  ),
  both(
    'closures capture a constant of the body',
    `const fs: any[] = []; for (let i = 0; i < 3; i++) { const k = i * i; fs.push(() => k + i) } c.out(fs[2]());`,
  ),
  both(
    'a captured variable of the body changes for its turn only',
    `const fs: any[] = []; for (let i = 0; i < 2; i++) { let n = i * 10; fs.push(() => n++) } c.out(fs[0]()); c.out(fs[0]()); c.out(fs[1]()); c.out(fs[0]());`,
  ),
  both(
    'a captured loop variable that the body changes',
    `const fs: any[] = []; for (let i = 0; i < 6; i++) { fs.push(() => i); i++ } c.out(fs[0]()); c.out(fs[1]()); c.out(fs[2]());`,
  ),
  both(
    'functions declared in a loop see their turn',
    `const fs: any[] = []; for (let i = 0; i < 3; i++) { fs.push(f); function f() { return i * 2 } } c.out(fs[0]() + fs[1]() * 10 + fs[2]() * 100);`,
  ),
  both(
    'a recursive function made in a loop',
    `const fs: any[] = []; for (let i = 1; i < 3; i++) { const f = (n: number): number => n < 2 ? i : n * f(n - 1); fs.push(f) } c.out(fs[0](4)); c.out(fs[1](4));`,
  ),
  both(
    'closures of while loops',
    `const fs: any[] = []; let i = 0; while (i < 3) { const j = i; fs.push(() => j); i++ } c.out(fs[0]() + fs[2]() * 10);`,
  ),
  both(
    'nested loops with closures',
    `const fs: any[] = []; for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) fs.push(() => i * 10 + j); c.out(fs[3]()); c.out(fs[2]()); c.out(fs[1]());`,
  ),
  both(
    'let without value starts each turn undefined',
    `for (let i = 0; i < 3; i++) { let x; if (i === 1) x = 5; c.out(x === undefined ? 'u' : x) }`,
  ),
  both(
    'counters share a closure',
    `function counter() { let n = 0; return { up: () => ++n, down: () => --n } } const k = counter(); k.up(); k.up(); c.out(k.down());`,
  ),
  both(
    'mutual recursion',
    `function even(n: number): boolean { return n === 0 || odd(n - 1) } function odd(n: number): boolean { return n !== 0 && even(n - 1) } c.out(even(10)); c.out(odd(7));`,
  ),
  both(
    'functions of an if block',
    `function t(b: boolean) { if (b) { function g() { return 1 } return g() } return 2 } c.out(t(true)); c.out(t(false));`,
  ),
  both(
    'a parameter shadows a function',
    `function a(b: number) { return b } function b(a: number) { return a * 2 } c.out(a(b(4)));`,
  ),

  // Parameters
  both(
    'default parameters',
    `function f(a: number, b = a + 1, d = b * 2) { return a + b * 10 + d * 100 } c.out(f(1)); c.out(f(1, 5)); c.out(f(1, undefined, 3)); c.out(f(1, null as any));`,
  ),
  both(
    'rest parameters',
    `function f(a: number, ...r: number[]) { return a * 100 + r.length * 10 + (r[0] ?? 9) } c.out(f(1)); c.out(f(1, 2)); c.out(f(1, 2, 3));`,
  ),
  both(
    'destructured parameters',
    `function f({ a, b: { d } }: any, [e, g = 7]: any) { return a + d * 10 + e * 100 + g * 1000 } c.out(f({ a: 1, b: { d: 2 } }, [3])); c.out(f({ a: 1, b: { d: 2 } }, [3, 4]));`,
  ),
  both(
    'defaulted patterns',
    `function f({ a = 1, b = 2 } = {} as any) { return a * 10 + b } c.out(f()); c.out(f({ a: 5 })); c.out(f({ b: 7 }));`,
  ),
  both(
    'arrow functions of all bodies',
    `const a = (x: number) => x + 1, b = () => { return 2 }, d = (x: number) => ({ y: x }), e = (x: number, y: number) => x * y; c.out(a(1) + b() * 10 + d(3).y * 100 + e(2, 2) * 1000);`,
  ),
  both(
    'spread in calls',
    `function f(a: number, b: number, d: number) { return a + b * 10 + d * 100 } const xs = [2, 3]; c.out(f(1, ...(xs as [number, number]))); c.out(f(...([4, 5, 6] as [number, number, number])));`,
  ),
  both('Math.max of a spread list', `const xs = [3, 9, 2]; c.out(Math.max(...xs)); c.out(Math.min(...xs, 1));`),
  both(
    'spread in lists',
    `const a = [1, 2], b = [...a, 3, ...a]; c.out(b); c.out([0, ...a]); c.out([...a] === a); c.out([...a].length);`,
  ),
  both('pushing a spread list', `const a = [1], b = [2, 3]; a.push(...b); c.out(a);`),
  both(
    'object methods and shorthand',
    `const n = 5; const o = { n, twice() { return n * 2 }, f: function (x: number) { return x + n } }; c.out(o.n + o.twice() * 10 + o.f(1) * 1000);`,
  ),

  // Destructuring
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

  // Operators
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

  // Statements
  both(
    'for-of over lists, texts and bytes',
    `let s = ''; for (const x of [1, 2]) s += x; for (const x of 'ab') s += x; for (const x of new Uint8Array([3, 4])) s += x; c.out(s);`,
  ),
  both(
    'for-of while the list grows',
    `const a = [1, 2, 3]; let n = 0; for (const x of a) { if (x < 3 && a.length < 6) a.push(x + 1); n += x } c.out(n); c.out(a);`,
  ),
  both(
    'for-of while the list shrinks',
    `const a = [1, 2, 3, 4]; let s = ''; for (const x of a) { s += x; if (x === 1) a.shift() } c.out(s);`,
  ),
  both(
    'do while and continue',
    `let i = 0, s = ''; do { i++; if (i === 2) continue; s += i } while (i < 4); c.out(s);`,
  ),
  both(
    'break and continue in nested loops',
    `let s = ''; for (let i = 0; i < 3; i++) { for (let j = 0; j < 3; j++) { if (j === 1) continue; if (i === 1) break; s += i * 10 + j + ' ' } } c.out(s);`,
  ),
  both(
    'switch with default in the middle',
    `const f = (x: number) => { let s = ''; switch (x) { case 1: s += 'a'; default: s += 'd'; case 2: s += 'b'; break; case 3: s += 'c' } return s }; c.out(f(1)); c.out(f(2)); c.out(f(3)); c.out(f(9));`,
  ),
  both(
    'switch with default first',
    `const f = (x: number) => { switch (x) { default: return 'd'; case 1: return 'a'; case 2: return 'b' } }; c.out(f(1) + f(2) + f(3));`,
  ),
  both(
    'switch falls through and on texts',
    `const f = (x: string) => { switch (x) { case 'a': case 'b': return 1; case 'c': { const y = 2; return y } } return 0 }; c.out(f('a') + f('b') * 10 + f('c') * 100 + f('z') * 1000);`,
  ),
  both(
    'case labels are evaluated until one matches',
    `let n = 0; const k = (x: number) => { n++; return x }; switch (2) { case k(1): case k(2): c.out('two'); break; case k(3): c.out('three') } c.out(n);`,
  ),
  both(
    'switch in a loop with continue',
    `let s = ''; for (let i = 0; i < 4; i++) { switch (i) { case 1: continue; case 2: break; default: s += i } s += '.' } c.out(s);`,
  ),
  both(
    'try, catch, finally',
    `const f = (x: number) => { let s = ''; try { s += 't'; if (x) throw new Error('e' + x); s += 'u' } catch (e: any) { s += e.message } finally { s += 'f' } return s }; c.out(f(0)); c.out(f(7));`,
  ),
  both(
    'finally after return and rethrow',
    `const log: string[] = []; const f = () => { try { return 'r' } finally { log.push('f') } }; c.out(f()); try { try { throw new Error('x') } finally { log.push('g') } } catch (e: any) { log.push(e.message) } c.out(log.join());`,
  ),
  both(
    'catch without a name',
    `try { throw 1 } catch { c.out('caught') } try { (null as any).x } catch (e) { c.out('null') }`,
  ),
  both(
    'throwing other values',
    `try { throw { code: 5 } } catch (e: any) { c.out(e.code) } try { throw 'text' } catch (e: any) { c.out(e) }`,
  ),
  both(
    'if else chains and blocks',
    `function f(x: number) { if (x > 5) { if (x > 8) return 'a' } else return 'b'; return 'c' } c.out(f(9) + f(6) + f(1)); if (0) ; else c.out('else');`,
  ),

  // Values
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

  // Async
  both('async functions return promises', `async function f(x: number) { return x + 1 } f(1).then((v) => c.out(v));`),
  both(
    'await in order',
    `async function f() { const a = await c.later(1); const b = await c.later(a + 1); return a * 10 + b } f().then((v) => c.out(v));`,
  ),
  both(
    'await in expressions',
    `async function f() { return (await c.later(1)) + (await c.later(2)) * (await c.later(3)) } f().then((v) => c.out(v));`,
  ),
  both(
    'operands before await keep their values',
    `let x = 1; async function f() { return x + (await c.later(10)) + x } f().then((v) => c.out(v)); x = 100;`,
  ),
  both(
    'await of plain values',
    `async function f() { const a = await 5; return a + (await 6) } f().then((v) => c.out(v));`,
  ),
  both(
    'await in arguments and records',
    `const add = (a: number, b: number, d: number) => a + b * 10 + d * 100; async function f() { const o = { p: await c.later(1), q: [await c.later(2), 3] }; return add(o.p, await c.later(o.q[0]), o.q[1]!) } f().then((v) => c.out(v));`,
  ),
  both(
    'await in loops',
    `async function f() { let s = 0; for (let i = 0; i < 4; i++) { if (i === 2) continue; s = s * 10 + (await c.later(i)) } let n = 0; while (n < 3) { n += await c.later(1); if (n === 2) break } return s * 100 + n } f().then((v) => c.out(v));`,
  ),
  both(
    'await in for-of and do',
    `async function f() { let s = ''; for (const x of [1, 2, 3]) s += await c.later(x * x); do { s += await c.later('.') } while (s.length < 6); return s } f().then((v) => c.out(v));`,
  ),
  both(
    'closures in async loops',
    `async function f() { const fs: any[] = []; for (let i = 0; i < 3; i++) { const k = await c.later(i * 10); fs.push(() => k + i) } return fs[0]() + fs[1]() * 100 + fs[2]() } f().then((v) => c.out(v));`,
  ),
  both(
    'await in try and catch',
    `async function f() { try { await c.fail('bad'); return 'no' } catch (e: any) { return e.message + (await c.later('!')) } } f().then((v) => c.out(v));`,
  ),
  both(
    'errors thrown after await are caught',
    `async function f() { try { await c.later(1); throw new Error('late') } catch (e: any) { return e.message } } f().then((v) => c.out(v));`,
  ),
  both(
    'errors leave async functions',
    `async function f() { await c.later(1); throw new Error('out') } f().then(() => c.out('no'), (e: any) => c.out(e.message)); async function g() { throw new Error('now') } g().catch((e: any) => c.out(e.message));`,
  ),
  both(
    'errors of called functions are caught',
    `function bad() { throw new Error('deep') } async function f() { try { await c.later(1); bad(); return 0 } catch (e: any) { return e.message } } f().then((v) => c.out(v));`,
  ),
  both(
    'finally around await',
    `const log: string[] = []; async function f(x: number) { try { await c.later(1); if (x === 1) return 'r'; if (x === 2) throw new Error('t'); log.push('n') } finally { await c.later(2); log.push('f' + x) } return 'e' } (async () => { log.push(await f(0)); log.push(await f(1)); try { await f(2) } catch (e: any) { log.push(e.message) } c.out(log.join()) })();`,
  ),
  both(
    'finally with break and continue',
    `async function f() { let s = ''; for (let i = 0; i < 4; i++) { try { await c.later(0); if (i === 1) continue; if (i === 3) break; s += i } finally { s += 'f' } s += '.' } return s } f().then((v) => c.out(v));`,
  ),
  both(
    'nested try with await',
    `async function f() { let s = ''; try { try { await c.fail('a') } finally { s += '1' } } catch (e: any) { s += e.message; try { throw new Error('b') } catch (g: any) { s += g.message; await c.later(0); s += '2' } } return s } f().then((v) => c.out(v));`,
  ),
  both(
    'catch, rethrow, finally',
    `async function f() { let s = ''; try { try { await c.fail('a') } catch (e: any) { s += 'c'; throw new Error(e.message + 'b') } finally { s += 'f'; await c.later(1) } } catch (e: any) { s += e.message } return s } f().then((v) => c.out(v));`,
  ),
  both(
    'conditional and logical await',
    `async function f(x: any) { const a = x ? await c.later('y') : 'n'; const b = x && (await c.later('z')); const d = x || (await c.later('w')); const e = x ?? (await c.later('v')); return a + b + d + e } f(1).then((v) => c.out(v)); f(0).then((v) => c.out(v)); f(null).then((v) => c.out(v));`,
  ),
  both(
    'await in a condition',
    `async function f() { let n = 0; while (await c.later(n < 3)) n++; if (await c.later(false)) n = 100; else n += 10; return n } f().then((v) => c.out(v));`,
  ),
  both(
    'await in switch',
    `async function f(x: number) { let s = ''; switch (await c.later(x)) { case 1: s += await c.later('a'); case 2: s += 'b'; break; default: s += await c.later('d') } return s } (async () => c.out((await f(1)) + (await f(2)) + (await f(3))))();`,
  ),
  both(
    'async methods and arrows',
    `const o = { async m(x: number) { return (await c.later(x)) * 2 } }; const g = async (x: number) => (await o.m(x)) + 1; g(5).then((v) => c.out(v));`,
  ),
  both(
    'parallel calls do not share variables',
    `async function f(x: number) { let s = x; for (let i = 0; i < 3; i++) s += await c.later(x); return s } Promise.all([f(1), f(10)]).then((v) => c.out(v));`,
  ),
  both(
    'await in assignments',
    `async function f() { const o: any = { p: 1 }; o.p += await c.later(2); let x = 5; x += await c.later(6); o.q = await c.later(3); const a: any[] = []; a[0] = await c.later(4); return [o.p, o.q, x, a[0]] } f().then((v) => c.out(v));`,
  ),
  both(
    'async recursion',
    `async function f(n: number): Promise<number> { return n < 2 ? n : (await f(n - 1)) + (await f(n - 2)) } f(7).then((v) => c.out(v));`,
  ),
  both(
    'parameters of async functions',
    `async function f({ a, b = 2 }: any, ...r: number[]) { await c.later(0); return a + b * 10 + r.length * 100 } f({ a: 1 }, 1, 2).then((v) => c.out(v)); f({ a: 3, b: 4 }).then((v) => c.out(v));`,
  ),
  both(
    'return of a promise',
    `async function f() { return c.later(8) } async function g() { try { return await c.fail('x') } catch { return 'caught' } } f().then((v) => { c.out(v); return g() }).then((v) => c.out(v));`,
  ),
  both(
    'promises by hand',
    `new Promise<number>((ok) => ok(1)).then((v) => v + 1).then((v) => c.out(v)); Promise.reject(new Error('r')).catch((e) => c.out(e.message)); Promise.resolve(3).then((v) => { throw new Error('t' + v) }).catch((e: any) => c.out(e.message));`,
  ),
  both(
    'state across waits in nested functions',
    `async function f() { let n = 0; const inc = (k: number) => { n += k }; inc(await c.later(2)); inc(await c.later(3)); return n } f().then((v) => c.out(v));`,
  ),

  // Searching in texts, which natives do wrongly
  confined(
    'a needle that only begins at the end is not found',
    `const has = (t: string, w: string) => c.out([t.indexOf(w), t.includes(w), t.split(w)]); has(' length message ', ' constructor '); has('abc', 'cd'); has('abcabc', 'bca'); has('ab', 'abc'); has('', 'ab'); has('b', 'baa');`,
  ),
  confined(
    'every short text is searched as written',
    `const w = ['']; for (let i = 0; w.length < 15; i++) { w.push(w[i]! + 'a'); w.push(w[i]! + 'b') } for (const t of w) { let s = ''; for (const n of w) { s += t.indexOf(n) + (t.includes(n) ? 'y' : 'n') + t.split(n).join('|') + ',' } c.out(s) }`,
  ),
  confined(
    'searching from a place on',
    `const t = 'abcab'; const n = 'ab'; let s = ''; for (let i = -2; i < 7; i++) s += t.indexOf(n, i) + (t.includes(n, i) ? 'y' : 'n') + t.indexOf('', i) + t.indexOf('b', i) + ' '; c.out(s);`,
  ),
  confined(
    'separators that overlap',
    `for (const t of ['a---b', '----', '--', '-', 'aaa', 'a--']) c.out(t.split('--')); c.out('aXYaXYaX'.split('XYa'));`,
  ),
  confined(
    'searching in lists',
    `const l: any[] = [1, 'ab', NaN, null, 'abc']; const x: any = ['abc', 'bc', NaN, null, 1, '1']; for (const v of x) c.out([l.indexOf(v), l.includes(v)]); c.out([[1, 2, 1].indexOf(1, -1), [1, 2, 1].includes(2, -1), [1, 2, 1].indexOf(1, 1)]);`,
  ),
  confined(
    'searching through an optional chain and in async functions',
    `async function f(t: any) { return t?.indexOf(await c.later('cd')) } f('abc').then((v) => c.out(v)); f(null).then((v) => c.out(v === undefined));`,
  ),
  confined(
    'needles that are no texts',
    `const n: any = 12; const t: any = 'a12'; c.out(t.indexOf(n)); c.out('3a1'.indexOf(12 as any)); c.out('x7'.indexOf(7 as any));`,
  ),

  // Fields with the names of built-in members
  confined(
    'fields named like built-in members',
    `const r: any = { message: 'm', some: 1, fill: [2], set: true, join: 'j', map: { length: 7 }, length: 9 }; c.out(r.message + r.some + r.fill[0] + r.set + r.join); c.out([r.map.length, r.length, 'abc'.length, [1, 2].length, r.fill.length, r.join.length]); c.out([1, 2].map((x) => x + 1).join('-'));`,
  ),
  confined(
    'records and errors with a message side by side',
    `const r: any = { message: 'record' }; const say = (x: any) => c.out(x.message); say(r); say(new Error('error')); try { throw new Error('thrown') } catch (e: any) { say(e); c.out(e.message.length) } try { throw r } catch (e: any) { say(e) } r.message += '!'; say(r); r.message = 'set'; say(r); say({}); say(new Error()); c.out(r.message.split('e').length);`,
  ),
  confined(
    'such fields in patterns, chains and counted',
    `const f = ({ message, map = 4 }: any) => message + map; c.out(f({ message: 'x' })); c.out(f({ message: 'x', map: 5 })); const o: any = { in: { message: { set: 1 } } }; o.in.message.set++; o.in.message.set += 2; c.out(o.in.message.set); c.out(o?.in?.message?.set); let n = 0; const g = () => { n++; return o.in }; g().message.fill = 3; c.out(g().message.fill + n); g().message = 'a'; g().message += 'b'; c.out([o.in.message, n]);`,
  ),
  confined(
    'a method named message, and async use of such fields',
    `const o: any = { message: (x: number) => x * 2, length: () => 5 }; c.out(o.message(4) + o.length()); async function f(r: any) { const m = await c.later(r.map); return r.message + m + (await c.later({ join: 2 })).join } f({ map: 1, message: 10 }).then((v) => c.out(v));`,
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
