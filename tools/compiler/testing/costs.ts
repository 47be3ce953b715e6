// What features add to a program's compiled text, measured: two programs that differ in nothing else, with one use and with two.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CostCode, Costs } from '../costs.js';
import { compile } from './harness.js';

interface Pair {
  /** Stands once before the uses. */
  readonly before?: string;
  readonly used: (n: number) => string;
  /** The same without the feature. */
  readonly plain: (n: number) => string;
  /** Only programs pay for it. */
  readonly only?: 'plain';
}

const pairs: Readonly<Partial<Record<CostCode, Pair>>> = {
  C6501: {
    used: (n) => `function* g${n}() { yield 1; yield 2 } c.out(g${n}());`,
    plain: (n) => `function g${n}() { return [1, 2] } c.out(g${n}());`,
  },
  C6502: {
    used: (n) => `async function f${n}() { c.out(await c.later(1)) } f${n}();`,
    plain: (n) => `function f${n}() { c.out(c.later(1)) } f${n}();`,
  },
  C6503: {
    before: 'function* g() {} g(); const l: any = c.later(1);',
    used: () => 'for (const x of l) c.out(x);',
    plain: () => 'for (const x of [1]) c.out(x);',
  },
  C6504: {
    used: (n) => `class A${n} { m() { return 1 } } c.out(new A${n}().m());`,
    plain: (n) => `function a${n}() { return { m: () => 1 } } c.out(a${n}().m());`,
  },
  C6505: {
    used: (n) => `a${n}: for (const x of [1]) for (const y of [1]) { if (y) continue a${n}; c.out(x) }`,
    plain: () => 'for (const x of [1]) for (const y of [1]) { if (y) break; c.out(x) }',
  },
  C6506: { used: () => 'try { c.out(1) } finally { c.out(2) }', plain: () => 'c.out(1); c.out(2);' },
  C6507: {
    before: 'const l: any = c.later(1);',
    used: (n) => `let v${n}: any; { const f = () => w${n}; v${n} = f(); let w${n} = l } c.out(v${n});`,
    plain: (n) => `let v${n}: any; { let w${n} = l; const f = () => w${n}; v${n} = f() } c.out(v${n});`,
    only: 'plain',
  },
};

const bytes = async (text: string, confined: boolean): Promise<number> => (await compile(text, confined)).code.length;

/** Bytes of one more use of each feature, beyond what the same costs without it; what it takes of the library not counted. */
export async function measureCosts(): Promise<Costs> {
  const out = { plain: {} as Record<string, number>, confined: {} as Record<string, number> };
  for (const confined of [false, true])
    for (const [code, { before = '', used, plain, only }] of Object.entries(pairs)) {
      if (confined && only) continue;
      const more = async (text: (n: number) => string): Promise<number> =>
        (await bytes(before + text(1) + text(2) + text(3), confined)) -
        (await bytes(before + text(1) + text(2), confined));
      out[confined ? 'confined' : 'plain'][code] = (await more(used)) - (await more(plain));
    }
  return out;
}

const file = fileURLToPath(new URL('../../../../tools/compiler/costs.json', import.meta.url));

export const recordedCosts = (): Costs => JSON.parse(readFileSync(file, 'utf8')) as Costs;

export const writeCosts = (costs: Costs): void => writeFileSync(file, `${JSON.stringify(costs, null, 2)}\n`);
