// Results of a long run in a file, so that it can be broken off and gone on with: what was measured is not measured again.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

export class Kept {
  readonly #known = new Map<string, unknown>();

  /** `file`: one line of JSON for each result, the last of a key counts; without one nothing outlives the run. */
  constructor(private readonly file: string | undefined) {
    if (file === undefined || !existsSync(file)) return;
    for (const line of readFileSync(file, 'utf8').split('\n'))
      try {
        const { key, value } = JSON.parse(line) as { key: string; value: unknown };
        this.#known.set(key, value);
      } catch {
        // The run was broken off while it wrote, or the line is empty: measured again.
      }
  }

  /** The result of `key`, if there is one. */
  known<T>(key: string): T | undefined {
    return this.#known.get(key) as T | undefined;
  }

  keep(key: string, value: unknown): void {
    this.#known.set(key, value);
    if (this.file !== undefined) appendFileSync(this.file, `\n${JSON.stringify({ key, value })}`);
  }

  /** The result of `key`, measured if it is not known. */
  async get<T>(key: string, measure: () => Promise<T> | T): Promise<T> {
    const known = this.known<T>(key);
    if (known !== undefined) return known;
    const value = await measure();
    this.keep(key, value);
    return value;
  }
}
