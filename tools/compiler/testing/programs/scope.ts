// Programs about scope.
import { both, type Program } from './program.js';

export const scope: readonly Program[] = [
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
];
