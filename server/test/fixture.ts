// Data directories, a process and servers for tests; all of it is gone after the test.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeApplet } from '../../protocol/applet/applet.js';
import type { AppletHeader } from '../../protocol/applet/header.js';
import type { ServerEvent } from '../events.js';
import { Server } from '../server.js';
import type { ServerOptions } from '../settings.js';

export function temporaryDirectory(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'cpu6-server-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

const u32 = 3;
/** Server methods: `add {n} → {total}`, `ask {n} → {twice}` (asks the card), `fail {n}`. Card method: `double {n} → {n}`. */
export const shopHeader = (version = '1.0.0'): AppletHeader => ({
  name: 'shop',
  version,
  gate: [['buy', [12, 'n', u32], [12, 'total', u32], 0, 60, 60]],
  server: [
    ['add', [12, 'n', u32], [12, 'total', u32]],
    ['ask', [12, 'n', u32], [12, 'twice', u32]],
    ['fail', [12, 'n', u32], 0],
  ],
  card: [['double', [12, 'n', u32], [12, 'n', u32]]],
  state: 0,
  caps: [],
  vars: 0,
  ms: 0,
});

export const shopServer = `
const u32 = { descriptor: 3 };
let handled = 0;
export default {
  name: 'shop',
  gate: { buy: { in: { n: u32 }, out: { total: u32 } } },
  calls: {
    server: {
      add: { in: { n: u32 }, out: { total: u32 } },
      ask: { in: { n: u32 }, out: { twice: u32 } },
      fail: { in: { n: u32 } },
    },
    card: { double: { in: { n: u32 }, out: { n: u32 } } },
  },
  card: () => ({}),
  server: ({ card, store }) => ({
    async add({ n }, { key }) {
      const total = (store.get('total') ?? 0) + n;
      await Promise.resolve();
      store.put('total', total);
      store.put('by/' + key, n);
      store.put('handled', (store.get('handled') ?? 0) + 1);
      return { total };
    },
    async ask({ n }) {
      const before = store.get('total') ?? 0;
      const { n: twice } = await card.double({ n });
      store.put('total', before + twice);
      return { twice };
    },
    fail({ n }) {
      store.put('total', 999);
      throw new Error('no ' + n);
    },
  }),
};
`;

/** Writes the artifacts of the test process. `code` only has to differ where applets are to differ. */
export function writeShop(dir: string, header = shopHeader(), code = 'var $a;return[];', server = shopServer): void {
  writeFileSync(join(dir, 'shop.applet'), encodeApplet({ header, table: [], code }));
  writeFileSync(join(dir, 'shop.server.mjs'), server);
}

/** A running server with the test process, in a directory of its own. */
export async function startShop(
  options: Partial<ServerOptions> = {},
): Promise<{ server: Server; events: ServerEvent[]; dir: string; end(): Promise<void> }> {
  const temporary = temporaryDirectory();
  writeShop(temporary.path);
  const events: ServerEvent[] = [];
  const server = new Server({
    dataDir: join(temporary.path, 'data'),
    port: 0,
    processDirs: [temporary.path],
    allowRuntime: [Buffer.alloc(32, 7)],
    ...options,
  });
  server.on('event', (e) => events.push(e));
  await server.start();
  return {
    server,
    events,
    dir: temporary.path,
    end: async () => {
      await server.stop();
      temporary.remove();
    },
  };
}

/** Encodes `{n}` as the test process declares it. */
export const n32 = (n: number): Uint8Array => {
  const b = Buffer.alloc(4);
  b.writeUInt32LE(n);
  return b;
};
export const readN32 = (b: Uint8Array): number => Buffer.from(b).readUInt32LE(0);
