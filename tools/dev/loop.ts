// From an edit to the running card: check and build side by side, and if both are good, take the sessions to the new code.
import { resolve } from 'node:path';
import { asCpu6Error, type Cpu6Error } from '../../protocol/errors/error.js';
import { buildProcess, type ProcessBuild, writeArtifacts } from '../compiler/build.js';
import { BuildFailure } from '../compiler/diagnostics.js';
import { FileWatch } from '../watch.js';
import { TypeChecks } from './types.js';

/** Where the code goes. */
export interface Target {
  /** Directory of the server's artifacts. */
  readonly dir: string;
  /** The artifacts are new: open sessions go to them, or one is opened. Resolves when the card runs them. */
  project(build: ProcessBuild): Promise<Projected>;
}

/** `continued`: sessions went on, with their state; else a new one was opened. */
export interface Projected {
  readonly sessions: number;
  readonly continued: boolean;
}

export type LoopEvent =
  /** `kept`: the state went on, its declaration being the same. */
  | {
      readonly type: 'runs';
      readonly build: ProcessBuild;
      readonly projected: Projected;
      readonly kept: boolean;
      readonly ms: Times;
    }
  /** Nothing of what the card runs has changed. */
  | { readonly type: 'same'; readonly build: ProcessBuild; readonly ms: Times }
  | { readonly type: 'refused'; readonly error: Cpu6Error };

/** Milliseconds since the edit was seen; `all` is from edit to running. */
export interface Times {
  readonly build: number;
  readonly project: number;
  readonly all: number;
}

export class DevLoop {
  readonly #types = new TypeChecks();
  readonly #watch = new FileWatch(() => this.#changed());
  readonly file: string;
  #measurement = '';
  #server = '';
  #state: string | undefined;
  #working: Promise<void> | undefined;
  #later: NodeJS.Timeout | undefined;
  #again = false;
  #stopped = false;

  /** `retry`: milliseconds until code that no card was there to take is offered again. */
  constructor(
    file: string,
    private readonly target: Target,
    private readonly tell: (event: LoopEvent) => void,
    private readonly retry = 1000,
  ) {
    this.file = resolve(file);
  }

  /** Builds and projects for the first time, then watches. Resolves after the first turn, whatever came of it. */
  async start(): Promise<void> {
    this.#watch.files([this.file]);
    this.#changed();
    await this.#working;
  }

  #changed(): void {
    this.#again = true;
    clearTimeout(this.#later);
    this.#working ??= this.#turns().finally(() => {
      this.#working = undefined;
    });
  }

  /** Offers the code again after a while, in silence until a card takes it or says why not. */
  #offerLater(build: ProcessBuild): void {
    if (this.#stopped) return;
    this.#later = setTimeout(() => {
      this.#working ??= this.#offer(build).finally(() => {
        this.#working = undefined;
        if (this.#again) this.#changed();
      });
    }, this.retry);
  }

  async #offer(build: ProcessBuild): Promise<void> {
    const began = performance.now();
    try {
      const told = await this.#send(build, began, began);
      if (!this.#stopped) this.tell(told);
    } catch (error) {
      const found = asCpu6Error(error);
      if (this.#again || this.#stopped) return;
      if (found.code === 'NO_CARD') this.#offerLater(build);
      else this.tell({ type: 'refused', error: found });
    }
  }

  async #turns(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        const told = await this.#turn();
        // A newer edit is on its way: what this one gave is of no interest.
        if (told && !this.#stopped) this.tell(told);
      } catch (error) {
        if (!this.#again && !this.#stopped) this.tell({ type: 'refused', error: asCpu6Error(error) });
      }
    }
  }

  async #turn(): Promise<LoopEvent | undefined> {
    const began = performance.now();
    const checked = this.#types.check(this.file);
    checked.catch(() => undefined);
    let build: ProcessBuild;
    try {
      build = await buildProcess(this.file, { types: false });
    } catch (error) {
      // What TypeScript says of the same mistake is what authors know.
      const found = error instanceof BuildFailure ? await checked : [];
      throw found.length ? new BuildFailure(this.file, found) : error;
    }
    this.#watch.files(build.inputs);
    const found = await checked;
    if (found.length) throw new BuildFailure(this.file, found);
    if (this.#again) return undefined;
    const built = performance.now();
    const same = build.measurement === this.#measurement && build.serverModule === this.#server;
    if (same) return { type: 'same', build, ms: timesFrom(began, built) };
    writeArtifacts(build, this.target.dir);
    try {
      return await this.#send(build, began, built);
    } catch (error) {
      if (asCpu6Error(error).code === 'NO_CARD') this.#offerLater(build);
      throw error;
    }
  }

  async #send(build: ProcessBuild, began: number, built: number): Promise<LoopEvent> {
    const projected = await this.target.project(build);
    const state = JSON.stringify(build.header.state);
    const kept = projected.continued && (state === this.#state || this.#state === undefined);
    this.#measurement = build.measurement;
    this.#server = build.serverModule;
    this.#state = state;
    return { type: 'runs', build, projected, kept, ms: timesFrom(began, built) };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#later);
    this.#watch.close();
    await this.#types.close();
    await this.#working;
  }
}

const timesFrom = (began: number, built: number): Times => {
  const now = performance.now();
  return { build: built - began, project: now - built, all: now - began };
};
