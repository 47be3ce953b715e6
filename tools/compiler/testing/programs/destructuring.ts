// Programs about destructuring.
import { both, type Program } from './program.js';

export const destructuring: readonly Program[] = [
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
  both(
    'members of a record that is written in patterns and loop heads only',
    `const o = { x: 0, y: 0 }; const p = { z: 0 }; const f = (): any => [2, { q: 3 }]; [o.x, { q: o.y }] = f(); c.out([o.x, o.y]); for (p.z of [4, 5]) c.out(p.z); [o.x = 9] = [] as any; c.out(o.x);`,
  ),
];
