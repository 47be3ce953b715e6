// A progress bar on a terminal, objects for programs, one line per step elsewhere.
import type { Output } from './output.js';

const width = 28;
/** Objects and redraws come at most once per so many parts of the whole. */
const parts = 100;

export class Progress {
  #drawn = false;
  #last = -1;

  constructor(
    private readonly out: Output,
    private readonly stream: NodeJS.WriteStream = process.stderr,
  ) {}

  /** The next piece of work begins. */
  step(name: string, text: string): void {
    this.#end();
    this.out.object({ type: 'step', step: name });
    this.out.note(text);
  }

  /** `done` of `total` bytes. */
  at(done: number, total: number): void {
    const part = total > 0 ? Math.floor((done / total) * parts) : parts;
    if (part === this.#last) return;
    this.#last = part;
    this.out.object({ type: 'progress', done, total });
    if (this.out.json || !this.stream.isTTY) return;
    const full = Math.round((part / parts) * width);
    const bar = '█'.repeat(full) + '░'.repeat(width - full);
    this.stream.write(`\r  ${bar} ${String(part).padStart(3)} %  ${kilo(done)} of ${kilo(total)} kB`);
    this.#drawn = true;
    if (done >= total) this.#end();
  }

  /** Leaves the line of the bar. */
  end(): void {
    this.#end();
  }

  #end(): void {
    if (this.#drawn) this.stream.write('\n');
    this.#drawn = false;
    this.#last = -1;
  }
}

const kilo = (bytes: number): string => (bytes / 1024).toFixed(1);
