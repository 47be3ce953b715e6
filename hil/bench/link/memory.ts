// JsVars and flash that the link and the runtime take, on interpreters with the heaps of real boards.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { boardNamed } from '../../../device/boards/index.js';
import { shippedRuntime } from '../../../tools/artifacts.js';
import { echoProgram, makeWorld } from './world.js';

export interface Memory {
  /** JsVars that the echo program holds: the link, its buffers at rest, and 12 lines. */
  readonly link: number;
  /** … of which an interpreter that has run nothing holds so many. */
  readonly bare: number;
  readonly linkFlash: number;
  readonly runtimeFlash: number;
}

/** `vars`: JsVars of the interpreter. */
export async function measureMemory(binary: string, vars: number): Promise<Memory> {
  const board = { ...boardNamed('LINUX'), vars, growing: false };
  const used = async (runtime?: string): Promise<number> => {
    const world = await makeWorld(binary, { board, ...(runtime === undefined ? {} : { runtime }) });
    try {
      const answer = new Promise<Buffer>((resolve) => world.onMessage(resolve));
      await world.link.send(Buffer.from('m'));
      return Number((await answer).toString('latin1'));
    } finally {
      await world.stop();
    }
  };
  return {
    link: await used(),
    bare: await bareUsage(binary),
    linkFlash: (await echoProgram()).length,
    runtimeFlash: shippedRuntime().code.length,
  };
}

/**
 * Bytes of flash by part of the shipped runtime; `shared`: what parts have in common, and the functions whose text stays in
 * flash. The form is that of tools/compiler/runtime.ts.
 */
export function flashParts(): Readonly<Record<string, number>> {
  const { code } = shippedRuntime();
  const end = code.lastIndexOf('\t,0];') + 5;
  const [resident, ...rest] = code.slice(end).split('($out){');
  const names = ['desk', 'session', 'signature', 'overlay'];
  if (end < 5 || rest.length !== names.length) throw new Error('a runtime of another form');
  return {
    shared: end,
    resident: resident!.length,
    ...Object.fromEntries(names.map((name, i) => [name, rest[i]!.length])),
  };
}

/** JsVars that the interpreter holds when it has run nothing. */
async function bareUsage(binary: string): Promise<number> {
  const { spawnSync } = await import('node:child_process');
  const dir = mkdtempSync(path.join(tmpdir(), 'cpu6-bench-'));
  try {
    const { writeFileSync } = await import('node:fs');
    writeFileSync(path.join(dir, 'bare.js'), 'print("USED "+process.memory().usage)');
    const { stdout } = spawnSync(path.resolve(binary), ['bare.js'], {
      cwd: dir,
      encoding: 'latin1',
      timeout: 10_000,
      input: '',
    });
    return Number(/USED (\d+)/.exec(stdout)?.[1]);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
