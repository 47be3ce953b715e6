// Type-checks in a thread of its own, beside the build: a check is the longest part of the way from an edit to the card.
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import type { Diagnostic } from '../compiler/diagnostics.js';

type Answer = { readonly found: readonly Diagnostic[] } | { readonly failed: string };

export class TypeChecks {
  readonly #worker = new Worker(fileURLToPath(import.meta.url));
  #waiting: { readonly resolve: (found: readonly Diagnostic[]) => void; readonly reject: (e: Error) => void }[] = [];

  constructor() {
    this.#worker.unref();
    this.#worker.on('message', (answer: Answer) => {
      const first = this.#waiting.shift();
      if ('found' in answer) first?.resolve(answer.found);
      else first?.reject(new Error(answer.failed));
    });
    this.#worker.on('error', (error) => {
      for (const { reject } of this.#waiting) reject(error);
      this.#waiting = [];
    });
  }

  /** Diagnostics of a process file, in the order of the calls. */
  check(file: string): Promise<readonly Diagnostic[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(file);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

if (!isMainThread && parentPort) {
  const port = parentPort;
  port.on('message', async (file: string) => {
    let answer: Answer;
    try {
      const { typeCheck } = await import('../compiler/typecheck.js');
      answer = { found: typeCheck(file) };
    } catch (error) {
      answer = { failed: (error as Error).message };
    }
    port.postMessage(answer);
  });
}
