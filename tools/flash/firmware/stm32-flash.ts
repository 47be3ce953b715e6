// An image onto an STM32 board of Espruino, through its boot loader, by the flasher of the `espruino` package.
//
// The boot loader acknowledges every block with its checksum; what it has written is not read back. All of Storage is erased.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Cpu6Error } from '../../../protocol/errors/error.js';

const child = fileURLToPath(new URL('./stm32-child.js', import.meta.url));

/** Rejects with `UPLOAD_FAILED`. `enter`: how its boot loader is started. */
export async function flashStm32(
  address: string,
  file: string,
  enter: string,
  onProgress: (done: number) => void,
  stop: AbortSignal,
): Promise<void> {
  // Its output would stand in the middle of ours.
  const flasher = fork(child, [address, file], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] });
  const kill = (): void => void flasher.kill('SIGKILL');
  stop.addEventListener('abort', kill, { once: true });
  try {
    const problem = await new Promise<string | undefined>((resolve) => {
      let said: string | undefined = 'the flasher ended';
      flasher.on('message', (message: { done?: number; error?: string; end?: true }) => {
        if (message.done !== undefined) onProgress(message.done);
        if (message.error !== undefined) said = message.error;
        if (message.end) said = undefined;
      });
      flasher.on('exit', () => resolve(said));
      flasher.on('error', (error) => resolve(error.message));
    });
    if (problem) throw new Cpu6Error('UPLOAD_FAILED', { file, why: `${problem}. ${enter}` });
  } finally {
    stop.removeEventListener('abort', kill);
    kill();
  }
}
