// Processes of different shape, to hold the estimate of JsVars against what the interpreter takes for them.
//
// `vars` was measured on Espruino 2v29, the 32-bit Linux build with 5,100 JsVars of 13 bytes: `process.memory().usage`
// after the runtime's own makeProgram and startApplet, read from flash, less what it was before. estimate.test.ts measures again if
// CPU6_ESPRUINO names such a build.

export interface Shape {
  readonly name: string;
  /** Members of the declaration besides `name`, `card` and `server`. */
  readonly declares: string;
  /** The card half. */
  readonly card: string;
  /** Declarations before it. */
  readonly before?: string;
  /** JsVars measured. */
  readonly vars: number;
}

const nothing = 'gate: { m: { out: { a: u32 } } }';
const repeat = (n: number, each: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => each(i)).join(' ');

export const shapes: readonly Shape[] = [
  { name: 'the smallest', declares: nothing, card: '() => ({ m: () => ({ a: 1 }) })', vars: 83 },
  {
    name: 'one long function',
    declares: 'gate: { m: { in: { a: u32 }, out: { a: u32 } } }',
    card: `() => ({ m({ a }) { ${repeat(60, (i) => `if (a > ${i * 3}) a += ${i + 2};`)} return { a }; } })`,
    vars: 163,
  },
  {
    name: 'many short functions',
    declares: 'gate: { m: { in: { a: u32 }, out: { a: u32 } } }',
    before: repeat(24, (i) => `function f${i}(x: number): number { return x < ${i} ? x : x * ${i + 2}; }`),
    card: `() => ({ m: ({ a }) => ({ a: ${repeat(24, (i) => `${i ? '+ ' : ''}f${i}(a)`)} }) })`,
    vars: 293,
  },
  {
    name: 'many texts',
    declares: 'gate: { m: { in: { a: u32 }, out: { t: text(80) } } }',
    card: `() => ({ m({ a }) { switch (a) { ${repeat(24, (i) => `case ${i}: return { t: 'message number ${i} of the card, in some words' };`)} default: return { t: '?' }; } } })`,
    vars: 283,
  },
  {
    name: 'short texts in a list',
    declares: 'gate: { m: { in: { a: u32 }, out: { t: text(80) } } }',
    card: `() => { const names = [${repeat(40, (i) => `'n${i}',`)}]; return { m: ({ a }) => ({ t: names[a % 40] ?? '' }) }; }`,
    vars: 214,
  },
  {
    name: 'a table of numbers',
    declares: 'gate: { m: { in: { a: u32 }, out: { a: u32 } } }',
    card: `() => { const t = [${repeat(100, (i) => `${i * 37},`)}]; return { m: ({ a }) => ({ a: t[a % 100]! }) }; }`,
    vars: 191,
  },
  {
    name: 'many methods',
    declares: `gate: { ${repeat(16, (i) => `method${i}: { in: { first: u32, second: text(20) }, out: { answer: u32 } },`)} }`,
    card: `() => ({ ${repeat(16, (i) => `method${i}: ({ first, second }) => ({ answer: first + second.length + ${i} }),`)} })`,
    vars: 441,
  },
  {
    name: 'a wide gate and a wide state',
    declares: `gate: { m: { in: { ${repeat(20, (i) => `field${i}: u32,`)} }, out: { a: u32 } } }, state: { ${repeat(20, (i) => `kept${i}: u32,`)} }`,
    card: `({ state }) => ({ m({ ${repeat(20, (i) => `field${i},`)} }) { ${repeat(20, (i) => `state.kept${i} += field${i};`)} return { a: state.kept0 }; } })`,
    vars: 229,
  },
  {
    name: 'async calls of the server',
    declares:
      "gate: { m: { in: { a: u32 }, out: { a: u32 } } }, calls: { server: { s: { in: { a: u32 }, out: { a: u32 } } } }, capabilities: ['confirm', 'led']",
    card: `({ server, card }) => ({ async m({ a }) { card.led(true); try { for (let i = 0; i < 3; i++) { const r = await server.s({ a }); if (r.a > 9) await card.confirm('more?'); a += r.a; } } finally { card.led(false); } return { a }; } })`,
    vars: 180,
  },
  {
    name: 'functions inside functions',
    declares: 'gate: { m: { in: { a: u32 }, out: { a: u32 } } }',
    card: `() => ({ m({ a }) { ${repeat(10, (i) => `const g${i} = (x: number) => { const h = (y: number) => y + x + ${i}; return h(x) * 2; };`)} return { a: ${repeat(10, (i) => `${i ? '+ ' : ''}g${i}(a)`)} }; } })`,
    vars: 164,
  },
  {
    name: 'records and lists kept',
    declares: 'gate: { m: { in: { a: u32 }, out: { a: u32 } } }',
    card: `() => { const list = [${repeat(20, (i) => `{ name: 'entry ${i}', cost: ${i * 10}, on: true },`)}]; return { m: ({ a }) => ({ a: list[a]?.cost ?? 0 }) }; }`,
    vars: 254,
  },
  {
    name: 'a buffer of bytes',
    declares: 'gate: { m: { in: { b: blob(64) }, out: { a: u32 } } }',
    card: `() => { const kept = new Uint8Array(600); let at = 0; return { m({ b }) { for (const x of b) { kept[at] = x; at = (at + 1) % 600; } return { a: at }; } }; }`,
    vars: 169,
  },
];

/** The process file of a shape. */
export const processOf = ({ declares, card, before = '' }: Shape): string =>
  `import { bytes, blob, defineProcess, list, text, u32 } from 'cpu6/process';
${before}
export default defineProcess({ name: 'shape', ${declares}, card: ${card}, server: () => ({}) as any });
`;
