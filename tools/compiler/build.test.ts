// A process file becomes an applet, its measurement and its server half.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { makeSupport } from '../../device/runtime/support.js';
import { decodeApplet, measure } from '../../protocol/applet/applet.js';
import { buildProcess, writeArtifacts } from './build.js';
import { originalPlace } from './source-map.js';
import { inDirectory } from './testing/harness.js';

const source = `import { randomBytes } from 'node:crypto';
import { bytes, defineProcess, text, u32 } from 'cpu6/process';

const secretOfTheServer = 'never on the card';
const order = { order: u32, pan: text(19) };

export default defineProcess({
  name: 'shop',
  version: '2.0.1',
  gate: { pay: { in: order, out: { receipt: bytes(4), shown: text(40) }, presence: 'button', rate: '6/min' } },
  calls: { server: { charge: { in: order, out: { receipt: bytes(4) } } }, card: { total: { out: { cents: u32 } } } },
  state: { cents: u32 },
  capabilities: ['confirm'],
  quota: { vars: 900, ms: 500 },
  card: ({ server, card, state }) => {
    let calls = 0;
    return {
      async pay({ order, pan }) {
        calls++;
        const shown = \`Pay \${order}? \u20ac\`;
        await card.confirm(shown);
        const { receipt } = await server.charge({ order, pan });
        state.cents += calls;
        return { receipt, shown };
      },
      total: () => ({ cents: state.cents }),
    };
  },
  server: () => ({
    charge: ({ order }) => ({ receipt: randomBytes(secretOfTheServer ? 4 : order) }),
  }),
});
`;

const shop = (work: (dir: string, file: string) => Promise<void>): Promise<void> =>
  inDirectory(async (dir) => {
    const file = join(dir, 'shop.ts');
    writeFileSync(file, source);
    await work(dir, file);
  });

test('the header says what the declaration says', () =>
  shop(async (_, file) => {
    const { header, applet, measurement } = await buildProcess(file);
    expect(header).toEqual({
      name: 'shop',
      version: '2.0.1',
      gate: [['pay', [12, 'order', 3, 'pan', [7, 19]], [12, 'receipt', [8, 4], 'shown', [7, 40]], 1, 6, 60]],
      server: [['charge', [12, 'order', 3, 'pan', [7, 19]], [12, 'receipt', [8, 4]]]],
      card: [['total', 0, [12, 'cents', 3]]],
      state: [12, 'cents', 3],
      caps: ['confirm'],
      vars: 900,
      ms: 500,
    });
    expect(decodeApplet(applet).header).toEqual(header);
    expect(Buffer.from(measure(applet)).toString('hex')).toBe(measurement);
  }));

test('the applet calls, confirms and keeps state through its capabilities', () =>
  shop(async (_, file) => {
    const { code, table } = await buildProcess(file);
    const seen: unknown[] = [];
    const c = {
      ...makeSupport(),
      $state: { $cents: 5 },
      $confirm: async (m: string) => void seen.push(m),
      $server: async (n: number, args: unknown) => {
        seen.push([n, args]);
        return { $receipt: 'r' };
      },
    };
    const [pay, total] = new Function('$c', '$t', '$g', code)(
      c,
      table.map((b) => Buffer.from(b).toString('latin1')),
      () => {},
    ) as ((args?: unknown) => unknown)[];
    const shown = Buffer.from('Pay 7? \u20ac').toString('latin1');
    expect(await pay!({ $order: 7, $pan: '42' })).toEqual({ $receipt: 'r', $shown: shown });
    expect(seen).toEqual([shown, [0, { $order: 7, $pan: '42' }]]);
    expect(total!()).toEqual({ $cents: 6 });
  }));

test('nothing of the server half reaches the card', () =>
  shop(async (_, file) => {
    const { applet } = await buildProcess(file);
    expect(Buffer.from(applet).toString('latin1')).not.toMatch(/never on the card|randomBytes|crypto/);
  }));

test('the same source gives the same bytes', () =>
  shop(async (_, file) => {
    const [a, b] = [await buildProcess(file, { types: false }), await buildProcess(file, { types: false })];
    expect(Buffer.from(a.applet)).toEqual(Buffer.from(b.applet));
  }));

test('places in the code lead back to the lines of the author', () =>
  shop(async (_, file) => {
    const { code, map } = await buildProcess(file);
    expect(originalPlace(map, code.indexOf('$c.$confirm('))).toBe('shop.ts:21:15');
    expect(originalPlace(map, code.indexOf('$c.$server('))).toBe('shop.ts:22:35');
  }));

test('the server half is a module of its own with the process as default export', () =>
  shop(async (dir, file) => {
    const paths = writeArtifacts(await buildProcess(file), join(dir, 'out'));
    const { default: process } = await import(
      `data:text/javascript;base64,${readFileSync(paths.server).toString('base64')}`
    );
    expect(process.name).toBe('shop');
    expect(process.server({}).charge({ order: 1 }).receipt).toHaveLength(4);
    expect(decodeApplet(readFileSync(paths.applet)).header.name).toBe('shop');
    expect(JSON.parse(readFileSync(paths.map, 'utf8')).version).toBe(3);
  }));

test('declarations of all spellings are found', () =>
  inDirectory(async (dir) => {
    const file = join(dir, 'p.ts');
    const rest = "name: 'p', gate: { m: { out: { a: u32 } } }";
    for (const text of [
      `import { defineProcess as d, u32 } from 'cpu6/process'; export default d({ ${rest}, card() { return { m() { return { a: 1 } } } } });`,
      `import { defineProcess, u32 } from 'cpu6/process'; const p = defineProcess({ ${rest}, card: () => ({ m: () => ({ a: 1 }) }) }); export default p;`,
      `import { defineProcess, u32 } from 'cpu6/process'; const m = () => ({ a: 1 }); export default defineProcess({ ${rest}, card: function (ctx) { return { m } } });`,
      `import { defineProcess, u32 } from 'cpu6/process'; const half = () => ({ m: () => ({ a: 1 }) }); export default defineProcess({ ${rest}, card: half });`,
    ]) {
      writeFileSync(file, text);
      const { code } = await buildProcess(file, { types: false });
      const [m] = new Function('$c', '$t', '$g', code)({}, [], () => {}) as (() => unknown)[];
      expect(m!()).toEqual({ $a: 1 });
    }
  }));
