// Starts `cpu6` commands as processes of their own and reads the events that they print.
import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Cpu6Error, type ErrorReport } from '../../protocol/errors/error.js';

const command = fileURLToPath(new URL('../../tools/cli/main.js', import.meta.url));

/** One object per line, as `--json` prints them. */
export interface ChildEvent {
  readonly type?: string;
  readonly error?: ErrorReport;
  readonly [fact: string]: unknown;
}

/** A running `cpu6` command. Emits `event` for each line, `exit` when it ended. */
export class Child extends EventEmitter<{ event: [ChildEvent]; exit: [code: number | null] }> {
  readonly #process: ChildProcess;
  readonly exited: Promise<number | null>;
  #problem = '';
  #error: Cpu6Error | undefined;

  constructor(
    readonly name: string,
    args: readonly string[],
  ) {
    super();
    // Own process group: Ctrl-C reaches the parent only, which then stops the children in order.
    this.#process = spawn(process.execPath, [command, ...args, '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    createInterface({ input: this.#process.stdout! }).on('line', (line) => {
      try {
        const event = JSON.parse(line) as ChildEvent;
        if (event.error) this.#error = new Cpu6Error(event.error.code, event.error.facts);
        this.emit('event', event);
      } catch {
        this.#problem = line;
      }
    });
    createInterface({ input: this.#process.stderr! }).on('line', (line) => {
      this.#problem = line;
    });
    this.exited = new Promise((resolve) =>
      this.#process.once('exit', (code) => {
        this.emit('exit', code);
        resolve(code);
      }),
    );
  }

  get pid(): number {
    return this.#process.pid!;
  }

  /** The first event of that type. Throws the command's error if it ends before. */
  async first(type: string): Promise<ChildEvent> {
    return new Promise((resolve, reject) => {
      const onEvent = (event: ChildEvent): void => {
        if (event.type !== type) return;
        done();
        resolve(event);
      };
      const onExit = (code: number | null): void => {
        done();
        const what = `cpu6 ${this.name} ended with ${code}: ${this.#problem}`;
        reject(this.#error ?? new Cpu6Error('INTERNAL', { what }));
      };
      const done = (): void => {
        this.off('event', onEvent);
        this.off('exit', onExit);
      };
      this.on('event', onEvent);
      this.on('exit', onExit);
    });
  }

  /** SIGTERM, and SIGKILL if it has not ended after five seconds. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), 5000);
    await this.exited;
    clearTimeout(timer);
  }
  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.exited;
  }
}
