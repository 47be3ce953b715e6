// Where the built artifacts of this package are.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Cpu6Error } from '../protocol/errors/error.js';

/** The card runtime that this version ships. */
export function shippedRuntime(): { readonly file: string; readonly code: string; readonly measurement: Uint8Array } {
  const file = fileURLToPath(new URL('../device/runtime.js', import.meta.url));
  try {
    const code = readFileSync(file);
    return { file, code: code.toString('latin1'), measurement: createHash('sha256').update(code).digest() };
  } catch (error) {
    throw new Cpu6Error('INPUT_FILE', { file, why: (error as Error).message });
  }
}
