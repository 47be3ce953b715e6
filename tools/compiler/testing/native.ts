// Starts the native build of the interpreter, one process a script.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs a script in a directory of its own and answers all it printed, as bytes in a string. */
export function runScript(binary: string, script: string, timeoutMs = 20_000): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'cpu6-script-'));
  const file = join(dir, 'script.js');
  writeFileSync(file, script, 'latin1');
  return new Promise((resolve) => {
    const options = {
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: 1 << 24,
      encoding: 'latin1',
      cwd: dir,
    } as const;
    const child = execFile(binary, [file], options, (error, stdout) => {
      rmSync(dir, { recursive: true });
      resolve(
        error?.killed ? `${stdout}\nUncaught timeout` : error ? `${stdout}\nUncaught exit ${error.code}` : stdout,
      );
    });
    child.stdin?.end();
  });
}

/** Applies `work` to each of `list`, `width` at a time. */
export async function inParallel<T>(
  list: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < list.length) await work(list[next++]!);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
