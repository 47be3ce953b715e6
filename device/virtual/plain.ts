// A native Espruino build as it comes, without cpu6: its console on one end of a pty pair, as on a board fresh from the shop.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hold, killed, ptyPair } from './pty.js';

export interface PlainInterpreter {
  /** `serial:PATH`: how a host opens its console. */
  readonly address: string;
  /** Ends it as a loss of power does, and starts it again; what Storage keeps under `.bootcde` is then run. */
  powerCycle(): Promise<void>;
  stop(): Promise<void>;
}

// Without a timer the build would end with its script.
const loader = (boot: boolean): string =>
  `Serial1.setup(115200, { path: "console-card" }); Serial1.setConsole(true); setInterval(function () {}, 60000);\n${
    boot ? 'if (require("Storage").read(".bootcde")) eval(require("Storage").read(".bootcde"));\n' : ''
  }`;

/** `stateDir`: made by the caller; its flash is kept there. Throws `ENVIRONMENT` without socat. */
export async function startPlain(binary: string, stateDir: string): Promise<PlainInterpreter> {
  const program = path.resolve(binary);
  const lines = await ptyPair(stateDir, 'console-host', 'console-card', (started) => started);
  const held = ['console-host', 'console-card'].map((name) => hold(path.join(stateDir, name)));
  const run = (boot: boolean): ChildProcess => {
    writeFileSync(path.join(stateDir, 'plain.js'), loader(boot));
    return spawn(program, ['plain.js'], { cwd: stateDir, stdio: ['pipe', 'ignore', 'ignore'] });
  };
  let child = run(false);
  const abandon = (): void => {
    for (const one of [child, lines]) one.kill('SIGKILL');
  };
  process.once('exit', abandon);
  return {
    address: `serial:${path.join(stateDir, 'console-host')}`,
    powerCycle: async () => {
      await killed(child);
      child = run(true);
    },
    stop: async () => {
      process.off('exit', abandon);
      await Promise.all([child, lines].map(killed));
      for (const fd of held) closeSync(fd);
    },
  };
}
