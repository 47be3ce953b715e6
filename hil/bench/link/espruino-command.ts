// The `espruino` command as npm ships it, as a child process: its default upload to flash and to memory.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../../../../node_modules/espruino/bin/espruino-cli.js', import.meta.url));
const longest = 150_000;
/** It asks the web what board it talks to: a port at which nobody is keeps the network out of the measurement. */
const noWeb = ['--config', 'BOARD_JSON_URL=http://127.0.0.1:9'];

/** `file` into the Storage file `name`. With a file alone it would be a terminal, which ends with its input: hence an expression. */
export const toFlash = (name: string, file: string): string[] => ['--storage', `${name}:${file}`, '-e', '0'];
/** The program `file` into memory, where it runs. Its `reset()` before that closes a native build's serial console: without. */
export const toMemory = (file: string): string[] => ['--config', 'RESET_BEFORE_SEND=false', file];

/**
 * Runs it against `address` (`tcp:HOST:PORT`: it opens serial ports only if the system lists them, and a terminal is never
 * listed). Resolves with the seconds it took; what it says of success is not looked at, since it says so of lost bytes too.
 */
export function runEspruinoCommand(address: string, baud: number, what: readonly string[]): Promise<number> {
  const port = address.replace(/^tcp:/, 'tcp://');
  const args = [command, '-q', '--no-ble', ...noWeb, '-p', port, '-b', String(baud), ...what];
  const began = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { stdio: 'ignore', timeout: longest });
    const end = (): void => resolve((performance.now() - began) / 1000);
    child.once('exit', end);
    child.once('error', end);
  });
}
