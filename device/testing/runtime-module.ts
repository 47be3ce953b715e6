// Test code: a file of the card's runtime, run in Node with the few natives it needs, to test it by itself.
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { build } from 'esbuild';
import type { CardStorage } from '../virtual/storage.js';

type Bytes = string | number | ArrayBuffer | Uint8Array | readonly Bytes[];

function flat(x: Bytes): Buffer {
  if (typeof x === 'string') return Buffer.from(x, 'latin1');
  if (typeof x === 'number') return Buffer.of(x & 255);
  if (Array.isArray(x)) return Buffer.concat(x.map(flat));
  return x instanceof ArrayBuffer ? Buffer.from(x) : Buffer.from(x as Uint8Array);
}
const copy = (x: Bytes): Uint8Array => Uint8Array.from(flat(x));

/** Loads `device/runtime/NAME.ts`; its Storage is `storage`. */
export async function runtimeModule<T>(name: string, storage?: CardStorage): Promise<T> {
  // From dist/device/testing to the sources.
  const entry = fileURLToPath(new URL(`../../../device/runtime/${name}.ts`, import.meta.url));
  const built = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'cjs',
    target: 'es2022',
    external: ['Storage', 'crypto'],
    tsconfigRaw: {},
  });
  const natives = {
    toString: (...x: Bytes[]) => flat(x).toString('latin1'),
    toUint8Array: (...x: Bytes[]) => copy(x),
    CRC32: (x: Bytes) => crc32(flat(x)),
  };
  const modules: Record<string, unknown> = {
    Storage: {
      read: (file: string) => {
        const data = storage?.read(file);
        return data && Buffer.from(data).toString('latin1');
      },
      write: (file: string, data: Bytes) => storage?.write(file, copy(data)),
    },
    crypto: { SHA256: (x: Bytes) => copy(createHash('sha256').update(flat(x)).digest()).buffer },
  };
  const module = { exports: {} as T };
  new Function('module', 'exports', 'require', 'E', built.outputFiles[0]!.text)(
    module,
    module.exports,
    (m: string) => modules[m],
    natives,
  );
  return module.exports;
}
