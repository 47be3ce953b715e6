// A directory for one test or one run of the demo, removed at the end.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Scratch {
  readonly dir: string;
  remove(): void;
}

export function scratch(name: string): Scratch {
  const dir = mkdtempSync(path.join(tmpdir(), `cpu6-${name}-`));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
