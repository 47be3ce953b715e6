// Programs about parameters.
import { both, type Program } from './program.js';

export const parameters: readonly Program[] = [
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
];
