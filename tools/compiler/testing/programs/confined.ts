// Programs about confined.
import { confined as only, type Program } from './program.js';

const unknown = 'const q = (n: any) => (c.no() ? 0 : n); const x: number = q(27); let r = 0;';
const cases = (n: number, one: (i: number) => string, between = 'else '): string =>
  Array.from({ length: n }, (_, i) => (i ? between : '') + one(i)).join(' ');
const chain = (n: number): string => `${cases(n, (i) => `if (x === ${i}) r = ${i};`)} else r = -1;`;

export const confined: readonly Program[] = [
  // Searching in texts, which natives do wrongly
  only(
    'a needle that only begins at the end is not found',
    `const has = (t: string, w: string) => c.out([t.indexOf(w), t.includes(w), t.split(w)]); has(' length message ', ' constructor '); has('abc', 'cd'); has('abcabc', 'bca'); has('ab', 'abc'); has('', 'ab'); has('b', 'baa');`,
  ),
  only(
    'every short text is searched as written',
    `const w = ['']; for (let i = 0; w.length < 15; i++) { w.push(w[i]! + 'a'); w.push(w[i]! + 'b') } for (const t of w) { let s = ''; for (const n of w) { s += t.indexOf(n) + (t.includes(n) ? 'y' : 'n') + t.split(n).join('|') + ',' } c.out(s) }`,
  ),
  only(
    'searching from a place on',
    `const t = 'abcab'; const n = 'ab'; let s = ''; for (let i = -2; i < 7; i++) s += t.indexOf(n, i) + (t.includes(n, i) ? 'y' : 'n') + t.indexOf('', i) + t.indexOf('b', i) + ' '; c.out(s);`,
  ),
  only(
    'separators that overlap',
    `for (const t of ['a---b', '----', '--', '-', 'aaa', 'a--']) c.out(t.split('--')); c.out('aXYaXYaX'.split('XYa'));`,
  ),
  only(
    'searching in lists',
    `const l: any[] = [1, 'ab', NaN, null, 'abc']; const x: any = ['abc', 'bc', NaN, null, 1, '1']; for (const v of x) c.out([l.indexOf(v), l.includes(v)]); c.out([[1, 2, 1].indexOf(1, -1), [1, 2, 1].includes(2, -1), [1, 2, 1].indexOf(1, 1)]);`,
  ),
  only(
    'searching through an optional chain and in async functions',
    `async function f(t: any) { return t?.indexOf(await c.later('cd')) } f('abc').then((v) => c.out(v)); f(null).then((v) => c.out(v === undefined));`,
  ),
  only(
    'needles that are no texts',
    `const n: any = 12; const t: any = 'a12'; c.out(t.indexOf(n)); c.out('3a1'.indexOf(12 as any)); c.out('x7'.indexOf(7 as any));`,
  ),

  // Fields with the names of built-in members
  only(
    'fields named like built-in members',
    `const r: any = { message: 'm', some: 1, fill: [2], set: true, join: 'j', map: { length: 7 }, length: 9 }; c.out(r.message + r.some + r.fill[0] + r.set + r.join); c.out([r.map.length, r.length, 'abc'.length, [1, 2].length, r.fill.length, r.join.length]); c.out([1, 2].map((x) => x + 1).join('-'));`,
  ),
  only(
    'records and errors with a message side by side',
    `const r: any = { message: 'record' }; const say = (x: any) => c.out(x.message); say(r); say(new Error('error')); try { throw new Error('thrown') } catch (e: any) { say(e); c.out(e.message.length) } try { throw r } catch (e: any) { say(e) } r.message += '!'; say(r); r.message = 'set'; say(r); say({}); say(new Error()); c.out(r.message.split('e').length);`,
  ),
  only(
    'such fields in patterns, chains and counted',
    `const f = ({ message, map = 4 }: any) => message + map; c.out(f({ message: 'x' })); c.out(f({ message: 'x', map: 5 })); const o: any = { in: { message: { set: 1 } } }; o.in.message.set++; o.in.message.set += 2; c.out(o.in.message.set); c.out(o?.in?.message?.set); let n = 0; const g = () => { n++; return o.in }; g().message.fill = 3; c.out(g().message.fill + n); g().message = 'a'; g().message += 'b'; c.out([o.in.message, n]);`,
  ),
  only(
    'a method named message, and async use of such fields',
    `const o: any = { message: (x: number) => x * 2, length: () => 5 }; c.out(o.message(4) + o.length()); async function f(r: any) { const m = await c.later(r.map); return r.message + m + (await c.later({ join: 2 })).join } f({ map: 1, message: 10 }).then((v) => c.out(v));`,
  ),

  // What the card's verifier takes only so much of
  only('long chains of else if', `${unknown}${chain(60)} c.out(r); ${chain(19)} c.out(r);`),
  only(
    'long chains with ways out of loops and functions',
    `${unknown}const f = (n: number) => { ${cases(40, (i) => `if (n === ${i}) { return ${i * 2} }`)} return 0 }; c.out([f(33), f(99), f(0)]); for (let i = 0; i < 50; i++) { ${cases(40, (i) => `if (i === ${i}) { ${i === 33 ? 'break' : i % 3 ? 'continue' : 'c.out(i)'} }`)} else c.out('more') }`,
  ),
  only(
    'long chains of choices and of returns, with waits',
    `${unknown}c.out(${Array.from({ length: 60 }, (_, i) => `x === ${i} ? ${i + 1} : `).join('')}0); const g = (n: number) => { ${cases(30, (i) => `if (n === ${i}) return ${i * 3};`, '')} return -1 }; c.out([g(29), g(30)]); const h = async (n: number) => ${Array.from({ length: 30 }, (_, i) => `n === ${i} ? await c.later(${i + 1}) : `).join('')}0; h(27).then((v) => c.out(v));`,
  ),
  only(
    'many heads in a row',
    `${unknown}${'if (x) '.repeat(30)}c.out(1); ${'if (x) { '.repeat(30)}c.out(2); ${'} else c.out(0);'.repeat(30)}`,
  ),
  only(
    'functions that call themselves by their own name',
    `const f = function g(n: number): number { return n ? n + g(n - 1) : 0 }; c.out(f(9)); const run = (k: any) => k(5); c.out(run(function g(n: number): number { return n ? n + g(n - 1) : 0 })); const fs: any[] = []; for (let i = 0; i < 3; i++) fs.push(function g(n: number): any { return n ? [i].concat(g(n - 1)) : [] }); c.out(fs.map((k) => k(2)));`,
  ),
  only(
    'loops without a body, members of literals, and indices spelled as texts',
    `let i = 0; while (i++ < 3); c.out(i); for (; i < 9; i++); c.out(i); do ; while (i++ < 12); c.out(i); for (const x of [1]); c.out({ a: i }.a); const l: any = [1, 2]; c.out(l['1']);`,
  ),
];
