// A card half that is cut does what it does whole; what goes into segments, and what stays.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { measure } from '../../../protocol/applet/applet.js';
import { segmentsOf } from '../../../protocol/applet/segments.js';
import { buildProcess, type ProcessBuild } from '../build.js';
import { peakOf } from '../fit.js';
import { inDirectory } from '../testing/harness.js';
import { startParts } from '../testing/overlay-run.js';

const method = '{ in: { n: u32 }, out: { n: u32, t: text(200) }, rate: "600/min" }';
const names = 'abcdefgh'.split('');
const source = (overlays: string, card: string, before = '', methods = names): string => `
import { defineProcess, text, u32 } from 'cpu6/process';
${before}
export default defineProcess({
  name: 'parts', ${overlays}
  gate: { ${methods.map((m) => `${m}: ${method}`).join(', ')} },
  calls: { server: { ask: { in: { n: u32 }, out: { n: u32 } } } },
  state: { kept: u32 },
  card: ({ server, state }) => ${card},
  server: () => ({ ask: ({ n }) => ({ n: n + 1 }) }),
});`;
const build = (text: string): Promise<ProcessBuild> =>
  inDirectory((dir) => {
    const file = join(dir, 'parts.ts');
    writeFileSync(file, text);
    return buildProcess(file, { types: false });
  });

const before = `
let total = 0;
let made = 0;
const primes = [2, 3, 5, 7, 11, 13];
const seen: number[] = [];
const words = ['nought', 'one', 'two', 'three'];
const holder = { f: null as null | ((n: number) => number) };
const named = (n: number): number => n + 40;
function note(n: number): string { total += n; seen.push(n); return seen.length + ':' + total; }
function wordOf(n: number): string { return words[n % words.length] + '/' + primes[n % primes.length]; }
function counter(from: number): () => number { let at = from; made++; return () => { at++; return at + made; }; }
function deep(n: number): number { return n < 1 ? 0 : 1 + deep(n - 1); }
const ticks = counter(100);
`;
const card = `{
  let calls = 0;
  let busy = false;
  async function slowly(n: number, list: string[]): Promise<number> {
    list.push('before ' + n + ' of ' + total);
    const first = total;
    const answer = await server.ask({ n });
    total += answer.n;
    list.push('after ' + n + ' of ' + total + ' was ' + first + ' and this text is here to make the function long enough to be cut');
    if (n > 50) throw new Error('more than fifty is too much: ' + n + ', says the function that was called by another');
    if (n % 3 === 0 && n > 0) return (await quickly(n - 1, list)) + 1;
    return answer.n;
  }
  async function quickly(n: number, list: string[]): Promise<number> {
    list.push('quick ' + n + ' of ' + total + ' with some more words so that it is as long as the other one and is cut, too');
    total += 7;
    const answer = await server.ask({ n: n * 2 });
    list.push('quick over ' + answer.n + ', total ' + total + '; the words that follow are there for nothing but the length');
    if (n > 1 && n < 40) return (await slowly(n - 1, list)) + answer.n;
    return answer.n;
  }
  return {
    async a({ n }) { calls++; const list: string[] = []; const got = await slowly(n, list); return { n: got, t: list.join(',').slice(0, 200) }; },
    async b({ n }) {
      if (busy) return { n: 0, t: 'busy' };
      const list = ['b'];
      try { busy = true; const got = await quickly(n, list); return { n: got, t: list.length + note(n) }; }
      catch (e) { return { n: calls, t: 'caught ' + (e as Error).message }; }
      finally { busy = false; state.kept += 1; }
    },
    c({ n }) { const t = wordOf(n); return { n: deep(n % 30), t: t + note(n) }; },
    d({ n }) { if (!holder.f) holder.f = named; const same = holder.f === named; return { n: holder.f(n), t: same ? 'same' : 'other' }; },
    e({ n }) { const next = counter(n); next(); return { n: next() + ticks(), t: [n, 1, 2].map(deep2).join('-') }; function deep2(x: number): number { return x * 2; } },
    async f({ n }) { const list: string[] = []; const both = await Promise.all([slowly2(n), slowly2(n + 1)]); async function slowly2(x: number): Promise<number> { const got = await server.ask({ n: x }); list.push('' + got.n + total); total++; return got.n; } return { n: both[0]! + both[1]!, t: list.join() }; },
    g({ n }) { primes.push(n % 97); return { n: primes.length, t: primes.join().slice(-100) + calls }; },
    h({ n }) { if (n % 2) throw new Error('odd ' + n + note(n)); return { n: state.kept, t: wordOf(n) + busy }; },
  };
}`;

let whole: ProcessBuild;
let cut: ProcessBuild;
beforeAll(async () => {
  whole = await build(source('overlays: false,', card, before));
  cut = await build(source('overlays: true,', card, before));
});

const ask = (_: number, args: unknown): unknown => ({ $n: (args as { $n: number }).$n + 1 });
const outcome = (p: Promise<unknown>): Promise<unknown> => p.catch((e: Error) => `failed ${e.message}`);

describe('a card half that is cut', () => {
  test('answers what it answers whole, whatever is called in whatever order and goes in between', async () => {
    const step = fc.record({ i: fc.nat(7), n: fc.nat(60), drop: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const one = await startParts(whole, ask);
        const parts = await startParts(cut, ask);
        for (const { i, n, drop } of steps) {
          if (drop) parts.drop();
          expect([i, await outcome(parts.call(i, { $n: n }))]).toEqual([i, await outcome(one.call(i, { $n: n }))]);
        }
      }),
      { numRuns: 20 },
    );
  }, 60_000);

  test('calls that cross each other see what they would see whole: nothing of the applet runs while a segment comes', async () => {
    const one = await startParts(whole, ask);
    const parts = await startParts(cut, ask);
    const all = (r: typeof one): Promise<unknown[]> =>
      Promise.all([1, 0, 1, 2].map((i) => outcome(r.call(i, { $n: 4 + i }))));
    // The first sets a flag before anything else may look at it.
    const [expected, got] = [await all(one), await all(parts)];
    expect(got[2]).toEqual({ $n: 0, $t: 'busy' });
    expect(got[0]).toEqual(expected[0]);
    expect(parts.asked.length).toBeGreaterThan(1);
  });

  test('is covered by its measurement: the header names every segment, all of one size', () => {
    const { size, digests } = segmentsOf(cut.header);
    expect(cut.segments.length).toBeGreaterThanOrEqual(3);
    expect(digests.map((d) => Buffer.from(d))).toEqual(cut.segments.map(({ bytes }) => Buffer.from(measure(bytes))));
    for (const { bytes } of cut.segments) expect(bytes.length).toBe(size);
    expect(cut.sizes.segments).toMatchObject({ count: cut.segments.length, size });
    // At the peak: the resident part, and what the card wants free for one that comes.
    expect(peakOf(cut.sizes)).toBe(cut.sizes.vars + 2 * Math.ceil(size / 12) + 530);
    expect(whole.header.segments).toBeUndefined();
    expect(cut.code.length).toBeLessThan(whole.code.length / 2);
  });
});

/** Names of a build that stand in its resident part and in segments, by texts in them. */
const placeOf = async (text: string, declarations: string, body: string, mark: string): Promise<string[]> => {
  const filler = (x: string): string =>
    `let s = 1; for (let i = 0; i < n; i++) { s = (s * 31 + i) % 65521; if (s === n) s += n * 3; if (s > 60000) s -= 59999; } return { n: s, t: 'method ${x}' + s };`;
  const built = await build(
    source(
      'overlays: true,',
      `({ a({ n }) { ${body} }, b({ n }) { ${text} ${filler('b')} }, c({ n }) { ${filler('c')} } })`,
      declarations,
      ['a', 'b', 'c'],
    ),
  );
  const marked = (part: { table: readonly Uint8Array[] }): boolean =>
    part.table.some((t) => Buffer.from(t).toString() === mark);
  return [
    ...(marked(built) ? ['resident'] : []),
    ...built.segments.flatMap((s, i) => (marked(s) ? [`segment ${i}`] : [])),
  ];
};
const long = `'mark of a text that is long enough'`;
const mark = 'mark of a text that is long enough';

test.each([
  [
    'a function that one method calls goes with it',
    '',
    `function f(n: number): string { return ${long} + n; }`,
    'return { n, t: f(n) };',
    'segment',
  ],
  [
    'one that two methods call stays',
    'f(n);',
    `function f(n: number): string { return ${long} + n; }`,
    'return { n, t: f(n) };',
    'resident',
  ],
  [
    'one whose identity could be seen stays',
    '',
    `function f(n: number): string { return ${long} + n; } const all: any[] = [];`,
    'all.push(f); return { n, t: f(n) };',
    'resident',
  ],
  [
    'one that is only handed to map goes',
    '',
    `function f(n: number): string { return ${long} + n; }`,
    'return { n, t: [n].map(f).join() };',
    'segment',
  ],
  ['a table that is only read goes', '', `const table = [${long}, 'b'];`, 'return { n, t: table[n % 2] };', 'segment'],
  [
    'a table that is changed stays',
    '',
    `const table = [${long}, 'b'];`,
    'table[0] = "x"; return { n, t: table[n % 2] };',
    'resident',
  ],
  [
    'a table that is handed on stays',
    '',
    `const table = [${long}, 'b']; let other: any;`,
    'other = table; return { n, t: other[n % 2] };',
    'resident',
  ],
  ['a text goes', '', `const words = ${long};`, 'return { n, t: words };', 'segment'],
  [
    'what a function sets stays where all can see it',
    '',
    `let words = ${long};`,
    'words += "x"; return { n, t: words };',
    'resident',
  ],
  [
    'what runs at the start stays',
    '',
    `function f(n: number): string { return ${long} + n; } const first = f(1);`,
    'return { n, t: first + f(n) };',
    'resident',
  ],
])('%s', async (_, text, declarations, body, place) => {
  const pad =
    'let s = 1; for (let i = 0; i < n; i++) { s = (s * 37 + i) % 65521; if (s === n) s += n * 3; if (s > 60000) s -= 59999; } if (s < 0) return { n: s, t: "never" };';
  expect((await placeOf(text, declarations, `${pad} ${body}`, mark)).map((p) => p.split(' ')[0])).toEqual([place]);
});

test('overlays: true without anything that could go is refused at the declaration', async () => {
  await expect(build(source('overlays: true,', '({ a: ({ n }) => ({ n, t: "" }) })', '', ['a']))).rejects.toMatchObject(
    {
      diagnostics: [
        expect.objectContaining({ code: 'C6137', message: expect.stringContaining('no parts that could go') }),
      ],
    },
  );
});

test('auto cuts what does not fit into the reference board, and nothing else', async () => {
  expect((await build(source('', card, before))).segments).toEqual([]);
  const line = (i: number): string =>
    `if (n === ${i}) return { n: ${i * 7}, t: 'the answer number ${i}, in so many words' };`;
  const large = `({ ${names.map((m, k) => `${m}({ n }) { ${Array.from({ length: 22 }, (_, i) => line(i + 100 * k)).join(' ')} return { n, t: '' }; }`).join(', ')} })`;
  expect((await build(source('', large))).segments.length).toBeGreaterThan(3);
});
