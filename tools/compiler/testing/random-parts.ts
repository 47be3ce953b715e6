// Statements for random programs: one use of a feature each, with holes that the generator fills.
//
// `@n` is a number, `@s` a text, `@l` a list of numbers, `@t` a test, `@b` a block's statements, `@k` the same inside a loop;
// `$` is a number that makes names new.

/** Anywhere. */
export const parts: readonly string[] = [
  // Classes
  `class K$ { static n: any = @n; static #p: any = @n; static bump(by = @n): any { return (K$.#p += by | 0) } static { K$.n = @n } static get both(): any { return [K$.n, K$.#p] } } c.out(K$.bump()); c.out(K$.both);`,
  `class A$ { #v: any; constructor(v: any) { this.#v = v } get v(): any { return this.#v } set v(x: any) { this.#v = x | 0 } has(o: any): any { return #v in o } } const a$: any = new A$(@n); a$.v += @n; a$.v++; c.out(a$.v); c.out(a$.has(a$)); c.out(a$.has({}));`,
  `class B$ { f: any = @n; constructor(public q: any) { this.init() } init(): any { this.f = @n } } class D$ extends B$ { g: any = [this.f, this.q]; init(): any { super.init(); this.f += 1 } get h(): any { return this.g } } class E$ extends D$ { get h(): any { return [...super.h, @n] } static make(): any { return new this(@n) } } c.out(E$.make().h); c.out(E$.make() instanceof B$);`,
  `class X$ extends Error { constructor(m: any, readonly code: any) { super(m); this.name = 'X' } } try { burn(); if (@t) throw new X$(@s, @n); @b } catch (e: any) { c.out(e instanceof X$ ? [e.name, e.message, e.code] : what(e)) }`,
  `class S$ { [Symbol.iterator](): any { let i = @n & 3; return { next: () => i-- > 0 ? { value: i, done: false } : { value: 9, done: true }, return: () => { c.out('r'); return {} } } } } for (const x of new S$()) { burn(); c.out(x); if (@t) break; } c.out([...new S$()]);`,
  `class P$ { x = 1; ['y' + @n](): any { return @n } static ['z']: any = @s } c.out(Object.keys(new P$())); c.out((P$ as any).z);`,
  `const o$: any = { n: @n, get g(): any { return this.n * 2 }, set g(v: any) { this.n = v | 0 }, m(k: any = @n): any { return this.n + k }, ['c' + 1]: @n, async: 1, get: 2 }; o$.g = @n; o$.g += 3; c.out([o$.g, o$.m(), o$.m(2), o$.c1, o$.get]);`,
  `function F$(this: any, v: any) { if (!new.target) return; this.v = v } F$.prototype.w = function (): any { return this.v + 1 }; const f$: any = new (F$ as any)(@n); c.out([f$.w(), f$ instanceof (F$ as any)]);`,
  // Destructuring
  `{ const { a: [x$ = @n, ...y$] = [@n], b: { q: z$ = @n } = {} }: any = { a: @l, b: @t ? { q: @n } : undefined }; c.out([x$, y$, z$]); }`,
  `{ let x$: any = 1, y$: any = 2; [x$, y$] = [y$, @n]; [[x$], { y: y$ = @n }] = [[@n], {}] as any; c.out([x$, y$]); }`,
  `{ const r$: any = {}; [r$.a, r$['b'], ...r$.c] = @l as any; ({ length: r$.d, [@n & 1]: r$.e = 5 } = @l as any); c.out(r$); }`,
  `for (const [i, { v = @n }] of [[1, {}], [2, { v: @n }]] as any[]) { burn(); fs.push(() => [i, v]); c.out(i + v); @k }`,
  `const d$ = ({ a, b: { c: x = @n } = {}, ...more }: any = {}, [y, , z = y]: any = @l): any => [a, x, more, y, z]; c.out(d$()); c.out(d$({ a: @n, b: { c: 2 }, e: @s }, [@n, 1, 2]));`,
  // Functions and closures
  `{ const h$: any[] = []; for (let i = 0, j = @n & 3; i < 3; i++, j++) { burn(); h$.push(() => i * 10 + j++, (v: any) => (i += v)); if (i === 1) continue; } c.out(h$.map((f) => f(1))); c.out(h$.map((f) => f(0))); }`,
  `{ const h$: any[] = []; for (const k in { a: 1, b: @n }) { burn(); let n = @n; h$.push(() => k + n++); } c.out([h$[0](), h$[0](), h$[1]()]); }`,
  `{ let i = 0; const h$: any[] = []; do { burn(); const v = i * @n; h$.push(() => v); } while (++i < 3 && @t); while (i-- > 0) { burn(); let q = i; h$.push(() => (q += 1)); } c.out(h$.map((f) => f())); }`,
  `const t$ = (n: any): any => (burn(), n <= 0 ? @n : t$(n - 1) + n); c.out(t$(@n & 7));`,
  `function v$(this: any, ...xs: any[]): any { return [arguments.length, xs.length, xs.reduce((a, x) => a + x, @n)] } c.out(v$(...@l, @n)); c.out(v$.apply(null, @l as any)); c.out(v$.call(null, 1, ...[2, @n])); c.out((v$ as any).bind(null, @n)(3));`,
  `const u$ = (() => { let n = @n; return { inc: (by: any = 1) => (n += by), get n() { return n } } })(); u$.inc(); u$.inc(@n); c.out(u$.n);`,
  `c.out([((a: any, b: any = a + 1, g: any = () => a + b) => { a = @n; return g() })(@n), ((...[p, q = @n]: any[]) => p + q)(...@l)]);`,
  `var w$: any = 1; { function w2$(): any { return w$ + @n } w$ = w2$(); } c.out(w$); c.out(typeof w2$);`,
  // Generators
  `function* g$(n: any): any { try { for (let i = 0; i < 3; i++) { burn(); const x: any = yield n + i; if (x) n = x; } return @n } finally { c.out('f'); @b } } { const i$ = g$(@n); c.out(i$.next()); c.out(i$.next(@n)); c.out(i$.return(7)); c.out(i$.next()); }`,
  `function* y$(): any { const r: any = yield* z$(); c.out(r); yield* @l; } function* z$(): any { try { yield @n; yield 2 } catch (e) { c.out(what(e)); yield 3 } return @s } { const i = y$(); c.out(i.next()); c.out(@t ? i.throw(new Error('t')) : i.next()); c.out([...i]); }`,
  `{ const [a$, b$ = @n, ...r$]: any = (function* (): any { yield @n; yield undefined; yield* @l })(); c.out([a$, b$, r$]); }`,
  `for (const x of (function* (): any { let i = 0; while (true) { burn(); yield i++ } })()) { if (x > (@n & 3)) break; if (@t) continue; c.out(x); }`,
  // Exceptions and jumps
  `const e$ = (): any => { for (let i = 0; i < 3; i++) { burn(); try { if (i === (@n & 3)) return 'r' + i; if (@t) continue; @k } catch (e) { c.out(what(e)); break } finally { c.out(i); if (@t) break } } return 'end' }; try { c.out(e$()) } catch (e) { c.out(what(e)) }`,
  `const q$ = (): any => { try { try { throw @n } finally { if (@t) return @n } } catch (e) { try { return what(e) } finally { c.out('ff') } } }; c.out(q$());`,
  `L$: { for (const a of @l) { burn(); M$: for (const b of @l) { burn(); if (a === b) continue L2$; if (@t) break L$; switch (b & 3) { case 0: break M$; case 1: continue; default: c.out([a, b]) } } L2$: for (;;) { if (@t) break; break L$ } } c.out('after'); }`.replace(
    'continue L2$',
    'continue M$',
  ),
  `sw$: switch (@n & 3) { case (burn(), @n): c.out('x'); case 1: { let z = @n; fs.push(() => z); if (@t) break sw$ } default: c.out('d'); case 7: c.out(7) }`,
  `try { const r$ = { a: @n, b: (() => { if (@t) throw @n; return 1 })(), d: [@n, { e: @n }] }; c.out(r$) } catch (e) { c.out(what(e)) }`,
  `try { nothing.x } catch { c.out('null') } try { (undefined as any)() } catch { c.out('call') } try { c.out(nothing?.x.y.z ?? nothing?.[@n] ?? nothing?.(@n) ?? @s) } catch { c.out('no') }`,
  `try { z$; let z$: any = @n; c.out('no') } catch (e) { c.out(e instanceof ReferenceError) }`,
  // Texts
  `{ const s$ = @s + 'abcabc' + @n; c.out([s$.slice(-3), s$.slice(1, -1), s$.substring(4, 1), s$.at(-1), s$.at(@n), s$.indexOf('bc', 2), s$.lastIndexOf('a'), s$.padStart(9, '<>'), s$.padEnd(12), s$.charCodeAt(1), s$.codePointAt(0)]); }`,
  `{ const s$ = ' a,b;c , d' + @s; c.out([s$.trim(), s$.split(','), s$.split(/[,;]\\s*/), s$.split('', 3), s$.replace(',', '$&$&'), s$.replaceAll(',', () => '' + @n), s$.replace(/([ab]),?/g, '[$1]'), s$.toUpperCase().includes('A'), s$.startsWith('a', 1), s$.endsWith('d')]); }`,
  `{ const t$ = (x: any, ...v: any[]): any => x.raw.join('|') + v.join('/'); c.out(t$\`a\${@n}b\\n\${@s}\`); c.out(\`\${@n}:\${[@n, @s]}:\${nothing}\`); c.out([...('ab' + @s)].reverse().join('')); }`,
  `c.out(['b', 'a', @s, 'B'].sort()); c.out(@l.map((x: any) => x % 7).sort((x: any, y: any) => y - x)); c.out(['10', '9', '1x'].map((x) => parseInt(x) + @n)); c.out(['1.5', ' 2 ', '', 'x'].map(Number).map((x) => String(x)));`,
  `{ const m$ = /(\\d+)-(?<w>[a-z]+)?/.exec(@n + '-' + @s); c.out(m$ && [m$[0], m$[1], m$[2] === undefined, m$.index, m$.groups!.w === m$[2]]); c.out([...('x1y22z' + @n).matchAll(/[a-z](\\d+)/g)].map((m) => m[1])); c.out(('a1b2' + @s).replace(/[a-z]/gi, (x: any) => x.charCodeAt(0))); }`,
  // Numbers
  `c.out([@n / 4, @n / 3, (@n * 7) / 8, (@n % 7) ** 2, 0.1 * (@n % 50), 1 / ((@n & 7) + 1)].map((x) => String(x))); c.out([(@n / 8).toFixed(2), (@n & 255).toString(2), (@n & 4095).toString(16), (@n + 0.5).toFixed(0)]);`,
  `c.out([@n >>> 1, @n >> 1, ~@n, -(@n) >>> 28, (@n << 3) & 1023, @n | 0, !!@n, +(@t), Math.imul(@n, 65539), Math.clz32(@n), Math.sign(@n), Math.trunc(@n / 3), Math.abs(-(@n)), Math.hypot(3, 4), Math.cbrt(27)]);`,
  `c.out([Number.isInteger(@n / 2), Number('0x1f'), Number(''), parseInt(@n + 'px', 10), parseFloat('3.25e1'), (@n).toString().length, isNaN(@s as any), Math.min(...@l, 3), Math.round(@n / 4), Math.sqrt((@n & 15) ** 2), 7 % 3, -7 % 3, 5.5 % 2]);`,
  // Lists and records
  `{ const l$ = @l; c.out([l$.at(-1), l$.indexOf(@n), l$.includes(2), l$.find((x: any) => x > 2), l$.findLast((x: any) => x < 3), l$.some((x: any) => x === @n), l$.every((x: any) => x < 99), l$.reduce((a: any, x: any) => a + x, 0), l$.reduceRight((a: any, x: any) => a + '.' + x, '')]); }`,
  `{ const l$ = [...@l, @n, 5]; c.out([l$.splice(1, 1, @n, 8), l$, l$.flatMap((x: any) => [x, [x]]), [[1, [2, [@n]]]].flat(2), l$.fill(@n, 1, 2), l$.toSorted((a: any, b: any) => a - b), l$.toReversed(), l$.with(0, @n), l$.copyWithin(0, 1, 2), Array.from({ length: 2 }, (_, i) => i + @n), Array.from('ab'), Array.of(@n)]); l$.length = 1; l$[3] = @n; c.out(l$.length); }`,
  `for (const [i, x] of @l.entries()) { burn(); c.out([i, x]); @k } for (const k of Object.keys(@l)) c.out(k);`,
  `{ const r$: any = { b: @n, 2: 'two', a: @s, 1: 'one', ...({ a: @n, z: 1 } as any) }; c.out(Object.entries(r$)); delete r$.a; r$.a = @n; c.out(JSON.stringify(r$)); c.out(['a' in r$, 'q' in r$, Object.hasOwn(r$, '2'), Object.values(r$).length]); let n$ = ''; for (const k in r$) n$ += k; c.out(n$); c.out(Object.fromEntries(Object.entries(r$).filter(([k]) => k < 'b'))); }`,
  `c.out(JSON.parse(JSON.stringify({ a: [@n, @s, null, true, { b: @l }], u: undefined, d: new Date(@n * 1000) }))); c.out(JSON.stringify({ k: @l, s: @s }, null, 1)); c.out(JSON.stringify([@s, undefined, () => 1, NaN]));`,
  `{ const m$ = new Map<any, any>([[@n, @s], ['k', @n], [nothing, 1]]); m$.set(@n, @n).set('k', 3).delete(nothing); for (const [k, v] of m$) { burn(); c.out([k, v]); if (@t) m$.delete('k'); } c.out([m$.size, m$.has('k'), m$.get(@n) ?? 'none', [...m$.keys()]]); }`,
  `{ const s$ = new Set<any>([...@l, @n, @s]); s$.add(@n); c.out([s$.size, [...s$], s$.has(2), s$.delete(@n)]); s$.forEach((v: any) => c.out(v)); const w$ = new WeakMap<any, any>(); const k$ = {}; w$.set(k$, @n); c.out([w$.get(k$), w$.has({})]); }`,
  `{ const b$ = new Uint8Array([@n, 300, ...@l]); b$[1]! += @n; c.out([...b$, b$.length, b$.subarray(1)[0], b$.slice(0, 2).length]); const d$ = new DataView(new ArrayBuffer(8)); d$.setInt16(1, @n); d$.setUint32(4, @n, true); c.out([d$.getInt8(2), d$.getUint16(4, true)]); }`,
  `{ const x$: any = { n: @n, f: null as any, deep: { v: @n } }; x$.n ||= @n; x$.f ??= @n; x$.deep.v &&= @n; x$['q' + 1] ??= [@n]; x$.n **= 2; x$.n %= 1009; c.out(x$); c.out([x$?.deep?.v, x$.nope?.v, x$.deep['v'], delete x$.f, 'f' in x$]); }`,
  `{ const y$ = Symbol('y'); const o$: any = { [y$]: @n, toString() { return 'S' + @n }, valueOf() { return @n } }; c.out([o$[y$], \`\${o$}\`, o$ + 1, o$ > 2, Object.keys(o$).length]); }`,
  `{ const d$ = new Date(Date.UTC(2020, @n & 11, 1 + (@n & 15), 3, 4, 5, 6)); c.out([d$.toISOString(), d$.getTime(), JSON.stringify(d$)]); }`,
  `{ enum N$ { A = 1, B = A << 2, C } const e$: any = N$; c.out([N$.B, N$.C, e$[@n] ?? 'none', e$.A]); }`,
];

/** Where `await` may stand. */
export const waitingParts: readonly string[] = [
  `{ async function* a$(): any { try { for (let i = 0; i < 3; i++) { burn(); yield await c.later(i + @n) } } finally { c.out('af') } } for await (const x of a$()) { burn(); c.out(x); if (@t) break; } }`,
  `for await (const x of [c.later(@n), @n, c.later(@s)]) { burn(); c.out(x); @k }`,
  `try { c.out(await Promise.all([c.later(@n), @n, c.fail(@s)])) } catch (e) { c.out(what(e)) } finally { c.out(await c.later('fin')) }`,
  `c.out((await Promise.allSettled([c.later(@n), c.fail('no')])).map((x: any) => x.status)); c.out(await Promise.race([c.later(@n)])); c.out(await Promise.any([c.fail('a'), c.later(@n)]));`,
  `{ const o$ = { n: @n, async m(k: any = @n): Promise<any> { await c.later(0); return this.n + k } }; c.out(await o$.m()); const f$ = async (x: any): Promise<any> => { if (x < 1) return @n; return (await f$(x - 1)) + x }; c.out(await f$(@n & 3)); }`,
  `class C$ { #v: any = @n; static async make(): Promise<any> { const x = new C$(); await x.#set(@n); return x.#v } async #set(v: any): Promise<any> { this.#v = (await c.later(v)) + this.#v } } c.out(await C$.make());`,
  `o$: for (let i = 0; i < 3; i++) { burn(); fs.push(() => i); for (const x of @l) { burn(); if (x === (await c.later(i))) continue o$; try { if (@t) break o$; await c.later(1) } finally { c.out('l' + i) } } }`,
  `switch (await c.later(@n & 3)) { case await c.later(1): c.out(1); default: c.out(await c.later('d')); case 2: c.out(2) }`,
  `c.out([await c.later(@n), ...(await c.later(@l)), \`\${await c.later(@s)}\`, (await c.later({ q: @n })).q, nothing?.[await c.later(1)], (await c.later(@t)) ? await c.later(1) : 2]);`,
  `{ let n$ = 0; const { a, b = await c.later(@n) }: any = await c.later({ a: @n }); n$ += await c.later(a); n$ += (n$++, await c.later(b)); c.out([n$, a, b]); do { burn() } while (await c.later(n$++ < 2)); c.out(n$); }`,
];
