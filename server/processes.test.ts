// Which built processes are taken, and which are refused with what is wrong.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { encodeApplet } from '../protocol/applet/applet.js';
import { encodeSegments, segmentsEntry } from '../protocol/applet/segments.js';
import { Processes } from './processes.js';
import { shopHeader, shopServer, temporaryDirectory, writeShop } from './test/fixture.js';

let temporary: ReturnType<typeof temporaryDirectory>;
beforeEach(() => {
  temporary = temporaryDirectory();
});
afterEach(() => temporary.remove());

const load = async (greatest = 16_384) => {
  const processes = new Processes([temporary.path], greatest);
  await processes.loadAll();
  return processes;
};
const write = (name: string, content: string | Uint8Array) => writeFileSync(join(temporary.path, name), content);

/** The header of an applet that needs no server half. */
const alone = (name: string) => ({ ...shopHeader(), name, server: [], card: [] });

test('a built process is loaded, measured and found by its name', async () => {
  writeShop(temporary.path);
  const process = (await load()).get('shop');
  expect([process.name, process.header.version, process.measurement.length]).toEqual(['shop', '1.0.0', 32]);
});

test('a process without server methods needs no server half', async () => {
  write('alone.applet', encodeApplet({ header: alone('alone'), table: [], code: '' }));
  expect((await load()).list()).toHaveLength(1);
});

test.each([
  ['no applet', () => write('shop.applet', 'no applet'), 'APPLET_MALFORMED'],
  [
    'another name than its file',
    () => write('mine.applet', encodeApplet({ header: alone('other'), table: [], code: '' })),
    'INPUT_FILE',
  ],
  [
    'no server half',
    () => write('shop.applet', encodeApplet({ header: shopHeader(), table: [], code: '' })),
    'INPUT_FILE',
  ],
  ['a server half of another build', () => writeShop(temporary.path, { ...shopHeader(), card: [] }), 'INPUT_FILE'],
  [
    'a server half that is another process',
    () => writeShop(temporary.path, shopHeader(), '', 'export default { name: "x" }'),
    'INPUT_FILE',
  ],
  [
    'a mode that there is not',
    () => writeShop(temporary.path, shopHeader(), '', shopServer.replace('card: () =>', "mode: 'fast', card: () =>")),
    'INPUT_FILE',
  ],
  [
    'a server half that exports nothing',
    () => writeShop(temporary.path, shopHeader(), '', 'export const x = 1;'),
    'INPUT_FILE',
  ],
  [
    'a server half that throws',
    () => writeShop(temporary.path, shopHeader(), '', 'throw new Error("at load")'),
    'INPUT_FILE',
  ],
  [
    'a name that is no name',
    () => write('Shop!.applet', encodeApplet({ header: alone('Shop!'), table: [], code: '' })),
    'INPUT_FILE',
  ],
  ...[{ gate: {} }, { card: [['m', 0]] }, { card: [[5, 0, 0]] }, { gate: ['m'] }].map(
    (wrong) =>
      [
        `a header that lists ${JSON.stringify(wrong)}`,
        () =>
          write(
            'alone.applet',
            encodeApplet({ header: { ...alone('alone'), ...wrong } as never, table: [], code: '' }),
          ),
        'APPLET_MALFORMED',
      ] as const,
  ),
  ...(['gate', 'server'] as const).map(
    (side) =>
      [
        `more than 256 methods in "${side}"`,
        () => {
          const header = { ...alone('alone'), [side]: Array.from({ length: 257 }, (_, i) => [`m${i}`, 0, 0, 0, 1, 1]) };
          write('alone.applet', encodeApplet({ header, table: [], code: '' }));
        },
        'APPLET_MALFORMED',
      ] as const,
  ),
])('a process with %s is refused', async (_, make, code) => {
  make();
  await expect(load()).rejects.toMatchObject({ code });
});

test('an applet over the limit is refused', async () => {
  writeShop(temporary.path);
  await expect(load(100)).rejects.toMatchObject({ code: 'APPLET_TOO_BIG' });
});

test('names are looked up in the directory, not made into paths', async () => {
  writeShop(temporary.path);
  const processes = await load();
  for (const name of ['../shop', 'shop.applet', '', '/etc/passwd', 'shop\0'])
    await expect(processes.reload(name)).rejects.toMatchObject({ code: 'PROCESS_UNKNOWN' });
});

test('a missing directory is named', async () => {
  const processes = new Processes([join(temporary.path, 'nowhere')], 16_384);
  await expect(processes.loadAll()).rejects.toMatchObject({ code: 'INPUT_FILE' });
});

test('segments are loaded with their applet; none, others than its header names, or a header that names none are refused', async () => {
  const segments = encodeSegments([1, 2, 3].map((n) => ({ table: [Uint8Array.of(n)], code: 'var $a;return[]' })));
  const header = { ...shopHeader(), segments: segmentsEntry(segments) };
  const file = Buffer.concat(segments);
  writeShop(temporary.path, header);
  await expect(load()).rejects.toMatchObject({ code: 'INPUT_FILE' });
  const altered = Uint8Array.from(file);
  altered[100]! ^= 1;
  for (const wrong of [altered, file.subarray(1), Buffer.concat([file, file])]) {
    write('shop.segments', wrong);
    await expect(load()).rejects.toMatchObject({ code: 'APPLET_MALFORMED' });
  }
  write('shop.segments', file);
  const process = (await load()).get('shop');
  expect(process.segments.map((s) => Buffer.from(s))).toEqual(segments.map((s) => Buffer.from(s)));
  const [size, digests] = header.segments;
  for (const entry of [[size], [size, digests.slice(4)], [0, digests], [size, ''], [100_000, digests], {}]) {
    writeShop(temporary.path, { ...header, segments: entry as never });
    await expect(load()).rejects.toMatchObject({ code: 'APPLET_MALFORMED' });
  }
});
