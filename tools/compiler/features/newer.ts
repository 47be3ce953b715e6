// What came to the language after ES2023: what each part does once compiled, or the code it is refused with.
import type { Newer } from './feature.js';

type Edition = Newer['edition'];
const does = (edition: Edition, name: string, text: string, ...want: unknown[]): Newer => ({
  edition,
  name,
  text: /;$|\}$/.test(text) ? text : `c.out(${text});`,
  want,
});
const no = (edition: Edition, name: string, text: string, code: Newer['code'] = 'C6125'): Newer => ({
  edition,
  name,
  text: /;$|\}$/.test(text) ? text : `c.out(${text});`,
  code: code!,
});
const waits = (edition: Edition, name: string, expression: string, ...want: unknown[]): Newer =>
  does(edition, name, `(async () => { c.out(await (${expression})) })();`, ...want);

const set = (name: string, of: string, want: unknown): Newer =>
  does(2025, `Set.prototype.${name}`, `((x: any) => (typeof x === 'boolean' ? x : [...x]))((${of}) as any)`, want);
const buffer = '(new ArrayBuffer(8) as any)';
const view = '(new DataView(new ArrayBuffer(8)) as any)';
const gen = '(function* (): any { yield 1; yield 2 })()';

export const newer: readonly Newer[] = [
  does(2024, 'Object.groupBy', `(Object as any).groupBy([1, 2, 3], (x: any) => (x & 1 ? 'odd' : 'even'))`, {
    odd: [1, 3],
    even: [2],
  }),
  does(2024, 'Map.groupBy', `[...(Map as any).groupBy([1, 2, 3], (x: any) => x & 1)]`, [
    [1, [1, 3]],
    [0, [2]],
  ]),
  waits(2024, 'Promise.withResolvers', `((r: any) => (r.resolve(5), r.promise))((Promise as any).withResolvers())`, 5),
  no(2024, 'String.prototype.isWellFormed', `('a' as any).isWellFormed()`),
  no(2024, 'String.prototype.toWellFormed', `('a' as any).toWellFormed()`),
  no(2024, 'flag v of regular expressions', `/[a--b]/v.test('a')`, 'C6161'),
  no(2024, 'RegExp.prototype.unicodeSets', `/a/.unicodeSets`),
  ...['maxByteLength', 'resizable', 'detached'].map((name) =>
    no(2024, `ArrayBuffer.prototype.${name}`, `${buffer}.${name}`),
  ),
  ...['resize', 'transfer', 'transferToFixedLength'].map((name) =>
    no(2024, `ArrayBuffer.prototype.${name}`, `${buffer}.${name}(4)`),
  ),
  no(2024, 'new ArrayBuffer(n, { maxByteLength })', `new ArrayBuffer(1, { maxByteLength: 2 } as any)`),
  no(2024, 'Atomics.waitAsync', `(Atomics as any).waitAsync(new Int32Array(1), 0, 0)`),

  set('union', 'new Set([1, 2]).union(new Set([3, 1]))', [1, 2, 3]),
  set('intersection', 'new Set([1, 2, 3]).intersection(new Set([3, 2]))', [3, 2]),
  set('difference', 'new Set([1, 2, 3]).difference(new Map([[1, 1]]))', [2, 3]),
  set('symmetricDifference', 'new Set([1, 2]).symmetricDifference(new Set([2, 3]))', [1, 3]),
  set('isSubsetOf', 'new Set([1]).isSubsetOf(new Set([1, 2]))', true),
  set('isSupersetOf', 'new Set([1]).isSupersetOf(new Set([1, 2]))', false),
  set(
    'isDisjointFrom',
    'new Set([1]).isDisjointFrom({ size: 1, has: (x: any) => x === 2, keys: () => [2].values() })',
    true,
  ),
  waits(
    2025,
    'Promise.try',
    `(Promise as any).try((x: any) => { throw new Error(x) }, 'm').catch((e: any) => e.message)`,
    'm',
  ),
  does(2025, 'RegExp.escape', `(RegExp as any).escape('a.b c')`, '\\x61\\.b\\x20c'),
  no(2025, 'Iterator', `(globalThis as any, Iterator.from([1]))`),
  ...'drop every filter find flatMap forEach map reduce some take toArray'
    .split(' ')
    .map((name) => no(2025, `Iterator.prototype.${name}`, `${gen}.${name}(1)`)),
  does(2025, 'Iterator.prototype.next', `${gen}.next()`, { value: 1, done: false }),
  does(2025, 'Iterator.prototype.return', `${gen}.return(4)`, { value: 4, done: true }),
  does(2025, 'Iterator.prototype.throw', `try { ${gen}.throw(4) } catch (e) { c.out(e) }`, 4),
  no(2025, 'modifiers in regular expressions', `/(?i:A)b/.test('ab')`, 'C6161'),
  no(2025, 'one group name in several alternatives', `/(?<y>a)|(?<y>b)/.test('b')`, 'C6161'),
  no(2025, 'Float16Array', `new Float16Array(1)`),
  no(2025, 'Math.f16round', `(Math as any).f16round(1)`),
  no(2025, 'DataView.prototype.getFloat16', `${view}.getFloat16(0)`),
  no(2025, 'DataView.prototype.setFloat16', `${view}.setFloat16(0, 1)`),

  waits(2026, 'Array.fromAsync', `(Array as any).fromAsync([1, c.later(2)], async (x: any) => x * 2)`, [2, 4]),
  does(2026, 'Error.isError', `[(Error as any).isError(new TypeError('m')), (Error as any).isError({})]`, [
    true,
    false,
  ]),
  does(2026, 'Uint8Array.fromHex', `[...(Uint8Array as any).fromHex('01aBff')]`, [1, 171, 255]),
  does(2026, 'Uint8Array.fromBase64', `[...(Uint8Array as any).fromBase64('+/8B')]`, [251, 255, 1]),
  does(2026, 'Uint8Array.prototype.toHex', `(new Uint8Array([1, 171]) as any).toHex()`, '01ab'),
  does(
    2026,
    'Uint8Array.prototype.toBase64',
    `(new Uint8Array([251, 255, 1, 3]) as any).toBase64({ alphabet: 'base64url', omitPadding: true })`,
    '-_8BAw',
  ),
  no(2026, 'Uint8Array.prototype.setFromHex', `(new Uint8Array(2) as any).setFromHex('0102')`),
  no(2026, 'Uint8Array.prototype.setFromBase64', `(new Uint8Array(2) as any).setFromBase64('AAE=')`),
  does(
    2026,
    'Map.prototype.getOrInsert',
    `((m: any) => [m.getOrInsert('a', 1), m.getOrInsert('a', 2)])(new Map())`,
    [1, 1],
  ),
  does(
    2026,
    'Map.prototype.getOrInsertComputed',
    `((m: any) => [m.getOrInsertComputed('a', (k: any) => k + 1), m.size])(new Map())`,
    ['a1', 1],
  ),
  does(
    2026,
    'WeakMap.prototype.getOrInsert',
    `((m: any, k: any) => [m.getOrInsert(k, 1), m.getOrInsert(k, 2)])(new WeakMap(), {})`,
    [1, 1],
  ),
  does(
    2026,
    'WeakMap.prototype.getOrInsertComputed',
    `((m: any, k: any) => m.getOrInsertComputed(k, () => 3))(new WeakMap(), {})`,
    3,
  ),
  no(2026, 'Math.sumPrecise', `(Math as any).sumPrecise([1])`),
  no(2026, 'JSON.rawJSON', `(JSON as any).rawJSON('1')`),
  no(2026, 'JSON.isRawJSON', `(JSON as any).isRawJSON(1)`),
  no(2026, 'the source text in JSON.parse', `JSON.parse('1', ((k: any, v: any, x: any) => x.source) as any)`),
  no(2026, 'Atomics.pause', `(Atomics as any).pause()`),
  does(2026, 'using', `{ using x = { [Symbol.dispose]() { c.out('d') } } as any; c.out(typeof x); }`, 'object', 'd'),
  does(
    2026,
    'await using',
    `(async () => { await using x = { async [Symbol.asyncDispose]() { c.out('d') } } as any; c.out(typeof x) })();`,
    'object',
    'd',
  ),
  does(2026, 'Symbol.dispose', `Object.keys({ [(Symbol as any).dispose]: 1 })`, []),
  does(2026, 'Symbol.asyncDispose', `Object.keys({ [(Symbol as any).asyncDispose]: 1 })`, []),
  does(
    2026,
    'using in a loop that goes on after an error',
    `for (let i = 0; i < 2; i++) { try { using x = { [Symbol.dispose]() { c.out('d' + i) } } as any; if (!i) throw new Error('m'); c.out(typeof x) } catch (e: any) { c.out(e.message) } }`,
    'd0',
    'm',
    'object',
    'd1',
  ),
  no(2026, 'DisposableStack', `new (DisposableStack as any)()`),
  no(2026, 'AsyncDisposableStack', `new (AsyncDisposableStack as any)()`),
  no(2026, 'SuppressedError', `new (SuppressedError as any)()`),
  no(2026, 'Temporal', `(Temporal as any).Now.instant()`),
];
