// Every refusal names file, line, column and a stable code, and says what to write instead.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildProcess } from './build.js';
import { BuildFailure, type Diagnostic, refusals } from './diagnostics.js';
import { buildRuntime } from './plain.js';
import { compileConfined } from './template.js';
import { inDirectory } from './testing/harness.js';

async function failure(work: Promise<unknown>): Promise<readonly Diagnostic[]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof BuildFailure) return error.diagnostics;
    throw error;
  }
  return [];
}

/** A process whose method `m` has `body`; it stands on line 11, from column 7 on. */
const process = (
  body: string,
  more = '',
): string => `import { bytes, defineProcess, list, text, u32 } from 'cpu6/process';
import { randomBytes } from 'node:crypto';
${more}
export default defineProcess({
  name: 'p',
  gate: { m: { in: { a: u32, t: text(9), b: bytes(4), l: list(u32, 4) }, out: { a: u32 } } },
  calls: { server: { s: { in: { a: u32 } } } },
  state: { n: u32 },
  capabilities: ['led'],
  card: ({ server, card, state }) => ({ async m({ a, t, b, l }) {
      ${body}
      return { a };
  } }),
  server: () => ({ s() { randomBytes(1); } }),
});
`;

const inCard: readonly (readonly [code: string, body: string, column?: number])[] = [
  ['C6101', 'const f = async function* () {};', 17],
  ['C6102', 'const r = /x/; r;', 17],
  ['C6104', 'const f = () => 1 as any; class A extends f() {} new A();', 49],
  ['C6104', 'class A extends Array {} new A();', 23],
  ['C6106', 'const f = function (this: any) { return this }; f;', 47],
  ['C6107', 'const f = function () { return arguments }; f;', 38],
  ['C6108', 'eval("1");'],
  ['C6109', 'const o: any = {}; delete o.x;', 26],
  ['C6110', 'const o: any = {}; if ("x" in o) a = 1;', 30],
  ['C6110', 'if (l instanceof Array) a = 1;', 11],
  ['C6112', 'const n = 1n; n;', 17],
  ['C6113', 'a = a ** a;', 11],
  ['C6114', 'const { x, ...r } = { x: 1, y: 2 }; r; x;', 18],
  ['C6115', 'const f = (...r: number[]) => r; card.led(!!f); l.map(f);'],
  ['C6117', 'for (const k in { x: 1 }) k;'],
  ['C6118', 'for await (const x of [] as any) x;'],
  ['C6119', 'new Date();'],
  ['C6158', 'using x = null;'],
  ['C6120', 'import.meta;'],
  ['C6121', 'const f = function () { return new.target }; f;', 38],
  ['C6122', 'const o = { 1: 2 }; o;', 19],
  ['C6123', 'const o = { [t]: 2 }; o;', 19],
  ['C6124', 'const o: any = {}; o["x" + a];', 28],
  ['C6125', '[1].sort();', 11],
  ['C6126', 'console.table(a);'],
  ['C6126', 'l.constructor;', 9],
  ['C6127', 'card.random(4);', 12],
  ['C6128', 'const s = server; s;', 17],
  ['C6128', 'const s = state; s;', 17],
  ['C6125', 'a = t.endsWith("x", a) ? 1 : 2;', 13],
  ['C6125', 'a = t.startsWith("x", a) ? 1 : 2;', 13],
  ['C6126', 'const o = { constructor: 1 }; o;', 19],
  ['C6130', 'const o = { map: (x: number) => x }; o;', 19],
  ['C6130', 'const f = () => 1; const o: any = { join: f }; o.join();', 43],
  ['C6130', 'const o: any = {}; o.fill = () => 1;', 28],
  ['C6131', 'const o = { aaaaaaaaaabbbbbbbbbbccccc: 1 }; o;', 19],
  ['C6131', 'const $c = 1; $c;', 13],
  ['C6131', 'const o: any = {}; o.$x = 1;', 28],
  ['C6131', 'const o = { $x: 1 }; o;', 19],
  ['C6133', 'l.length = 0;'],
  ['C6133', 'l.length--;'],
  ['C6134', 'const f = l.push; f;', 19],
  ['C6136', 'const o = { ...{ x: 1 } }; o;', 17],
  ['C6139', '(server as any).nope({});'],
  ['C6149', 'class A { toString() { return "" } } new A();', 17],
  ['C6149', 'const o = { valueOf: () => 1 }; o;', 19],
  ['C6125', 'const e = new Error(); e.stack;', 32],
  ['C6126', 'Number.isInteger(a);'],
  ['C6156', `const f = (x: any) => x; ${'f('.repeat(70)}1${')'.repeat(70)};`],
  ['C6156', `let q = a, r = a; ${'q = r = '.repeat(15)} a;`],
  ['C6157', `const f = (x: any) => x; (f as any)(${'a,'.repeat(65)});`],
  ['C6150', 'class A { static n = 1 } class B extends A {} A.n = 2; B;', 17],
  ['C6151', 'class A { m() {} } const f = new A().m; f;', 44],
  ['C6152', 'class A {} class B extends A { m() { return (super.m as any)() } } new B().m();', 52],
  ['C6153', 'class A { constructor() { return {} } } new A();', 33],
  ['C6155', 'class A { x() {} } class B { get x() { return 1 } } new A().x(); new B().x;', 36],
  ['C6115', 'class A { m(...r: number[]) {} } class B { m(n: number) {} } new A().m(); new B().m(1);', 50],
  ['C6131', 'const o: any = {}; o["\\xffk"] = 1;', 28],
  ['C6140', '(state as any).nope;'],
];

describe('the card half is refused, at its place,', () => {
  test.each(inCard.map(([code, body, column]) => ({ code, body, column })))('$code: $body', ({ code, body, column }) =>
    inDirectory(async (dir) => {
      const file = join(dir, 'p.ts');
      writeFileSync(file, process(body));
      const found = await failure(buildProcess(file, { types: false }));
      const first = found.find((d) => d.code === code);
      expect(found.map((d) => d.code)).toContain(code);
      expect(first).toMatchObject({ file, line: 11 });
      if (column) expect(first!.column).toBe(column);
      expect(first!.message).toMatch(/: .*\. .*\.$/s);
    }),
  );
});

describe('what types show is refused', () => {
  test.each([
    { code: 'C6125', body: 'b.slice(1);', column: 9 },
    {
      code: 'C6124',
      body: 'const k: keyof typeof state = "n"; const o: Record<string, number> = {}; o[k as string];',
      column: 82,
    },
    { code: 'C6130', body: 'const g = (o: { join(): string }) => o.join(); g;', column: 46 },
    { code: 'C6134', body: 'const o = { push: 1 }; const f = l.push; f; o.push;', column: 42 },
    { code: 'C6125', body: 'const o = { sort: 1 }; l.sort(); o.sort;', column: 32 },
    { code: 'C6133', body: 'const e = new Error(); e.message = "x";', column: 32 },
    { code: 'C6151', body: 'class A { m() {} } const r = { m: 1 }; const f = new A().m; f; r.m;', column: 64 },
    { code: 'C6125', body: 'const e = new Error("x"); const r = { name: 1 }; e.name; r.name;', column: 58 },
    { code: 'C6125', body: 'b.byteLength;', column: 9 },
    { code: 'C6144', body: 'if (b === b) a = 1;', column: 13 },
    { code: 'C6136', body: 'a = [...t].length;', column: 12 },
  ])('$code: $body', ({ code, body, column }) =>
    inDirectory(async (dir) => {
      const file = join(dir, 'p.ts');
      writeFileSync(file, process(body));
      expect((await failure(buildProcess(file))).map((d) => [d.code, d.line, d.column])).toContainEqual([
        code,
        11,
        column,
      ]);
    }),
  );

  test('fields and methods of the other half may be named like built-in members', () =>
    inDirectory(async (dir) => {
      const file = join(dir, 'p.ts');
      const body =
        'state.length = state.message; state.length++; a = (await server.set({ fill: a })).map; a += state.message;';
      const named = process(body)
        .replace('s: { in: { a: u32 } }', 'set: { in: { fill: u32 }, out: { map: u32 } }')
        .replace('n: u32', 'message: u32, length: u32')
        .replace('s() { randomBytes(1); }', 'set: ({ fill }) => ({ map: fill + randomBytes(1).length })');
      writeFileSync(file, named);
      expect(await failure(buildProcess(file))).toEqual([]);
    }));

  test('classes of other files, generators, casts of the declaration, and names of functions', () =>
    inDirectory(async (dir) => {
      const file = join(dir, 'p.ts');
      writeFileSync(
        join(dir, 'base.ts'),
        'export class Base { constructor(readonly k: number) {} get() { return this.k } }\nexport function* two() { yield 1; yield 2 }\n',
      );
      const body = `class Stack extends Base { l: number[] = []; push(x: number) { this.l.push(x); return this } }
      const s = new Stack(a).push(1); for (const x of two()) s.push(x); const [one, ...more] = two();
      const f = function g(n: number): number { return n ? g(n - 1) : s.get() }; a = f(3) + one! + more.length + [...two()].length;`;
      const text = process(body, "import { Base, two } from './base.js';");
      writeFileSync(file, text);
      expect(await failure(buildProcess(file))).toEqual([]);
      writeFileSync(file, text.replace('});\n', '} as any);\n'));
      expect(await failure(buildProcess(file, { types: false }))).toEqual([]);
    }));

  test('the server half may do as it likes', () =>
    inDirectory(async (dir) => {
      const file = join(dir, 'p.ts');
      writeFileSync(file, process('').replace('randomBytes(1);', 'randomBytes(1).slice(1); [...new Set([1])];'));
      expect(await failure(buildProcess(file))).toEqual([]);
    }));
});

describe('a declaration is refused', () => {
  const cases: readonly (readonly [code: string, text: string])[] = [
    ['C6001', process('const = 1;')],
    ['C6003', process('', "import { x } from './nowhere.js'; x;")],
    ['C6129', 'export default 1;'],
    ['C6129', process('').replace('card: (', 'board: (')],
    ['C6137', process('').replace("name: 'p'", "name: 'P!'")],
    ['C6137', process('').replace('out: { a: u32 } }', "out: { a: u32 }, rate: '1/week' as any }")],
    ['C6138', process('').replace('calls: {', 'calls: { card: { other: {} }, ')],
    ['C6126', process('a = randomBytes(1).length;')],
    [
      'C6129',
      process('')
        .replace('({ async m', '{ if (state.n) return { m: () => ({ a: 1 }) }; return { async m')
        .replace('  } }),', '  } } },'),
    ],
    ['C6129', process('').replace('async m({', 'async *m({')],
    ['C6129', process('').replace('async m({ a, t, b, l }) {', 'get m() { const a = 1;')],
    ['C6005', process(`a = ${'['.repeat(20_000)}1${']'.repeat(20_000)}.length;`)],
    ['C6135', process('k = a;', 'let k = 0; k = k + 1; if (k) k = 2;')],
  ];
  test.each(cases.map(([code, text]) => ({ code, text })))('$code', ({ code, text }) =>
    inDirectory(async (dir) => {
      const file = join(dir, 'p.ts');
      writeFileSync(file, text);
      const found = await failure(buildProcess(file, { types: false }));
      expect(found.map((d) => d.code)).toContain(code);
    }),
  );

  test('a type error is reported as tsc reports it', () =>
    inDirectory(async (dir) => {
      const file = join(dir, 'p.ts');
      writeFileSync(file, process("a = 'x';"));
      expect(await failure(buildProcess(file))).toEqual([
        { code: 'TS2322', file, line: 11, column: 7, message: "Type 'string' is not assignable to type 'number'." },
      ]);
    }));
});

test('channel code is refused what is not on its list', () =>
  inDirectory(async (dir) => {
    const file = join(dir, 't.ts');
    writeFileSync(file, 'export default function channel(c: any, _t: any) {\n  c.server(1);\n  return [];\n}\n');
    expect(await failure(compileConfined(file))).toMatchObject([{ code: 'C6126', line: 2, column: 3 }]);
    writeFileSync(file, 'export default function channel(c: any, _t: any) {\n  return ["\u20ac"];\n}\n');
    expect(await failure(compileConfined(file))).toMatchObject([{ code: 'C6132', line: 2 }]);
  }));

test('the runtime is refused what the interpreter does wrongly', () =>
  inDirectory(async (dir) => {
    const file = join(dir, 'r.ts');
    writeFileSync(file, 'declare const print: any;\nprint([1].at(0), Math.sqrt(9), new Map(), "abc".indexOf("cd"));\n');
    expect((await failure(buildRuntime(file))).map((d) => [d.code, d.line, d.column])).toEqual([
      ['C6125', 2, 11],
      ['C6125', 2, 23],
      ['C6125', 2, 36],
      ['C6125', 2, 49],
    ]);
  }));

test('every refusal says what, why, and what to write instead', () => {
  for (const { what, why, instead } of Object.values(refusals)) {
    expect(what).toBeTruthy();
    expect(why).toBeTruthy();
    expect(instead).toBeTruthy();
  }
});
