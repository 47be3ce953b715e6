// Pairs of terminals (socat): what one end is written, the other reads. Node has no pty of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { constants, openSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Cpu6Error } from '../../protocol/errors/error.js';

/** Keeps an end of a pair open, so that the pair outlives a program that closes it. Returns the descriptor. */
export const hold = (file: string): number =>
  openSync(file, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);

/** Kills a process and waits for its end. */
export const killed = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });

/** Takes note of a process that was started for the card. */
export type Own = (started: ChildProcess) => ChildProcess;

/**
 * Makes two connected terminals, in raw mode, with the names `ours` and `theirs` in `stateDir`; resolves with the process that
 * carries the bytes. Throws `ENVIRONMENT` without socat.
 */
export function ptyPair(stateDir: string, ours: string, theirs: string, own: Own): Promise<ChildProcess> {
  return connected(stateDir, [terminal(stateDir, ours), terminal(stateDir, theirs)], own);
}

/** A terminal `name` in `stateDir` whose other end is a connection to `peer` (`tcp:HOST:PORT`); ends with it. */
export function ptyTo(stateDir: string, name: string, peer: string, own: Own): Promise<ChildProcess> {
  return connected(stateDir, [terminal(stateDir, name), `${peer},nodelay`], own);
}

function terminal(stateDir: string, name: string): string {
  const file = path.join(stateDir, name);
  rmSync(file, { force: true });
  return `pty,raw,echo=0,link=${file}`;
}

function connected(stateDir: string, ends: readonly string[], own: Own): Promise<ChildProcess> {
  const socat = spawn('socat', ['-d', '-d', ...ends], { cwd: stateDir, stdio: ['ignore', 'ignore', 'pipe'] });
  own(socat);
  return new Promise((resolve, reject) => {
    let said = '';
    socat.on('error', (cause) =>
      reject(
        new Cpu6Error(
          'ENVIRONMENT',
          { what: 'socat', how: 'Install it, for example: apt-get install socat.' },
          { cause },
        ),
      ),
    );
    socat.on('exit', () => reject(new Cpu6Error('CARD_OPEN', { address: stateDir, why: 'socat ended' })));
    socat.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (!said.includes('starting data transfer loop')) return;
      socat.stderr.removeAllListeners('data').resume();
      resolve(socat);
    });
  });
}
